"""Record linkage of a million invented records: CPU-seconds, memory and F1, Splink beside it.

Both run in processes of their own on the same Parquet file. Plain Splink 5 on DuckDB has the
settings that the specification gives for a register of businesses: names in small letters, no
keys of our own; it trains on the file, which is part of its use.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import lampit
from bench.linkage_register import register

ROWS = int(os.environ.get("LAMPIT_BENCH_LINKAGE", "1000000"))
PROVINCE = "63."
Say = Callable[[str], None]


def figures(say: Say, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return CPU-seconds, peak memory and F1 of both on one file."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        say(f"menulis {rows} data")
        table, real = register(rows, villages())
        pq.write_table(table, home / "data.parquet")
        found = {}
        for name in ("ours", "splink"):
            say(f"mencari pasangan: {name}")
            told = subprocess.run(
                [sys.executable, "-m", "bench.linkage", name, str(home / "data.parquet"),
                 str(home / f"{name}.parquet")],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            found[name] = json.loads(told.stdout.splitlines()[-1])
            found[name]["f1"] = 100 * f1(pq.read_table(home / f"{name}.parquet"), real)
    made = []
    for key, unit, better in (("cpu", "CPU-s", "lower"), ("peak", "MB", "lower"),
                              ("f1", "%", "higher")):  # fmt: skip
        for name in ("ours", "splink"):
            value = round(float(found[name][key]), 2)
            ratio = {"splink": round(value / found["splink"][key], 3)} if name == "ours" else {}
            title = f"linkage_{name}_{rows}_{key}"
            made.append({"name": title, "value": value, "unit": unit, "better": better,
                         "ratio_to": ratio})  # fmt: skip
    return made


def villages() -> list[str]:
    """Return the village codes of the province."""
    path = Path(lampit.__file__).parent / "places" / "data" / "regions_all.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    return [code for code in codes if code.startswith(PROVINCE) and code.count(".") == 3]


def f1(pairs: pa.Table, real: list[int]) -> float:
    """Return the F1 of pairs; record n of the register has the id n + 1."""
    true = sum(n * (n - 1) // 2 for n in Counter(real).values())
    sides = (map(int, pairs[side].to_pylist()) for side in ("left", "right"))
    hits = sum(real[a - 1] == real[b - 1] for a, b in zip(*sides, strict=True))
    return float(2 * hits / (pairs.num_rows + true))


def _ours(source: Path, target: Path) -> None:
    from lampit.science import linkage

    found = linkage.find_pairs(pq.read_table(source))
    pq.write_table(found.pairs.select(["left", "right"]), target)


def _splink(source: Path, target: Path) -> None:
    """Link with plain Splink at its best threshold, 0.5."""
    import duckdb
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    # As the measurement of the specification: small letters, words sorted.
    table = duckdb.sql(
        "SELECT id AS unique_id, lower(name) AS name, nik, phone, village_code, birth_date, "
        "array_to_string(list_sort(string_split(lower(owner), ' ')), ' ') AS owner, "
        "split_part(lower(owner), ' ', 1) AS first, split_part(lower(owner), ' ', -1) AS last, "
        f"substr(village_code, 1, 8) AS district FROM read_parquet('{source}')"
    )
    assert table is not None
    first_token = block_on("village_code", "first")
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("nik"), block_on("phone"), block_on("birth_date", "district"),
            block_on("owner", "district"), first_token, block_on("village_code", "last"),
            block_on("owner", "birth_date"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("owner", [0.94, 0.85, 0.75]).configure(
                term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("name", [0.92, 0.8]),
            cl.DamerauLevenshteinAtThresholds("nik", [1, 4]),
            cl.ExactMatch("phone"),
            cl.LevenshteinAtThresholds("village_code", 1),
            cl.DamerauLevenshteinAtThresholds("birth_date", [1, 4]),
        ],
    )  # fmt: skip
    linker = Linker(DuckDBAPI().register(table.to_arrow_table()), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("nik"), block_on("phone", "first")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("nik"), block_on("phone"), first_token):
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5)
    rows = found.as_record_list()
    pairs = {
        "left": [str(r["unique_id_l"]) for r in rows],
        "right": [str(r["unique_id_r"]) for r in rows],
    }
    pq.write_table(pa.table(pairs), target)


def main() -> None:
    """Do one side and tell its CPU-seconds and peak on the last line."""
    import resource

    name, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"ours": _ours, "splink": _splink}[name](source, target)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
