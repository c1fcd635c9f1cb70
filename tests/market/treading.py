"""Walking through a copy of the market as a reader does: every link of every page."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINK = re.compile(r"""\b(?:href|src|action|content)="([^"]*)\"""")
SET = re.compile(r'srcset="([^"]*)"')
OUT = re.compile(r"[a-z][a-z0-9+.-]*:")


def links_of(page: str) -> list[str]:
    """Return what a page leads to or loads, fragments and ways out of the copy left out."""
    found = [unescape(m[1]) for m in LINK.finditer(page) if not m[0].startswith("content")]
    found += [one.split()[0] for m in SET.finditer(page) for one in unescape(m[1]).split(",")]
    return [link for link in found if link and not link.startswith("#") and not OUT.match(link)]


def dead_links(root: Path) -> dict[str, str]:
    """Return each link of a copy that leads nowhere, with a page that has it."""
    dead: dict[str, str] = {}
    for file in root.rglob("*.html"):
        for link in links_of(file.read_text("utf-8")):
            path = unquote(urlsplit(link).path)
            target = (file.parent / path).resolve() if path else file
            is_inside = target.is_relative_to(root.resolve())
            if link.startswith("/") or not is_inside or not target.is_file():
                dead[link] = str(file.relative_to(root))
    return dead


def unreached(root: Path) -> set[str]:
    """Return the pages of a copy to which no way leads from its start page."""
    seen, waiting = {root / "index.html"}, [root / "index.html"]
    while waiting:
        file = waiting.pop()
        for link in links_of(file.read_text("utf-8")):
            target = (file.parent / unquote(urlsplit(link).path)).resolve()
            if target.suffix == ".html" and target not in seen and target.is_file():
                seen.add(target)
                waiting.append(target)
    return {str(p.relative_to(root)) for p in root.rglob("*.html")} - {
        str(p.resolve().relative_to(root.resolve())) for p in seen
    }
