"""Help drawer: keys, each of which can be switched off, and the words of this page in a sentence each.

Knows words and markup; assets/page/shell/keys.js has what the keys do.
"""

from html import escape

import gradio as gr

from ui.shell.mounted_html import live_html

KEYS = (
    ("send", "Enter", "sends the message; off: Enter begins a new line, as Shift + Enter always does"),
    ("stop", "Esc", "stops the reply, or leaves the editing of a message"),
    ("help", "Ctrl + /", "opens and closes this help"),
    ("pause", "Space", "holds the charts still, unless a field or a button has the focus"),
)

WORDS = (
    ("expert", "One of the small networks of a layer. A router picks a few of them for every token."),
    ("slot", "Room for one expert in the GPU's memory."),
    ("geometry N × M", "The shape of the cache: N indexes of M ways each, so N × M slots."),
    ("layered, pooled", "Layered: index i serves layer i, later layers have no slots. Pooled: all layers share them."),
    ("hit", "The expert was ready in a slot: the GPU computed it."),
    ("miss", "The expert was in no slot: the CPU computed it."),
    ("in flight", "Its copy was under way and had not landed: counts as a miss, and nothing waits for it."),
    ("fill", "A copy of a missed expert into a slot, for later tokens."),
    ("eviction", "An expert lost its slot to a fill."),
    (
        "policy",
        "Which expert a fill evicts: longest unused (LRU), first copied (FIFO), least used (LFU), ...",
    ),
    ("fill on miss", "Whether a miss is copied at all: a copy takes time on the link."),
    ("residency", "Slots over experts: the share that can be on the GPU at once."),
    ("placement", "Cached, or one of the ways to compare with: all on the CPU, fetched on demand, a fixed choice."),
    ("prefill, decode", "Reading the prompt, many tokens at once; then writing, one token at a time."),
    ("J/token", "Energy per written token, of the sensors there are."),
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
