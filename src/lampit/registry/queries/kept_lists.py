"""Files of lists that lie there, and which of them hold a person who is to be erased."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.outside import spreadsheets, vault
from lampit.registry.models import Business, FieldListing, ImportRow, ImportRun, Owner
from lampit.registry.queries.personal import Records
from lampit.registry.rules.sought import Search, Sought, national

MOST_BYTES = 8_000_000  # read while a page waits: some hundred thousand rows of a CSV
PACKED = 4  # an XLSX of 2 MB has as many rows as a CSV of 8
IMPORT, LISTING = "impor", "lapangan"
AHEAD = (ImportRun.State.WAITING, ImportRun.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Kept:
    """A list whose file is kept.

    Attributes:
        kind: `impor` or `lapangan` (a list of the field).
        number: of the import or listing.
        name: of the file.
        path: its name in the folder of uploads.
        is_begun: it is being brought in, or stands in line for it.
        is_unread: it is too large to be looked into.
        is_done: it was brought in, or given up; it is kept as proof, for a year.
    """

    kind: str
    number: int
    name: str
    path: str
    is_begun: bool = False
    is_unread: bool = False
    is_done: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether it waits and can be dropped."""
        return not (self.is_begun or self.is_unread or self.is_done)


def lists_holding(records: Records) -> list[Kept]:
    """Return the lists of her kabupaten that hold a person, or are too large to tell.

    First those that wait, then those that were brought in, the newest first: of these her row may
    have been left out, so that no journal leads to them. Her NIK is known by its keyed hash and
    not opened. Reads at most 8 MB; eight queries.
    """
    owners = list(Owner.objects.filter(pk__in=records.owner_ids))
    shops = list(Business.objects.filter(pk__in=records.business_ids).select_related("village"))
    both: list[Owner | Business] = [*owners, *shops]
    regions = {one.region_id for one in both}
    found, left, seen = list[Kept](), MOST_BYTES, set[str]()
    sought: Sought | None = None
    for one in (*_waiting(regions), *_finished(regions, records)):
        path = Path(settings.LAMPIT_HOME) / "uploads" / one.path
        if one.path in seen or not path.is_file():
            continue
        seen.add(one.path)
        weight = _weight(path)
        if weight > left:  # those behind it may be small enough
            found.append(replace(one, is_unread=True))
            continue
        left -= weight
        sought = sought or _sought(owners, shops)
        if _holds(path, sought):
            found.append(one)
    return found


def _weight(path: Path) -> int:
    """Return how long a file takes to read, in bytes of a CSV: workbooks are packed."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"PK"
    return path.stat().st_size * (PACKED if is_packed else 1)


def _waiting(regions: Iterable[str]) -> list[Kept]:
    """Return what waits in some kabupaten, small numbers first; two queries."""
    open_runs = ImportRun.objects.filter(
        region__in=regions, state__in=(ImportRun.State.DRAFT, *AHEAD)
    ).exclude(path="")
    runs = open_runs.order_by("pk").values_list("pk", "file_name", "path", "state")
    listings = FieldListing.objects.filter(region__in=regions).exclude(path="")
    return [
        *(Kept(IMPORT, pk, name, path, state in AHEAD) for pk, name, path, state in runs),
        *(
            Kept(LISTING, pk, name, path)
            for pk, name, path in listings.order_by("pk").values_list("pk", "name", "path")
        ),
    ]


def _finished(regions: Iterable[str], records: Records) -> list[Kept]:
    """Return what was brought in or given up, newest first, but for what goes with her rows."""
    rows = ImportRow.objects.filter(
        Q(business_id__in=records.business_ids) | Q(owner_id__in=records.owner_ids)
    )
    hers = ImportRun.objects.filter(pk__in=rows.values("run")).values("digest")
    runs = (
        ImportRun.objects.filter(region__in=regions)
        .exclude(state__in=(ImportRun.State.DRAFT, *AHEAD))
        .exclude(path="")
        .exclude(digest__in=hers)
    )
    told = runs.order_by("-pk").values_list("pk", "file_name", "path")
    return [Kept(IMPORT, pk, name, path, is_done=True) for pk, name, path in told]


def _sought(owners: list[Owner], shops: list[Business]) -> Sought:
    niks = {one.nik_index for one in owners} - {""}
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
            search = searches.setdefault(sheet, Search(sought, partial(vault.blind_index, "nik")))
            if cells and search.holds(cells):
                return True
    except Refusal:
        return True
    return False
