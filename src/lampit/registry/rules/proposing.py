"""What of a correction proposed in the field is used by itself, and what waits for staff. Pure.

Measurement.md section 13: no overlap with later changes is applied, an overlap waits, the last
writer never wins silently. A proposal is judged in parts that belong together: half an address is
none. What tells who the person is (registry.md section 5; an owner who changed is a new period,
section 6) waits for staff always, and so does emptying a field: an empty cell erases nothing.
"""

from collections.abc import Collection, Mapping

from lampit.basics.texts import gettext_noop
from lampit.national import names

OWNER = "owner_name"
# Parts that are used or wait as a whole, each with what must not have changed meanwhile either:
# a street is read in its village.
PARTS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("name",): (),
    (OWNER,): (),
    ("address", "rt", "rw"): ("village",),
}
FIELDS = tuple(field for part in PARTS for field in part)
WATCHED = (*FIELDS, *(field for beside in PARTS.values() for field in beside))
# Why a part waits; empty is used by itself.
FREE, SAME = "", "sama"
CHANGED, IDENTITY, EMPTIED, NEARER = "berubah", "pemilik", "kosong", "sumber"
WHY = {
    SAME: gettext_noop("Data usaha sudah begitu."),
    CHANGED: gettext_noop("Data itu berubah sesudah daftar di HP diambil."),
    IDENTITY: gettext_noop("Nama pemilik menyangkut siapa orangnya; petugas yang memutuskan."),
    EMPTIED: gettext_noop("Mengosongkan isian diputuskan petugas."),
    NEARER: gettext_noop("Isian sekarang dari sumber yang lebih dipercaya."),
}


def judged(
    told: Mapping[str, str],
    was: Mapping[str, str],
    present: Mapping[str, str],
    changed: Collection[str] = (),
) -> dict[str, str]:
    """Return told field → `FREE`, `SAME`, or why it waits.

    Args:
        told: field → proposed value; only `FIELDS` count.
        was: field → value that the person saw, also of fields that she left as they were.
        present: field → value that the register holds now, for all of `WATCHED`.
        changed: fields that somebody else wrote since the person took her list, also when they
            hold the seen value again: somebody decided so.
    """
    found: dict[str, str] = {}
    for part, beside in PARTS.items():
        mine = [field for field in part if field in told]
        if mine:
            why = _why(mine, (*part, *beside), told, was, present, changed)
            found |= dict.fromkeys(mine, why)
    return found


def _why(
    mine: Collection[str],
    watched: Collection[str],
    told: Mapping[str, str],
    was: Mapping[str, str],
    present: Mapping[str, str],
    changed: Collection[str],
) -> str:
    """Return why a part waits; the first reason that holds."""
    if all(told[field] == present.get(field, "") for field in mine):
        return SAME
    if any(_overlaps(field, told, was, present, changed) for field in watched):
        return CHANGED
    if any(not told[field] and present.get(field, "") for field in mine):
        return EMPTIED
    if OWNER in mine and not is_same_person(present.get(OWNER, ""), told[OWNER]):
        return IDENTITY
    return FREE


def _overlaps(
    field: str,
    told: Mapping[str, str],
    was: Mapping[str, str],
    present: Mapping[str, str],
    changed: Collection[str],
) -> bool:
    """Say whether somebody changed a field since; to the proposed value is no overlap."""
    now = present.get(field, "")
    if field in told and now == told[field]:
        return False
    if field in changed:
        return True
    # What a phone does not say it saw of a proposed field, it saw empty.
    seen = was.get(field, "" if field in told else now)
    return now != seen


def is_same_person(one: str, other: str) -> bool:
    """Say whether two spellings are one name, titles, capitals and spaces apart."""
    return bool(one) and names.strict_key(one) == names.strict_key(other)
