"""Links with settings: an address that was reached from another site, or nobody knows whence, is marked as such.

A page cannot learn where its visitor comes from, but the browser tells the server (``Sec-Fetch-Site``). A page whose
address has the mark asks before it changes anything.
"""

from urllib.parse import parse_qs

FROM_ELSEWHERE = "from-elsewhere"


def marked(path: str, query: str, site: str | None, pressed: bool = False) -> str:
    """The address to lead on to, with the mark; empty where none is needed, or there is one already.

    ``site`` is where the browser says that the request comes from, if it does; ``pressed``, that somebody has pressed
    something there. The page's own scripts may lead on to settings, but a link in it is one of a model's reply.
    """
    # "none": from the address bar, a bookmark or the terminal.
    trusted = site == "none" or (site == "same-origin" and not pressed)
    if path != "/" or not query or trusted or is_marked(query):
        return ""
    return f"/?{query}&{FROM_ELSEWHERE}=1"


def is_marked(query: str) -> bool:
    """Whether the query of an address holds the mark."""
    try:
        return FROM_ELSEWHERE in parse_qs(query.removeprefix("?"), keep_blank_values=True)
    except ValueError:
        return False
