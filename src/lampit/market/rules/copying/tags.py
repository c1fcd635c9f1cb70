"""The tags of a page as text: found, read, written, left out."""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape

ATTRIBUTES = r"""([^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*)"""
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][-\w:.]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
_LIVE = re.compile(rf"<([a-z][a-z0-9-]*)(?=[^<>]*\sdata-live\b){ATTRIBUTES}>")
_HX = re.compile(r"""hx-[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?""")
_MARK = "data-live"
_BLANKS = re.compile(r"\s*\n\s*")
_VOID = frozenset(["link", "meta", "img", "source", "use", "input", "br", "hr"])


def after(html: str, name: str, at: int) -> int:
    """Return the place behind the element `name` that was opened just before `at`."""
    depth = 1
    for found in re.compile(rf"<(/?){name}\b[^>]*>").finditer(html, at):
        depth += -1 if found[1] else 1
        if not depth:
            return found.end()
    return len(html)


def without_live(html: str) -> str:
    """Return a page without the elements marked `data-live` and without what only htmx reads."""
    pieces, at, mark = [], 0, html.find(_MARK)
    while mark >= 0:
        start = html.rfind("<", at, mark)
        match = _LIVE.match(html, start) if start >= 0 else None
        if match is None or match.end() < mark:
            mark = html.find(_MARK, mark + 1)
            continue
        pieces.append(html[at:start])
        name = match[1]
        at = match.end() if name in _VOID else after(html, name, match.end())
        mark = html.find(_MARK, at)
    pieces.append(html[at:])
    return _without_htmx("".join(pieces))


def _without_htmx(html: str) -> str:
    """Return a page without attributes that htmx reads, and the blanks before them."""
    pieces, at = [], 0
    for match in _HX.finditer(html):
        before = html[at : match.start()]
        if before[-1:].isspace():
            pieces.append(before.rstrip())
            at = match.end()
    pieces.append(html[at:])
    return "".join(pieces)


@lru_cache(maxsize=4096)
def attributes(text: str) -> Mapping[str, str]:
    """Return the attributes of a tag by name, entities read; shared, never changed."""
    found = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match[2] if match[2] is not None else match[3]
        found[match[1]] = unescape(_BLANKS.sub(" ", value)) if value is not None else ""
    return found


def tag(name: str, told: Mapping[str, str], *, closed: bool = False) -> str:
    """Write a tag with its attributes."""
    parts = "".join(f' {key}="{escape(value)}"' for key, value in told.items())
    return f"<{name}{parts}{'/' if closed else ''}>"


def symbols(sprite: str) -> dict[str, str]:
    """Return the symbols of an icon sprite by their id."""
    return {
        match[1]: match[0]
        for match in re.finditer(r'<symbol[^>]*\bid="([^"]+)"[^>]*>.*?</symbol>', sprite, re.DOTALL)
    }
