"""One owner with two businesses is no duplicate: how often that is, found in the file itself.

People come first: pairs whose person evidence alone is certain. Among them the name of the
business changes now and then, and the place changes now and then. Where both change together
more often than by their separate rates, the excess are second businesses; a pair that looks
so has its odds reduced by that share. Where the trade is known and differs, it decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lampit.science.linkage.model import TENTHS, Model

# A smaller excess is within the noise of the two rates: such pairs are left as they are.
LEAST = 0.5
CERTAIN = 66  # tenths of a bit: probability 0.99
MOST = 0.98
LEAN = 20
AGREES, DIFFERS, MISSING = 0, 1, 2
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What each pair tells: the person is certain, the name and the place of the business."""

    person: npt.NDArray[np.bool_]
    name: Ints
    moved: npt.NDArray[np.bool_]
    stayed: npt.NDArray[np.bool_]
    other_trade: npt.NDArray[np.bool_]


def kinds(model: Model, levels: Ints, weights: Ints, prior: int) -> Kinds:
    """Sort pairs by their levels and weights (pairs × comparisons)."""
    names = [c.name for c in model.schema.comparisons]
    told = model.schema.second or {}
    person = weights[:, [names.index(n) for n in told["person"]]].sum(axis=1) + prior
    shop = levels[:, names.index(told["name"])]
    last = len(model.schema.comparison(told["name"]).levels)
    name = np.where(shop == 0, MISSING, np.where(shop == last, DIFFERS, AGREES))
    place = levels[:, names.index(told["place"])]
    trade = levels[:, names.index(told["sector"])]
    trades = len(model.schema.comparison(told["sector"]).levels)
    return Kinds(person >= CERTAIN, name, place > 1, place == 1, trade == trades)


def shares(model: Model, found: Kinds) -> dict[str, float]:
    """Return the share of second businesses among moved pairs of other or missing name."""

    def count(name: int, where: npt.NDArray[np.bool_]) -> float:
        return float((found.person & where & (found.name == name)).sum())

    told = model.schema.second or {}
    usual = model.m[told["name"]][-1]
    stayed = count(AGREES, found.stayed) + count(DIFFERS, found.stayed)
    changes = (count(DIFFERS, found.stayed) + LEAN * usual) / (stayed + LEAN)
    untold = count(MISSING, found.stayed) / (count(AGREES, found.stayed) + LEAN)
    agreed = count(AGREES, found.moved)
    result = {"pairs": float(found.person.sum())}
    for key, name, rate in (
        ("differs", DIFFERS, changes / (1 - changes)), ("missing", MISSING, untold),
    ):  # fmt: skip
        seen = count(name, found.moved)
        share = max(0.0, seen - agreed * rate) / seen if seen else 0.0
        result[key] = round(share, 4) if share >= LEAST else 0.0
    return result


def reductions(found: Kinds, weights: Ints, share: Mapping[str, float]) -> Ints:
    """Return what being a second business takes from each pair's weight, in tenths (≤ 0)."""
    part = np.zeros(len(weights))
    part[found.moved & (found.name == DIFFERS)] = share.get("differs", 0.0)
    part[found.moved & (found.name == MISSING)] = share.get("missing", 0.0)
    part[found.other_trade & (found.name != AGREES)] = 1.0
    part[~found.person] = 0.0
    part = np.minimum(part, MOST)
    taken = np.zeros(len(weights), np.int64)
    place = np.flatnonzero(part)
    p = 1 / (1 + 2.0 ** (-weights[place] / TENTHS)) * (1 - part[place])
    lower = np.rint(TENTHS * np.log2(p / (1 - p))).astype(np.int64)
    taken[place] = np.minimum(lower - weights[place], 0)
    return taken
