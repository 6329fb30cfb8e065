"""Example prompts on different topics: the empty chat offers them, and the topic demo asks them in turn.

Their wording is that of the demo model's training, and plain enough for any other model. Knows words and markup only.
"""

import json
from html import escape

EXAMPLES = (
    ("Sums", "What is 47 + 25?"),
    ("Capitals", "What is the capital of France?"),
    ("Opposites", "What is the opposite of hot?"),
    ("Spanish", "Which colours do you know in Spanish?"),
    ("Stories", "Tell me a story about a fox."),
    ("Python", "How do I reverse a string in Python?"),
)

# Each differs in topic from its neighbours as much as possible; all of them together fit the demo model's context.
DEMO_TOPICS = (
    ("Sums", "Work these out: 12 + 30, 47 + 25, 8 + 64"),
    ("Stories", "Tell me a story about a fox."),
    ("Capitals", "What is the capital of Norway?"),
    ("Python", "How do I sort a list in Python?"),
    ("Spanish", "Count to ten in Spanish."),
    ("Sums", "What is 81 - 17?"),
    ("Opposites", "What is the opposite of loud?"),
    ("Python", "How do I reverse a string in Python?"),
)
DEMO = tuple(prompt for _, prompt in DEMO_TOPICS)
TOPIC_OF_PROMPT = {prompt: topic for topic, prompt in (*EXAMPLES, *DEMO_TOPICS)}


def prompts_html() -> str:
    """The chips and the demo's button; assets/page/chat/prompts.js makes them work."""
    chips = "".join(
        f'<li><button type="button" data-prompt="{escape(prompt, quote=True)}">'
        f"<b>{escape(topic)}</b> {escape(prompt)}</button></li>"
        for topic, prompt in EXAMPLES
    )
    return f"""
<div id="prompts" data-demo="{escape(json.dumps(DEMO), quote=True)}">
  <ul id="examples" aria-label="Example prompts">{chips}</ul>
  <div class="bar">
    <button type="button" id="examples-toggle" aria-expanded="false" aria-controls="examples">Examples</button>
    <button type="button" id="demo" aria-pressed="false"
      title="Asks about one topic after another, in a conversation of its own">Switch topics</button>
    <button type="button" id="attach" data-needs="chat-input chat-pane"
      title="Puts text files into the message; they can be dropped here, too">Attach text</button>
    <input type="file" id="attach-file" multiple hidden>
    <span id="demo-note" role="status"></span><span id="attach-note" role="status"></span>
  </div>
</div>
"""
