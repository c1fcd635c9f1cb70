"""Which figures of two rounds may be put in one line, and why the others may not. Pure.

Measurement notes, section 1: inside one version everything may. Between versions a figure needs
agreement to the letter of all it is made of; index, dimensions and levels are scales, which need
at least 200 businesses besides that answered in both versions.
"""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop
from lampit.measure.rules.comparing import Comparable
from lampit.measure.rules.estimating.naming import INDEX, questions_of
from lampit.measure.rules.instrument import Instrument

SAME = ""
FEW_BOTH = gettext_noop("terlalu sedikit usaha menjawab kedua versi")
OTHER_PARTS = gettext_noop("dimensi atau bobotnya tidak sama")
OTHER_LEVELS = gettext_noop("batas tingkatnya lain")
OTHER_ITEMS = gettext_noop("pertanyaan di dalamnya tidak sama")
OTHER_RULE = gettext_noop("aturannya lain")
ONE_SIDED = gettext_noop("hanya ada di versi yang satu")


@dataclass(frozen=True)
class Joint:
    """What of two versions may be compared; `found` None: they are the same version."""

    found: Comparable | None = None
    overlap: int = 0

    @property
    def is_same(self) -> bool:
        """Say whether both rounds asked with the same version."""
        return self.found is None

    def why_not(self, code: str, instrument: Instrument) -> str:
        """Return why a figure may not be compared (msgid); empty where it may.

        Args:
            code: of the figure, the same in both versions.
            instrument: either version; what only one of them has is told so.
        """
        if self.found is None:
            return SAME
        differs, is_scale = _difference(self.found, code, instrument)
        if differs:
            return differs
        return FEW_BOTH if is_scale and self.overlap < self.found.overlap_needed else SAME


def _difference(found: Comparable, code: str, instrument: Instrument) -> tuple[str, bool]:
    """Return why a figure is not made of the same, empty where it is; whether it is a scale."""
    if code == INDEX:
        return ("" if found.has_index else OTHER_PARTS), True
    if code in {level.code for level in instrument.maturity}:
        return ("" if found.has_index else OTHER_PARTS) or _levels(found, "tingkat"), True
    if code in {level.code for level in instrument.point_levels} | {"dasar"}:
        return _levels(found, "tingkat_ciri"), True
    part = code.removeprefix("dim_")
    if part != code:
        return ("" if part in found.dimensions else OTHER_ITEMS), True
    if code in {sign.code for sign in instrument.indicators}:
        return _sign(found, code), False
    sources = questions_of(instrument, code)
    if not sources:
        return ONE_SIDED, False
    return ("" if set(sources) <= set(found.items) else OTHER_ITEMS), False


def _levels(found: Comparable, key: str) -> str:
    return OTHER_LEVELS if key in found.reasons else ""


def _sign(found: Comparable, code: str) -> str:
    return "" if code in found.indicators else found.reasons.get(f"ciri/{code}", OTHER_RULE)
