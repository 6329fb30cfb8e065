"""Status strip: what the engine is doing, on every tab."""

import gradio as gr

from ui.shell.mounted_html import live_html

STRIP_HTML = """
<header id="strip">
  <h1>Hybrid <b>MoE</b></h1>
  <dl>
    <div class="wide"><dt>Model</dt><dd id="status-model">–</dd></div>
    <div><dt>State</dt><dd><i class="lamp" aria-hidden="true"></i><span id="status">connecting</span></dd></div>
    <div><dt>Tokens / s</dt><dd id="status-speed">–</dd></div>
    <div><dt>Hit rate</dt><dd id="status-hit-rate">–</dd></div>
    <div><dt id="memory-name">Memory</dt><dd id="status-memory">–</dd></div>
    <div><dt>GPU power</dt><dd id="power-gpu">–</dd></div>
    <div><dt>CPU power</dt><dd id="power-cpu">–</dd></div>
  </dl>
  <button type="button" id="pause" aria-pressed="false" title="Pause charts">
    <i aria-hidden="true"></i><span class="label">Pause</span>
  </button>
  <button type="button" id="theme" aria-label="Switch between light and dark"><i aria-hidden="true"></i></button>
  <button type="button" id="help-open" aria-haspopup="dialog" aria-label="Help" title="Keys and terms">?</button>
</header>
<p id="notices" hidden></p>
"""


def status_strip() -> gr.HTML:
    """Model, state, speed, memory and power on one line."""
    return live_html(STRIP_HTML, "strip-holder")
