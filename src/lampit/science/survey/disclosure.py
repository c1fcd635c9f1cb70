"""Which cells of an additive table must be hidden so that no business shows through.

Primary: a count of one or two businesses (BPS practice, measurement notes section 7). Then so many
more that no hidden cell can be worked out from the shown ones and the totals. A cell is worked out
exactly when the equations of the table leave it no freedom; that is asked by elimination, so the
answer also holds for tables with several margins, where "two per line" is not enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 3
_PRIME = (1 << 61) - 1  # elimination modulo a prime: exact for the ±1 equations of a table


@dataclass(frozen=True)
class Sum:
    """One equation of a table: the cell `total` is the sum of the cells `parts`."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Return all cells of the equation, the total last."""
        return (*self.parts, self.total)


def derivable(hidden: Iterable[str], sums: Sequence[Sum]) -> set[str]:
    """Return the hidden cells that follow exactly from everything that is not hidden."""
    column = {key: number for number, key in enumerate(sorted(set(hidden)))}
    rows: list[dict[int, int]] = []
    for equation in sums:
        row = {column[key]: 1 for key in equation.parts if key in column}
        if equation.total in column:
            row[column[equation.total]] = _PRIME - 1
        if row:
            rows.append(row)
    solved = _reduced(rows)
    alone = {next(iter(row)) for row in solved if len(row) == 1}
    return {key for key, number in column.items() if number in alone}


def _reduced(rows: list[dict[int, int]]) -> list[dict[int, int]]:
    """Return the reduced row echelon form of sparse rows modulo the prime."""
    done: dict[int, dict[int, int]] = {}
    for fresh in rows:
        row = dict(fresh)
        for pivot in [c for c in row if c in done]:
            _subtract(row, done[pivot], row.get(pivot, 0))
        if not row:
            continue
        pivot = min(row)
        inverse = pow(row[pivot], -1, _PRIME)
        row = {c: v * inverse % _PRIME for c, v in row.items()}
        for other in done.values():
            _subtract(other, row, other.get(pivot, 0))
        done[pivot] = row
    return list(done.values())


def _subtract(row: dict[int, int], other: Mapping[int, int], times: int) -> None:
    """Take `times` the other row off `row`, in place; zero entries vanish."""
    if not times:
        return
    for column, value in other.items():
        left = (row.get(column, 0) - times * value) % _PRIME
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def disclose(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    smallest: int = SMALLEST_SHOWN,
    secret: Iterable[str] = (),
    untold: Iterable[str] = (),
) -> frozenset[str]:
    """Return the cells to hide: 0 < count < `smallest`, and what would give one of them away.

    Zero is shown (nobody is nobody) and never serves as a cover. Of the cells that could cover a
    hidden one, the smallest count goes first and totals last, so that most is kept. `secret` are
    cells that another page already hides: they must not come out here. `untold` cells are not told
    either, but for another reason than confidence (too uncertain): they cover others and may
    themselves be worked out. They are among those returned.
    """
    totals = {equation.total for equation in sums}
    known = [Sum(s.total, s.parts) for s in sums if all(key in counts for key in s.cells)]
    first = {key for key, count in counts.items() if 0 < count < smallest} | set(secret)
    open_secrets = set(untold) - first
    hiding = _Hiding(known, counts, totals, first | open_secrets)
    while True:
        guarded = hiding.hidden - open_secrets
        exposed = [s for n in sorted(hiding.lone) if guarded & set((s := known[n]).cells)]
        if not exposed:
            given_away = derivable(hiding.hidden, known) & guarded
            near = [s for s in known if given_away & set(s.cells)]
            # Hiding more next to the cell may be used up: then one further along the chain helps.
            chained = [s for s in known if given_away and hiding.hidden & set(s.cells)]
            exposed = near if hiding.covers(near) else chained
        covers = hiding.covers(exposed)
        if not covers:
            break
        hiding.hide(min(covers, key=hiding.price))
    covers = sorted(hiding.hidden - first - open_secrets, key=hiding.price, reverse=True)
    if not open_secrets:
        return frozenset(hiding.hidden)
    return frozenset(_spared(hiding.hidden, first, covers, known))


def _spared(
    hidden: set[str], secret: set[str], covers: Sequence[str], sums: Sequence[Sum]
) -> set[str]:
    """Give back the covers that no secret needs any more, in the order given."""
    left = set(hidden)
    lost = derivable(left, sums) & secret
    for key in covers:
        if derivable(left - {key}, sums) & secret <= lost:
            left.discard(key)
    return left


class _Hiding:
    """The hidden cells, and the equations that have just one of them."""

    def __init__(
        self, sums: Sequence[Sum], counts: Mapping[str, int], totals: set[str], hidden: set[str]
    ) -> None:
        self.hidden: set[str] = set()
        self.lone: set[int] = set()
        self._counts, self._totals = counts, totals
        self._number = [0] * len(sums)
        self._of: dict[str, list[int]] = {}
        for number, equation in enumerate(sums):
            for key in equation.cells:
                self._of.setdefault(key, []).append(number)
        for key in hidden:
            self.hide(key)

    def hide(self, key: str) -> None:
        """Hide a cell."""
        self.hidden.add(key)
        for number in self._of.get(key, ()):
            self._number[number] += 1
            if self._number[number] == 1:
                self.lone.add(number)
            else:
                self.lone.discard(number)

    def price(self, key: str) -> tuple[bool, int, str]:
        """Return how much is lost with a cell: totals most, then many answers."""
        return key in self._totals, self._counts[key], key

    def covers(self, sums: Sequence[Sum]) -> list[str]:
        """Return the cheapest cover of each equation that still has one."""
        found = []
        for equation in sums:
            shown = [k for k in equation.cells if k not in self.hidden and self._counts[k] > 0]
            if shown:
                found.append(min(shown, key=self.price))
        return found


def may_show_share(answers: int, *, smallest: int = SMALLEST_SHOWN) -> bool:
    """Say whether a share or mean over `answers` businesses may be published."""
    return answers >= smallest


def may_show_money(businesses: int, money: float, largest: float) -> bool:
    """Say whether a sum of money may be told: three businesses, none above 70 % of it."""
    return businesses >= SMALLEST_SHOWN and largest * 10 <= money * 7
