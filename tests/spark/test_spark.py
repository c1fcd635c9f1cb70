"""`lampit find-duplicates --engine spark` on a cluster: what DuckDB finds, pair by pair."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.linkage import villages
from bench.linkage_register import register
from lampit.science import linkage
from tests.spark.cluster import LOOPBACK, Cluster, cluster, environment
from tools.setup import home

RECORDS = 50_000
SAME = 1e-9


@pytest.fixture(scope="module")
def records() -> pa.Table:
    """Return the invented register; half of its villages have a map."""
    mapped = [code for code in villages() if code.startswith("63.08")]
    return register(RECORDS, [*mapped[::4], *villages()[:50]])[0]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Keep one cluster for the tests of this file."""
    with cluster(tmp_path_factory.mktemp("spark")) as found:
        yield found


@pytest.fixture(scope="module")
def duck(records: pa.Table) -> linkage.Found:
    """Return what DuckDB finds."""
    return linkage.find_pairs(records)


def find(folder: Path, records: pa.Table, master: str, **more: str) -> Any:
    """Run the command in the environment of Spark; return its exit code and its JSON."""
    pq.write_table(records, folder / "usaha.parquet")
    words = ["find-duplicates", "--engine", "spark", "--json",
             "--input", str(folder / "usaha.parquet"),
             "--output", str(folder / "pasangan.parquet")]  # fmt: skip
    setting = {
        "LAMPIT_SPARK_MASTER": master,
        "LAMPIT_HOME": str(folder / "var"),
        "TMPDIR": str(folder),
    }
    done = subprocess.run(
        [str(home("spark") / "bin" / "lampit"), *words], env=environment(**setting) | more,
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def differences(found: pa.Table, other: pa.Table) -> list[tuple[Any, ...]]:
    """Return pairs that only one side has, or whose probability or words differ."""
    one, two = (
        {(p["left"], p["right"]): (p["probability"], p["explanation"]) for p in side.to_pylist()}
        for side in (found, other)
    )
    return [
        key for key in one.keys() | two.keys()
        if key not in one or key not in two
        or abs(one[key][0] - two[key][0]) > SAME or one[key][1] != two[key][1]
    ]  # fmt: skip


def test_the_cluster_finds_what_duckdb_finds(
    tmp_path: Path, running: Cluster, records: pa.Table, duck: linkage.Found
) -> None:
    """50,000 records, pair by pair; the work was done on the cluster and nothing is left of it."""
    code, told = find(tmp_path, records, running.url)
    assert code == 0
    assert (told["engine"], told["records"], told["pairs"]) == (
        "spark",
        RECORDS,
        duck.pairs.num_rows,
    )
    assert told["clusters"] == duck.report["clusters"]
    assert told["pairs"] > RECORDS / 10
    found = pq.read_table(tmp_path / "pasangan.parquet")
    near = [text for text in found["explanation"].to_pylist() if "desa berdekatan" in text]
    assert near, "village distance is among the evidence"
    assert differences(found, duck.pairs) == []
    assert found.equals(duck.pairs.select(found.column_names)), "to the bit, in the same order"
    assert len(list(running.work.glob("app-*"))) == 1, "one application, on the worker"
    kept = {"usaha.parquet", "pasangan.parquet", "var"}
    assert {entry.name for entry in tmp_path.iterdir()} <= kept, "no working folder is left"


def test_the_order_of_the_rows_does_not_matter(
    tmp_path: Path, running: Cluster, records: pa.Table, duck: linkage.Found
) -> None:
    """The same file in another order gives the same pairs to the bit."""
    part = records.slice(0, 8_000)
    order = np.random.default_rng(7).permutation(part.num_rows)
    assert find(tmp_path, part.take(order), running.url)[0] == 0
    found = pq.read_table(tmp_path / "pasangan.parquet")
    assert found.equals(linkage.find_pairs(part).pairs.select(found.column_names))


def test_the_comparison_sees_a_tenth_of_a_bit(records: pa.Table, duck: linkage.Found) -> None:
    """Negative control: a model that weighs one level a tenth otherwise is told apart."""
    model = linkage.shipped()
    first, *rest = model.m["phone"]
    other = replace(model, m={**model.m, "phone": (first * 2**-0.1, *rest)})
    assert differences(linkage.find_pairs(records, model=other).pairs, duck.pairs)


def test_only_loopback_is_listened_on(running: Cluster) -> None:
    """Master, worker and their pages are not for the network."""
    assert running.listening()
    assert running.listening() <= LOOPBACK


def test_nothing_runs_on_afterwards(tmp_path: Path) -> None:
    """A cluster that was stopped has left no process."""
    with cluster(tmp_path) as found:
        assert set(found.leaders) <= set(found.processes())
    assert found.processes() == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in found.leaders)


def test_without_a_cluster_or_java_one_sentence_says_so(tmp_path: Path, records: pa.Table) -> None:
    """No traceback and no waiting for ever; exit 2."""
    few = records.slice(0, 50)
    code, told = find(tmp_path, few, "spark://127.0.0.1:1")
    assert (code, told["error"]["code"]) == (2, "spark_unreachable")
    code, told = find(tmp_path, few, "local[1]", JAVA_HOME=str(tmp_path), PATH=os.defpath)
    assert (code, told["error"]["code"]) == (2, "spark_missing")
