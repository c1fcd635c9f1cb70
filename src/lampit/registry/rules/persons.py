"""Records of owners that are one person: who is, which value the person shows. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.national import names

# Field of a person → the columns that move together.
COLUMNS: dict[str, tuple[str, ...]] = {
    "owner_name": ("name",),
    "nik": ("nik_sealed", "nik_index", "nik_status"),
    "sex": ("sex",),
    "birth": ("birth_sealed", "birth_year"),
    "birth_place": ("birth_place",),
    "phone": ("phone", "phone_2"),
    "account": ("account_id",),
    "deceased_on": ("deceased_on",),
}
SEALED = {"nik": "nik_sealed", "birth": "birth_sealed"}
# Telephones are united and one account serves all records: nobody chooses these.
PHONE, ACCOUNT = "phone", "account"
# What the journal tells when a record follows the others of its person.
TOLD = ("owner_name", "nik", "sex", "birth", "birth_place", "phone")
CHOSEN = ("owner_name", "nik", "sex", "birth", "birth_place")
TOO_MANY = 20

NIK_DIFFERS, SEX_DIFFERS = "nik_beda", "kelamin_beda"
ACCOUNTS, NAMES_DIFFER = "dua_akun", "nama_beda"
CONFLICTS = {
    NIK_DIFFERS: gettext_noop("NIK keduanya lengkap tetapi berbeda"),
    SEX_DIFFERS: gettext_noop("laki-laki di satu sisi, perempuan di sisi lain"),
    ACCOUNTS: gettext_noop("keduanya punya akun sendiri"),
    NAMES_DIFFER: gettext_noop("namanya berbeda"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an owner to tell whether two are one person."""

    name: str = ""
    nik_index: str = ""
    sex: str = ""
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A merge that stands: when, and field → record whose value the person shows."""

    at: datetime
    survivorship: Mapping[str, int]


def conflicts(left: Known, right: Known) -> list[str]:
    """Return the codes of what speaks so hard against one person that the reason must be told."""
    found = []
    if left.nik_index and right.nik_index and left.nik_index != right.nik_index:
        found.append(NIK_DIFFERS)
    if left.sex and right.sex and left.sex != right.sex:
        found.append(SEX_DIFFERS)
    if left.account and right.account and left.account != right.account:
        found.append(ACCOUNTS)
    if left.name and right.name and not _alike(left.name, right.name):
        found.append(NAMES_DIFFER)
    return found


def check_conflicts(found: Sequence[str], reason: str) -> None:
    """Refuse to make one person of two against hard evidence without a reason.

    Raises:
        Refusal: `conflict_reason`.
    """
    if found and len(reason.split()) < 2:
        raise Refusal(
            "conflict_reason",
            "Ada yang bertentangan. Tulis alasan mengapa keduanya tetap orang yang sama.",
        )


def check_size(records: int) -> None:
    """Refuse a person of more records than anybody could look at.

    Raises:
        Refusal: `person_too_large`.
    """
    if records > TOO_MANY:
        raise Refusal(
            "person_too_large", "Terlalu banyak catatan untuk satu orang. Periksa lagi satu-satu."
        )


def same_person(left: Known, right: Known) -> bool:
    """Say whether two owners are taken for one person where nobody said so.

    An equal NIK decides; else nothing may speak against it and the names must be alike. Husband
    and wife who run one business are two.
    """
    if left.nik_index and right.nik_index:
        return left.nik_index == right.nik_index
    return bool(left.name and right.name) and not conflicts(left, right)


def teller(
    field: str,
    family: Collection[int],
    events: Sequence[Chosen],
    edits: Mapping[int, datetime],
    filled: Sequence[int],
) -> int | None:
    """Return the record whose value a person shows in a field, None when no record knows one.

    What somebody changed since the merge counts before what was chosen at it; what was chosen of
    a record that is parted since counts no more.

    Args:
        field: a key of `COLUMNS`.
        family: the records of the person.
        events: the merges that stand on them, oldest first.
        edits: record → when the field was changed on it, since it was merged.
        filled: the records that know a value, the one that stands for the person first.
    """
    last = max(((at, pk) for pk, at in edits.items() if pk in family), default=None)
    for event in reversed(events):
        if last is not None and last[0] >= event.at:
            return last[1]
        if event.survivorship.get(field) in family:
            return event.survivorship[field]
    if last is not None:
        return last[1]
    return filled[0] if filled else None


def choices_checked(
    asked: Mapping[str, int], records: Collection[int], usual: Mapping[str, int]
) -> dict[str, int]:
    """Return the usual survivors with those chosen by a person put in.

    Raises:
        Refusal: `choice_unknown`.
    """
    for field, record in asked.items():
        if field not in CHOSEN or record not in records:
            raise Refusal("choice_unknown", "Pilihan ini tidak dikenal. Muat ulang halaman.")
    return {**usual, **asked}


def _alike(left: str, right: str) -> bool:
    return names.same_person_name(left, right) or names.near_person_name(left, right)
