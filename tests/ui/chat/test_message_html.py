"""Messages as HTML: nothing is lost, nothing but markdown's own elements, and the text comes back."""

import html
import re
from html.parser import HTMLParser
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.chat import message_html
from ui.chat.message_html import text_of, typed_html, written_html

MARKDOWNS_OWN = {
    "div", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "a", "code", "pre", "span",
    "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"class", "data-text", "href", "target", "rel", "align", "start", "title", "value"}


class Seen(HTMLParser):
    """The text that is seen, the code in it, and the elements with their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.code, self.elements, self.attributes = "", [""], set[str](), list[tuple[str, str | None]]()
        self._in_code = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs
        if tag == "code":
            self._in_code = True
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_code:
            self.code[-1] += data


def seen(text: str) -> Seen:
    return Seen(written_html(text))


PIECES = [
    "<package>", "<b>", "</div>", "<img src=x onerror=y>", "<style>*{}</style>", "<form><input id=send>", "<!--", "-->",
    "<svg/onload=x>", "![i](http://e/x.png)", "[l](javascript:x)", "[m](http://x 'y')", "<http://a.b>", "&lt;", "&amp;",
    "```", "```pip install x```", "```c++\n", "```python\n", "~~~", "`", "``", "    ", "\n", "\n\n", "# ", "- ", "1. ",
    "> ", "| a | b |\n|:-|-:|\n| 1 | 2 |\n", "**", "__init__", "~~", "List<String>", "a", "\t", "\r", "\u2060", "é",
    "[r](/?ways=0)", "$$", "\\(", "\\)", "\\[", "\\]",
]  # fmt: skip
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@given(texts)
def test_the_text_comes_back_and_stands_on_one_line(text: str) -> None:
    for made in (written_html(text), typed_html(text)):
        assert text_of(made) == text
        assert not set(made) & set("\r\n")


@given(texts)
def test_a_reply_holds_no_element_but_markdowns_own(text: str) -> None:
    rendered = seen(text)
    assert rendered.elements <= MARKDOWNS_OWN
    assert {name for name, _ in rendered.attributes} <= ATTRIBUTES
    for name, value in rendered.attributes:
        if name == "class":
            assert value == "written" or str(value).startswith("code-")
        if name == "href":
            assert re.match("https?://|mailto:", str(value), re.IGNORECASE)


@given(texts)
def test_what_was_typed_is_seen_as_typed(text: str) -> None:
    rendered = Seen(typed_html(text))
    assert rendered.text == text
    assert rendered.elements == {"div"}


@given(st.lists(st.sampled_from(["<package>", "List<String>", "<b>", "a", "</p>", "<!-- x -->"]), min_size=1))
def test_no_word_of_a_reply_is_lost(words: list[str]) -> None:
    """Whatever stands around it: text, code between ticks, a block of code."""
    line = " ".join(words)
    for text in (line, f"`{line}`", f"```\n{line}\n```", f"- {line}", f"> {line}", f"# {line}", f"    {line}"):
        assert line in seen(text).text


def test_ticks_that_look_like_a_block_lose_nothing() -> None:
    rendered = seen("```pip install x``` puts <package> there.\n\nThen List<String> stays")
    assert rendered.text.split() == "pip install x puts <package> there. Then List<String> stays".split()
    assert rendered.code[1:] == ["pip install x"]


CODE = "template <typename T>\n    List<String> f();\n\n\n\treturn a < b && !c[0];  // \u00e9\n"


@pytest.mark.parametrize("language", ["", "c++", "cpp", "C", "java", "python", "html", "no such language", "mermaid"])
def test_a_block_of_code_is_given_back_character_by_character(language: str) -> None:
    assert seen(f"before\n\n```{language}\n{CODE}```\nafter").code[1:] == [CODE]
    assert seen(f"```{language}\n{CODE}").code[1:] == [CODE], "a block still being written"


def test_indented_code_is_given_back_character_by_character() -> None:
    code = "if a:\n    return List<String>\n\n\nx\n"
    indented = "".join(f"    {line}" if line.strip() else line for line in code.splitlines(keepends=True))
    assert seen(indented).code[1:] == [code]


def test_an_image_is_its_own_text_and_a_link_leaves_the_page_alone() -> None:
    rendered = seen("![a <b>](http://e/x.png) [b](http://e)")
    assert rendered.text.strip() == "![a <b>](http://e/x.png) b"
    assert dict(rendered.attributes)["target"] == "_blank"


@pytest.mark.parametrize(
    "address",
    ["/?ways=0", "?ways=0", "#send", "docs.md", "//a.example", "data:image/png;base64,x", "ms-msdt:/id", "file:///x",
     "http:/lab", "https:lab", "www.a.example", "vscode://x", "JAVASCRIPT:x"],
)  # fmt: skip
def test_an_address_that_is_of_no_other_site_is_text(address: str) -> None:
    """A page of this program may have settings in its address, and other schemes start programs."""
    for text in (f"[b]({address})", f"![b]({address})", f'[b]({address} "t")'):
        rendered = seen(text)
        assert rendered.text.strip() == text
        assert rendered.elements == {"div", "p"}


@pytest.mark.parametrize(
    "address", ["http://a.example/x", "HTTPS://a.example", "mailto:a@b.example", "ftp://a.example"]
)
def test_an_address_elsewhere_is_a_link(address: str) -> None:
    assert ("href", address) in seen(f"[b]({address})").attributes


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://x.example/a/__init__.py, and *b*", "https://x.example/a/__init__.py"),
        ("(https://x.example/wiki/A_(b)_c).", "https://x.example/wiki/A_(b)_c"),
        ("**HTTP://x.example/*c_d*e**", "HTTP://x.example/*c_d*e"),
        ("- http://[::1]:80/$x_1$?d=1&e=2#f_g_h!", "http://[::1]:80/$x_1$?d=1&e=2#f_g_h"),
        ("| a |\n|-|\n| http://x.example/_a_b |", "http://x.example/_a_b"),
        ("\u89c1http://x.example/_a_b\u3002*\u540e*", None),
        ("\u89c1 http://x.example/_a_b\u3002*\u540e*", "http://x.example/_a_b"),
        ("http://", None),
        ("http://...", None),
        ("xhttp://x.example", None),
        ("`http://x.example`", None),
        ("```\nhttp://x.example\n```", None),
    ],
)
def test_an_address_in_a_text_is_a_link_that_keeps_its_signs(text: str, address: str | None) -> None:
    rendered = seen(text)
    assert [value for name, value in rendered.attributes if name == "href"] == ([address] if address else [])
    assert (address or "http://") in rendered.text


def test_a_link_is_made_once() -> None:
    for text in ("[http://a.example/_x_y](http://c.example/__d__)", "<http://a.example/__d__>"):
        assert written_html(text).count("<a ") == 1
    assert ("href", "http://c.example/__d__") in seen("[http://a.example](http://c.example/__d__)").attributes


def test_a_table_and_lists() -> None:
    rendered = seen("| a | b |\n|:-|-:|\n| 1 | 2 |\n\n1. x\n   - y\n\n~~z~~ one\ntwo")
    assert {"table", "th", "td", "ol", "ul", "s", "br"} <= rendered.elements
    assert ("align", "right") in rendered.attributes


def test_a_parser_that_fails_does_not_take_the_text_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise RecursionError

    monkeypatch.setattr(message_html._MARKDOWN, "render", broken)
    assert seen("a <b>\n  c").text == "a <b>\n  c"


@pytest.mark.parametrize("piece", ["[", "*a", "![", "> ", "- ", "`", "<", "(", "_a_", "|", "~~", "\\", "&#", "1. "])
def test_many_marks_are_drawn(piece: str) -> None:
    """Nesting without end, and marks that are never closed."""
    text = piece * 2000
    assert text_of(written_html(text)) == text


NESTED = {
    "quotes": "> " * 90 + "q1z\n\nq2z",
    "items on one line": "- " * 90 + "q1z\n- q2z\n\nq3z",
    "numbers": "1. " * 45 + "q1z\n\nafter q2z",
    "items on lines": "".join("  " * at + f"- q{at}z\n" for at in range(50)) + "\nq100z",
    "both": "> - " * 40 + "q1z\n> q2z\n\nq3z",
    "code inside": "- > " * 45 + "```\nq1z\n" + "  " * 90 + "q2z",
    "ever deeper": "".join("> " * at + f"q{at}z\n\n" for at in range(80)),
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_what_is_nested_deeply_is_shown_and_so_is_what_follows(text: str) -> None:
    assert words_in(seen(text).text) == words_in(text)


def rows(text: str) -> list[list[str]]:
    """The cells of each row, as seen."""
    return [
        [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", written_html(text))
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 |", [["a", "b", "", ""], ["1", "2", "3", "4"], ["5", ""]]),
        ("a | b\n-|-\n1 | 2 | 3", [["a", "b", ""], ["1", "2", "3"]]),
        ("| a |\n|---|\n| 1 | x \\| y | `p \\| q` |", [["a", "", ""], ["1", "x | y", "p | q"]]),
        ("> | a |\n> |---|\n> | 1 | **2** |", [["a", ""], ["1", "2"]]),
        ("- | a |\n  |---|\n  | 1 | 2 |\n  | 3 || 4 |", [["a", "", ""], ["1", "2"], ["3", "", "4"]]),
        ("| a | b |\n|---|---|", [["a", "b"]]),
    ],
)
def test_a_row_longer_than_its_header_keeps_its_cells(text: str, cells: list[list[str]]) -> None:
    assert rows(text) == cells


def test_one_wide_row_does_not_widen_all_the_others() -> None:
    text = "| a |\n|---|\n" + "| 1 |\n" * 2000 + "| x" * 2000
    assert written_html(text).count("<td") == 4000


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. a\n2. b\n3. c", [None, None, None]),
        ("1. a\n1. b\n1. c", [None, None, None]),
        ("1. a\n3. b\n4. c", [None, "3", None]),
        ("3. a\n   1. x\n   5. y\n2. b", [None, None, "5", "2"]),
        ("1. a\n1. b\n2. c", [None, None, "2"]),
        ("1. a\n3. b\n3. c\n4. d", [None, "3", "3", None]),
        ("- a\n- b", [None, None]),
    ],
)
def test_an_items_own_number_is_shown(text: str, numbers: list[str | None]) -> None:
    items = re.findall(r'<li(?: value="(\d+)")?>', written_html(text))
    assert [number or None for number in items] == numbers


def words_in(text: str) -> list[str]:
    return re.findall(r"q\d+z", text)


MARKS = [
    "| w | w |\n|:-|-:|\n| w | w | w |", "|", "\\|", "`", "``", "```", "~~~", "[w](http://w.e/w 'w')",
    "![w](http://w/w 'w')", "[w]: http://w.w 'w'", "[w]", "[](http://w)", "<http://w.w>", "<w>", "</w>", "&lt;",
    "&w;", "\n", "\n\n", "# w", "- w", "1. w", "> w", "    w", "\t", "**", "__", "*", "~~", "---", "===", "\\",
    "<!-- w -->", "<?w?>", "::", "|-|", "---|---\n", " ", "[^w]: w", "- [x] w", "w  \n", "w", "w", "w",
]  # fmt: skip


@given(st.lists(st.sampled_from(MARKS), max_size=14).map("".join))
def test_no_word_is_lost_among_whatever_marks(marks: str) -> None:
    number = count()
    text = re.sub("w", lambda _: f"q{next(number)}z", marks)
    drawn = Seen(written_html(text).partition(">")[2])
    shown = " ".join([drawn.text, *(str(value) for name, value in drawn.attributes if name in {"href", "title"})])
    assert sorted(set(words_in(text)) - set(words_in(shown))) == []


def test_other_text_is_its_own() -> None:
    assert text_of("plain <div> text") == "plain <div> text"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Answer]: 42", "[Answer]: 42"),
        ("[1]: http://a.example", '[1]: <a href="http://a.example"'),
        ("```pip install requests\n```", "pip install requests"),
        ("```pip install requests", "pip install requests"),
        ("~~~ echo hi\n~~~", "echo hi"),
        ("```rm -rf build && make\nok\n```", "rm -rf build && make"),
        ('[x](http://a.example "the title")', "the title"),
        ('![x](http://a.example/x.png "the title")', '![x](http://a.example/x.png "the title")'),
        ("[](http://a.example)", ">http://a.example</a>"),
        ("```src/main.py\nx\n```", "src/main.py"),
        ("~~~reboot\n~~~", "reboot"),
    ],
)
def test_no_word_of_a_reply_is_left_out(text: str, shown: str) -> None:
    drawn = written_html(text).partition(">")[2]
    assert shown in html.unescape(drawn)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("robotframework", "*** Test Cases ***\nOne\n    Log    1    2\n"),
        ("python", "\ufeffprint(1)\n"),
        ("systemd", " " * 4000),
        ("csharp", "a b\n" * 4900),
    ],
)
def test_colours_change_no_code_and_take_no_time(language: str, code: str) -> None:
    drawn = written_html(f"```{language}\n{code}\n```").partition(">")[2]
    inside = re.search(r"<pre><code>(.*)</code></pre>", drawn)
    assert inside is not None
    assert html.unescape(re.sub("<[^>]*>", "", inside[1])) == f"{code}\n"


FORMULAS = [
    r"\(a_1 * b_1 < c\)",
    r"\[x_i = \frac{a}{b} \\ & y_i\]",
    "$$a_b*c_d*$$",
    r"$\{a_i * b_i\}$",
    r"$\$5_a_b * c$",
    "$x$",
    r"\begin{cases}a_1 & b* \\ c*d\end{cases}",
    r"\begin{a}\begin{a}\begin{a}x*y\end{a}\end{a} \\ z*\end{a}",
    "\\begin{align*}\na_1 &= b* \\\\\n- c* &= d\n\\end{align*}",
    "\\[\n  x_1 = a*b*\n- y \\\\\n\\]",
    "$$\n# a_b\n+ c_d\n$$",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("around", ["{}", "see {} *now*", "- {}", "| a |\n|-|\n| {} |"])
def test_formulas_stay_as_they_were_written(formula: str, around: str) -> None:
    if "\n" in formula and around != "{}":
        around = "before\n\n{}\n\nafter"
    rendered = seen(around.format(formula))
    assert formula in "".join(rendered.code).rstrip("\n")
    assert "em" not in rendered.elements or "now" in rendered.text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (r"\(a\)", "tex-line"), ("$a$", "tex-line"), (r"\[a\]", "tex-block"), ("$$a$$", "tex-block"),
        ("$$\na\n$$", "tex-block"), (r"\begin{cases} a \end{cases}", "tex-block"),
    ],
)  # fmt: skip
def test_the_page_finds_formulas_by_their_class(text: str, marked: str) -> None:
    assert ("class", marked) in seen(text).attributes
    assert ("class", marked) not in seen(f"`{text}`").attributes


NO_FORMULAS = [
    "$5 or $6", "$5-$6", "5 $ or 6 $", "$5 to 6$", "US$5 CA$6", "**$5** to **6$**", "$HOME and $a=$b", "a$b$c",
    "$a\nb$", "\\begin{x", "\\begin{x}", "\\begin{x}\nnever closed",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", [*NO_FORMULAS, "$5 and $$ or $$ is it", r"\( ", r"\[", "$$", "$$$$", "$$\nnever closed", r"\\(a\\)"]
)
def test_what_is_no_formula_is_text(text: str) -> None:
    assert "code" not in seen(text).elements


def test_a_formula_ends_where_its_list_does() -> None:
    rendered = seen("- one\n  $$\n  a_b\n\nafter *this*\n$$")
    assert "em" in rendered.elements


@pytest.mark.parametrize("opening", ["\\[", "\\begin{a}", "\\begin{a}x", "$$", "$a", "$a`"])
@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_many_formulas_without_an_end_are_text(opening: str, between: str) -> None:
    """As a model writes that repeats itself: reading on to the end for each of them took a minute."""
    text = (opening + between) * 2000
    assert seen(text).text.count(opening.strip("\\$`")) >= 2000
