"""Which value survives a merge, what makes a merge doubtful, and how the log is replayed. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.registry.rules import provenance

# Fields that are true only together: workers told in parts or as a sum, and RT, RW and address of
# a village. Of these one record survives whole; as the fields of the journal they consist of.
WORKERS, PLACE = "workers", "place"
PARTS: dict[str, tuple[str, ...]] = {
    WORKERS: ("workers_male", "workers_female", "workers_total"),
    PLACE: ("village", "rt", "rw", "address"),
}
WITHIN_VILLAGE = PARTS[PLACE][1:]
# The rule by which fields survive, noted with each merge: of the first, whose merges noted none,
# each field survived by itself. Merges of any rule are told again by the fields they name.
RULE = 2
# Field of the golden record → the columns that move together, of all rules.
COLUMNS: dict[str, tuple[str, ...]] = {
    "owner": ("owner_id",),
    "name": ("name",),
    "kind": ("kind",),
    "activity": ("activity",),
    "kbli": ("kbli", "kbli_version", "sector"),
    "status": ("status",),
    "started_on": ("started_on", "started_precision"),
    "village": ("village_id", "district_id"),
    "rt": ("rt",),
    "rw": ("rw",),
    "address": ("address",),
    "workers_male": ("workers_male",),
    "workers_female": ("workers_female",),
    "workers_total": ("workers_total",),
    "email": ("email",),
    "nib": ("nib",),
    "note": ("note",),
    WORKERS: PARTS[WORKERS],
    PLACE: ("village_id", "district_id", "rt", "rw", "address"),
}
# Lists are united and the newest sign of life counts: nobody chooses these. Sales and capital are
# told together and sealed for their own row; where a merge of before chose none, they fill a gap.
PHONES, CHANNELS, CONFIRMED, MONEY = "phone", "channels", "confirmed_on", "sales"
STATUS = "status"
UNITED: dict[str, tuple[str, ...]] = {
    PHONES: ("phone", "phone_2"),
    CHANNELS: ("channels",),
    CONFIRMED: ("confirmed_on", "confirmed_by"),
    MONEY: ("sales_sealed", "capital_sealed", "sales_band", "size_class"),
}
ALL_COLUMNS = COLUMNS | UNITED
CHOSEN = (*COLUMNS, MONEY)
DERIVED = ("name_key", "search_key", "is_online")
# A change of one of these fields in the change table touches the group.
TOLD_AS: dict[str, tuple[str, ...]] = {
    "kbli": ("kbli", "sector"),
    "started_on": ("started_on", "started_precision"),
    PHONES: ("phone", "phone_2"),
    CONFIRMED: ("confirmed_on", "confirmed_by"),
    MONEY: ("sales", "capital"),
}
MERGED, PARTED = "gabung", "pisah"
PHONES_KEPT = 2

NIK_DIFFERS = "nik_beda"
SEX_DIFFERS = "kelamin_beda"
BOTH_SELL = "dua_penjual"
BOTH_ACCOUNTS = "dua_akun"
# No hard evidence, but enough not to be called sure: one owner may have two businesses.
SECOND = "usaha_kedua"
TWO_PEOPLE = "dua_orang"
# Joined with others by records that are not all alike.
CHAIN = "rantai"
CONFLICTS = {
    NIK_DIFFERS: gettext_noop("NIK keduanya lengkap tetapi berbeda"),
    SEX_DIFFERS: gettext_noop("pemiliknya laki-laki di satu sisi, perempuan di sisi lain"),
    BOTH_SELL: gettext_noop("keduanya sudah punya lapak, penjualan atau bantuan"),
    BOTH_ACCOUNTS: gettext_noop("kedua pemilik punya akun sendiri"),
    TWO_PEOPLE: gettext_noop(
        "ada lapak, penjualan atau bantuan, jadi penggabungan perlu dua orang"
    ),
    CHAIN: gettext_noop("terhubung dengan catatan lain yang tidak semuanya mirip"),
    SECOND: gettext_noop("nama usahanya berbeda, mungkin usaha kedua dari pemilik yang sama"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """What one record says in one field, and how much it is worth."""

    record: int
    text: str
    source: str
    observed_at: datetime
    filled: int

    @property
    def rank(self) -> int:
        """Return the place of its source, 0 is believed most."""
        return provenance.rank(self.source)


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of an owner for conflicts: index of the NIK, sex, birth year, account."""

    nik_index: str = ""
    nik_ok: bool = False
    sex: str = ""
    birth_year: int | None = None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One merge of the log: its number, the golden record, the members, what it undoes."""

    id: int
    golden: int
    members: tuple[int, ...]
    undo_of: int | None = None


def survivor(values: Sequence[Value]) -> int | None:
    """Return the record whose value survives, None when no record knows one.

    Best source first, then newest observed, then from the most complete record; the first of
    `values` (the golden record) wins what is still even.
    """
    known = [value for value in values if value.text]
    if not known:
        return None
    best = min(known, key=lambda v: (v.rank, -v.observed_at.timestamp(), -v.filled))
    same = next(value for value in known if value.text == best.text)
    return same.record


def columns_of(fields: Iterable[str]) -> set[str]:
    """Return the columns that some fields consist of."""
    return {column for field in fields for column in ALL_COLUMNS[field]}


def offered(villages: Iterable[str]) -> list[str]:
    """Return the fields of a merge in their order, by the villages that its records know.

    Where these differ a place survives whole; where not, RT and address of one record may fill
    what another leaves open.
    """
    is_one = len({village for village in villages if village}) < 2
    apart = (*PARTS[WORKERS], PLACE) if is_one else (*PARTS[WORKERS], *PARTS[PLACE])
    return [field for field in CHOSEN if field not in apart]


def united(lists: Iterable[Iterable[str]]) -> list[str]:
    """Return all entries of the lists, each once, in their order."""
    return list(dict.fromkeys(entry for one in lists for entry in one if entry))


def conflicts(left: Person, right: Person, *, both_sell: bool) -> list[str]:
    """Return the codes of what speaks so hard against that a person must say why (section 4)."""
    found = []
    same_birth = left.birth_year == right.birth_year and left.sex == right.sex
    if left.nik_ok and right.nik_ok and left.nik_index != right.nik_index and same_birth:
        found.append(NIK_DIFFERS)
    if left.sex and right.sex and left.sex != right.sex:
        found.append(SEX_DIFFERS)
    if both_sell:
        found.append(BOTH_SELL)
    if left.account and right.account and left.account != right.account:
        found.append(BOTH_ACCOUNTS)
    return found


def check_conflicts(found: Sequence[str], reason: str) -> None:
    """Refuse a merge against hard evidence without a reason.

    Raises:
        Refusal: `conflict_reason`.
    """
    if found and len(reason.split()) < 2:
        raise Refusal(
            "conflict_reason",
            "Ada yang bertentangan. Tulis alasan mengapa keduanya tetap usaha yang sama.",
        )


def standing(log: Iterable[Link]) -> list[Link]:
    """Return the merges that nothing has undone, in the order of the log."""
    known = list(log)
    undone = {event.undo_of for event in known if event.undo_of is not None}
    return [event for event in known if event.undo_of is None and event.id not in undone]


def links(log: Iterable[Link]) -> dict[int, int]:
    """Return member → golden record as the log tells it, each one step away."""
    parent: dict[int, int] = {}
    for event in standing(log):
        for member in event.members:
            parent[member] = event.golden
    return {member: _top(parent, member) for member in parent}


def joins(log: Iterable[Link], event: int, left: int, right: int) -> bool:
    """Say whether a merge of the log holds two records together: without it they are apart."""
    known = list(log)
    present, without = links(known), links(link for link in known if link.id != event)
    return present.get(left, left) == present.get(right, right) and without.get(
        left, left
    ) != without.get(right, right)


def choices_checked(
    asked: Mapping[str, int], records: Sequence[int], usual: Mapping[str, int],
    fields: Collection[str],
) -> dict[str, int]:  # fmt: skip
    """Return the usual survivors with those chosen by a person put in, of the `fields` offered.

    Raises:
        Refusal: `choice_unknown`.
    """
    for field, record in asked.items():
        if field not in fields or record not in records:
            raise Refusal("choice_unknown", "Pilihan ini tidak dikenal. Muat ulang halaman.")
    return {**usual, **asked}


def _top(parent: Mapping[int, int], member: int) -> int:
    seen = {member}
    while member in parent and parent[member] not in seen:
        member = parent[member]
        seen.add(member)
    return member
