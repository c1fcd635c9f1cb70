"""Who looked at the data of a person: as she reads it, page by page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from lampit.people.queries import personal as people
from lampit.privacy.queries.dossier import subjects_of
from lampit.registry.models import Owner
from lampit.registry.queries import personal as registry
from lampit.web.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class Look:
    """One deed on the records of a person."""

    at: datetime
    who: str
    deed: str
    fields: str
    reason: str


def looks(owner: Owner, asked_page: str | None) -> Page[Look]:
    """Return one page of who read or changed the data of an owner, newest first.

    Record, businesses, papers, aid, answers and shop: about fifteen queries.
    """
    subjects = subjects_of(registry.records_of(owner))
    found = page_of(people.looks_at(subjects).select_related("actor"), asked_page)
    told = []
    for entry in found.object_list:
        deed, fields = people.what(entry)
        told.append(
            Look(timezone.localtime(entry.at), people.who(entry), deed, fields, entry.reason)
        )
    return Page(told, found.number, found.size, found.more)
