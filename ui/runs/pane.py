"""The Runs tab's frame; assets/page/runs/runs.js puts in the rows, fed by ``/runs``."""

import gradio as gr

from ui.shell.mounted_html import live_html


def runs_pane() -> gr.HTML:
    """Lays out the tab; call inside the page."""
    return live_html(RUNS_HTML, "runs-holder")


RUNS_HTML = """
<section id="runs" aria-label="Runs">
  <div class="bar">
    <label>Filter <input type="search" id="runs-filter" placeholder="e.g. lfu pooled"></label>
    <p id="runs-count" role="status"></p>
    <button type="button" id="runs-csv">Export CSV</button>
    <button type="button" id="runs-json">Export JSON</button>
  </div>
  <p id="runs-problem" hidden></p>
  <section id="runs-compare" aria-label="Two runs compared" hidden>
    <div class="figures"></div>
    <div class="curves"><div class="speed"></div><div class="hits"></div></div>
    <p class="note"></p>
  </section>
  <section id="runs-card" aria-label="Benchmark card" hidden>
    <canvas width="1200" height="630" role="img" aria-label="Benchmark card"></canvas>
    <div class="share">
      <label>Markdown <textarea rows="12" readonly></textarea></label>
      <div class="buttons">
        <button type="button" class="copy">Copy Markdown</button>
        <button type="button" class="png">Save PNG</button>
      </div>
      <p class="note" role="status"></p>
    </div>
  </section>
  <p id="runs-empty">Every reply becomes a row here: ask something. Choose a row for its benchmark card, two to compare
    them.</p>
  <div class="scrolled" tabindex="0" role="region" aria-label="Runs, one row per reply" hidden>
    <table><thead></thead><tbody></tbody></table>
  </div>
  <button type="button" id="runs-more" hidden>Show more</button>
</section>
"""
