"""The sample of what a search did not propose: every pair of a stratum has the same chance."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lampit.science import linkage
from lampit.science.linkage.blocks import Blocks, block
from lampit.science.linkage.meeting import sifted
from lampit.science.linkage.ready import make_ready
from lampit.science.linkage.sampling import STRATA, sampled
from tests.science.linkage_data import register


@pytest.fixture(scope="module")
def part() -> pa.Table:
    """Return every record of the simulated register whose village ends in 7."""
    records, _ = register()
    return records.filter(pc.ends_with(records["village_code"].fill_null("7"), "7"))


def ends(pairs: pa.Table) -> set[tuple[str, str]]:
    """Return the ids of the pairs."""
    return set(zip(*(pairs[side].to_pylist() for side in ("left", "right")), strict=True))


def test_a_sample_changes_nothing_of_what_is_found(part: pa.Table) -> None:
    """The same pairs, and each stratum told with how many there are; the same seed, the same."""
    plain = linkage.find_pairs(part)
    found = linkage.find_pairs(part, sample=3)
    assert plain.below is None
    assert found.below is not None
    assert found.pairs.equals(plain.pairs)
    assert found.clusters.equals(plain.clusters)
    first, again = found.below, linkage.find_pairs(part, sample=3).below
    assert again is not None
    assert first.pairs.equals(again.pairs)
    wanted = [(low, min(n, one.pairs)) for (low, n), one in zip(STRATA, first.strata, strict=True)]
    assert [(one.low, one.drawn) for one in first.strata] == wanted
    chances = first.pairs["probability"].to_numpy()
    for one, chance in zip(first.pairs["stratum"].to_pylist(), chances, strict=True):
        assert first.strata[one].low <= chance < first.strata[one].high


def test_what_is_drawn_has_met_and_was_not_proposed(part: pa.Table) -> None:
    """Drawn pairs are candidates of the rules, and of the lowest stratum the count is near."""
    found = linkage.find_pairs(part, sample=8)
    assert found.below is not None
    model = linkage.shipped()
    ready = make_ready(part, model.schema)
    blocks = [block(rule, ready.features, model.schema.split, None, ready.code)
              for rule in model.schema.rules]  # fmt: skip
    ids = ready.ids.to_pylist()
    met = {(ids[a], ids[b]) for one in sifted(blocks, ready.rows, None, None)
           for a, b in zip(*one, strict=True)}  # fmt: skip
    drawn = set(
        zip(*(found.below.pairs[side].to_pylist() for side in ("left", "right")), strict=True)
    )
    proposed = set(zip(*(found.pairs[side].to_pylist() for side in ("left", "right")), strict=True))
    assert len(drawn) == found.below.pairs.num_rows
    assert drawn <= met
    assert not drawn & proposed
    weighed = len(proposed) + sum(one.pairs for one in found.below.strata[:-1])
    exact = len(met) - weighed
    assert abs(found.below.strata[-1].pairs - exact) < 0.05 * exact


def test_each_pair_has_the_same_chance_whatever_rules_let_it_meet() -> None:
    """Of six pairs one meets by two rules and one twice by one rule: they are not drawn oftener."""
    numbers = np.array([0, 1, 2, 0, 1, 3], np.int64)  # records of two numbers: 0 and 1 meet twice
    listed = Blocks("phone", numbers, np.array([0, 0, 0, 1, 1, 1]), repeats=True)
    plain = Blocks("name", np.array([1, 2, 4, 5], np.int64), np.array([0, 0, 1, 1]))
    none = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    ids, drawn = pa.array(range(6)), Counter[tuple[int, int]]()
    rounds = 300
    for seed in range(rounds):
        found = sampled(ids, (plain, listed), none, 0.6, seed)
        assert 5 <= found.strata[-1].pairs <= 7, "six pairs, counted by drawing"
        first = found.pairs.slice(0, 1).to_pylist()[0]
        drawn[first["left"], first["right"]] += 1
    assert set(drawn) == {(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (4, 5)}
    assert min(drawn.values()) > rounds / 6 * 0.6
    assert max(drawn.values()) < rounds / 6 * 1.5
