"""Charts of a page made fit for paper: colours written in, so that a typesetter can draw them."""

from django.utils.safestring import SafeString

# The light theme; paper knows no other. Names as in `web/static/web/lampit.css`.
_INK, _INK2, _CARD, _SUNK, _EDGE = "#231F18", "#5B5344", "#FFFFFF", "#F4EDDF", "#857A66"
_D1, _D2, _GRID, _REF = "#0E5A4B", "#B0581A", "#E6DDCB", "#A3205A"
_TONES = ("#EAF2E3", "#BBDDCB", "#82BDA5", "#30806D", "#0E5A4B")
_RULES = "".join(
    [
        f"text{{fill:{_INK};font-family:'Plus Jakarta Sans'}}",
        f".m{{fill:{_INK2}}}.g{{stroke:{_GRID};stroke-width:1}}.ax{{stroke:{_EDGE}}}",
        f".ci{{stroke:{_D1};stroke-width:2;opacity:.55;fill:none}}",
        ".caution{stroke-dasharray:3 3}",
        f".hollow{{fill:{_CARD};stroke:{_D1};stroke-width:2.5}}",
        f".d1{{fill:{_D1}}}.d2{{fill:{_D2}}}",
        f".l1{{fill:none;stroke:{_D1};stroke-width:2.5}}",
        f".l2{{fill:none;stroke:{_D2};stroke-width:2.5;stroke-dasharray:6 4}}",
        f".f1{{fill:{_D1};opacity:.14}}.f2{{fill:{_D2};opacity:.14}}",
        f".ref{{stroke:{_REF};stroke-width:1.5;stroke-dasharray:4 3}}.lt{{fill:{_SUNK}}}",
        f".wh{{fill:none;stroke:{_INK};stroke-width:1.75}}",
        f".hb{{fill:{_SUNK}}}.hl{{stroke:{_EDGE};stroke-width:1.5}}",
        "".join(f".q{place}{{fill:{tone}}}" for place, tone in enumerate(_TONES, 1)),
        f"path[data-code]{{stroke:{_CARD};stroke-width:1.25}}",
        f".ol{{stroke:{_TONES[0]}}}.oh{{fill:{_CARD};stroke:{_TONES[4]}}}",
        ".ol,.oh{paint-order:stroke;stroke-width:2.5;stroke-linejoin:round}",
        ".nm{font-weight:700}.vl{font-weight:700}.b{font-weight:700}",
    ]
)


def printed(chart: SafeString | str, size: float = 13) -> str:
    """Return a chart as a picture of its own: light colours, the house's font, letters of `size`.

    `size` counts in the units of the drawing. An empty chart stays empty.
    """
    if not chart:
        return ""
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" font-size="{size:g}" '
    head, _, rest = str(chart).partition(">")
    return f"{begin}{head.removeprefix('<svg')}><style>{_RULES}</style>{rest}"
