"""What an edit changes, whether it collides, whether it may be reverted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from lampit.basics.refusal import Refusal

EMPTY = ""
# Fields whose values never enter the change table: only that they changed.
SECRET_FIELDS = frozenset({"nik", "birth", "sales", "capital"})
MASK = "•••"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs, both values written as text."""

    field: str
    old: str
    new: str


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[FieldChange]:
    """Return the fields of `after` that differ from `before`, in the order of `after`."""
    changes = (
        FieldChange(field, written(before.get(field)), written(value))
        for field, value in after.items()
    )
    return [change for change in changes if change.old != change.new]


def written(value: object) -> str:
    """Return a value as the change table keeps it; unknown and empty are both empty text."""
    if value is None or value == EMPTY:
        return EMPTY
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(sorted(str(part) for part in value))
    return str(value)


def check_version(based_on: int, present: int) -> None:
    """Refuse an edit that was begun before somebody else saved.

    Raises:
        Refusal: `changed_meanwhile`.
    """
    if based_on != present:
        raise Refusal(
            "changed_meanwhile",
            "Ada yang lebih dulu mengubah data ini. Bandingkan kedua isian, lalu simpan lagi.",
        )


def check_revert(change: FieldChange, present: str) -> None:
    """Refuse to revert a change whose field was changed again since.

    Raises:
        Refusal: `changed_since` or `secret_value` (only the fact of that change is kept).
    """
    if change.field in SECRET_FIELDS:
        raise Refusal("secret_value", "Nilai lama tidak disimpan. Isi lagi lewat Ubah data.")
    if present != change.new:
        raise Refusal(
            "changed_since", "Isian ini sudah diubah lagi sesudahnya. Urungkan yang terakhir dulu."
        )
