"""New records by the index of the last full run: what a full run over everything finds of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lampit.science import linkage
from lampit.science.linkage import blocks, newcomers
from tests.science.linkage_data import register

SECRET = b"a key of the tests"
ROWS, NEW, CHANGED, GONE = 7_000, 400, 60, 40


@pytest.fixture(scope="module")
def records() -> pa.Table:
    """Return a part of the simulated register, its ids as whole numbers, in a mixed order."""
    table = register()[0].slice(0, ROWS)
    ids = pa.array(np.random.default_rng(3).permutation(ROWS) + 1)
    return table.set_column(table.column_names.index("id"), "id", ids)


def changed_before(records: pa.Table, ids: list[int]) -> pa.Table:
    """Return the records as they were: of those changed, telephone and name were others."""
    place = pc.is_in(records["id"], pa.array(ids)).combine_chunks()
    for name, value in (("phone", "081200000000"), ("owner", "Siti Aisyah")):
        cells = pc.if_else(place, pa.scalar(value), records[name].combine_chunks())
        records = records.set_column(records.column_names.index(name), name, cells)
    return records


def told(pairs: pa.Table, ids: set[int]) -> dict[Any, tuple[Any, ...]]:
    """Return what is said of the pairs with one of these records."""
    return {
        (p["left"], p["right"]): (p["probability"], p["explanation"], p["conflict"])
        for p in pairs.to_pylist()
        if {p["left"], p["right"]} & ids
    }


def both_ways(
    records: pa.Table, folder: Path, threshold: float = 0.6
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return the pairs of the new and changed records: by the index, and by a full run."""
    gone = set(range(1, GONE + 1))
    changed = list(range(GONE + 1, GONE + CHANGED + 1))
    new = list(range(ROWS - NEW + 1, ROWS + 1))
    before = changed_before(records.filter(pc.less_equal(records["id"], ROWS - NEW)), changed)
    now = records.filter(pc.greater(records["id"], GONE))
    keep = linkage.Keep(folder / "index", SECRET, {"run": 7})
    model = linkage.find_pairs(before, keep=keep).model
    index = linkage.Index.open(folder / "index", SECRET, model)
    assert index is not None
    assert index.told == {"run": 7}
    arrived = {*new, *changed}

    def read(ids: list[int]) -> pa.Table:
        assert not set(ids) & (arrived | gone)
        return records.filter(pc.is_in(records["id"], pa.array(ids, pa.int64())))

    mine = now.filter(pc.is_in(now["id"], pa.array(sorted(arrived))))
    found = linkage.find_new(index, mine, model=model, read=read, stale=gone, threshold=threshold)
    assert found.report["records"] == now.num_rows
    return told(found.pairs, arrived), told(
        linkage.find_pairs(now, threshold=threshold).pairs, arrived
    )


def test_new_records_have_the_pairs_of_a_full_run(records: pa.Table, tmp_path: Path) -> None:
    """The same pairs, probabilities, words and conflicts to the bit; changed ones count anew."""
    found, full = both_ways(records, tmp_path)
    assert found == full
    assert len(full) > NEW / 10


def test_large_blocks_are_split_and_left_out_as_in_a_full_run(
    records: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With blocks of at most two, most are split and some are dropped: still the same pairs."""
    whole = both_ways(records, tmp_path, 0.001)[1]
    for module in (blocks, newcomers):
        monkeypatch.setattr(module, "LARGEST_BLOCK", 2)
    found, full = both_ways(records, tmp_path, 0.001)
    assert found == full
    assert full != whole


def test_an_index_of_another_key_or_model_is_none(records: pa.Table, tmp_path: Path) -> None:
    """It is not read; and what lies in its files is no name and no number."""
    model = linkage.shipped()
    assert linkage.Index.open(tmp_path, SECRET, model) is None
    few = records.slice(0, 500)
    linkage.find_pairs(few, keep=linkage.Keep(tmp_path / "index", SECRET))
    assert linkage.Index.open(tmp_path / "index", SECRET, model) is not None
    assert linkage.Index.open(tmp_path / "index", b"another", model) is None
    other = linkage.read_model(model.as_json().replace('"version": "', '"version": "0', 1))
    assert linkage.Index.open(tmp_path / "index", SECRET, other) is None
    written = b"".join(path.read_bytes() for path in (tmp_path / "index").iterdir())
    niks = [n for n in few["nik"].to_pylist() if n]
    assert niks
    assert not any(nik.encode() in written for nik in niks)
