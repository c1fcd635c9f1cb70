"""Pairs of records that may be one: candidates, patterns, weights, words, clusters."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.basics.refusal import Refusal
from lampit.science.linkage import clusters as grouping
from lampit.science.linkage import evidence, second
from lampit.science.linkage.blocks import Blocks, Ints, block
from lampit.science.linkage.bounds import Sieve
from lampit.science.linkage.engine import DuckEngine, Engine
from lampit.science.linkage.index import Keep
from lampit.science.linkage.model import TENTHS, Model, shipped, tenths
from lampit.science.linkage.ready import Ready, make_ready, table
from lampit.science.linkage.sampling import FROM, Sample, sampled
from lampit.science.linkage.sql import patterns, radixes

Say = Callable[[str], None]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        pairs: left, right (ids, left < right), probability, weight, explanation, conflict,
            evidence (list of field, level, weight); strongest first.
        clusters: id, cluster (id of its first member), for every record.
        report: records, candidates per rule, split and left-out blocks, rates.
        model: the model, with what this run found about second businesses.
        below: a random sample of what was not proposed, when asked for.
    """

    pairs: pa.Table
    clusters: pa.Table
    report: dict[str, Any]
    model: Model
    below: Sample | None = None


def find_pairs(
    records: pa.Table,
    *,
    model: Model | None = None,
    threshold: float = 0.6,
    engine: str | Engine = "duckdb",
    only: Collection[Any] | None = None,
    keep: Keep | None = None,
    sample: int | None = None,
    say: Say | None = None,
) -> Found:
    """Find pairs of `records` that are one with probability `threshold` or more.

    Args:
        records: columns as the model's fields name them; `id` must be unique.
        model: the shipped model of businesses when not given.
        threshold: between 0 and 1.
        engine: `duckdb`, `spark`, or an engine.
        only: ids of new or changed records: only pairs with one of them are looked for.
        keep: where a full run leaves an index for `find_new`; ids must be whole numbers then.
        sample: with a seed a full run also draws a sample of the pairs below the threshold.
        say: told how far it is.

    Raises:
        Refusal: `ids_double`, `ids_missing`, `threshold_invalid`.
    """
    if not 0 < threshold < 1:
        raise Refusal("threshold_invalid", "Ambang harus di antara 0 dan 1, misalnya 0.6.")
    tell = say or (lambda _text: None)
    model = model or shipped()
    tell(f"membersihkan {records.num_rows} data")
    ready = make_ready(records, model.schema)
    changed = None
    if only is not None:
        changed = np.asarray(pc.is_in(ready.ids, pa.array(list(only), ready.ids.type)))
    tell("menyusun blok")
    blocks = [
        block(rule, ready.features, model.schema.split, changed, ready.code)
        for rule in model.schema.rules
    ]
    prior = model.prior(ready.rows)
    cut = cut_of(min(threshold, grouping.WEAK))
    draws = sample is not None and changed is None
    low = min(cut, cut_of(FROM)) if draws else cut
    with engine_of(engine) as running:
        running.load(table(ready, model.schema, model.common), model.schema)
        tell(f"mencari calon di antara {sum(one.pairs for one in blocks)} pasangan")
        met = running.meet(blocks, changed, Sieve(ready, model, low - prior))
        tell(f"membandingkan {sum(met)} calon")
        reaching = running.survivors(book(model), low - prior)
    full = changed is None
    kept = _from(reaching, model, cut - prior) if draws else reaching
    found = told(ready, model, kept, _report(ready, blocks, met), threshold, full=full)
    if sample is not None and full:
        weighed = _weighed(ready, found.model, reaching)
        found = replace(found, below=sampled(ready.ids, blocks, weighed, threshold, sample))
    if keep is not None and full:
        keep.write(ready, blocks, found.model)
    return found


def _from(reaching: pa.Table, model: Model, cut: int) -> pa.Table:
    """Return the survivors that weigh `cut` or more, without prior."""
    weight = book(model)[np.asarray(reaching["pattern"])] + np.asarray(reaching["rare"])
    return reaching.filter(pa.array(weight >= cut))


def _weighed(ready: Ready, model: Model, kept: pa.Table) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    """Return both places and the probability of survivors."""
    levels, weights = _apart(model, ready, kept)
    prior = model.prior(ready.rows)
    total = weights.sum(axis=1) + prior
    if model.schema.second:
        seen = second.kinds(model, levels, weights, prior)
        total = total + second.reductions(seen, total, model.second)
    a, b = (np.asarray(kept[side]).astype(np.int64) for side in "ab")
    return a, b, _probability(total)


def _probability(total: Ints) -> npt.NDArray[Any]:
    """Return the probability of weights in tenths of a bit."""
    odds = 2.0 ** (total / TENTHS)
    return np.where(total > 500, 1.0, odds / (1 + odds))


def cut_of(probability: float) -> int:
    """Return the weight of a probability, in tenths."""
    return tenths(np.log2(probability) - np.log2(1 - probability))


def engine_of(engine: str | Engine) -> Engine:
    """Return the engine called so.

    Raises:
        Refusal: `engine_unknown`.
    """
    if not isinstance(engine, str):
        return engine
    if engine == "duckdb":
        return DuckEngine()
    if engine == "spark":
        from lampit.science.linkage.spark import SparkEngine  # noqa: PLC0415 - another lock

        return SparkEngine()
    raise Refusal("engine_unknown", f"Mesin {engine} tidak dikenal. Pilih duckdb atau spark.")


def book(model: Model) -> npt.NDArray[np.int32]:
    """Return the weight of every pattern, without prior and rarity."""
    pattern = np.arange(patterns(model.schema))
    total = np.zeros(len(pattern), np.int64)
    for radix, weights in zip(radixes(model.schema), model.weights(), strict=True):
        total += weights[pattern // radix % len(weights)]
    return total.astype(np.int32)


def _apart(model: Model, ready: Ready, kept: pa.Table) -> tuple[Ints, Ints]:
    """Return levels and weights (pairs × comparisons) of the survivors, rarity included."""
    pattern = np.asarray(kept["pattern"]).astype(np.int64)
    a, b = (np.asarray(kept[side]) for side in "ab")
    levels, weights = [], []
    rare = {name: ready.rarity(name, model.common[name]) for name in model.common}
    for c, radix, per_level in zip(
        model.schema.comparisons, radixes(model.schema), model.weights(), strict=True
    ):
        level = pattern // radix % (len(c.levels) + 1)
        weight = per_level[level]
        for number, one in enumerate(c.levels, start=1):
            if one.rarity in rare:
                add = np.minimum(rare[one.rarity][a], rare[one.rarity][b])
                weight = weight + np.where(level == number, add, 0)
        levels.append(level)
        weights.append(weight)
    return np.stack(levels, axis=1), np.stack(weights, axis=1)


def told(
    ready: Ready, model: Model, kept: pa.Table, report: dict[str, Any], threshold: float, *,
    full: bool, records: int = 0,
) -> Found:  # fmt: skip
    """Weigh the survivors and tell them; `records` is how many there are, when not these alone."""
    prior = model.prior(records or ready.rows)
    levels, weights = _apart(model, ready, kept)
    total = weights.sum(axis=1) + prior
    reduced = np.zeros(len(total), np.int64)
    if model.schema.second:
        seen = second.kinds(model, levels, weights, prior)
        if full:
            model = model.with_second(second.shares(model, seen))
        reduced = second.reductions(seen, total, model.second)
    total = total + reduced
    p = _probability(total)
    a, b = (np.asarray(kept[side]).astype(np.int64) for side in "ab")
    cluster = grouping.clusters(ready.rows, a, b, p)
    keep = np.flatnonzero(p >= threshold)
    keep = keep[np.lexsort((b[keep], a[keep], -total[keep]))]
    explanation, parts = evidence.told(model, levels[keep], weights[keep], reduced[keep], prior)
    pairs = pa.table({
        "left": ready.ids.take(pa.array(a[keep])),
        "right": ready.ids.take(pa.array(b[keep])),
        "probability": p[keep],
        "weight": total[keep] / TENTHS,
        "explanation": explanation,
        "conflict": _conflicts(ready, a[keep], b[keep]),
        "evidence": parts,
    })  # fmt: skip
    groups = pa.table({"id": ready.ids, "cluster": ready.ids.take(pa.array(cluster))})
    sizes = np.bincount(cluster, minlength=ready.rows)
    report |= {
        "pairs": pairs.num_rows,
        "clusters": int((sizes > 1).sum()),
        "second_business": dict(model.second),
    }
    name = (model.schema.second or {}).get("person_name")
    if name:
        report |= grouping.rates(cluster, ready.features[name])
    return Found(pairs, groups, report, model)


def _conflicts(ready: Ready, a: Ints, b: Ints) -> pa.Array:
    """Return what must be looked at by a person whatever the probability; null when nothing."""
    none = pa.nulls(len(a), pa.string())
    if "nik_sex" not in ready.features:
        return none
    sides = [
        {name: ready.features[name].take(pa.array(side)) for name in ("nik", "nik_sex", "nik_born")}
        for side in (a, b)
    ]
    one, other = sides
    differ = pc.not_equal(one["nik"], other["nik"])
    sex = pc.not_equal(one["nik_sex"], other["nik_sex"])
    year = pc.equal(
        pc.utf8_slice_codeunits(one["nik_born"], 0, 4),
        pc.utf8_slice_codeunits(other["nik_born"], 0, 4),
    )
    alike = pc.and_kleene(pc.and_kleene(differ, pc.invert(sex)), year)
    told = pc.if_else(alike.fill_null(False), pa.scalar("NIK berbeda"), none)
    return pc.if_else(sex.fill_null(False), pa.scalar("jenis kelamin berbeda"), told)


def _report(ready: Ready, blocks: Sequence[Blocks], met: Sequence[int]) -> dict[str, Any]:
    rules = [
        {
            "rule": one.name, "pairs": one.pairs, "candidates": count, "largest": one.largest,
            "split": one.capped, "narrowed": one.narrowed, "left_out": one.dropped,
            "refused": one.refused,
        }
        for one, count in zip(blocks, met, strict=True)
    ]  # fmt: skip
    return {"records": ready.rows, "candidates": sum(met), "rules": rules}
