"""Headings as offices write them: some nine hundred by their words, and groups in several lines."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.outside.spreadsheets import Merged
from lampit.registry.rules.importing import headings
from lampit.registry.rules.importing.columns import guess
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import SourceRow
from lampit.registry.rules.importing.tables import Choices, Table
from tests.registry import messy

LIST = Path(__file__).parent / "data" / "headings.txt"


def blocks() -> dict[str, list[tuple[list[str], str]]]:
    """Return field → (captions, heading) as the list has them."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    field = ""
    for line in LIST.read_text("utf-8").splitlines():
        if line.startswith("["):
            field = line.strip("[]")
        elif line and not line.startswith("#"):
            for written in line.split(" | "):
                *captions, own = (part.strip() for part in written.split(" > "))
                found.setdefault(field, []).append((captions, own))
    return found


BLOCKS = blocks()


@pytest.mark.parametrize("field", [field for field in BLOCKS if field not in "-?"])
def test_each_heading_is_read_as_what_it_says(field: str) -> None:
    """Alone in its list, by its words only, and sure: the person need not look again."""
    wrong = []
    for captions, own in BLOCKS[field]:
        found = guess([" ".join([*captions, own])], [], None, [(captions, own)])[0]
        if found.field != field or found.strength < 5:
            wrong.append((captions, own, found.field, found.strength))
    assert wrong == []


def test_headings_that_look_like_a_field_and_are_none() -> None:
    """Kept as they came; nobody is asked about them."""
    for captions, own in BLOCKS["-"]:
        found = guess([" ".join([*captions, own])], [], None, [(captions, own)])[0]
        assert (own, found.field, found.asks) == (own, "", ())


def test_what_may_be_several_things_is_asked() -> None:
    """No field is taken; the fields it may be are told, without those that others are."""
    for captions, own in BLOCKS["?"]:
        if own == "Jumlah Orang":
            continue
        found = guess([" ".join([*captions, own])], [], None, [(captions, own)])[0]
        assert (own, found.field, len(found.asks) > 1) == (own, "", True)
    asked = guess(["Jenis", "Jenis Kelamin"], [])[0]
    assert asked.asks == ("products", "sector")


def test_content_answers_what_a_heading_leaves_open() -> None:
    """A column `Jenis` of L and P is the sex, and one `Kode` of five digits is KBLI."""
    found = guess(["Jenis", "Kode"], [{"sex": 1.0}, {"kbli": 0.9}])
    assert [(one.field, one.reason) for one in found] == [("sex", "isi"), ("kbli", "isi")]


def test_the_list_is_long_enough() -> None:
    """What the newcomer asked for: about sixty ways to write each of the common fields."""
    common = {"products": 60, "sales_month": 60, "workers": 50, "address": 60, "phone": 60,
              "village": 50, "started": 50, "assets": 45, "sex": 38, "nib": 38}  # fmt: skip
    assert {field: len(BLOCKS[field]) >= least for field, least in common.items()} == dict.fromkeys(
        common, True
    )


class Group(NamedTuple):
    """A caption with its columns: (heading, field)."""

    caption: str
    columns: tuple[tuple[str, str], ...]


GROUPS = (
    Group("Identitas Pemilik", (("Nama", "owner"), ("NIK", "nik"), ("No. HP", "phone"))),
    Group("Data Usaha", (("Nama", "name"), ("Yang dibuat", "products"),
                         ("Tahun Berdiri", "started"))),
    Group("Jumlah Tenaga Kerja", (("L", "workers_m"), ("P", "workers_f"), ("Jml", "workers"))),
    Group("Omzet", (("per bulan", "sales_month"), ("per tahun", "sales_year"))),
    Group("Alamat", (("Jalan", "address"), ("RT", "rt"), ("Desa/Kel", "village"),
                     ("Kec.", "district"))),
    Group("Jenis Kelamin", (("L", "sex_m"), ("P", "sex_f"))),
    Group("Legalitas", (("NIB", "nib"), ("P-IRT", "pirt"), ("Halal", "halal"))),
)  # fmt: skip
SINGLE = (("Ket", "note"), ("KBLI", "kbli"), ("Modal (Rp)", "assets"), ("Umur", "age"))


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[Group], list[tuple[str, str]], str, bool, bool]:
    """Return groups in some order, single columns, how groups are written, units, numbers."""
    others = draw(st.lists(st.sampled_from(GROUPS[2:]), unique=True, max_size=4))
    groups = draw(st.permutations([*GROUPS[:2], *others]))
    singles = draw(st.lists(st.sampled_from(SINGLE), unique=True, max_size=3))
    how = draw(st.sampled_from(["merged", "blank", "repeated"]))
    return list(groups), singles, how, draw(st.booleans()), draw(st.booleans())


def written(
    groups: Sequence[Group], singles: Sequence[tuple[str, str]], how: str
) -> tuple[list[object], list[object], list[str]]:
    """Return the line of captions, the line of columns, and the field of each column."""
    top: list[object] = Merged(["No"]) if how == "merged" else ["No"]
    below: list[object] = [""]
    fields = ["number"]
    across: dict[int, int] = {}
    for group in groups:
        across[len(top)] = len(top) + len(group.columns) - 1
        again = group.caption if how == "repeated" else ""
        top += [group.caption, *[again] * (len(group.columns) - 1)]
        below += [heading for heading, _ in group.columns]
        fields += [field for _, field in group.columns]
    for heading, field in singles:
        top.append(heading)
        below.append("")
        fields.append(field)
    if isinstance(top, Merged):
        top.below, top.across = {}, across
    return top, below, fields


def walked(rows: Sequence[list[object]], choices: Choices | None = None
           ) -> tuple[list[SourceRow], list[Table]]:  # fmt: skip
    """Return what became of the rows of one sheet, and its tables."""
    lists = Lists(messy.desk(), choices or Choices())
    found = list(lists.rows(("Data", number, row) for number, row in enumerate(rows, 1)))
    return found, lists.tables


@settings(max_examples=120, deadline=None)
@given(layouts())
def test_groups_in_any_order_are_one_table_with_all_its_columns(
    layout: tuple[list[Group], list[tuple[str, str]], str, bool, bool],
) -> None:
    """Merged, blank or written again over each column; with or without units and numbers."""
    groups, singles, how, has_units, has_numbers = layout
    top, below, fields = written(groups, singles, how)
    units: list[object] = ["(Rp)" if field.startswith("sales") else "" for field in fields]
    numbers: list[object] = [f"({n})" for n in range(1, len(fields) + 1)]
    record: list[object] = [
        {"number": "1", "owner": "Rina", "name": "Toko Rina", "products": "tikar"}.get(field, "3")
        for field in fields
    ]
    lines = [top, below, *[units] * (has_units and any(units)), *[numbers] * has_numbers]
    rows, tables = walked([["DATA UMKM"], [], *lines, record])
    assert len(tables) == 1
    assert [one.field for one in tables[0].guesses] == fields
    told = [row for row in rows if row.record is not None]
    assert [row.row for row in told] == [2 + len(lines) + 1]
    assert told[0].record is not None
    assert told[0].record.owner_name == "Rina"


@settings(max_examples=60, deadline=None)
@given(layouts(), layouts(), st.integers(1, 3))
def test_two_real_tables_stay_two(
    first: tuple[list[Group], list[tuple[str, str]], str, bool, bool],
    second: tuple[list[Group], list[tuple[str, str]], str, bool, bool],
    gap: int,
) -> None:
    """Whatever both headings are, as long as they differ and rows stand between them."""
    tops = [written(groups, singles, how) for groups, singles, how, _, _ in (first, second)]
    if list(tops[0][0]) == list(tops[1][0]) and tops[0][1] == tops[1][1]:
        return
    rows: list[list[object]] = []
    for top, below, fields in tops:
        record: list[object] = [
            {"number": 1.0, "owner": "Rina"}.get(field, "7") for field in fields
        ]
        rows += [top, below, record, *[[]] * gap]
    _, tables = walked(rows)
    assert [[one.field for one in table.guesses] for table in tables] == [
        fields for *_, fields in tops
    ]


def test_a_record_without_digits_is_no_line_of_the_heading() -> None:
    """Names, trades and places right under a heading stay rows."""
    rows, tables = walked([
        ["Nama", "Usaha", "Desa", "Pekerjaan"],
        ["Rina", "Toko Rina", "Desa Antasari", "Pengrajin"],
        ["Jumi", "Kerajinan", "Kel. Antasari", "Pedagang"],
    ])  # fmt: skip
    assert len(tables) == 1
    assert [row.row for row in rows if row.record] == [2, 3]


def test_titles_are_no_captions() -> None:
    """A title over the list, or a label with its value, gives no column a name."""
    titles: list[list[object]] = [
        ["DATA USAHA MIKRO"], ["Kecamatan", ": Banjang"], ["Bulan", "Juni 2024"],
        ["Desa", "Antasari"],
    ]  # fmt: skip
    for title in titles:
        _, tables = walked([title, ["No", "Nama", "Usaha", "Desa", "HP"],
                            [1.0, "Rina", "Toko Rina", "Antasari", "081251110001"]])  # fmt: skip
        assert [one.header for one in tables[0].guesses] == ["No", "Nama", "Usaha", "Desa", "HP"]


def test_a_cell_merged_over_nameless_columns_names_them_all() -> None:
    """The second telephone column is the second number."""
    head = Merged(["Nama", "Usaha", "Desa", "Nomor HP", ""])
    head.below, head.across = {}, {3: 4}
    rows, _ = walked([head, ["Rina", "Toko Rina", "Antasari", "081251110001", "081251110002"]])
    record = rows[-1].record
    assert record is not None
    assert (record.phone2, record.extras) == ("+6281251110002", {})


def test_a_person_says_how_many_lines_a_heading_has() -> None:
    """`rows_per_header` of a mapping counts, whatever the lines hold."""
    page: list[list[object]] = [
        ["Nama Pemilik", "Nama Usaha", "Desa", "HP"], ["(isi)", "bebas", "Antasari", "-"],
        ["Rina", "Toko Rina", "Antasari", "081251110001"],
    ]  # fmt: skip
    rows, tables = walked(page, Choices(header_row=1, rows_per_header=2))
    assert tables[0].rows_per_header == 2
    assert [row.row for row in rows if row.record] == [3]


def test_rows_that_number_the_columns() -> None:
    """Digits, letters and sums; names and records are none."""
    for row in (["(1)", "(2)", "(3)"], ["a", "b", "c"], ["A.", "B.", "C."], ["1", "2", "3=1+2"]):
        assert headings.is_counting(row)
    for row in (["1", "Rina", "3"], ["1", "1", "2"], ["a", "b"], ["2019", "2020", "2021"]):
        assert not headings.is_counting(row)
