"""Estimates: all figures of a round, and totals of a census by district beside raw DuckDB.

Processor seconds, best of `ROUNDS`, each yardstick in turn with ours in the same process.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lampit.science import survey
from lampit.science.survey import Sums, estimates_of

ROUNDS = 5
ANSWERS, VARIABLES = 5_000, 60
CENSUS, QUESTIONS, DISTRICTS, VILLAGES = 1_000_000, 24, 514, 150
Say = Callable[[str], None]


def _best(*ways: Callable[[], object]) -> list[float]:
    """Return the fewest processor seconds of each way, taken in turn."""
    found = [float("inf")] * len(ways)
    for _ in range(ROUNDS):
        for place, way in enumerate(ways):
            begun = time.process_time()
            way()
            found[place] = min(found[place], time.process_time() - begun)
    return found


def _round(*, calibrated: bool) -> tuple[Any, Any, list[str], dict[str, Any]]:
    """Return design, answers, names and domains of a round: ten kecamatan, four sectors."""
    dice = np.random.default_rng(1)
    kec = dice.integers(0, 10, ANSWERS)
    village = kec * 25 + dice.integers(0, 20, ANSWERS)
    sector = dice.integers(0, 4, ANSWERS)
    scores = dice.normal(40, 20, (ANSWERS, 10))
    shares = (dice.random((ANSWERS, VARIABLES - 10)) < 0.4) * 1.0
    matrix = np.hstack([scores, shares])
    matrix[dice.random(matrix.shape) < 0.05] = np.nan
    design = survey.make_design(
        ANSWERS, weights=dice.uniform(1, 4, ANSWERS), strata=[kec.tolist()],
        clusters=[village.tolist()],
    )  # fmt: skip
    if calibrated:
        margins = [
            survey.calibration.Margin("kec", kec, np.full(10, 1400.0), list("abcdefghij")),
            survey.calibration.Margin("sector", sector, np.full(4, 3500.0), list("abcd")),
        ]
        design = survey.calibration.rake(design, margins)
    domains = {"": np.ones(ANSWERS, dtype=np.bool_)}
    domains |= {f"k{k}": kec == k for k in range(10)} | {f"s{s}": sector == s for s in range(4)}
    domains |= {f"k{k},s{s}": (kec == k) & (sector == s) for k in range(10) for s in range(4)}
    return design, matrix, [f"v{k}" for k in range(VARIABLES)], domains


def _rounds(say: Say) -> Iterator[dict[str, object]]:
    """Yield the time of all figures of a round, plain and calibrated."""
    for calibrated in (False, True):
        design, matrix, names, domains = _round(calibrated=calibrated)

        def ours(d: Any = design, m: Any = matrix, n: Any = names, p: Any = domains) -> int:
            many = survey.many(d, m, n, p)
            return len(list(many.estimates(shares=n[10:])))

        def singly(d: Any = design, m: Any = matrix, n: Any = names, p: Any = domains) -> None:
            for column in range(len(n)):
                for inside in p.values():
                    survey.mean(d, m[:, column], inside)

        say("5,000 answers × 60 figures × 55 domains" + (", calibrated" if calibrated else ""))
        together, apart = _best(ours, singly)
        yield {
            "name": "round of 5,000: all figures" + (", raked" if calibrated else ""),
            "value": together,
            "unit": "CPU s",
            "ratio_to": {"one figure at a time": together / apart},
            "figures": len(names) * len(domains),
        }


def _census(folder: Path) -> str:
    """Write a made-up census as Parquet; return it as DuckDB reads it."""
    dice = np.random.default_rng(2)
    district = np.sort(dice.integers(0, DISTRICTS, CENSUS))
    village = district * 1000 + dice.integers(0, VILLAGES, CENSUS)
    columns: dict[str, Any] = {
        "kab": pa.array([f"{k:04d}" for k in district]).dictionary_encode(),
        "village": pa.array([f"{k:07d}" for k in village]).dictionary_encode(),
        "w": pa.array(dice.uniform(1, 1.3, CENSUS)),
    }
    for k in range(QUESTIONS):
        values = dice.integers(0, 11, CENSUS).astype(np.float64)
        columns[f"q{k}"] = pa.array(values, mask=dice.random(CENSUS) < 0.03)
    path = folder / "census.parquet"
    pq.write_table(pa.table(columns), path)
    return f"read_parquet('{path}')"


def _totals(say: Say) -> Iterator[dict[str, object]]:
    """Yield the time of totals by district, without and with errors from villages."""
    names = tuple(f"q{k}" for k in range(QUESTIONS))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as db:
        source = _census(Path(folder))
        sums = ", ".join(f"sum(w * {name})" for name in names)
        raw = f"SELECT kab, {sums} FROM {source} GROUP BY kab"  # noqa: S608 - own path
        counts = ", ".join(f"count({name})" for name in names)
        counted = f"SELECT kab, {sums}, {counts} FROM {source} GROUP BY kab"  # noqa: S608

        def ask(statement: str) -> Any:
            return db.execute(statement).fetchnumpy()

        def ours(plan: Sums) -> survey.Many:
            return estimates_of(plan, ask(plan.sql(source)), lonely="adjust")

        plain = Sums(("kab",), names, "w")
        errors = Sums(("kab",), names, "w", "kab", "village")
        say("1,000,000 × 24 answers, totals by district")
        whole, erring, bare, beside = _best(
            lambda: ours(plain), lambda: ours(errors), lambda: ask(raw), lambda: ask(counted)
        )
        for name, value in (("totals and n", whole), ("totals, n, errors", erring)):
            yield {
                "name": f"census 1 M × 24: {name} by district",
                "value": value,
                "unit": "CPU s",
                "ratio_to": {"raw sums": value / bare, "raw sums and n": value / beside},
            }


def figures(say: Say) -> Iterator[dict[str, object]]:
    """Yield every figure of this part."""
    yield from _rounds(say)
    yield from _totals(say)
