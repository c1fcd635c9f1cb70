"""What a phone tells of a village that was listed on foot without a signal. Pure.

`{"village", "begin": true, "marks": {entry: [seen, found]}, "complete": true, "sure": true, "at"}`:
`seen` is what the phone's list said of the entry, `found` what was found, empty takes it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.measure.rules.listing import check_outcome

MOST_MARKS = 2_000


@dataclass(frozen=True)
class Walked:
    """A piece of a listing: whether it begins or ends the village, entry → (seen, found)."""

    village: str
    begins: bool = False
    marks: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    is_complete: bool = False
    is_sure: bool = False


def walked_of(told: Mapping[str, Any]) -> Walked:
    """Return what was told of a village.

    Raises:
        Refusal: `outcome_unknown`, `walk_unreadable`.
    """
    village, marks = told.get("village"), told.get("marks") or {}
    unreadable = Refusal("walk_unreadable", "Catatan desa ini tidak dapat dibaca.")
    if not isinstance(village, str) or not isinstance(marks, dict) or len(marks) > MOST_MARKS:
        raise unreadable
    found: dict[int, tuple[str, str]] = {}
    for entry, pair in marks.items():
        if not (str(entry).isascii() and str(entry).isdigit() and len(str(entry)) < 19):
            raise unreadable
        if not isinstance(pair, list) or [type(one) for one in pair] != [str, str]:
            raise unreadable
        check_outcome(pair[1])
        found[int(entry)] = (pair[0], pair[1])
    return Walked(
        village[:13], told.get("begin") is True, found,
        told.get("complete") is True, told.get("sure") is True,
    )  # fmt: skip


def undisputed(marks: Mapping[int, tuple[str, str]], present: Mapping[int, str]) -> dict[int, str]:
    """Return entry → what was found, of those that nobody else marked since the phone saw them.

    What left the list meanwhile is left out, too.
    """
    return {
        entry: found
        for entry, (seen, found) in marks.items()
        if entry in present and present[entry] in (seen, found)
    }
