"""Sums of parts give the figures of memory, however the data are cut."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Sums, estimates_of

NAMES = ("index", "money", "online")


def answers(rows: int = 6000, seed: int = 3) -> pa.Table:
    """Return answers of villages in strata, with gaps, money of billions and a 0/1 share."""
    dice = np.random.default_rng(seed)
    village = dice.integers(0, 120, rows)
    gap = dice.random((rows, 3)) < 0.1
    return pa.table(
        {
            "kab": [f"63.{v // 40:02d}" for v in village],
            "sector": [("kriya", "kuliner")[v] for v in dice.integers(0, 2, rows)],
            "stratum": [f"k{v // 10}" for v in village],
            "village": [f"v{v}" for v in village],
            "w": dice.uniform(1, 40, rows),
            "index": pa.array(dice.normal(40, 20, rows), mask=gap[:, 0]),
            "money": pa.array(dice.lognormal(20, 2, rows), mask=gap[:, 1]),
            "online": pa.array((dice.random(rows) < 0.3).astype(float), mask=gap[:, 2]),
        }
    )


def summed(plan: Sums, parts: Sequence[pa.Table]) -> dict[str, Any]:
    """Return the sums of every part by DuckDB, one below the other."""
    found: list[pa.Table] = []
    with duckdb.connect() as db:
        for number, part in enumerate(parts):
            db.register(f"part{number}", part)
            found.append(db.sql(plan.sql(f"part{number}")).to_arrow_table())
    whole = pa.concat_tables(found)
    return {name: whole[name].to_numpy() for name in whole.column_names}


def cells_of(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Return the crossed domain of each row."""
    pairs = zip(table["kab"].to_pylist(), table["sector"].to_pylist(), strict=True)
    return np.array([f"{kab},{sector}" for kab, sector in pairs])


def in_memory(table: pa.Table, kind: Any, *, fpc: float | None = None) -> survey.Many:
    """Return the figures of `many` for the same answers."""
    stratum = table["stratum"].to_pylist()
    design = survey.make_design(
        len(table),
        weights=table["w"].to_numpy(),
        strata=[stratum],
        clusters=[table["village"].to_pylist()],
        fpc=[] if fpc is None else [[fpc] * len(table)],
    )
    matrix = np.column_stack([table[name].to_numpy() for name in NAMES])
    cells = cells_of(table)
    return survey.many(
        design, matrix, NAMES, {d: cells == d for d in sorted(set(cells))}, kind=kind
    )


def plan_of(kind: Any, **more: Any) -> Sums:
    """Return the plan of these tests."""
    return Sums(("kab", "sector"), NAMES, "w", "stratum", "village", kind, **more)


def equal(one: survey.Many, other: survey.Many, tolerance: float) -> None:
    """Compare all figures that both have."""
    assert one.domains == other.domains
    assert (one.answers == other.answers).all()
    assert (one.df == other.df).all()
    assert (one.rows == other.rows).all()
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=tolerance)
    np.testing.assert_allclose(one.se, other.se, rtol=tolerance)


@pytest.mark.parametrize("kind", ["mean", "total"])
@pytest.mark.parametrize("fpc", [None, 25.0])
def test_sums_are_the_figures_of_memory(kind: Any, fpc: float | None) -> None:
    """Estimates, errors, df and counts of DuckDB's sums equal those in memory to 1e-11."""
    table = answers()
    plan = plan_of(kind)
    units = None if fpc is None else {f"k{h}": fpc for h in range(12)}
    equal(
        estimates_of(plan, summed(plan, [table]), units=units),
        in_memory(table, kind, fpc=fpc),
        1e-11,
    )


@pytest.mark.parametrize("kind", ["mean", "total"])
def test_how_the_data_are_cut_moves_nothing(kind: Any) -> None:
    """One part or thirty, in any order, rows turned round: less than 1e-12."""
    table = answers()
    plan = plan_of(kind, centres={"index": 40.0, "money": 1e9})
    whole = estimates_of(plan, summed(plan, [table]))
    dice = np.random.default_rng(1)
    for pieces in (2, 7, 30):
        mixed = table.take(dice.permutation(len(table)))
        edges = np.linspace(0, len(table), pieces + 1).astype(int)
        parts = [mixed.slice(a, b - a) for a, b in pairwise(edges.tolist())]
        equal(estimates_of(plan, summed(plan, parts[::-1])), whole, 1e-12)
    equal(whole, in_memory(table, kind), 1e-11)


def test_a_census_asks_for_less() -> None:
    """Without units: totals and answers by domain, no errors, and a much shorter statement."""
    table = answers()
    plan = Sums(("kab",), NAMES, "w")
    found = estimates_of(plan, summed(plan, [table]))
    assert "village" not in plan.sql("t")
    inside = np.array([k == "63.01" for k in table["kab"].to_pylist()])
    money = table["money"].to_numpy()
    expected = np.nansum((money * table["w"].to_numpy())[inside])
    assert found.point("money", "63.01").estimate == pytest.approx(expected, rel=1e-12)
    assert found.point("money", "63.01").se is None
    alone = Sums((), ("index",))
    assert estimates_of(alone, summed(alone, [table])).point("index").answers == 6000 - int(
        np.isnan(table["index"].to_numpy()).sum()
    )


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_lonely_villages_follow_their_rule(lonely: Any) -> None:
    """As in memory; `fail` names the stratum."""
    table = answers(800)
    villages = np.array(table["village"].to_pylist())
    keep = (np.array(table["stratum"].to_pylist()) != "k3") | (villages == "v35")
    table = table.filter(pa.array(keep))
    plan = plan_of("mean")
    found = estimates_of(plan, summed(plan, [table]), lonely=lonely)
    design = survey.make_design(
        len(table),
        weights=table["w"].to_numpy(),
        strata=[table["stratum"].to_pylist()],
        clusters=[table["village"].to_pylist()],
        lonely=lonely,
    )
    cells = cells_of(table)
    for domain in found.domains:
        one = survey.mean(design, table["index"].to_numpy(), cells == domain)
        assert found.point("index", domain).se == pytest.approx(one.se, rel=1e-11)
    with pytest.raises(Refusal, match="k3"):
        estimates_of(plan, summed(plan, [table]))


def test_both_engines_are_asked_the_same() -> None:
    """Only the quotes of names differ; strange names never reach the statement."""
    plan = plan_of("mean", centres={"money": 1e9})
    assert plan.sql("t", "spark") == plan.sql("t").replace('"', "`")
    with pytest.raises(Refusal) as refused:
        Sums(("kab",), ('x" FROM secrets --',)).sql("t")
    assert refused.value.code == "column_invalid"
    with pytest.raises(Refusal) as refused:
        estimates_of(plan, {name: [] for name in ("rows_",)})
    assert refused.value.code == "sums_empty"


def test_figures_are_judged_like_all_others() -> None:
    """Sums come out as estimates with interval and quality."""
    plan = plan_of("mean")
    found = list(estimates_of(plan, summed(plan, [answers()])).estimates(shares=["online"]))
    assert len(found) == 3 * 6
    assert {e.quality for e in found if e.indicator != "money"} == {"ok"}
    share = found[-1]
    assert share.ci_low is not None
    assert 0 < share.ci_low < (share.estimate or 0)
