"""Lists that lie there without being brought in or compared, and which of them hold a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.outside import spreadsheets, vault
from lampit.registry.models import Business, FieldListing, ImportRun, Owner
from lampit.registry.queries.personal import Records
from lampit.registry.rules.records import context
from lampit.registry.rules.sought import Search, Sought, national

MOST_BYTES = 20_000_000  # read while a page waits; larger ones are brought in or dropped first
IMPORT, LISTING = "impor", "lapangan"
AHEAD = (ImportRun.State.WAITING, ImportRun.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list of which nothing is in the register yet.

    Attributes:
        kind: `impor` or `lapangan` (a list of the field).
        number: of the import or listing.
        name: of the file.
        path: its name in the folder of uploads.
        is_begun: it is being brought in, or stands in line for it.
        is_unread: it is too large to be looked into.
    """

    kind: str
    number: int
    name: str
    path: str
    is_begun: bool = False
    is_unread: bool = False


def waiting_with(records: Records) -> list[Waiting]:
    """Return the lists of her kabupaten that wait and hold a person, or are too large to tell.

    Opens her NIK to look for it, in memory. Reads at most 20 MB; seven queries.
    """
    owners = list(Owner.objects.filter(pk__in=records.owner_ids))
    shops = list(Business.objects.filter(pk__in=records.business_ids).select_related("village"))
    both: list[Owner | Business] = [*owners, *shops]
    regions = {one.region_id for one in both}
    found, left = [], MOST_BYTES
    sought: Sought | None = None
    for one in _waiting(regions):
        path = Path(settings.LAMPIT_HOME) / "uploads" / one.path
        if not path.is_file():
            continue
        left -= path.stat().st_size
        if left < 0:
            found.append(Waiting(one.kind, one.number, one.name, one.path, one.is_begun, True))
            continue
        sought = sought or _sought(owners, shops)
        if _holds(path, sought):
            found.append(one)
    return found


def _waiting(regions: Iterable[str]) -> list[Waiting]:
    """Return what waits in some kabupaten, small numbers first; two queries."""
    open_runs = ImportRun.objects.filter(
        region__in=regions, state__in=(ImportRun.State.DRAFT, *AHEAD)
    ).exclude(path="")
    runs = open_runs.order_by("pk").values_list("pk", "file_name", "path", "state")
    listings = FieldListing.objects.filter(region__in=regions).exclude(path="")
    return [
        *(Waiting(IMPORT, pk, name, path, state in AHEAD) for pk, name, path, state in runs),
        *(
            Waiting(LISTING, pk, name, path)
            for pk, name, path in listings.order_by("pk").values_list("pk", "name", "path")
        ),
    ]


def _sought(owners: list[Owner], shops: list[Business]) -> Sought:
    niks = {
        vault.decrypt(bytes(one.nik_sealed), context("owner", one.public_id, "nik"))
        for one in owners
        if one.nik_sealed is not None
    }
    both: list[Owner | Business] = [*owners, *shops]
    phones = {national(number) for one in both for number in (one.phone, one.phone_2)}
    known = {names.strict_key(one.name) for one in both if one.name}
    villages = {one.village.name.lower() for one in shops if one.village is not None}
    return Sought(
        frozenset(niks), frozenset(phones - {""}), frozenset(known - {""}), frozenset(villages)
    )


def _holds(path: Path, sought: Sought) -> bool:
    """Say whether a file holds the person; one that cannot be read is taken to hold her."""
    searches: dict[str, Search] = {}
    try:
        for sheet, _number, cells in spreadsheets.rows(path):
            search = searches.setdefault(sheet, Search(sought))
            if cells and search.holds(cells):
                return True
    except Refusal:
        return True
    return False
