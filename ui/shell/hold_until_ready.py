"""Hold until ready: a message sent before the page is ready waits, and goes once it is.

Ready means two things: the page's scripts are loaded, since the chat's events call them by name; and the tab's last
conversation is shown, since the message belongs to it. Knows the composer's element ids, nothing else.
"""

# Inline: a separate file could load as late as the other scripts. The held event is dispatched again rather than
# replaced by a click, so that Enter still does nothing for users who have switched it off (assets/page/shell/keys.js).
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

# Called when the conversation is shown; waits for the scripts, which may still be loading.
RELEASE = """async () => {
    try {
        await import(new URL("page/main.js", document.baseURI).href);
    } finally {
        window.hybridReady();
    }
}"""
