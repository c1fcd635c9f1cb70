"""Reading what repeats once: whatever came before, a row says what it says alone."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.registry.rules.importing import bundles, cells
from lampit.registry.rules.importing.answers import Answer, Answers, Value
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.merging import columns_of, marks_of
from lampit.registry.rules.importing.record import SourceRow
from tests.registry import messy

FIELDS = (
    "owner", "nik", "birth_date", "name", "address", "village", "district", "products", "kbli",
    "sex", "started", "workers_m", "workers_f", "sales_month", "phone", "nib", "marketplace",
    "note", "observed_at", "rt", "rw",
)  # fmt: skip
HEADS = [f"Kolom {name}" for name in FIELDS] + ["Lain"]
NIKS = ("6308045508800001", "6308044508900001", "6,30804E+15", 6308045508800001.0)
CELLS: list[Any] = [
    "", "-", "#REF!", " #N/A ", "x\ufffdy", 0, 1, 1.0, True, False, "1", "3 org", 2019, 2019.0,
    date(2019, 5, 4), datetime(2019, 5, 4, 8, 0), "Rina", "Rina Sari", "Hj. Rina", "Palukahan",  # noqa: DTZ001
    "Desa Palukahan RT 2/1", "Danau Panggang", "Sukamaju", "Gambut", "jualan", "tikar purun",
    "47911", "Pr", "bencong", "sudah tutup", "tutup sementara", "alm.", "1,5 jt", "700", "2-3 jt",
    "0812 3456 7892", "0812 3456 7892 (WA)", "0812 3456 7892 atau 081234567893", "12", "wa, fb",
    "Amuntai, 15-8-1980", "31/13/2010", "sejak covid", "9999053745328", "y" * 300, *NIKS,
]  # fmt: skip
PLACES = messy.gazetteer()
TOLD = Answers([Answer(Value("sex", "bencong"), "tolak"), Answer(Value("village", "Gambut"), "")])
ACTIVITIES = messy.activities()
DESK = Desk(
    type(PLACES)(PLACES.region, PLACES.districts, PLACES.villages, PLACES.outside, TOLD),
    type(ACTIVITIES)(ACTIVITIES.codes, ACTIVITIES.words, TOLD), messy.TODAY, TOLD,
)  # fmt: skip
rows_of_cells = st.lists(
    st.lists(st.sampled_from(CELLS), max_size=len(HEADS) + 1), min_size=2, max_size=8
)
some_fields = st.sets(st.sampled_from(FIELDS))
some_constants = st.dictionaries(
    st.sampled_from(["village", "sex", "observed_at", "pirt"]),
    st.sampled_from(["Palukahan", "L", "2025-03-01", 1]),
)


def told(reader: RowReader, number: int, row: list[Any], group: str) -> str:
    """Return all that a reader says of a row."""
    record, problems = reader.read(number, row, group)
    return repr((record, problems, reader.doubts, reader.above))


@settings(max_examples=60, deadline=None)
@given(rows_of_cells, some_fields, some_constants, st.sampled_from(["comma", "auto"]))
def test_a_row_says_the_same_whatever_was_read_before(
    rows: list[list[Any]], left_out: set[str], constants: dict[str, Any], decimal: str
) -> None:
    """Each distinct content is read once; only the record above may matter to a row."""
    fields = {name: column for column, name in enumerate(FIELDS) if name not in left_out}

    def reader() -> RowReader:
        return RowReader(
            DESK, "Data", HEADS, fields, 2023, constants=constants, decimal=decimal
        )  # fmt: skip

    one = reader()
    for number, row in enumerate([*rows, *reversed(rows), *rows]):
        alone, group = reader(), "63.08.01" if number % 2 else ""
        alone.above = one.above
        assert told(one, number, row, group) == told(alone, number, row, group)


@pytest.mark.parametrize("most", [1, 2])
def test_little_is_remembered_of_a_column_of_distinct_cells(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of a part is bounded, and forgetting changes nothing."""
    monkeypatch.setattr(cells, "MOST_RECALLED", most)
    reader = RowReader(DESK, "Data", ["Ket"], {"note": 0}, 2023)
    for number in range(20):
        record, _ = reader.read(number, [f"binaan {number % 5}"], "")
        assert record.note == f"binaan {number % 5}"
    assert len(reader.notes.seen) <= most


def test_a_repeated_problem_is_told_of_its_own_row() -> None:
    """The same bad cell in two rows is two problems; numbers alike and written apart stay apart."""
    reader = RowReader(DESK, "Data", ["Pekerja"], {"workers_m": 0}, 2023)
    found = [reader.read(number, [cell], "")[1] for number, cell in enumerate(["lima", "lima"], 4)]
    bad = "angka_tidak_sah"
    assert [one.row for problems in found for one in problems if one.code == bad] == [4, 5]
    one, true = (reader.read(9, [cell], "") for cell in (1, True))
    assert (one[0].workers_m, true[0].workers_m) == (1, None)
    assert [one.value for one in true[1] if one.code == bad] == ["True"]


@pytest.mark.parametrize("with_dates", [False, True])
def test_rows_travel_between_processes_whole(with_dates: bool) -> None:
    """What the writing process takes out is what the reading one put in, each of its own kind."""
    reader = RowReader(DESK, "Data", HEADS, {n: c for c, n in enumerate(FIELDS)}, 2023)
    rows = [SourceRow("Data", 3, ["TOTAL", 7.5])]
    for number, name in enumerate(["Rina", "Sukamaju"], 4):
        line = [name, *CELLS[17:45]]
        record, problems = reader.read(number, line, "")
        row = SourceRow("Data", number, line, "flag", "", record, problems, reader.doubts)
        row.marks, row.may_double = marks_of(record), ("Data", 3)
        rows.append(row)
        lean = SourceRow("Data", number + 10, [], "accept", marks=row.marks)
        lean.columns = columns_of(record, marks_of(record))
        rows.append(lean)
    if with_dates:
        rows[0].cells.append(date(2020, 1, 2))
    back = bundles.unpacked(bundles.packed(rows))
    assert repr(back) == repr(rows)
    assert back == rows
    assert bundles.unpacked(bundles.packed([])) == []
