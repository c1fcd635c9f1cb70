"""Colours of a workbook: as written, of its theme with a tint, or of the old numbered palette."""

import colorsys
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as Xml

# The palette of old workbooks, numbers 8 to 63; 0 to 7 are its first eight again.
_NUMBERED = (  # noqa: SIM905 - a word list reads better
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 "
    "008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF "
    "FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF "
    "FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333"
).split()
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5",
                "accent6", "hlink", "folHlink")  # fmt: skip
_THEME_PART = "xl/theme/theme1.xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFFICE = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"
MOST_BYTES = 2_000_000


def theme_of(archive: zipfile.ZipFile) -> list[str]:
    """Return the twelve colours of the workbook's theme as six hexadecimal digits."""
    colours = _OFFICE.split()
    if _THEME_PART not in archive.namelist() or archive.getinfo(_THEME_PART).file_size > MOST_BYTES:
        return colours
    try:
        scheme = Xml.fromstring(archive.read(_THEME_PART)).find(f".//{_DRAWING}clrScheme")  # noqa: S314 - parts with entities are refused before
    except Xml.ParseError:
        return colours
    for place, name in enumerate(_THEME_ORDER):
        found = scheme.find(_DRAWING + name) if scheme is not None else None
        if found is not None and len(found):
            told = found[0].get("val", "") if found[0].tag.endswith("srgbClr") else (
                found[0].get("lastClr", "")
            )  # fmt: skip
            colours[place] = told.upper() if len(told) == 6 else colours[place]
    return colours


def colour_of(told: Mapping[str, str], theme: list[str]) -> str:
    """Return a colour as `#RRGGBB`, empty when it is automatic or unknown.

    Args:
        told: the attributes of a colour: `rgb`, or `theme` and `tint`, or `indexed`.
        theme: as `theme_of` gives it.
    """
    if len(told.get("rgb", "")) in (6, 8):
        return f"#{told['rgb'][-6:].upper()}"
    if told.get("theme", "").isdigit() and int(told["theme"]) < len(theme):
        return f"#{_tinted(theme[int(told['theme'])], told.get('tint', '0'))}"
    number = int(told["indexed"]) if told.get("indexed", "").isdigit() else -1
    if 0 <= number < 8:
        return f"#{_NUMBERED[number]}"
    return f"#{_NUMBERED[number - 8]}" if 8 <= number < 64 else ""


def _tinted(colour: str, told: str) -> str:
    """Return a colour made lighter (tint above 0) or darker, as the format defines it."""
    try:
        tint = max(-1.0, min(1.0, float(told)))
    except ValueError:
        return colour
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
