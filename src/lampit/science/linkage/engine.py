"""What an engine must do, and DuckDB doing it: pairs by hash joins, patterns, survivors.

An engine only joins and compares; what a pattern weighs is decided outside, in whole tenths,
so that engines cannot differ in their sums.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.bounds import Sieve
from lampit.science.linkage.meeting import sifted
from lampit.science.linkage.schema import Schema
from lampit.science.linkage.sql import DUCKDB, Dialect, compare_sql

MEMORY = "600MB"


Bools = npt.NDArray[np.bool_]


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
        """Make the candidates of all rules that the sieve keeps; return how many each added."""

    def take(self, a: Ints, b: Ints) -> None:
        """Take these pairs as the candidates."""

    def count(self) -> tuple[Ints, Ints]:
        """Return the patterns of the candidates and how often each occurs."""

    def survivors(self, weights: npt.NDArray[np.int32], cut: int) -> pa.Table:
        """Return (a, b, pattern, rare) of candidates that weigh `cut` or more, by a and b."""


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
        """Let the database read the records where they are."""
        self._rows, self._schema = records.num_rows, schema
        self._db.register("ready", records)

    def meet(
        self, blocks: Sequence[Blocks], changed: Bools | None = None, sieve: Sieve | None = None
    ) -> list[int]:
        """Make the pairs of each rule from numbers; nothing is joined for that."""
        rules = list(sifted(blocks, self._rows, changed, sieve))
        self.take(*(np.concatenate([rule[side] for rule in rules]) for side in (0, 1)))
        return [len(a) for a, _ in rules]

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
