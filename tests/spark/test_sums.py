"""The sums of a survey asked of Spark are those of DuckDB, and give the same figures."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lampit.science.survey import Sums, estimates_of
from tests.science.test_survey_sums import answers, plan_of, summed
from tests.spark.cluster import environment
from tools.setup import python

SCRIPT = """
import sys
from pyspark.sql import SparkSession
source, statement, target, pieces = sys.argv[1:]
spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
         .config("spark.sql.shuffle.partitions", pieces).getOrCreate())
spark.read.parquet(source).repartition(int(pieces)).createOrReplaceTempView("answers")
spark.sql(open(statement).read()).toPandas().to_parquet(target)
"""


def asked(folder: Path, plan: Sums, table: pa.Table, pieces: int) -> dict[str, Any]:
    """Return the sums that Spark gives for the answers, cut in `pieces`."""
    source, statement, target = (folder / name for name in ("a.parquet", "q.sql", "s.parquet"))
    pq.write_table(table, source)
    statement.write_text(plan.sql("answers", "spark"))
    done = subprocess.run(
        [str(python("spark")), "-c", SCRIPT, str(source), str(statement), str(target), str(pieces)],
        env=environment(), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = pq.read_table(target)
    return {name: found[name].to_numpy() for name in found.column_names}


@pytest.mark.parametrize(("kind", "pieces"), [("mean", 3), ("total", 11)])
def test_spark_gives_the_figures_of_duckdb(tmp_path: Path, kind: Any, pieces: int) -> None:
    """Estimates, errors, answers and df of both engines agree to 1e-12."""
    table = answers(20_000)
    plan = plan_of(kind, centres={"index": 40.0, "money": 1e9})
    one = estimates_of(plan, asked(tmp_path, plan, table, pieces))
    two = estimates_of(plan, summed(plan, [table]))
    assert one.domains == two.domains
    assert (one.answers == two.answers).all()
    assert (one.df == two.df).all()
    np.testing.assert_allclose(one.estimate, two.estimate, rtol=1e-12)
    np.testing.assert_allclose(one.se, two.se, rtol=1e-12)
