"""Everything about the person of a request: each room below tells its part."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings

from lampit.aid.queries import personal as aid
from lampit.basics.dossier import Section
from lampit.coaching.queries import personal as coaching
from lampit.measure.queries import personal as measure
from lampit.orders.models import Order
from lampit.orders.queries import personal as orders
from lampit.outside import papers
from lampit.people.queries import personal as people
from lampit.privacy.models import Request
from lampit.registry.queries import personal as registry
from lampit.shops.queries import personal as shops


def records_of(request: Request) -> registry.Records:
    """Return the records in the register that a request is about; none for a buyer."""
    if request.owner is None:
        return registry.Records((), ())
    return registry.records_of(request.owner)


def sections(request: Request) -> Iterator[Section]:
    """Yield what every room holds about the person, room after room; bounded per table."""
    records = records_of(request)
    account = request.account or (request.owner.account if request.owner else None)
    if account is not None:
        yield people.account_section(account)
    if request.owner is not None:
        yield from registry.sections(records)
        yield from shops.sections(records.business_ids)
        yield from orders.sections(records.business_ids)
        yield from coaching.sections(records.business_ids)
        yield from aid.sections(records.owner_ids, records.business_ids)
        yield from measure.sections(records.business_ids)
    bought = Order.objects.filter(pk=request.order_id) if request.order_id else None
    if account is not None:
        bought = orders.orders_of(account)
    if bought is not None:
        yield from orders.buyer_sections(bought)
    if request.owner is not None or account is not None:
        subjects = registry.subjects_of(records) if request.owner else []
        yield from people.audit_sections(subjects, account)


def files(request: Request) -> list[tuple[str, Path]]:
    """Return pictures and certificates of the person: name inside the copy, and the file."""
    records, media = records_of(request), Path(settings.MEDIA_ROOT)
    ids = records.business_ids
    named = chain(
        (("foto-barang", name) for name in shops.photos_of(ids)),
        (("foto-kunjungan", name) for name in coaching.photos_of(ids)),
    )
    found = [(f"{folder}/{name.rpartition('/')[2]}", media / name) for folder, name in named]
    scans = registry.scans_of(records) if request.owner_id else []
    root = settings.PAPERS_ROOT
    return found + [(f"surat/{name}", papers.path_of(root, name)) for name in scans]
