"""Markup of the Live tab: heatmap, counters, lines.

Python renders the frame once; the scripts in assets/page put in values and graphs, fed by ``/telemetry``. To add a
chart: a section here, a module there, one line in its main.js, ``npm run build``.
"""

import gradio as gr

from ui.shell.mounted_html import live_html

COUNTERS = (
    ("hit-rate", "Hit rate", "", "of all lookups since the model was loaded"),
    ("recent", "Last 100 tokens", "", "hit rate"),
    ("hits", "Hits", "hit", "already on the GPU"),
    ("misses", "Misses", "miss", "computed on the CPU, including those in flight"),
)
MORE_COUNTERS = (
    ("inflight", "Missed in flight", "flight", "missed because their copy had not finished"),
    ("fills", "Copies", "", "experts copied to the GPU"),
    ("evictions", "Evictions", "", "experts removed to make room"),
    ("copied", "Copied", "", "main memory to GPU"),
    ("joules", "Energy", "", "since the app started"),
    ("tokens", "Tokens", "", "generated since the model was loaded"),
)

VIEWS = (
    ("where", "On GPU", "where each expert is now"),
    ("age", "Recency", "steps since an expert was last used"),
    ("rate", "Hit rate", "share of its uses that were hits"),
    ("uses", "Use count", "times routed in this reply, or in the last one"),
    ("topics", "Topics", "the topic each expert prefers"),
    ("slots", "Slots", "which expert sits in which slot"),
)


DETAIL_HTML = """
<section id="layer-detail" aria-label="One layer" hidden>
  <div class="head">
    <h3></h3><p class="legend"></p>
    <button type="button" class="close" aria-label="Close the layer's detail">Close</button>
  </div>
  <div class="plot"></div>
  <p class="summary"></p>
</section>
"""

TABLE_HTML = """
<details id="heatmap-table">
  <summary>Show as table</summary>
  <div class="scrolled" tabindex="0" role="region" aria-label="Experts by layer, as a table">
    <table>
      <thead><tr>
        <th scope="col">Layer</th><th scope="col">On the GPU</th><th scope="col">In flight</th>
        <th scope="col">Last token</th><th scope="col">Hits</th><th scope="col">Hit rate</th>
      </tr></thead>
      <tbody></tbody>
    </table>
  </div>
</details>
"""


# What the last token met, in words.
BESIDE_HTML = """
<div id="beside-heatmap">
  <p class="rate">
    <b id="live-rate">–</b> <span>of the experts the last 100 tokens needed were already on the GPU</span>
  </p>
  <p id="live-sentence"></p>
</div>
"""

# Shown until they have been read once.
CAPTIONS_HTML = """
<div id="captions" hidden>
  <p>Each row is a layer of the model, each cell one of its experts.</p>
  <p>A coloured cell is on the GPU, brighter if used recently. When a token needs it, that is a <b>hit</b>.</p>
  <p>A hollow red cell is a <b>miss</b>: the CPU computed it, and it may be copied to the GPU for next time.</p>
  <button type="button">Got it</button>
</div>
"""

PRESENTATION_HTML = """
<header id="presentation">
  <p class="question"></p>
  <p><b class="share"></b> of the experts it needed were already there</p>
  <p><b class="speed"></b> tokens per second</p>
  <button type="button">Leave</button>
</header>
"""


def live_pane() -> gr.HTML:
    """Counters and graphs."""
    return live_html(_live_html(), "live-holder")


def _live_html() -> str:
    return f"""
<section id="live" aria-label="Live">
  <p id="spoken" class="unseen" role="status" aria-live="polite"></p>
  <p id="paused-note" hidden></p>
  <figure class="panel" id="heatmap-panel">
    {PRESENTATION_HTML}
    <figcaption>
      <h2>Experts by layer</h2>
      <div class="views" role="radiogroup" aria-label="Colour by">
        {"".join(_view(*view) for view in VIEWS)}
      </div>
    </figcaption>
    <div id="heatmap">
      <div class="stage">
        <div class="board">
          <canvas aria-hidden="true"></canvas><canvas class="landings" aria-hidden="true"></canvas>
          <div class="plot"></div>
        </div>
        {BESIDE_HTML}
      </div>
      <p class="legend" id="heatmap-legend"></p>
      {CAPTIONS_HTML}
      <div class="below">
        <p class="summary"></p>
        <label class="layer-choice">Inspect layer
          <select id="layer-select"><option value="">none</option></select>
        </label>
      </div>
    </div>
    {DETAIL_HTML}
    {TABLE_HTML}
  </figure>
  <dl id="counters">{"".join(_counter(*counter) for counter in COUNTERS)}</dl>
  <details id="more-counters">
    <summary>More counters</summary>
    <dl>{"".join(_counter(*counter) for counter in MORE_COUNTERS)}</dl>
  </details>
  <figure class="panel" id="lines-panel">
    <figcaption>
      <h2>Last two minutes</h2>
      <p class="legend" id="lines-held" hidden>Paused while hovering</p>
      <p class="legend" id="lines-since" hidden></p>
      <button type="button" id="lines-live" hidden>Jump to live</button>
    </figcaption>
    <div id="lines">
      <div class="stage"><div class="plot"></div><div class="bands"></div></div>
      <p class="summary"></p>
    </div>
  </figure>
</section>
"""


def _counter(name: str, label: str, mark: str, title: str) -> str:
    glyph = f'<i class="mark {mark}" aria-hidden="true"></i>' if mark else ""
    return f'<div title="{title}"><dt>{glyph}{label}</dt><dd id="counter-{name}">–</dd></div>'


def _view(name: str, label: str, title: str) -> str:
    checked = "checked" if name == VIEWS[0][0] else ""
    return (
        f'<label title="{title}"><input type="radio" name="view" value="{name}" {checked}><span>{label}</span></label>'
    )
