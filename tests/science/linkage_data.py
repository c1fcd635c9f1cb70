"""The reference registers of record linkage, and how found pairs are scored."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv

HERE = Path(__file__).parent / "data" / "linkage"
REGISTER = (
    "id", "name", "owner", "nik", "phone", "village_code", "address", "birth_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of pairs."""

    precision: float
    recall: float
    f1: float


def score(pairs: pa.Table, truth: Mapping[str, str], least: float = 0.0) -> Score:
    """Compare the pairs of probability `least` or more with the truth (id → real business)."""
    sizes = Counter(truth.values())
    real = sum(n * (n - 1) // 2 for n in sizes.values())
    found = [
        truth[left] == truth[right]
        for left, right, p in zip(
            *(pairs[c].to_pylist() for c in ("left", "right", "probability")), strict=True
        )
        if p >= least
    ]
    hits = sum(found)
    precision, recall = hits / max(1, len(found)), hits / real
    return Score(precision, recall, 2 * hits / max(1, len(found) + real))


@lru_cache(maxsize=1)
def register() -> tuple[pa.Table, dict[str, str]]:
    """Return the simulated register and its truth."""
    types = pv.ConvertOptions(column_types={name: pa.string() for name in REGISTER})
    table = pv.read_csv(HERE / "registry_sim_a.csv.gz", convert_options=types)
    texts = pv.ConvertOptions(column_types={"id": pa.string(), "true_business": pa.string()})
    told = pv.read_csv(HERE / "registry_sim_a_truth.csv.gz", convert_options=texts)
    return table, dict(zip(*(told[c].to_pylist() for c in told.column_names), strict=True))


def febrl(number: int) -> tuple[pa.Table, dict[str, str]]:
    """Return a FEBRL file and its truth: the number in `rec-N-org` and `rec-N-dup-K`."""
    with (HERE / f"febrl{number}.csv").open(encoding="utf-8", newline="") as file:
        rows = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(file)]
    table = pa.table({name: [row[name] for row in rows] for name in rows[0]})
    return table, {row["rec_id"]: row["rec_id"].split("-")[1] for row in rows}


def febrl_schema() -> dict[str, Any]:
    """Return how FEBRL records are compared."""
    found: dict[str, Any] = json.loads((HERE / "febrl.schema.json").read_text("utf-8"))
    return found


def table(rows: list[dict[str, str]]) -> pa.Table:
    """Return a small register; what a row does not tell is missing."""
    names = sorted({name for row in rows for name in row})
    return pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names})
