"""The Satu Data forms laid out as sheets, as the forms of BPS have their blocks and columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lampit.measure.rules.metadata import forms
from lampit.measure.rules.metadata.forms import Forms
from lampit.measure.rules.metadata.indicators import INDICATOR_FIELDS
from lampit.measure.rules.metadata.values import words
from lampit.measure.rules.metadata.variables import VARIABLE_FIELDS, Row
from lampit.outside.booklets import Leaf, Line, Style, bound

UNFILLED = "(belum diisi)"
TABLE = "variabel"
COLUMNS = ("nama", "konsep", "definisi", "referensi_waktu")
_WIDTHS = {"kode": 14.0, "nama": 22.0, "metode": 44.0, "klasifikasi_isian": 40.0}


def _top(title: str, head: Mapping[str, str], told: Forms) -> list[Line]:
    """Return the lines above a form: its title, of what, and whether it can be handed in."""
    about = f"{head['wilayah']} ({head['kode_wilayah']}) · putaran {head['putaran']}"
    state = "Lengkap" if told.is_complete else f"DRAF: {len(told.missing)} isian belum ada"
    return [
        Line([title], "title", wide=True),
        Line([about], "note", wide=True),
        Line([f"{state} · {forms.RULE} · dibuat {head['dibuat']}"], "note", wide=True),
        Line([]),
    ]


def _activity(told: Forms, head: Mapping[str, str]) -> Leaf:
    lines = _top(forms.TITLES[forms.ACTIVITY], head, told)
    number = 0
    for block, label, filled in told.by_block:
        said = label.upper() if block == "0" else f"{block}. {label.upper()}"
        lines.append(Line([said, "", "", ""], "block"))
        for one in filled:
            number += 1
            if one.field.code == TABLE:
                lines += _variables_of(number, one.field.label, one.value)
                continue
            text = words(one.field, one.value)
            style: Style = "mark" if one.is_missing else "cell"
            cells = [number, one.field.label, text or (UNFILLED if one.is_missing else ""),
                     one.source]  # fmt: skip
            lines.append(Line(cells, "cell", styles=("cell", "cell", style, "cell")))
    return Leaf("MS-Keg", [6, 40, 64, 18], lines, footer=_footer(head))


def _variables_of(number: int, label: str, value: object) -> list[Line]:
    """Return the little table of variables within the activity form."""
    lines = [Line([number, label, "Konsep: definisi", "Waktu"], "head")]
    rows = value if isinstance(value, list) else []
    for row in rows:
        name, concept, definition, time = (row[column] for column in COLUMNS)
        lines.append(Line(["", name, f"{concept}: {definition}", time]))
    return lines


def _rows(name: str, which: str, labels: Mapping[str, str], rows: Sequence[Row],
          told: Forms, head: Mapping[str, str]) -> Leaf:  # fmt: skip
    lines = _top(forms.TITLES[which], head, told)
    lines.append(Line(["No.", *labels.values()], "head"))
    for number, row in enumerate(rows, start=1):
        cells: list[object] = [number]
        cells += [text or (UNFILLED if f in row.missing else "–") for f, text in row.values.items()]
        marked: list[Style] = ["cell"]
        marked += ["mark" if f in row.missing else "cell" for f in row.values]
        lines.append(Line(cells, styles=marked))
    widths = [5.0, *(_WIDTHS.get(field, 24.0) for field in labels)]
    return Leaf(name, widths, lines, landscape=True, repeat=4, footer=_footer(head))


def _footer(head: Mapping[str, str]) -> str:
    return f"{head['wilayah']}, putaran {head['putaran']}, instrumen {head['instrumen']}"


def _leaf(told: Forms, which: str, head: Mapping[str, str]) -> Leaf:
    if which == forms.ACTIVITY:
        return _activity(told, head)
    if which == forms.VARIABLES:
        return _rows("MS-Var", which, VARIABLE_FIELDS, told.variables, told, head)
    return _rows("MS-Ind", which, INDICATOR_FIELDS, told.indicators, told, head)


def workbook(told: Forms, which: str, head: Mapping[str, str], now: datetime) -> bytes:
    """Return one form, or all three, as a workbook."""
    wanted = tuple(forms.TITLES) if which == forms.ALL else (which,)
    return bound(
        [_leaf(told, one, head) for one in wanted],
        title=f"Metadata Satu Data {head['putaran']}",
        author=head["wilayah"],
        made=now,
    )
