"""Sales face to face and over the internet by month, and which of these sums may be told.

A sum of money is told when at least three businesses stand behind it and none makes more than
70 % of it (measurement notes, section 7). The sum of several boards is told only when that also
holds for what it leaves of the boards that are not told: else one subtraction would tell them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lampit.places.rules import DISTRICT_LENGTH, parent_of
from lampit.science.survey.disclosure import may_show_money


@dataclass(slots=True)
class Cell:
    """What some businesses sold one way in one month: how many, their sum, the largest."""

    sellers: int = 0
    money: int = 0
    largest: int = 0

    def add(self, amount: int) -> None:
        """Count one business; one without sales this way is nobody."""
        if amount:
            self.join(Cell(1, amount, amount))

    def join(self, other: "Cell") -> None:
        """Count the businesses of another cell too."""
        self.sellers += other.sellers
        self.money += other.money
        self.largest = max(self.largest, other.largest)

    @property
    def may_be_told(self) -> bool:
        """Say whether the sum gives no single business away; nobody gives nobody away."""
        return not self.sellers or may_show_money(self.sellers, self.money, self.largest)


def together(cells: Iterable[Cell]) -> Cell:
    """Return one cell for several."""
    found = Cell()
    for cell in cells:
        found.join(cell)
    return found


def told(boards: Mapping[str, Cell], region: str) -> int | None:
    """Return the sum over the boards of `region`, None where somebody would show through."""
    whole = together(boards.values())
    safe = whole.may_be_told and (
        len(region) >= DISTRICT_LENGTH or together(_untold(boards, region)).may_be_told
    )
    return whole.money if safe else None


def _untold(boards: Mapping[str, Cell], region: str) -> list[Cell]:
    """Return the cells below `region` (nation or province) that no page tells."""
    hidden = {code: cell for code, cell in boards.items() if not cell.may_be_told}
    if region:
        return list(hidden.values())
    found: list[Cell] = []
    for province in {parent_of(code) for code in hidden}:
        inside = {c: cell for c, cell in boards.items() if parent_of(c) == province}
        if told(inside, province) is None:
            found += [cell for code, cell in hidden.items() if code in inside]
    return found


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month of the ledger as it may be told; None = too few businesses, never zero."""

    month: date
    direct: int | None
    online: int | None
    business_count: int

    @property
    def direct_share(self) -> float | None:
        """Return the share sold face to face; None where a part is not told or nothing sold."""
        if self.direct is None or self.online is None:
            return None
        whole = self.direct + self.online
        return self.direct / whole if whole > 0 else None


class Tally:
    """Gathers the months of single businesses, board by board."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._direct: dict[date, dict[str, Cell]] = {}
        self._online: dict[date, dict[str, Cell]] = {}
        self._businesses: dict[date, int] = {}

    def add(self, month: date, board: str, direct: int, online: int) -> None:
        """Count what one business of `board` sold in a month."""
        self._businesses[month] = self._businesses.get(month, 0) + 1
        for cells, amount in ((self._direct, direct), (self._online, online)):
            cells.setdefault(month, {}).setdefault(board, Cell()).add(amount)

    def months(self, region: str) -> list[ShownMonth]:
        """Return the months in which anything was noted, oldest first."""
        return [
            ShownMonth(m, told(self._direct[m], region), told(self._online[m], region), count)
            for m, count in sorted(self._businesses.items())
        ]
