"""Drawing, allocating and weighting: repeatable, complete, and right on average."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.science import survey
from lampit.science.survey import Member
from lampit.science.survey.response import Outcome

FRAME = {stratum: range(place, 300, 3) for place, stratum in enumerate("abc")}


def test_the_same_seed_draws_the_same_sample() -> None:
    """Frame order does not matter; another seed, another sample and receipt."""
    wanted = {"a": 5, "b": 7, "c": 0}
    first = survey.stratified_sample(FRAME, wanted, 7)
    again = survey.stratified_sample({s: FRAME[s][::-1] for s in "cab"}, wanted, 7)
    other = survey.stratified_sample(FRAME, wanted, 8)
    assert first == again
    assert first.receipt != other.receipt
    assert {u.probability for u in first.units} == {0.05, 0.07}
    assert len(first.units) == 12
    # Pinned: this sample can be drawn again years later.
    assert [u.id for u in first.units][:5] == ["42", "120", "252", "156", "117"]


def test_a_frame_with_a_business_twice_is_refused() -> None:
    """Doubled entries would have two chances."""
    with pytest.raises(Refusal) as refused:
        survey.stratified_sample({"a": [1, 2], "b": [2]}, {"a": 1}, 1)
    assert refused.value.code == "frame_doubled"


def test_more_than_there_are_is_refused() -> None:
    """An allocation above the stratum's size is an error, not a census."""
    with pytest.raises(Refusal) as refused:
        survey.stratified_sample(FRAME, {"a": 101}, 1)
    assert refused.value.code == "allocation_invalid"


def test_realised_probabilities_match() -> None:
    """Over 400 draws each unit is drawn as often as its probability says (4 sigma)."""
    frame = {stratum: units[:20] for stratum, units in FRAME.items()}
    wanted = {"a": 5, "b": 10, "c": 2}
    hits = {str(unit): 0 for units in frame.values() for unit in units}
    for seed in range(400):
        for unit in survey.stratified_sample(frame, wanted, seed).units:
            hits[unit.id] += 1
    for stratum, units in frame.items():
        p = wanted[stratum] / 20
        for number in units:
            assert abs(hits[str(number)] / 400 - p) < 4 * (p * (1 - p) / 400) ** 0.5


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 500), min_size=1),
    total=st.integers(1, 900),
    smallest=st.integers(0, 60),
)
def test_allocation_sums_and_stays_inside(sizes: dict[str, int], total: int, smallest: int) -> None:
    """Every allocation sums to the total (or the census) and never exceeds a stratum."""
    if not any(sizes.values()):
        return
    found = survey.allocate(sizes, total, smallest=smallest)
    assert sum(found.values()) == min(total, sum(sizes.values()))
    assert all(0 <= n <= sizes[k] for k, n in found.items())


def test_power_allocation_keeps_small_districts_readable() -> None:
    """Square root shares, at least 60 each where they have them."""
    found = survey.allocate({"big": 9000, "small": 100, "tiny": 20}, 400, smallest=60)
    assert found["small"] >= 60
    assert found["tiny"] == 20
    assert found["big"] > found["small"]


def test_every_stratum_gets_two() -> None:
    """Nested allocation leaves no stratum with a single unit."""
    sizes = {("k1", "a"): 900, ("k1", "b"): 3, ("k2", "a"): 1, ("k2", "b"): 50}
    found = survey.allocate_nested(sizes, 80)
    assert found["k1", "b"] == 2
    assert found["k2", "a"] == 1
    assert sum(found.values()) == 80


def test_sizes_of_the_notes() -> None:
    """The examples of the measurement notes, section 3."""
    plan = survey.size_for_share(0.05, 10**9, deff=1.7, response_rate=0.85)
    assert (plan.answers, plan.drawn) == (654, 769)  # the notes print 653 and 768, rounded down
    plan = survey.size_for_share(0.10, 10**9, deff=1.3, response_rate=0.85)
    assert (plan.answers, plan.drawn) == (125, 147)
    assert survey.size_for_mean(2, 2000, spread=20).answers == 323


def members(*outcomes: tuple[str, str, Outcome, int]) -> list[Member]:
    """Build members of weight 10: (group, stratum, outcome, how many)."""
    return [Member(g, s, 10.0, o) for g, s, o, count in outcomes for _ in range(count)]


def test_respondents_carry_the_others() -> None:
    """The weights of respondents sum to all that may be eligible; ineligible keep theirs."""
    drawn = members(
        ("k1", "a", "respondent", 30),
        ("k1", "a", "nonrespondent", 10),
        ("k1", "a", "ineligible", 5),
        ("k1", "a", "unknown", 5),
    )
    found = survey.adjusted(drawn)
    assert sum(w.weight for w in found) == pytest.approx(500)
    assert sum(w.weight for w in found[:30]) == pytest.approx(400 * 50 / 45)
    assert {w.weight for w in found[30:40]} == {0.0}


def test_thin_classes_are_merged_inside_their_district() -> None:
    """A stratum with 3 respondents joins its neighbour of the same kecamatan."""
    drawn = members(
        ("k1", "a", "respondent", 25),
        ("k1", "b", "respondent", 3),
        ("k2", "a", "respondent", 30),
        ("k3", "a", "nonrespondent", 4),
    )
    found = survey.adjusted(drawn)
    assert found[0].stratum == found[25].stratum != found[28].stratum
    assert sum(w.weight for w in found) == pytest.approx(620)


def test_response_rate_counts_the_unknown_in_part() -> None:
    """Unknown units enter by the share that is eligible among the resolved."""
    counts: dict[Outcome, int] = {
        "respondent": 6,
        "nonrespondent": 2,
        "ineligible": 2,
        "unknown": 2,
    }
    figures = survey.response_figures([o for o, n in counts.items() for _ in range(n)])
    assert figures.rate == pytest.approx(6 / (8 + 2 * 0.8))
    assert survey.response_figures([]).rate is None


def test_intervals_cover_the_truth() -> None:
    """Of 400 samples from a made-up kabupaten, about 95 % of the intervals hold the truth."""
    dice = np.random.default_rng(5)
    truth = {s: dice.normal(30 + 9 * i, 18, 400) for i, s in enumerate("abc")}
    frame = {s: range(400 * i, 400 * i + 400) for i, s in enumerate("abc")}
    whole = float(np.mean(np.concatenate(list(truth.values()))))
    covered = 0
    for seed in range(400):
        units = survey.stratified_sample(frame, {"a": 20, "b": 40, "c": 60}, seed).units
        values = np.array([truth[u.stratum][int(u.id) % 400] for u in units])
        design = survey.make_design(
            len(units), strata=[[u.stratum for u in units]], fpc=[[400.0] * len(units)]
        )
        point = survey.mean(design, values, np.ones(len(units), dtype=np.bool_))
        half = 1.98 * (point.se or 0)
        covered += abs((point.estimate or 0) - whole) <= half
    assert 0.92 <= covered / 400 <= 0.98
