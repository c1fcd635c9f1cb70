"""What an engine must do, and DuckDB doing it: pairs by hash joins, patterns, survivors.

An engine only joins and compares; what a pattern weighs is decided outside, in whole tenths,
so that engines cannot differ in their sums.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.schema import Schema
from lampit.science.linkage.sql import DUCKDB, Dialect, compare_sql, meet_sql

MEMORY = "600MB"


Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a pair must reach to become a candidate: codes of the records and a condition."""

    codes: pa.Table
    condition: str


class Engine(Protocol):
    """One register in one engine."""

    def __enter__(self) -> Self:
        """Start."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop and clean up."""

    def load(self, records: pa.Table, schema: Schema) -> None:
        """Take the records that are to be compared."""

    def meet(
        self, blocks: Sequence[Blocks], changed: Bools | None = None, sieve: Sieve | None = None
    ) -> list[int]:
        """Make the candidates of all rules; return how many pairs each rule added."""

    def take(self, a: Ints, b: Ints) -> None:
        """Take these pairs as the candidates."""

    def count(self) -> tuple[Ints, Ints]:
        """Return the patterns of the candidates and how often each occurs."""

    def survivors(self, weights: npt.NDArray[np.int32], cut: int) -> pa.Table:
        """Return (a, b, pattern, rare) of candidates that weigh `cut` or more, by a and b."""


def block_table(
    blocks: Sequence[Blocks], rule: int, rows: int, changed: Bools | None, sieve: Sieve | None
) -> pa.Table:
    """Return the members of one rule's blocks with their keys under the earlier rules."""
    mine = blocks[rule]
    record = pa.array(mine.record.astype(np.int32))
    columns = {"key": pa.array(mine.key.astype(np.int32)), "i": record}
    for number in range(rule):
        columns[f"k{number}"] = keys_of(blocks[number], rows).take(record)
    if changed is not None:
        columns["changed"] = pa.array(changed[mine.record])
    if sieve:
        taken = sieve.codes.take(record)
        columns |= {name: taken[name] for name in taken.column_names}
    return pa.table(columns)


def keys_of(block: Blocks, rows: int) -> pa.Array:
    """Return the key of every record under a rule: a number, or a list where it has several."""
    key = block.key.astype(np.int32)
    if block.repeats:
        order = np.argsort(block.record, kind="stable")
        counts = np.bincount(block.record, minlength=rows)
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(offsets), pa.array(key[order]))
        return pc.if_else(pa.array(counts > 0), lists, pa.scalar(None, lists.type))
    keys = np.full(rows, -1, np.int32)
    keys[block.record] = key
    return pa.array(keys, mask=keys < 0)


class DuckEngine:
    """DuckDB in this process; what does not fit in memory goes to a folder that is removed."""

    dialect: Dialect = DUCKDB

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._rows = 0

    def __enter__(self) -> Self:
        """Open a database in memory."""
        self._folder = tempfile.TemporaryDirectory(prefix="lampit-linkage-")
        spill = str(Path(self._folder.name))
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY, "temp_directory": spill, "preserve_insertion_order": False,
        }  # fmt: skip
        if self._threads:
            settings["threads"] = self._threads
        self._db = duckdb.connect(":memory:", config=settings)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close and remove the folder."""
        self._db.close()
        self._folder.cleanup()

    def load(self, records: pa.Table, schema: Schema) -> None:
        """Keep the records as a table of the database."""
        self._rows, self._schema = records.num_rows, schema
        with self._registered("arriving", records):
            self._db.execute("CREATE OR REPLACE TABLE ready AS SELECT * FROM arriving")

    def meet(
        self, blocks: Sequence[Blocks], changed: Bools | None = None, sieve: Sieve | None = None
    ) -> list[int]:
        """Join the members of each rule, leaving out what earlier rules have joined."""
        self._db.execute("CREATE OR REPLACE TABLE pairs (a INTEGER, b INTEGER)")
        repeats = [block.repeats for block in blocks]
        added = []
        for rule in range(len(blocks)):
            members = block_table(blocks, rule, self._rows, changed, sieve)
            condition = sieve.condition if sieve else ""
            query = meet_sql(rule, repeats, changed is not None, self.dialect, condition)
            with self._registered(f"block_{rule}", members):
                found = self._db.execute(f"INSERT INTO pairs {query}").fetchone()
            added.append(int(found[0]) if found else 0)
        return added

    def take(self, a: Ints, b: Ints) -> None:
        """Keep the pairs as the candidates."""
        pairs = pa.table({"a": a.astype(np.int32), "b": b.astype(np.int32)})
        with self._registered("arriving", pairs):
            self._db.execute("CREATE OR REPLACE TABLE pairs AS SELECT * FROM arriving")

    def count(self) -> tuple[Ints, Ints]:
        """Compare all candidates and count their patterns."""
        compared = compare_sql(self._schema, self.dialect, "pairs")
        found = self._db.execute(
            f"SELECT pattern, count(*) AS n FROM ({compared}) GROUP BY pattern ORDER BY pattern"
        ).fetchnumpy()
        return found["pattern"].astype(np.int64), found["n"].astype(np.int64)

    def survivors(self, weights: npt.NDArray[np.int32], cut: int) -> pa.Table:
        """Compare, look the weight up by the pattern, keep what reaches the cut."""
        compared = compare_sql(self._schema, self.dialect, "pairs")
        book = pa.table({"pattern": np.arange(len(weights), dtype=np.int32), "weight": weights})
        with self._registered("book", book):
            return self._db.sql(
                f"SELECT a, b, pattern, rare FROM ({compared}) JOIN book USING (pattern) "
                f"WHERE weight + rare >= {int(cut)} ORDER BY a, b"
            ).to_arrow_table()

    @contextmanager
    def _registered(self, name: str, table: pa.Table) -> Iterator[None]:
        self._db.register(name, table)
        try:
            yield
        finally:
            self._db.unregister(name)
