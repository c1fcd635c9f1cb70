"""Every list of the zoo through the real reading: rows told, rows refused, nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from lampit.outside import spreadsheets
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import SourceRow
from tests.registry import messy, zoo, zoo_columns, zoo_headings

assert zoo_columns.__doc__  # its lists join the zoo
assert zoo_headings.__doc__
EXPECTED = Path(__file__).parent / "data" / "zoo"


def read(path: Path) -> list[dict[str, Any]]:
    """Return what became of the rows that say something, as the expectation tells it."""
    lists = Lists(messy.desk())
    lists.note_year([path.name])
    rows = lists.rows(spreadsheets.rows(path, "daftar"))
    return [told(row) for row in rows if row.action != "ignore"]


def told(row: SourceRow) -> dict[str, Any]:
    """Return a row as JSON: where it stood, what it says, what is doubtful."""
    record = row.record
    assert record is not None
    found: dict[str, Any] = {"sheet": row.sheet, "row": row.row}
    if row.action == "reject":
        return found | {"reject": row.reason}
    values = {
        "owner": record.owner_name, "name": record.business_name, "nik": record.nik,
        "village": record.village, "district": record.district, "phone": record.phone1,
        "phone_2": record.phone2, "rt": record.rt, "rw": record.rw, "sex": record.sex,
        "workers": [record.workers_m, record.workers_f],
        "sales": [record.sales_low, record.sales_high], "start": record.start,
        "extras": record.extras,
        "problems": sorted({problem.code for problem in row.problems}),
        "double_of": list(row.double_of) if row.double_of else None,
    }  # fmt: skip
    blank: tuple[object, ...] = ("", [], {}, None, [None, None])
    return found | {name: value for name, value in values.items() if value not in blank}


def test_each_list_has_its_expectation() -> None:
    """Thirty lists and more, none without JSON, no JSON without a list."""
    assert len(zoo.ANIMALS) >= 30
    assert {path.stem for path in EXPECTED.glob("*.json")} == set(zoo.ANIMALS)


@pytest.mark.parametrize("name", zoo.ANIMALS)
def test_the_zoo(name: str, tmp_path: Path) -> None:
    """The same makers come out of every trouble, row by row."""
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    assert read(zoo.ANIMALS[name](tmp_path)) == expected
