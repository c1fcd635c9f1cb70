"""Training without labels: u from random pairs, m by EM on counts of patterns, a prior.

Fellegi and Sunter 1969; EM as Winkler 1988. Each EM run sees the pairs of one blocking rule
and leaves out what the rule itself makes equal; the runs are joined by their expected counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lampit.basics.refusal import Refusal
from lampit.science.linkage.blocks import Blocks, Ints, block
from lampit.science.linkage.engine import Engine
from lampit.science.linkage.model import Model
from lampit.science.linkage.ready import Ready, coincidence, make_ready, rarities, table
from lampit.science.linkage.schema import Comparison, Rule, Schema, features_of, read_schema
from lampit.science.linkage.sql import radixes

SEED = 1
RANDOM_PAIRS = 2_000_000
ROUNDS = 200
CLOSE = 1e-6
# Share of true pairs whose evidence is taken to be accidental: a level that the training file
# never showed among true pairs must not forbid a pair of another register.
CAREFUL = 0.01
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Patterns taken apart: `levels` (patterns × comparisons, 0 = missing) and their numbers."""

    levels: Ints
    n: Floats


def train(records: pa.Table, told: Mapping[str, Any], engine: Engine, version: str = "1") -> Model:
    """Return a model of the schema `told`, trained on the records alone.

    Raises:
        Refusal: `training_small`: too few pairs to learn from.
    """
    schema = read_schema(told)
    ready = make_ready(records, schema)
    if ready.rows < 100:
        raise Refusal("training_small", "Terlalu sedikit data: pelatihan perlu 100 baris.")
    common = {name: coincidence(ready.features[name]) for name in rarities(schema)}
    with engine:
        engine.load(table(ready, schema, {}), schema)
        sample = _random(engine, ready, schema)
        runs = [_run(engine, ready, schema, rule) for rule in schema.training]
        matches = _matches(engine, ready, schema)
    u = _u(schema, sample, None)
    m: dict[str, Floats] = {}
    facts: list[dict[str, Any]] = []
    for _ in range(3):
        m, facts = _em_all(schema, runs, u, schema.training)
        u = _u(schema, sample, _posterior(sample, schema, m, u, matches, ready.rows))
    m, facts = _em_all(schema, runs, u, schema.training)
    return Model(
        name=schema.name,
        version=version,
        schema=schema,
        told=told,
        matches=matches,
        m={name: tuple(float(x) for x in found) for name, found in m.items()},
        u={name: tuple(float(x) for x in found) for name, found in u.items()},
        common=common,
        training={
            "records": ready.rows,
            "random_pairs": int(sample.n.sum()),
            "seed": SEED,
            "labels": 0,
            "runs": facts,
        },
    )


def _counts(engine: Engine, schema: Schema) -> Counts:
    pattern, n = engine.count()
    levels = np.stack(
        [
            pattern // radix % (len(c.levels) + 1)
            for c, radix in zip(schema.comparisons, radixes(schema), strict=True)
        ],
        axis=1,
    )
    return Counts(levels, n.astype(float))


def _random(engine: Engine, ready: Ready, schema: Schema) -> Counts:
    """Count the patterns of seeded random pairs; every pair once, a record never with itself."""
    rows = ready.rows
    everything = rows * (rows - 1) // 2
    if everything <= RANDOM_PAIRS:
        a, b = np.triu_indices(rows, 1)
    else:
        dice = np.random.default_rng(SEED)
        a = dice.integers(0, rows, RANDOM_PAIRS)
        b = (a + dice.integers(1, rows, RANDOM_PAIRS)) % rows
    engine.take(np.minimum(a, b), np.maximum(a, b))
    return _counts(engine, schema)


def _run(engine: Engine, ready: Ready, schema: Schema, rule: Rule) -> Counts:
    blocks = block(rule, ready.features, schema.split)
    engine.meet([blocks], None)
    return _counts(engine, schema)


def _matches(engine: Engine, ready: Ready, schema: Schema) -> float:
    """Return true pairs per record: pairs of the certain rules by their assumed recall."""
    blocks: list[Blocks] = [block(r, ready.features, schema.split) for r in schema.certain]
    return max(sum(engine.meet(blocks, None)), 1) / schema.recall / ready.rows


def told_by(rule: Rule, comparison: Comparison, schema: Schema) -> bool:
    """Say whether a rule makes equal what the comparison reads."""
    mine = {_field(f, schema) for f in rule.on}
    tests = [level.test for level in comparison.levels if level.test]
    return bool(mine & {_field(f, schema) for test in tests for f in features_of(test)})


def _field(feature: str, schema: Schema) -> str:
    """Return the field that a feature comes from: `owner` for `owner_first`."""
    found = [
        f["name"]
        for f in schema.fields
        if feature == f["name"] or feature.startswith(f["name"] + "_")
    ]
    return max(found, key=len, default=feature)


def _u(schema: Schema, sample: Counts, matched: Floats | None) -> dict[str, Floats]:
    """Return the share of each level among random pairs, less those that are true pairs."""
    weight = sample.n if matched is None else sample.n * (1 - matched)
    found = {}
    for place, comparison in enumerate(schema.comparisons):
        counts = np.bincount(sample.levels[:, place], weight, minlength=len(comparison.levels) + 1)[
            1:
        ]
        found[comparison.name] = (counts + 0.5) / (counts + 0.5).sum()
    return found


def _first_guess(comparison: Comparison) -> Floats:
    rest = len(comparison.levels) - 1
    return np.array([0.8] + [0.2 / rest] * rest)


def _em_all(
    schema: Schema, runs: Sequence[Counts], u: Mapping[str, Floats], rules: Sequence[Rule]
) -> tuple[dict[str, Floats], list[dict[str, Any]]]:
    """Run EM on the pairs of each rule; join what they say of each comparison."""
    expected = {c.name: np.zeros(len(c.levels)) for c in schema.comparisons}
    facts = []
    for rule, counts in zip(rules, runs, strict=True):
        used = [place for place, c in enumerate(schema.comparisons) if not told_by(rule, c, schema)]
        share, rounds, matched = _em(schema, counts, u, used)
        for place in used:
            comparison = schema.comparisons[place]
            expected[comparison.name] += np.bincount(
                counts.levels[:, place], counts.n * matched, minlength=len(comparison.levels) + 1
            )[1:]
        facts.append({
            "rule": rule.name, "pairs": int(counts.n.sum()), "matches": round(share, 4),
            "rounds": rounds,
        })  # fmt: skip
    m = {}
    for comparison in schema.comparisons:
        counted = expected[comparison.name]
        if counted.sum() < 1:  # nothing to learn from: careful figures, told as such
            m[comparison.name] = _assumed(comparison, u[comparison.name])
            facts.append({"comparison": comparison.name, "assumed": True})
        else:
            counted = (counted + 0.5) / (counted + 0.5).sum()
            m[comparison.name] = (1 - CAREFUL) * counted + CAREFUL / len(counted)
    return m, facts


def _assumed(comparison: Comparison, u: Floats) -> Floats:
    guess = _first_guess(comparison)
    return np.asarray(guess if u.max() < 1 else np.full(len(guess), 1 / len(guess)))


def _em(
    schema: Schema, counts: Counts, u: Mapping[str, Floats], used: Sequence[int]
) -> tuple[float, int, Floats]:
    """Return (share of true pairs, rounds, probability of each pattern); u stays as it is."""
    m = {place: _first_guess(schema.comparisons[place]) for place in used}
    other = np.zeros(len(counts.n))
    for place in used:
        other += _logs(u[schema.comparisons[place].name])[counts.levels[:, place]]
    share, matched = 0.5, np.zeros(len(counts.n))
    total = max(counts.n.sum(), 1.0)
    rounds = 0
    moved = 1.0
    while moved >= CLOSE and rounds < ROUNDS:
        rounds += 1
        true = np.zeros(len(counts.n))
        for place in used:
            true += _logs(m[place])[counts.levels[:, place]]
        odds = np.log(share / (1 - share)) + true - other
        matched = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
        fresh = float(np.clip((counts.n * matched).sum() / total, 1e-6, 1 - 1e-6))
        moved = abs(fresh - share)
        share = fresh
        for place in used:
            width = len(schema.comparisons[place].levels) + 1
            found = np.bincount(counts.levels[:, place], counts.n * matched, minlength=width)[1:]
            found = (found + 0.5) / (found + 0.5).sum()
            moved = max(moved, float(np.abs(found - m[place]).max()))
            m[place] = found
    return share, rounds, matched


def _logs(p: Floats) -> Floats:
    return np.concatenate([[0.0], np.log(p)])


def _posterior(
    counts: Counts, schema: Schema, m: Mapping[str, Floats], u: Mapping[str, Floats],
    matches: float, rows: int,
) -> Floats:  # fmt: skip
    share = min(0.5, 2 * matches / max(1, rows - 1))
    odds = np.full(len(counts.n), np.log(share / (1 - share)))
    for place, c in enumerate(schema.comparisons):
        odds += (_logs(m[c.name]) - _logs(u[c.name]))[counts.levels[:, place]]
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))))
