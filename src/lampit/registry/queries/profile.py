"""One business as its page shows it: facts with their origin, owner, papers, groups."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from lampit.national import nik as niks
from lampit.national import phone as phones
from lampit.outside import vault
from lampit.registry.models import Business, GroupMember, Owner, Permit
from lampit.registry.queries.merging import MergedRecord, belonging, merged_records
from lampit.registry.queries.partners import numbers_told
from lampit.registry.queries.persons import same_as
from lampit.registry.queries.provenance import Known, Other, known_of
from lampit.registry.rules import age, freshness, permits, records, size, words
from lampit.registry.rules.seeing import Sight
from lampit.trades import queries as trades
from lampit.trades.rules import SECTOR_LABELS

OTHERS_AT_MOST = 20
# A field of a section: its name, and then what `_fact` takes.
Told = tuple[Any, ...]
MEMBERS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as people read it; empty text is unknown.

    `protected` names the value behind what is shown, which may be opened with a reason;
    `others` is what other sources say of it.
    """

    label: str
    text: str
    number: int | None = None
    source: str = ""
    at: datetime | None = None
    protected: str = ""
    others: list[Other] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class OwnerView:
    """The owner as the page shows him or her: protected values masked, or left out.

    `sees` names what stands on the page though it be unknown: `nik`, `phone`.
    """

    public_id: str
    name: str
    nik_masked: str
    sex_label: str
    age_label: str
    phones: list[str]
    is_deceased: bool
    others: list[Business]
    known: dict[str, Fact]
    sees: frozenset[str]


@dataclass(frozen=True, slots=True)
class PermitView:
    """A legal paper and its state today."""

    id: int
    kind_label: str
    number: str
    valid_until: date | None
    state_label: str
    tag: str
    proof_label: str = ""
    files: int = 0
    is_odd: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of a group."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the page of a business shows."""

    public_id: str
    name: str
    place: str
    status_label: str
    status_tag: str
    band_label: str
    band_tag: str
    confirmed_on: date | None
    confirmed_kind: str
    sections: list[Section]
    owner: OwnerView | None
    permits: list[PermitView] = field(default_factory=list)
    members: list[MemberView] = field(default_factory=list)
    groups: list[Business] = field(default_factory=list)
    merged: list[MergedRecord] = field(default_factory=list)


def find(businesses: QuerySet[Business], public_id: str) -> Business | None:
    """Return one of `businesses` with owner and place loaded, None outside them; one query."""
    rows = businesses.select_related("owner", "village", "district", "region")
    return rows.filter(public_id=public_id).first()


def profile(business: Business, on: date, sight: Sight) -> Profile:
    """Return the page of a business; at most fourteen queries.

    What `sight` does not see is not read, opened or told.
    """
    found = known_of(business)
    band = freshness.band(business.confirmed_on, on)
    return Profile(
        public_id=business.public_id,
        name=business.name or (business.owner.name if business.owner else ""),
        place=place_of(business),
        status_label=str(business.get_status_display()),
        status_tag=words.STATUS_TAGS.get(business.status, ""),
        band_label=gettext(freshness.LABELS[band]),
        band_tag=words.BAND_TAGS[band],
        confirmed_on=business.confirmed_on,
        confirmed_kind=_confirmed_kind(business),
        sections=_sections(business, found, on, sight),
        owner=_owner(business, found, on, sight),
        permits=_permits(business, on),
        members=_members(business),
        groups=_groups(business),
        merged=merged_records(business),
    )


def place_of(business: Business) -> str:
    """Return village, kecamatan and kabupaten of a loaded business in one line."""
    places = (business.village, business.district, business.region)
    return ", ".join(p.name for p in places if p is not None)


def open_value(business: Business, name: str) -> str:
    """Return a protected value in clear: `nik`, `birth`, `sales`, `capital`, `phone`; or empty.

    Only actions that audit may call this.
    """
    owner = business.owner
    if name == "phone":
        own = [owner.phone, owner.phone_2] if owner else []
        return ", ".join(shown_phones([business.phone, business.phone_2, *own], whole=True))
    if name in ("nik", "birth"):
        sealed = getattr(owner, f"{name}_sealed") if owner else None
        table, key = "owner", owner.public_id if owner else ""
    else:
        sealed, table, key = getattr(business, f"{name}_sealed"), "business", business.public_id
    return vault.decrypt(sealed, records.context(table, key, name)) if sealed else ""


def masked_nik(owner: Owner) -> str:
    """Return the NIK of an owner with its middle hidden, empty when unknown."""
    if owner.nik_sealed is None:
        return ""
    return niks.mask(
        vault.decrypt(bytes(owner.nik_sealed), records.context("owner", owner.public_id, "nik"))
    )


def shown_phones(numbers: list[str], *, whole: bool) -> list[str]:
    """Return telephone numbers for the screen, each once; masked without the right."""
    kept = dict.fromkeys(number for number in numbers if number)
    return [phones.show(n) if whole else phones.mask(n) for n in kept]


# A value that follows another came from where that one did.
_LEADERS = {"sector": "kbli", "size_class": "sales"}
# What others say of a value in another measure: all workers, a class of sales.
_IN_OTHER_WORDS = {"workers_male": "workers", "sales": "sales_band"}


def _fact(
    found: Known, name: str, text: str, number: int | None = None, protected: str = ""
) -> Fact:
    origins = found.origins
    origin = origins.get(_LEADERS.get(name, name)) or origins.get("registered")
    label = gettext(words.field_label(name))
    others = found.others.get(name, []) + found.others.get(_IN_OTHER_WORDS.get(name, ""), [])
    if origin is None:
        return Fact(label, text, number, protected=protected, others=others)
    return Fact(label, text, number, origin.source, origin.at, protected, others)


def _sections(business: Business, found: Known, on: date, sight: Sight) -> list[Section]:
    fact = partial(_fact, found)
    parts = (
        (gettext("Usaha"), _about(business, on)),
        (gettext("Tempat dan hubungan"), _place_and_contact(business)),
        (gettext("Ukuran"), _measures(business)),
    )
    return [
        Section(title, [fact(name, *told) for name, *told in rows if sight.sees(name)])
        for title, rows in parts
    ]


def _about(business: Business, on: date) -> list[Told]:
    return [
        ("name", business.name),
        ("status", str(business.get_status_display())),
        ("kind", str(business.get_kind_display())),
        ("activity", business.activity),
        ("kbli", _kbli(business)),
        ("sector", _said(SECTOR_LABELS, business.sector)),
        ("started_on", _start(business, on)),
        ("nib", business.nib),
        ("note", business.note),
        *numbers_told(business),
    ]


def _place_and_contact(business: Business) -> list[Told]:
    numbers = shown_phones([business.phone, business.phone_2], whole=False)
    return [
        ("village", place_of(business)),
        ("rt", " / ".join(p for p in (business.rt, business.rw) if p)),
        ("address", business.address),
        ("phone", ", ".join(numbers), None, "phone" if numbers else ""),
        ("email", business.email),
        ("channels", ", ".join(_channel(c) for c in business.channels)),
    ]


def _measures(business: Business) -> list[Told]:
    return [
        ("workers_male", _number(business.workers_male), business.workers_male),
        ("workers_female", _number(business.workers_female), business.workers_female),
        *_all_workers(business),
        ("sales", _band(business), None, _sealed(business, "sales")),
        ("capital", _capital(business), None, _sealed(business, "capital")),
        ("size_class", _said(size.LABELS, business.size_class)),
    ]


def _all_workers(business: Business) -> list[Told]:
    """Return the sum of workers where a list told no more."""
    many = business.workers_total
    if many is None or (business.workers_male, business.workers_female) != (None, None):
        return []
    return [("workers_total", _number(many), many)]


def _sealed(business: Business, name: str) -> str:
    """Return the name of a protected value where there is one."""
    return name if getattr(business, f"{name}_sealed") else ""


def _capital(business: Business) -> str:
    """Say that the capital is known; the sum itself is opened with a reason."""
    return gettext("tercatat, disimpan tersandi") if business.capital_sealed else ""


def _owner(business: Business, found: Known, on: date, sight: Sight) -> OwnerView | None:
    owner = business.owner
    if owner is None:
        return None
    others = (
        Business.objects.filter(owner__in=same_as(owner.pk), region_id=business.region_id)
        .filter(withdrawn_at=None, golden=None)
        .exclude(pk=business.pk)
        .only("public_id", "name")
        .order_by("id")[:OTHERS_AT_MOST]
    )
    nik = masked_nik(owner) if sight.sees("nik") else ""
    numbers = [owner.phone, owner.phone_2] if sight.sees("phone") else []
    return OwnerView(
        public_id=owner.public_id,
        name=owner.name,
        nik_masked=nik,
        sex_label=str(owner.get_sex_display()),
        age_label=age_of(owner, on),
        phones=shown_phones(numbers, whole=False),
        is_deceased=owner.deceased_on is not None,
        others=list(others),
        known={
            "name": _fact(found, "owner_name", owner.name),
            "nik": _fact(found, "nik", nik),
            "sex": _fact(found, "sex", owner.sex),
        },
        sees=frozenset(name for name in ("nik", "phone") if sight.sees(name)),
    )


def age_of(owner: Owner, on: date) -> str:
    """Return about how old an owner is, in words."""
    if owner.birth_year is None:
        return gettext("belum diketahui")
    return gettext("± %(years)d tahun") % {"years": on.year - owner.birth_year}


def _permits(business: Business, on: date) -> list[PermitView]:
    shown = []
    rows = Permit.objects.filter(business__in=belonging(business.pk))
    for permit in rows.annotate(file_count=Count("files")).order_by("kind", "id"):
        state = permits.state(permit.number, permit.valid_until, on)
        shown.append(
            PermitView(
                permit.pk,
                gettext(permits.KINDS.get(permit.kind, permit.kind)),
                permit.number,
                permit.valid_until,
                gettext(permits.STATE_LABELS[state]),
                permits.STATE_TAGS[state],
                gettext(permits.PROOF_LABELS[permit.proof]),
                permit.file_count,
                permits.looks_odd(
                    permits.Paper(permit.kind, permit.number, permit.issued_on, permit.valid_until)
                ),
            )
        )
    return shown


def _members(business: Business) -> list[MemberView]:
    rows = GroupMember.objects.filter(group__in=belonging(business.pk), until=None)
    rows = rows.select_related("owner")
    found = rows.order_by("id")[:MEMBERS_AT_MOST]
    return [MemberView(row.pk, row.owner.name, row.duty) for row in found]


def _groups(business: Business) -> list[Business]:
    if business.owner_id is None:
        return []
    rows = Business.objects.filter(
        members__owner__in=same_as(business.owner_id),
        members__until=None,
        withdrawn_at=None,
        golden=None,
        region_id=business.region_id,
    )
    return list(rows.distinct().only("public_id", "name").order_by("id")[:OTHERS_AT_MOST])


def _kbli(business: Business) -> str:
    if not business.kbli:
        return ""
    title = trades.titles_of({business.kbli}).get(business.kbli, "")
    return f"{business.kbli} {title}".strip()


def _start(business: Business, on: date) -> str:
    if business.started_on is None:
        return ""
    shown = age.start_shown(business.started_on, business.started_precision)
    new = age.is_startup(business.started_on, business.started_precision or "year", on)
    if new == "ya":
        return gettext("%(start)s (usaha baru)") % {"start": shown}
    if new == "mungkin":
        return gettext("%(start)s (mungkin usaha baru)") % {"start": shown}
    return shown


def _channel(code: str) -> str:
    return gettext(words.CHANNEL_LABELS.get(code, code))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _band(business: Business) -> str:
    if business.sales_band is None:
        return ""
    return gettext(size.sales_class_label(business.sales_band))


def _confirmed_kind(business: Business) -> str:
    found = freshness.CONFIRMATIONS.get(business.confirmed_by, business.confirmed_by)
    return gettext(found) if found else ""


def _said(labels: dict[str, str], code: str) -> str:
    """Return a code in words of the active language, empty when there is no code."""
    return gettext(labels.get(code, code)) if code else ""
