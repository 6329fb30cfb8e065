"""Markup of the Lab's panels whose jobs run the engine: Autotune, Compare, the split race, look-ahead."""

from html import escape

from ui.lab.parts import job, plot, sentence, table

PROMPT = "Tell me a story about a fox."


def tune() -> str:
    return f"""
<section class="panel" id="lab-tune">
  <h2>Autotune</h2>
  <p>Predicts all settings from your chats, measures the best few, and switches to the fastest.
    For other hardware it predicts only.</p>
  <div class="fields">
    <label>Memory for slots, GiB <input type="number" id="lab-budget" min="0" step="any" placeholder="all there is">
    </label>
    <label>Settings to measure <input type="number" id="lab-confirm" min="1" max="6" value="3"></label>
  </div>
  {job("tune", "Autotune", primary=True)}
  {sentence("tune")}
  {table("tune")}
  <div class="bar">
    <button type="button" id="lab-tuned" hidden>Put the best into the settings</button>
    <button type="button" id="lab-former" hidden>Undo (restore previous settings)</button>
    <p class="note" id="lab-former-note" role="status"></p>
  </div>
</section>
"""


def compare() -> str:
    return f"""
<section class="panel" id="lab-compare">
  <h2>Compare</h2>
  <p>Runs one prompt under 2–4 settings and checks that the text is identical.</p>
  <fieldset id="lab-contenders"><legend class="unseen">Settings to compare</legend></fieldset>
  <div class="fields">
    <label class="wide">Prompt (also used by Autotune and the race)
      <textarea id="lab-prompt" rows="2">{escape(PROMPT)}</textarea></label>
    <label>New tokens <input type="number" id="lab-tokens" min="8" max="1024" value="64"></label>
  </div>
  {job("compare", "Compare", primary=True)}
  {sentence("compare")}
  {table("compare")}
  {plot("compare", "low")}
</section>
"""


def race() -> str:
    side = '<div class="side"><h3></h3><canvas role="img"></canvas><p class="told"></p><p class="text"></p></div>'
    return f"""
<section class="panel" id="lab-race">
  <h2>Split race</h2>
  <p>Answers the prompt above under two settings, and shows both caches side by side, token by token.</p>
  <div class="fields">
    <label>Race <select id="lab-rivals">
      <option value="none">No cache and cache</option><option value="static">Pinned layers and cache</option>
    </select></label>
  </div>
  {job("race", "Race", primary=True)}
  {sentence("race-prompt", "note")}
  <div id="lab-track" hidden>
    <div class="bar">
      <button type="button" id="lab-play">Play</button>
      <input type="range" id="lab-time" min="0" step="any" value="0" aria-label="Seconds since the first token">
      <span class="seconds"></span>
      <label>Pace <select id="lab-pace"><option value="1">real time</option><option value="4">4 × slower</option>
        <option value="20">20 × slower</option></select></label>
    </div>
    <div class="side-by-side">{side}{side}</div>
    <p class="note"><i class="ramp hits"></i> on the GPU when last used, bright: just now
      <i class="mark lit"></i> hit <i class="mark miss"></i> miss</p>
  </div>
  {sentence("race")}{sentence("race-note", "note")}
</section>
"""


def look_ahead() -> str:
    return f"""
<section class="panel" id="lab-lookahead">
  <h2>Look-ahead</h2>
  <p>Asks each layer's router ahead of time, with the state of the layer before, and counts how many of the experts it
    names are used. Computes the last conversation once more; the slots start empty afterwards.</p>
  {job("lookahead", "Score look-ahead")}
  {sentence("lookahead")}
  {plot("lookahead", "low")}
  {sentence("lookahead-note", "note")}
</section>
"""
