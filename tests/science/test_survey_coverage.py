"""1,000 two-stage samples of a synthetic kabupaten of 14,000: chances kept, truth covered."""

from collections import Counter

import numpy as np

from lampit.science import survey
from lampit.science.survey import Village
from lampit.science.survey.pps import SMALLEST_SIZE

DRAWS, BUSINESSES, M = 1_000, 14_000, 10


def test_intervals_of_index_and_share_online_cover_the_truth() -> None:
    """95 % intervals cover 93–97 %; villages and businesses come as often as promised (3 sigma)."""
    dice = np.random.default_rng(2026)
    pull = dice.lognormal(0, 0.5, 219)
    home = np.sort(dice.choice(219, BUSINESSES, p=pull / pull.sum()))
    sizes = np.bincount(home, minlength=219)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    index = np.clip(38 + dice.normal(0, 6, 219)[home] + dice.normal(0, 19, BUSINESSES), 0, 100)
    online = (index + dice.normal(0, 20, BUSINESSES) > 51).astype(float)
    truth = index.mean(), online.mean()
    villages = [
        Village(f"v{v:03d}", f"k{dice.integers(0, 10)}", int(size)) for v, size in enumerate(sizes)
    ]
    place = {village.id: at for at, village in enumerate(villages)}
    counts = {f"k{k}": 7 for k in range(10)}
    covered, estimates, hits = np.zeros(2), [], Counter[str]()
    for seed in range(DRAWS):
        rows: list[int] = []
        weights: list[float] = []
        psu: list[str] = []
        strata: list[str] = []
        fpc: list[list[float]] = [[], []]
        drawn = survey.draw_villages(villages, counts, seed)
        for village in drawn:
            at = place[village.id]
            listed = int(sizes[at])
            taken = survey.draw_within(village.id, listed, M, seed)
            rows += [int(starts[at]) + one.position for one in taken]
            weights += [float(1 / village.probability) * listed / len(taken)] * len(taken)
            psu += [village.id] * len(taken)
            strata += [village.variance_stratum] * len(taken)
            fpc[0] += [float(village.probability)] * len(taken)
            fpc[1] += [float(listed)] * len(taken)
            hits[village.id] += 1
        design = survey.make_design(
            len(rows), weights=weights, strata=[strata], clusters=[psu, rows], fpc=fpc, unequal=True
        )
        matrix = np.column_stack([index[rows], online[rows]])
        found = survey.many(design, matrix, ["index", "online"])
        told = list(found.estimates(shares=["online"], method="logit"))
        for k, (one, true) in enumerate(zip(told, truth, strict=True)):
            assert one.ci_low is not None
            assert one.ci_high is not None
            covered[k] += one.ci_low <= true <= one.ci_high
        estimates.append([one.estimate for one in told])
    share = covered / DRAWS
    assert ((share >= 0.93) & (share <= 0.97)).all(), share
    mean = np.mean(np.array(estimates, dtype=float), axis=0)
    assert abs(mean[0] - truth[0]) < 0.2
    assert abs(mean[1] - truth[1]) < 0.005
    far = 0
    for stratum in counts:
        inside = [village for village in villages if village.stratum == stratum]
        floored = [max(village.size, SMALLEST_SIZE) for village in inside]
        drawn_count = survey.village_count(floored, 7)
        chances = survey.inclusion_probabilities(floored, drawn_count)
        for listed_village, chance in zip(inside, chances.tolist(), strict=True):
            sigma = (chance * (1 - chance) / DRAWS) ** 0.5
            far += abs(hits[listed_village.id] / DRAWS - chance) > 3 * sigma + 1e-9
    assert far / len(villages) < 0.02
