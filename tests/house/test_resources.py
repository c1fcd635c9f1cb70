"""No script, font, tracker, picture or map tile of anybody else, anywhere.

Every page of every role is looked at where it is asked for anyhow: `test_access_matrix`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.resources import foreign, in_style, is_own

SOURCE = Path(settings.ROOT)
# Names that only say what something is (namespaces, schemas), never fetched.
NAMED = re.compile(r"https?://(?:www\.w3\.org|schema\.org|json-schema\.org)/")


def test_every_directive_of_the_policy_keeps_to_the_site() -> None:
    """The browser refuses what a slip would fetch: nothing but our own, no inline script."""
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert rules["default-src"] == ["'self'"]
    allowed = {"'self'", "'none'", "data:", "blob:"}
    for name, sources in rules.items():
        if name != "form-action":
            assert set(sources) <= allowed, name
    assert "script-src" not in rules
    assert set(rules["form-action"]) == {"'self'", "https://wa.me"}


@pytest.mark.parametrize("kind", ["css", "js", "svg", "html"])
def test_our_own_files_fetch_from_nowhere_else(kind: str) -> None:
    """Styles, scripts, drawings and the pages shown without a server."""
    files = [f for f in SOURCE.rglob(f"static/**/*.{kind}") if f.is_file()]
    assert files
    for file in files:
        text = NAMED.sub("", file.read_text("utf-8"))
        if kind == "css":
            assert [a for a in in_style(text) if not is_own(a)] == [], file
        elif kind == "html":
            assert foreign(text) == [], file
        else:
            assert re.findall(r"""["'(]\s*(https?://[^"')\s]+)""", text) == [], file


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<img src="/media/a.jpg" srcset="/a.webp 1x, https://x.example/b.webp 2x">', 1),
        ('<script src="//cdn.example/x.js"></script>', 1),
        ('<link rel="stylesheet" href="https://fonts.example/css">', 1),
        ('<link rel="canonical" href="https://pasar.example/"><a href="https://x.example/">', 0),
        ('<style>@import "https://x.example/a.css"; b{background:url(//x.example/c)}</style>', 2),
        ('<p style="background:url(https://x.example/p.png)">', 1),
        ('<svg><use href="/static/i.svg#a"/><use href="#b"/></svg><img src="data:image/png;x">', 0),
        ('<iframe src="https://maps.example/"></iframe><img src="tile.png">', 1),
        ('<object data="data:text/html,x"></object>', 1),
    ],
)
def test_the_checker_sees_what_is_fetched(page: str, found: int) -> None:
    """Negative control: each way of fetching; links fetch nothing."""
    assert len(foreign(page)) == found
