"""The lane of a long list says of every row what the rule for one row says, faster."""

import random
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.national import phone
from lampit.outside import spreadsheets
from lampit.registry.rules.importing import bundles, deciding, glance, lane, layout, merging
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columnwise import ColumnReader
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import Batch, Sealed, SourceRow
from lampit.registry.rules.importing.tables import Choices, RawRow
from lampit.registry.rules.importing.verdicts import reject_reason
from tests.registry import messy, zoo, zoo_columns, zoo_headings
from tests.registry.test_rules_reading import (
    CELLS,
    DESK,
    FIELDS,
    HEADS,
    some_constants,
    some_fields,
)

assert zoo_columns.__doc__  # its lists join the zoo
assert zoo_headings.__doc__
# More cells of the kinds that are read at sight, and what is nearly so.
NEARLY: list[Any] = [
    *CELLS, "Siti Aminah", "siti aminah", "H. Anang", "Kantor Desa", "bukan usaha", "coba",
    "6308 0512 0380 0013", "'6308051203800013", "6308051203800013 ", "6308051203800000",
    "6308054403900012", "٦٣٠٨٠٥١٢٠٣٨٠٠٠١٣", "630805120380001O", "1234567890123456", "081",
    "+62 812-3456-7893", "081234567893/081234567894", "0517 61234", "8123456789.0", "12345",
    "9999053745320", "99990537453", "proses", "Jl. Raya No. #5 RT 3", "Jl. Raya RT 3/RW 1",
    "12-3-1980", "Amuntai, 12-3-1980", "1980", "aktif", 6308051203800013, 81234567893.0, None,
]  # fmt: skip
damaged = st.lists(
    st.lists(st.sampled_from(NEARLY), min_size=1, max_size=len(HEADS) + 1), min_size=1, max_size=12
)


def keyed(kind: str, texts: list[str]) -> list[str]:
    """Return what stands for blind indexes."""
    return [f"{kind}:{text}" if text else "" for text in texts]


def batch_of(rows: Iterable[SourceRow]) -> Batch:
    """Return the batch that rows make which were read one by one."""
    kept = [row for row in rows if row.action != "ignore"]
    records = [row.record for row in kept]
    marks = [merging.marks_of(record) for record in records if record is not None]
    assert len(marks) == len(kept)
    does = ["reject" if row.action == "reject" else "double" if row.double_of else "create"
            for row in kept]  # fmt: skip
    made = [
        (merging.columns_of(record, mark), mark)
        for record, mark, action in zip(records, marks, does, strict=True)
        if action == "create" and record is not None
    ]
    return Batch(
        [row.sheet for row in kept], [row.row for row in kept], does,
        keyed("row", ["" if action == "reject" else mark.fingerprint
                      for mark, action in zip(marks, does, strict=True)]),
        {n: row.reason for n, row in enumerate(kept) if row.reason},
        {n: row.double_of for n, row in enumerate(kept) if row.double_of},
        {n: tuple((p.column, p.code) for p in row.problems)
         for n, row in enumerate(kept) if row.problems},
        [problem for row in kept for problem in row.problems][: lane.MOST_TOLD],
        sum(row.action == "flag" for row in kept),
        [[one.owner[n] for one, _ in made] for n in range(len(merging.OWNER))],
        [[one.business[n] for one, _ in made] for n in range(len(merging.BUSINESS))],
        [one.nik for one, _ in made], [one.birth for one, _ in made],
        [one.sales for one, _ in made], [one.capital for one, _ in made],
        keyed("nik", [one.nik for one, _ in made]),
        [hash(one.person) if one.person else 0 for one, _ in made],
        [one.name for one, _ in made],
    )  # fmt: skip


def same(told: Batch, other: Batch) -> None:
    """Compare two batches column by column."""
    for one in fields(Batch):
        assert getattr(told, one.name) == getattr(other, one.name), one.name


def both(path: Path, name: str = "daftar") -> tuple[Batch, Batch]:
    """Return a file as the lane reads it, and as it is read row by row."""

    def lists() -> Lists:
        found = Lists(messy.desk())
        found.note_year([path.name])
        return found

    slow, quick = lists(), lists()
    rows = list(slow.rows(spreadsheets.rows(path, name)))
    batches = list(quick.batches(quick.drafts(spreadsheets.rows(path, name), 10**6), keyed))
    assert len(batches) <= 1
    assert (slow.tables, slow.notes, slow.passed.told()) == (
        quick.tables, quick.notes, quick.passed.told()
    )  # fmt: skip
    return batches[0] if batches else batch_of([]), batch_of(rows)


def batches_of(rows: list[RawRow], size: int) -> list[Batch]:
    """Return rows as the lane reads them and the writing process decides."""
    lists = Lists(messy.desk())
    return list(lists.batches(lists.drafts(iter(rows), size), keyed))


@pytest.mark.parametrize("name", zoo.ANIMALS)
def test_the_zoo_in_the_lane(name: str, tmp_path: Path) -> None:
    """Every trouble comes out the same, problem by problem and column by column."""
    same(*both(zoo.ANIMALS[name](tmp_path)))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_messy_registry_in_the_lane(ending: str) -> None:
    """The list with all troubles at once."""
    told, other = both(messy.HERE / f"messy_registry.{ending}")
    assert len(told.numbers) > 400
    same(told, other)


def damaged_rows(seed: int, many: int) -> list[RawRow]:
    """Return the messy registry with cells swapped between its rows, blanked, and cut."""
    dice = random.Random(seed)
    source = list(spreadsheets.rows(messy.HERE / "messy_registry.csv", "daftar"))
    head, body = source[:9], [row for row in source[9:] if len(row[2]) > 5]
    rows = list(head)
    for number in range(10, 10 + many):
        cells = list(dice.choice(body)[2])
        for _ in range(dice.choice((0, 0, 1, 2, 6))):
            column = dice.randrange(len(cells))
            cells[column] = dice.choice(
                ("", "-", dice.choice(body)[2][column], dice.choice(NEARLY))
            )
        rows.append(("daftar", number, cells[: dice.choice((len(cells), len(cells), 9))]))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_damaged_lists_in_the_lane(seed: int) -> None:
    """Cells of all kinds in all columns, persons twice; batches of any size say the same."""
    rows = damaged_rows(seed, 700)
    slow = batch_of(Lists(messy.desk()).rows(iter(rows)))
    assert slow.double_of
    assert slow.reasons
    same(batches_of(rows, 10**6)[0], slow)
    parts = batches_of(rows, 97)
    assert {len(part.numbers) for part in parts[:-1]} == {97}
    assert [n for part in parts for n in part.numbers] == slow.numbers
    assert [mark for part in parts for mark in part.marks] == slow.marks
    assert [sum(len(part.double_of) for part in parts)] == [len(slow.double_of)]


@settings(max_examples=150, deadline=None)
@given(damaged, some_fields, some_constants, st.sampled_from(["comma", "auto"]))
def test_columns_say_what_rows_say(
    rows: list[list[Any]], left_out: set[str], constants: dict[str, Any], decimal: str
) -> None:
    """Record, problems and reason of each row, whatever stands in its cells."""
    fields = {name: column for column, name in enumerate(FIELDS) if name not in left_out}
    one, other = (
        RowReader(DESK, "Data", HEADS, fields, 2023, constants=constants, decimal=decimal)
        for _ in range(2)
    )
    many = [(number, [c if c is not None else "" for c in row], "63.08.01" if number % 2 else "")
            for number, row in enumerate([*rows, *rows])]  # fmt: skip
    reader = ColumnReader(other)
    half = len(rows)
    found = [reader.read(many[:half]), reader.read(many[half:])]
    for place, (number, cells, group) in enumerate(many):
        told, at = found[place >= half], place % half
        record, problems = one.read(number, cells, group)
        texts = [str(cell).strip() for cell in cells]
        codes = {problem.code for problem in problems}
        reason = "value_refused" if "nilai_ditolak" in codes else reject_reason(
            record, outside="luar_wilayah" in codes,
            place_written=any(texts[c] not in ("", "-") for c in one.place_columns
                              if c < len(texts)),
        )  # fmt: skip
        assert told.reasons.get(at, "") == reason
        assert told.record(at) == record
        if reason:
            one.above = ("", "")
        else:
            assert told.problems.get(at, []) == problems


def test_a_lane_that_reads_otherwise_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a quick look at telephones that takes what it should leave is seen."""
    monkeypatch.setattr(phone, "plain_mobiles", lambda cells: [*cells])
    told, other = both(messy.HERE / "messy_registry.csv")
    with pytest.raises(AssertionError):
        same(told, other)


def test_what_is_surely_data_is_taken_for_a_record() -> None:
    """Whatever is taken at a glance is what the slower looks take; sums and headings never."""
    rows = [cells for _, _, cells in damaged_rows(7, 400)]
    sure = [row for row, many in zip(rows, glance.numbers_of_records(rows), strict=True) if many]
    assert len(sure) > 250
    for name in ("Total", "jumlah", "Sub total", "Rata-rata", "GRAND TOTAL", "", " ", "(1)", 5.0):
        check_records([["", name, *cells[2:]] for cells in sure])
        check_records([[name, *cells[1:]] for cells in sure])
    check_records(sure)


def check_records(rows: list[list[Any]]) -> None:
    """Look at each row that a glance takes for a record: numbers, data, cells enough."""
    for cells, many in zip(rows, glance.numbers_of_records(rows).tolist(), strict=True):
        texts = layout.texts(cells)
        if many:
            assert layout.is_plainly_data(texts), cells
            assert sum(map(bool, texts)) >= glance.LEAST_FILLED
            assert many <= layout.numbers_in(texts)


ANY = st.one_of(
    st.sampled_from([*NEARLY[:-1], "Total", "Jumlah Kec. X", "rata-rata", "CONTOH", " ", "\u00a0",
                     "\x1f", "\u017fubtotal", "é", "½", "٣", 7, 8.5, True, date(2020, 1, 2)]),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(ANY, max_size=12), min_size=1, max_size=6))
def test_a_glance_at_any_cells(rows: list[list[Any]]) -> None:
    """Whatever stands in cells: what is taken is a record; and a glance sees some."""
    check_records(rows)
    record = ["1", "Siti Aminah", "6308051203800013", "P", "Jl. Raya RT 3", "081234567893"]
    if not any("\x1f" in str(cell) for row in rows for cell in row):
        assert glance.numbers_of_records([*rows, record])[-1] == 3


def test_a_glance_goes_as_far_as_rows_are_sure() -> None:
    """It ends before a row with as few numbers as a heading, merged cells, and another sheet."""
    record: list[Any] = ["1", "Siti", "6308051203800013", "P", "Jl. Raya RT 3", "081234567893"]
    rows: list[RawRow] = [("a", 1, record), ("a", 2, record), ("a", 3, []), ("a", 4, record),
                          ("b", 5, record), ("b", 6, spreadsheets.Merged(record))]  # fmt: skip
    seen = glance.Glance(rows)
    assert [seen.sure_from(first, 0) for first in range(6)] == [2, 1, 0, 1, 0, 0]
    assert [seen.sure_from(first, 3) for first in range(6)] == [0] * 6
    assert seen.sure_from(0, 2) == 2


def test_a_draft_travels_whole() -> None:
    """What the writing process takes out is what the reading one put in."""
    rows = spreadsheets.rows(messy.HERE / "messy_registry.csv", "daftar")
    told = next(Lists(messy.desk()).drafts(rows, 10**6))
    count = len(told.nik)
    none: list[bytes | None] = [None] * count
    deciding.mark(told, keyed)
    told.sealed = Sealed("k1", ["a"] * count, ["b"] * count, [b"x"] * count, none, none, none)
    back = bundles.unpacked_draft(bundles.packed_draft(told))
    assert len(back.texts) == len(told.texts)
    back.texts = [*back.texts]
    assert back == told
    assert repr(back.told) == repr(told.told)
    assert isinstance(back.sealed, Sealed)


@pytest.mark.parametrize("signs", ["", "\x1d", "\x00", "\x1f", "a\x1db", "é"])
@pytest.mark.parametrize("other", ["", "b", None, 7])
def test_a_column_travels_whole_whatever_stands_in_it(signs: str, other: Any) -> None:
    """Signs that part and stand for nothing are no harm; a column of one, or of none, neither."""
    draft = lane.blank()
    columns: list[list[Any]] = [[], [signs], [other], [signs, other], [other, signs, other, ""]]
    for column in columns:
        draft.names, draft.owner, draft.texts = column, [column, [None, "a"]], [signs] * len(column)
        back = bundles.unpacked_draft(bundles.packed_draft(draft))
        assert (back.names, back.owner) == (column, [column, [None, "a"]])
        assert [*back.texts] == draft.texts


def test_a_nik_that_is_dropped_leaves_nothing_sealed() -> None:
    """Of a number that is somebody else's neither index nor sealed value is written."""
    lines: list[list[object]] = [
        ["No", "Nama Pemilik", "NIK", "Nama Usaha", "Desa"],
        ["1", "Siti Aminah", "6308051203800013", "Kue Siti", "Pekapuran"],
        ["2", "Rusmini", "6308055203800014", "Wadai", "Pekapuran"],
        ["3", "Bahrudin", "6308051203800013", "Bengkel", "Pekapuran"],
    ]
    rows: list[RawRow] = [("daftar", number, cells) for number, cells in enumerate(lines, start=1)]
    lists = Lists(messy.desk())
    (draft,) = lists.drafts(iter(rows), 10)
    ids, none = ["a", "b", "c"], [None] * 3
    draft.sealed = Sealed("k1", ids, ids, [b"1", b"2", b"3"], [*none], [*none], [*none])
    (batch,) = lists.batches([draft], keyed)
    assert [*map(bool, batch.nik)] == [*map(bool, batch.indexes)] == [True, True, False]
    assert batch.sealed is not None
    assert batch.sealed.nik == [b"1", b"2", None]


def test_a_list_without_records_makes_no_batch() -> None:
    """Nothing to write is no batch; a sheet that is left out neither."""
    rows = damaged_rows(1, 30)
    assert batches_of(rows[:5], 10) == []
    left_out = Lists(messy.desk(), Choices(skipped=frozenset({"daftar"})))
    assert list(left_out.drafts(iter(rows), 10)) == []
