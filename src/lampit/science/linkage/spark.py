"""The same model on Spark: the same tables as Parquet, the same SQL, the same whole tenths.

Spark's own Jaro-Winkler (as Splink ships it) is not DuckDB's, so rapidfuzz, which is, stands
behind the names that the SQL calls. Needs Java 17 and the packages of analytics.lock.
"""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lampit.basics.refusal import Refusal
from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.bounds import Sieve
from lampit.science.linkage.engine import Bools
from lampit.science.linkage.meeting import PIECE
from lampit.science.linkage.schema import Schema
from lampit.science.linkage.sql import SPARK, Dialect, compare_sql, meet_sql

MASTER = "local[2]"
CANDIDATES = pa.schema([("a", pa.int32()), ("b", pa.int32())])


def block_table(blocks: Sequence[Blocks], rule: int, rows: int, changed: Bools | None) -> pa.Table:
    """Return the members of one rule's blocks with their keys under the earlier rules."""
    mine = blocks[rule]
    record = pa.array(mine.record.astype(np.int32))
    columns = {"key": pa.array(mine.key.astype(np.int32)), "i": record}
    for number in range(rule):
        columns[f"k{number}"] = keys_of(blocks[number], rows).take(record)
    if changed is not None:
        columns["changed"] = pa.array(changed[mine.record])
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


class SparkEngine:
    """One register on Spark: a cluster named by its master, or Spark inside this process.

    Tables travel as Parquet in a folder that driver and workers must both see.
    """

    dialect: Dialect = SPARK

    def __init__(self, master: str | None = None, folder: Path | None = None) -> None:
        self._master = master or os.environ.get("LAMPIT_SPARK_MASTER", MASTER)
        self._place = folder

    def __enter__(self) -> Self:
        """Open a session.

        Raises:
            Refusal: `spark_missing`, `spark_unreachable`.
        """
        _check_reachable(self._master)
        self._folder = Path(tempfile.mkdtemp(prefix="lampit-spark-", dir=self._place))
        self._rows = 0
        self._pairs = ""
        try:
            self._spark = _session(self._master, self._folder)
        except (ImportError, OSError, RuntimeError) as error:  # the last: Java did not start
            shutil.rmtree(self._folder, ignore_errors=True)
            raise Refusal(
                "spark_missing", "Spark belum terpasang. Pasang analytics.lock dan Java 17."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the session and remove the folder."""
        self._spark.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def load(self, records: pa.Table, schema: Schema) -> None:
        """Give the records to Spark as a view."""
        self._rows, self._schema = records.num_rows, schema
        self._view("ready", records)

    def meet(
        self, blocks: Sequence[Blocks], changed: Bools | None = None, sieve: Sieve | None = None
    ) -> list[int]:
        """Join the members of each rule, leaving out what earlier rules have joined; sift here.

        The sieve is integers in memory: comparing what it drops would cost the cluster more.
        """
        repeats = [block.repeats for block in blocks]
        queries = []
        for rule in range(len(blocks)):
            self._view(f"block_{rule}", block_table(blocks, rule, self._rows, changed))
            query = meet_sql(rule, repeats, changed is not None, self.dialect)
            queries.append(f"SELECT a, b, {rule} AS rule FROM ({query})")
        joined = self._folder / "joined"
        self._spark.sql(" UNION ALL ".join(queries)).write.mode("overwrite").parquet(str(joined))
        self._pairs = str(self._folder / "pairs.parquet")
        added = np.zeros(len(blocks), np.int64)
        with pq.ParquetWriter(self._pairs, CANDIDATES) as kept:
            for batch in ds.dataset(joined).to_batches(batch_size=PIECE):
                a, b = (np.asarray(batch[side]) for side in "ab")
                stays = sieve.keeps(a, b) if sieve else np.ones(len(a), bool)
                added += np.bincount(np.asarray(batch["rule"])[stays], minlength=len(blocks))
                kept.write_batch(batch.select(["a", "b"]).filter(pa.array(stays)).cast(CANDIDATES))
        return [int(n) for n in added]

    def take(self, a: Ints, b: Ints) -> None:
        """Keep the pairs as the candidates."""
        target = self._folder / "taken.parquet"
        pairs = pa.table({"a": a.astype(np.int32), "b": b.astype(np.int32)})
        pq.write_table(pairs, target)
        self._pairs = str(target)

    def count(self) -> tuple[Ints, Ints]:
        """Compare all candidates and count their patterns."""
        found = self._asked(
            f"SELECT pattern, count(*) AS n FROM ({self._compared()}) "
            "GROUP BY pattern ORDER BY pattern"
        )
        return tuple(np.asarray(found[c]).astype(np.int64) for c in ("pattern", "n"))  # type: ignore[return-value]  # two columns

    def survivors(self, weights: npt.NDArray[np.int32], cut: int) -> pa.Table:
        """Compare, look the weight up by the pattern, keep what reaches the cut."""
        book = pa.table({"pattern": np.arange(len(weights), dtype=np.int32), "weight": weights})
        self._view("book", book)
        return self._asked(
            f"SELECT a, b, pattern, rare FROM ({self._compared()}) JOIN book USING (pattern) "
            f"WHERE weight + rare >= {int(cut)} ORDER BY a, b"
        )

    def _compared(self) -> str:
        self._spark.read.parquet(self._pairs).createOrReplaceTempView("pairs")
        return compare_sql(self._schema, self.dialect, "pairs")

    def _asked(self, query: str) -> pa.Table:
        target = self._folder / "answer"
        self._spark.sql(query).coalesce(1).write.mode("overwrite").parquet(str(target))
        return pq.read_table(target)

    def _view(self, name: str, table: pa.Table) -> None:
        path = self._folder / f"{name}.parquet"
        pq.write_table(table, path)
        self._spark.read.parquet(str(path)).createOrReplaceTempView(name)


def _check_reachable(master: str) -> None:
    """Refuse a cluster that does not answer: Spark itself would try for a minute.

    Raises:
        Refusal: `spark_unreachable`.
    """
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _colon, port = address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except (OSError, ValueError, OverflowError):
            continue
        return
    raise Refusal(
        "spark_unreachable",
        f"Klaster Spark di {master} tidak menjawab. Periksa LAMPIT_SPARK_MASTER.",
    )


def _session(master: str, folder: Path) -> Any:
    """Open a Spark session on loopback with the two measures that its SQL calls."""
    import pandas as pd  # noqa: PLC0415 - only where Spark is wanted
    from pyspark.sql import SparkSession  # noqa: PLC0415
    from pyspark.sql.functions import pandas_udf  # noqa: PLC0415
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler  # noqa: PLC0415

    os.environ["PYSPARK_PYTHON"] = sys.executable  # else workers take the first python3 on PATH
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "1g",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.adaptive.enabled": "false",
        "spark.default.parallelism": "4",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(master).appName("lampit-linkage")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()

    def near(a: pd.Series, b: pd.Series) -> pd.Series:
        found = [
            JaroWinkler.similarity(x, y) if isinstance(x, str) and isinstance(y, str) else None
            for x, y in zip(a, b, strict=True)
        ]
        return pd.Series(found, dtype="float64")

    def slip(a: pd.Series, b: pd.Series) -> pd.Series:
        found = [
            float(DamerauLevenshtein.distance(x, y))
            if isinstance(x, str) and isinstance(y, str)
            else None
            for x, y in zip(a, b, strict=True)
        ]
        return pd.Series(found, dtype="float64")

    spark.udf.register("jaro_winkler_similarity", pandas_udf(near, "double"))
    spark.udf.register("damerau_levenshtein", pandas_udf(slip, "double"))
    return spark
