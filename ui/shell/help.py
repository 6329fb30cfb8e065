"""Help drawer: keys, each of which can be switched off, and the words of this page in a sentence each.

Knows words and markup; assets/page/shell/keys.js has what the keys do.
"""

from html import escape

import gradio as gr

from ui.shell.mounted_html import live_html

KEYS = (
    ("send", "Enter", "Send (off: Enter inserts a new line; Shift+Enter always does)"),
    ("stop", "Esc", "Stop the reply, or cancel editing"),
    ("help", "Ctrl + /", "Open or close this help"),
    ("present", "P", "Show the heatmap full screen, for an audience"),
    ("pause", "Space", "Pause charts (unless a control has focus)"),
)

WORDS = (
    ("expert", "One of the small networks of a layer. A router picks a few of them for every token."),
    ("slot", "Room for one expert in the GPU's memory."),
    (
        "N × M",
        "The size of the cache: N layers with M slots each, so N × M slots. The paper calls them indexes and ways.",
    ),
    (
        "slots per layer, or shared",
        "Per layer: each of the first N layers has its own M slots. Shared: all layers use all N × M slots.",
    ),
    ("hit", "The expert was already in a slot, so the GPU computed it."),
    ("miss", "The expert was in no slot, so the CPU computed it."),
    ("in flight", "Its copy had not finished: counts as a miss, and nothing waits for it."),
    ("copy", "A missed expert is copied into a slot, for later tokens."),
    ("eviction", "An expert is removed from its slot to make room for another."),
    (
        "policy",
        "Which expert makes room for a new one: longest unused (LRU), first copied in (FIFO), fewest uses (LFU), ...",
    ),
    ("copy missed experts", "Whether a missed expert is copied at all (copies use PCIe bandwidth)."),
    ("strategy", "The cache, or a baseline to compare it with."),
    ("residency", "The share of all experts that fits on the GPU at once: slots divided by experts."),
    ("prefill, decode", "Reading the prompt, many tokens at once; then writing the reply, one token at a time."),
    ("J/token", "Energy per generated token, from the available sensors."),
)


def help_drawer() -> gr.HTML:
    """The drawer, closed; call inside the page."""
    return live_html(_drawer_html(), "help-holder")


def _drawer_html() -> str:
    keys = "".join(
        f'<li><label><input type="checkbox" data-key="{name}" checked> <kbd>{escape(key)}</kbd> '
        f"<span>{escape(does)}</span></label></li>"
        for name, key, does in KEYS
    )
    words = "".join(f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in WORDS)
    return f"""
<dialog id="help" aria-labelledby="help-title">
  <div class="head">
    <h2 id="help-title">Help</h2>
    <button type="button" class="close">Close</button>
  </div>
  <h3>Keys</h3>
  <ul>{keys}</ul>
  <h3>Words</h3>
  <dl>{words}</dl>
</dialog>
"""
