"""How the figures of a round are told: groups and their names, shares of ten, words of change."""

from dataclasses import dataclass, replace

from lampit.basics.texts import gettext_noop
from lampit.measure.rules.estimating.domains import (
    GENERATION,
    LABELS,
    NOT_KNOWN,
    PLACE,
    SECTOR,
    SEX,
    SIZE,
    UNKNOWN,
    YOUNG,
)
from lampit.measure.rules.wording import Shown

# The groupings that pages tell, in their order; a kecamatan has its map besides.
GROUPS = (SECTOR, SEX, YOUNG, GENERATION, SIZE)
TITLES = {
    PLACE: gettext_noop("Kecamatan"),
    SECTOR: gettext_noop("Sektor"),
    SEX: gettext_noop("Jenis kelamin pemilik"),
    YOUNG: gettext_noop("Umur pemilik"),
    GENERATION: gettext_noop("Generasi pemilik"),
    SIZE: gettext_noop("Ukuran usaha"),
}
_TEN = 10.0


@dataclass(frozen=True)
class Group:
    """A grouping with index and share online of each of its parts, in the same order."""

    by: str
    index: tuple[Shown, ...]
    online: tuple[Shown, ...]

    @property
    def title(self) -> str:
        """Return what the parts are parts by (msgid)."""
        return TITLES[self.by]

    @property
    def pairs(self) -> list[tuple[Shown, Shown | None]]:
        """Return each part with its index and its share online, where there is one."""
        shares = {figure.code: figure for figure in self.online}
        return [(figure, shares.get(figure.code)) for figure in self.index]


@dataclass(frozen=True)
class Mirror:
    """The share of sales online and, as its mirror, the share sold directly, in per cent."""

    online: Shown
    direct: Shown


def label_of(by: str, part: str, names: dict[str, str]) -> str:
    """Return the words of a part (msgid or name); the code where nothing names it."""
    if part == UNKNOWN:
        return NOT_KNOWN
    return LABELS.get(by, {}).get(part) or names.get(part, part)


def order_of(by: str, part: str) -> tuple[bool, int, str]:
    """Return the place of a part in its grouping: as its labels stand, unknown last."""
    known = list(LABELS.get(by, {}))
    return (part == UNKNOWN, known.index(part) if part in known else len(known), part)


def share_of_ten(figure: Shown) -> Mirror:
    """Turn "of 10 sales" into per cent online and per cent direct; withheld stays withheld."""
    value, low, high = figure.value, figure.low, figure.high
    if value is None or low is None or high is None:
        return Mirror(figure, figure)
    online = replace(figure, value=value * _TEN, low=max(0.0, low * _TEN),
                     high=min(100.0, high * _TEN),
                     se=None if figure.se is None else figure.se * _TEN)  # fmt: skip
    direct = replace(
        online,
        value=100.0 - value * _TEN,
        low=max(0.0, 100.0 - high * _TEN),
        high=min(100.0, 100.0 - low * _TEN),
    )
    return Mirror(online, direct)


def direction(figure: Shown) -> str:
    """Return whether a change is sure: `naik`, `turun`, `belum_pasti`, or empty when withheld.

    Sure is only what has an interval without 0 (measurement notes, section 7).
    """
    if figure.low is None or figure.high is None:
        return ""
    if figure.low > 0:
        return "naik"
    return "turun" if figure.high < 0 else "belum_pasti"
