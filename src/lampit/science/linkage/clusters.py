"""Clusters of records that are one business: components at 0.99, loose ones split."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lampit.science.linkage.blocks import Ints, codes

TOGETHER = 0.99
WEAK = 0.2
SPLIT_BELOW = 0.5
LARGE = 4
Floats = npt.NDArray[np.float64]


def clusters(rows: int, a: Ints, b: Ints, p: Floats) -> Ints:
    """Return the cluster of every record: the smallest place among its members.

    `a`, `b`, `p` are the known pairs; what is not among them counts as 0. A component of more
    than 4 records, or with a pair inside below 0.2, is split by average linkage.
    """
    home = _components(rows, a[p >= TOGETHER], b[p >= TOGETHER])
    # Two records joined by a sure pair stay one; larger groups are looked at.
    large = np.bincount(home, minlength=rows)[home] > 2
    members: dict[int, list[int]] = defaultdict(list)
    for x in np.flatnonzero(large).tolist():
        members[int(home[x])].append(x)
    within = (home[a] == home[b]) & large[a]
    inside: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    for x, y, value in zip(a[within].tolist(), b[within].tolist(), p[within].tolist(), strict=True):
        inside[int(home[x])][x, y] = value
    result = home.copy()
    for place, group in members.items():
        for part in _split(group, inside[place]):
            result[part] = min(part)
    return result


def _components(rows: int, a: Ints, b: Ints) -> Ints:
    """Return the smallest place that each record is joined with."""
    edges = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(rows, rows))
    _count, label = connected_components(edges, directed=False)
    first = np.full(len(label), rows, np.int64)
    np.minimum.at(first, label, np.arange(rows))
    return np.asarray(first[label])


def _split(group: list[int], known: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Return the group whole, or in parts whose members belong together on average."""
    size = len(group)
    weakest = min(known.values(), default=0.0) if len(known) == size * (size - 1) // 2 else 0.0
    if size == 1 or (size <= LARGE and weakest >= WEAK):
        return [group]
    parts = [[x] for x in group]
    while len(parts) > 1:
        value, one, other = max(
            (_average(parts[i], parts[j], known), -i, -j)
            for i in range(len(parts)) for j in range(i + 1, len(parts))
        )  # fmt: skip
        if value < SPLIT_BELOW:
            break
        parts[-one] = sorted(parts[-one] + parts.pop(-other))
    return parts


def _average(left: list[int], right: list[int], known: Mapping[tuple[int, int], float]) -> float:
    total = sum(known.get((min(x, y), max(x, y)), 0.0) for x in left for y in right)
    return total / (len(left) * len(right))


def rates(cluster: Ints, name: pa.Array) -> dict[str, float]:
    """Return the homonymy rate and the name-variation rate.

    Homonymy: share of names that stand in more than one cluster. Variation: share of clusters
    of two or more records that hold more than one name.
    """
    code = codes(name)
    kept = code >= 0
    both = np.unique(code[kept].astype(np.int64) * len(cluster) + cluster[kept])
    names = np.bincount(both // max(1, len(cluster)))
    variants = np.bincount(both % max(1, len(cluster)), minlength=len(cluster))
    sizes = np.bincount(cluster, minlength=len(cluster))
    plural = sizes > 1
    return {
        "homonymy": round(float((names > 1).sum() / max(1, (names > 0).sum())), 4),
        "name_variation": round(float((variants[plural] > 1).sum() / max(1, plural.sum())), 4),
    }
