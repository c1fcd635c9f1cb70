"""The design system: contrast, weight, and no inline style or script in any template."""

import re
from pathlib import Path

import brotli
import pytest

import lampit

HOUSE = Path(lampit.__file__).parent
STATIC = HOUSE / "web" / "static" / "web"
CSS = (STATIC / "lampit.css").read_text("utf-8")
PAIRS = [
    *((i, ground, 4.5) for i in ("ink", "ink2", "river") for ground in ("paper", "card", "sunk")),
    ("ink2", "straw-soft", 4.5), ("ink2", "river-soft", 4.5), ("river", "river-soft", 4.5),
    ("on-river", "river", 4.5), ("on-river", "river2", 4.5), ("on-wa", "wa", 4.5),
    ("on-deep", "deep", 4.5), ("straw-ink", "straw-soft", 4.5), ("sasi", "sasi-soft", 4.5),
    ("card", "sasi", 4.5), ("paper", "ink", 4.5),
    *((word, f"{word}-soft", 4.5) for word in ("info", "ok", "warn", "bad")),
    *(("ink", f"{word}-soft", 4.5) for word in ("info", "ok", "warn", "bad", "straw", "river")),
    *(("on-q-lo", q, 4.5) for q in ("q1", "q2", "q3")),
    *(("on-q-hi", q, 4.5) for q in ("q4", "q5")),
    *(("edge", ground, 3.0) for ground in ("card", "paper", "sunk")),
    *(("focus", ground, 3.0) for ground in ("paper", "card", "straw-soft")),
    *((f"d{i}", "card", 3.0) for i in range(1, 6)),
]  # fmt: skip


def colours(start: str) -> dict[str, str]:
    """Return the colours of the token block that begins with a text."""
    block = CSS[CSS.index(start) :]
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-Fa-f]{3,6})\b", block[: block.index("}")]))


LIGHT = colours(":root,[data-theme=light]{")
DARK = {**LIGHT, **colours("[data-theme=dark]{")}
SYSTEM_DARK = {**LIGHT, **colours(":root:not([data-theme=light]){")}
SUN = {**LIGHT, **colours(":root[data-sun]{")}


def brightness(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "theme", [LIGHT, DARK, SYSTEM_DARK, SUN], ids=["light", "dark", "system", "sun"]
)
def test_every_pair_is_readable(theme: dict[str, str]) -> None:
    """Text has 4.5 and marks and borders 3 against their ground, in every theme."""
    poor = [
        (ink, ground, round(contrast(theme[ink], theme[ground]), 2))
        for ink, ground, need in PAIRS
        if contrast(theme[ink], theme[ground]) < need
    ]
    assert poor == []


def test_forced_dark_is_the_dark_of_the_system() -> None:
    """The two dark blocks cannot drift apart."""
    assert DARK == SYSTEM_DARK


def test_styles_and_script_are_light() -> None:
    """Styles travel in 8 KB, the script in 5 KB, the font in 30 KB."""
    assert len(brotli.compress((STATIC / "lampit.css").read_bytes())) <= 8 * 1024
    assert len(brotli.compress((STATIC / "lampit.js").read_bytes())) <= 5 * 1024
    assert (STATIC / "fonts" / "plus-jakarta-sans.woff2").stat().st_size <= 30 * 1024
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8").upper()


def test_styles_ask_nobody_else() -> None:
    """A strict content policy holds: styles load only files of their own folder."""
    addresses = re.findall(r'url\("([^"]+)"\)', CSS)
    assert addresses
    assert all((STATIC / address).is_file() for address in addresses)


@pytest.mark.parametrize(
    "template", sorted(HOUSE.rglob("templates/**/*.html")), ids=lambda path: path.name
)
def test_no_template_writes_style_or_script(template: Path) -> None:
    """Style attributes and inline scripts would be refused by the content policy."""
    text = template.read_text("utf-8")
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert all(
        "application/ld+json" in head or (" src=" in head and not body.strip())
        for head, body in scripts
    )


@pytest.mark.parametrize("name", ["offline.html", "maintenance.html"])
def test_static_pages_stand_alone(name: str) -> None:
    """The pages shown while the server is away use only files beside them."""
    text = (STATIC / name).read_text("utf-8")
    assert text.count("<h1>") == 1
    assert 'id="isi"' in text
    for address in re.findall(r'(?:src|href)="([^"/]+)"', text):
        assert (STATIC / address).is_file()


def test_every_icon_asked_for_exists() -> None:
    """Each icon a template names stands in the sprite."""
    known = set(re.findall(r'id="i-([a-z]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    asked = {
        name
        for path in HOUSE.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "([a-z-]+)" %}', path.read_text("utf-8"))
    }
    assert asked - known == set()
