"""What is held about a person, for her own page: readable on a phone, protected values masked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lampit.aid.queries import personal as aid
from lampit.basics.dossier import Section
from lampit.coaching.queries import personal as coaching
from lampit.measure.queries import personal as measure
from lampit.people.models import User
from lampit.people.queries import personal as people
from lampit.privacy.queries.reading import Entry, in_order, parts
from lampit.registry.models import Owner
from lampit.registry.queries import own
from lampit.registry.queries import personal as registry
from lampit.shops.queries import personal as shops


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together.

    Attributes:
        code: how a request for correction names the group.
        title: its heading.
        entries: its rows; what is not known is told apart.
    """

    code: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about a person: groups with values, and what is only counted here."""

    groups: list[Group]
    counted: list[tuple[str, int]]

    def title_of(self, code: str) -> str:
        """Return the heading of a group, empty when there is none of that code."""
        return next((group.title for group in self.groups if group.code == code), "")


def held(account: User, owner: Owner | None) -> Held:
    """Return what is held about a person; at most 30 queries. A NIK is opened only to mask it."""
    records = registry.records_of(owner) if owner is not None else registry.Records((), ())
    groups = [g for g in map(_group, _sections(account, records)) if g is not None]
    ids = records.business_ids
    counted = [
        (_("Barang di lapak Anda"), shops.goods_count(ids)),
        (_("Kunjungan pendamping"), coaching.visit_count(ids)),
        (_("Survei yang Anda jawab"), measure.sent_count(ids)),
    ]
    return Held(groups, [(what, count) for what, count in counted if count])


def _sections(account: User, records: registry.Records) -> Iterator[Section]:
    if records.owner_ids:
        yield own.own_person(records)
        yield from own.own_businesses(records)
        yield own.own_papers(records.business_ids)
        yield own.own_groups(records.owner_ids)
        yield from aid.sections(records.owner_ids, records.business_ids)
    yield people.account_section(account)


def _group(section: Section) -> Group | None:
    found = parts([in_order(section)], [])
    return Group(found[0].anchor, found[0].title, found[0].entries) if found else None
