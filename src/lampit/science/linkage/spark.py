"""The same model on Spark: the same tables as Parquet, the same SQL, the same whole tenths.

Spark's own Jaro-Winkler (as Splink ships it) is not DuckDB's, so rapidfuzz, which is, stands
behind the names that the SQL calls. Needs Java 17 and the packages of analytics.lock.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from lampit.basics.refusal import Refusal
from lampit.science.linkage.blocks import Blocks, Ints
from lampit.science.linkage.engine import Bools, Sieve, block_table
from lampit.science.linkage.schema import Schema
from lampit.science.linkage.sql import SPARK, Dialect, compare_sql, meet_sql

MASTER = "local[2]"


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
            Refusal: `spark_missing`.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="lampit-spark-", dir=self._place))
        self._rows = 0
        self._pairs = ""
        try:
            self._spark = _session(self._master, self._folder)
        except (ImportError, OSError) as error:
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
        """Join the members of each rule, leaving out what earlier rules have joined."""
        repeats = [block.repeats for block in blocks]
        condition = sieve.condition if sieve else ""
        queries = []
        for rule in range(len(blocks)):
            self._view(f"block_{rule}", block_table(blocks, rule, self._rows, changed, sieve))
            query = meet_sql(rule, repeats, changed is not None, self.dialect, condition)
            queries.append(f"SELECT a, b, {rule} AS rule FROM ({query})")
        self._pairs = str(self._folder / "pairs")
        self._spark.sql(" UNION ALL ".join(queries)).write.mode("overwrite").parquet(self._pairs)
        rules = np.asarray(pq.read_table(self._pairs)["rule"])
        return [int(n) for n in np.bincount(rules, minlength=len(blocks))]

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
