"""What is known of all businesses of a kabupaten, made into totals that weights are fitted to.

Measurement notes, sections 4 and 5: counts of the register by kecamatan × sector, size and sex of
the owner, less the share that turned out to be no business, over the share of businesses that the
register holds where a listing said so. Groups with fewer than five answers, or that the answers
miss by so much that no allowed factor meets their total, are merged first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lampit.measure.rules.estimating.domains import UNKNOWN
from lampit.science.survey import Known
from lampit.science.survey.weighting import SMALLEST_CELL

PLACES, SIZES, SEXES = "kecamatan_sektor", "ukuran", "kelamin"
MARGINS = (PLACES, SIZES, SEXES)
# Too few resolved in a kecamatan to say which share of its entries is no business.
FEWEST_RESOLVED = 20
# A group whose total is this many times what its answers carry (or one over it) is merged, before
# the bounds of the factors (0.3 to 3) refuse it together with the other margins.
FURTHEST = 2.2
_SIZE_ORDER = ("1", "2-4", "5+", UNKNOWN)
_SEX_ORDER = ("L", "P", UNKNOWN)


@dataclass(frozen=True)
class Register:
    """Counts of the register: by (kecamatan, sector), by size, by sex; `?` = not noted.

    `coverage` is the share of all businesses that these counts hold, None without a listing.
    `listed`: the counts are estimates from listed villages, not a register; `count_error` is then
    the relative standard error of their sum, None where it could not be told.
    """

    places: Mapping[tuple[str, str], float]
    sizes: Mapping[str, float]
    sexes: Mapping[str, float]
    coverage: float | None = None
    listed: bool = False
    count_error: float | None = None


@dataclass(frozen=True)
class Fitted:
    """One margin ready to fit to: labels of the rows, totals, and what was merged and why."""

    known: Known
    merged: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """What a margin needs of a drawn business; `eligible` None = not resolved.

    `weight` is the one after unknown entries were spread, `carried` the one that the margins are
    fitted from, 0 for who did not answer.
    """

    place: str
    sector: str
    size: str
    sex: str
    answered: bool
    eligible: bool | None
    weight: float
    carried: float


def eligible_shares(rows: Sequence[Placed]) -> dict[str, float]:
    """Return by kecamatan which share of its entries is a business; key "" for the kabupaten."""
    good: dict[str, float] = {}
    whole: dict[str, float] = {}
    count: dict[str, int] = {}
    for row in rows:
        if row.eligible is None:
            continue
        for key in ("", row.place):
            whole[key] = whole.get(key, 0.0) + row.weight
            good[key] = good.get(key, 0.0) + (row.weight if row.eligible else 0.0)
            count[key] = count.get(key, 0) + 1
    if not whole:
        return {"": 1.0}
    overall = good[""] / whole[""]
    return {
        key: good[key] / whole[key] if count[key] >= FEWEST_RESOLVED and good[key] else overall
        for key in whole
    }


@dataclass(frozen=True)
class _Group:
    """A group of a margin: how many answered, what they carry, what is known."""

    answers: int
    carried: float
    total: float


def _merged(
    groups: Mapping[str, _Group], order: Sequence[str], group_of: Callable[[str], str]
) -> dict[str, tuple[str, ...]]:
    """Merge neighbours until each can be fitted; return label → the labels in it.

    A neighbour of the same group (kecamatan) comes before one of another.
    """
    level = sum(g.total for g in groups.values()) / sum(g.carried for g in groups.values())
    cells: list[list[str]] = [[label] for label in order]
    while len(cells) > 1:
        told = [_joined([groups[label] for label in cell]) for cell in cells]
        thin = [at for at, one in enumerate(told) if not _is_fit(one, level)]
        if not thin:
            break
        at = min(thin, key=lambda k: (told[k].answers, k))
        beside = [k for k in (at - 1, at + 1) if 0 <= k < len(cells)]
        own = group_of(cells[at][0])
        near = min(beside, key=lambda k: (group_of(cells[k][0]) != own, told[k].answers, k))
        first, second = min(at, near), max(at, near)
        cells[first] += cells[second]
        del cells[second]
    return {" + ".join(cell): tuple(cell) for cell in cells}


def _joined(groups: Sequence[_Group]) -> _Group:
    return _Group(
        sum(g.answers for g in groups),
        sum(g.carried for g in groups),
        sum(g.total for g in groups),
    )


def _is_fit(group: _Group, level: float) -> bool:
    """Say whether weights can be fitted to a group; `level` is the factor of the whole."""
    if group.answers < SMALLEST_CELL or group.carried <= 0:
        return False
    return level / FURTHEST <= group.total / group.carried <= level * FURTHEST


def _fit(
    name: str,
    labels: Sequence[str],
    rows: Sequence[Placed],
    totals: Mapping[str, float],
    order: Sequence[str],
    group_of: Callable[[str], str],
) -> Fitted | None:
    """Make one margin; None where it would have a single group or nothing is known."""
    counts: dict[str, int] = {}
    carried: dict[str, float] = {}
    for label, row in zip(labels, rows, strict=True):
        counts[label] = counts.get(label, 0) + int(row.answered)
        carried[label] = carried.get(label, 0.0) + (row.carried if row.answered else 0.0)
    present = [label for label in order if totals.get(label, 0) > 0 or counts.get(label, 0) > 0]
    groups = {x: _Group(counts.get(x, 0), carried.get(x, 0.0), totals.get(x, 0.0)) for x in present}
    if not any(one.carried for one in groups.values()):
        return None
    cells = _merged(groups, present, group_of)
    sums = {name: sum(totals.get(x, 0.0) for x in inside) for name, inside in cells.items()}
    if len(cells) < 2 or min(sums.values()) <= 0:
        return None
    seat = {label: cell for cell, inside in cells.items() for label in inside}
    merged: list[dict[str, object]] = [
        {"label": cell, "merged": list(inside), "answers": sum(counts.get(x, 0) for x in inside)}
        for cell, inside in cells.items()
        if len(inside) > 1
    ]
    return Fitted(Known(name, [seat[label] for label in labels], sums), merged)


def place_label(place: str, sector: str) -> str:
    """Return the label of a kecamatan × sector."""
    return f"{place or UNKNOWN}|{sector or UNKNOWN}"


def margins(
    rows: Sequence[Placed], register: Register, wanted: Sequence[str] = MARGINS
) -> list[Fitted]:
    """Return the margins to fit the weights of answered businesses to; their sums agree."""
    shares = eligible_shares(rows)
    coverage = register.coverage or 1.0
    places = {
        place_label(place, sector): count * shares.get(place, shares[""]) / coverage
        for (place, sector), count in register.places.items()
    }
    whole = sum(places.values())
    if not whole:
        return []
    told = {
        PLACES: (
            [place_label(row.place, row.sector) for row in rows],
            places,
            sorted({*places, *(place_label(r.place, r.sector) for r in rows)}),
        ),
        SIZES: ([r.size or UNKNOWN for r in rows], _scaled(register.sizes, whole), _SIZE_ORDER),
        SEXES: ([r.sex or UNKNOWN for r in rows], _scaled(register.sexes, whole), _SEX_ORDER),
    }
    found = []
    for name in wanted:
        labels, totals, order = told[name]
        one = _fit(name, labels, rows, totals, order, lambda label: label.split("|")[0])
        if one is not None:
            found.append(one)
    return found


def _scaled(counts: Mapping[str, float], whole: float) -> dict[str, float]:
    """Return shares of the register as totals that sum to the eligible businesses."""
    known = sum(counts.values())
    return {label: count / known * whole for label, count in counts.items()} if known else {}
