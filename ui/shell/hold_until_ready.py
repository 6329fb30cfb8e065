"""Hold until ready: what is sent before the page is ready waits, and goes once it is.

Ready means two things: the page's scripts are loaded, which the chat's events call by name, and the tab's
last conversation is shown, which the message belongs to. Knows the composer's element ids, nothing else.
"""

# Inline: a file of its own could come as late as the others. The held event is repeated, not replaced by a
# click, so that Enter still does nothing for those who have switched it off (assets/page/shell/keys.js).
HOLD = """<script>
{
    let held = null;
    const hold = (event) => {
        const sends = event.type === "click"
            ? event.target.closest("#send")
            : event.key === "Enter" && !event.shiftKey && event.target.closest("#chat-input");
        if (!sends) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        held = event;
    };
    for (const name of ["click", "keypress"]) document.addEventListener(name, hold, true);
    window.hybridReady = () => {
        for (const name of ["click", "keypress"]) document.removeEventListener(name, hold, true);
        held?.target.dispatchEvent(new held.constructor(held.type, held));
        held = null;
    };
}
</script>"""

# Called when the conversation is there; the scripts may still be on their way.
RELEASE = """async () => {
    try {
        await import(new URL("page/main.js", document.baseURI).href);
    } finally {
        window.hybridReady();
    }
}"""
