"""Everything about the person of a request: each room below tells its part."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lampit.aid.queries import personal as aid
from lampit.basics.dossier import Section, section
from lampit.coaching.queries import personal as coaching
from lampit.measure.queries import personal as measure
from lampit.orders.models import Order
from lampit.orders.queries import personal as orders
from lampit.outside import papers
from lampit.outside.archives import Content
from lampit.people.models import User
from lampit.people.queries import personal as people
from lampit.privacy.models import Request
from lampit.privacy.queries.requests import corrected_of
from lampit.registry.queries import personal as registry
from lampit.registry.queries.consents import files_of
from lampit.registry.rules.removals import label_of
from lampit.shops.queries import personal as shops
from lampit.trust.queries import personal as trust

MOST_REQUESTS = 1_000


def records_of(request: Request) -> registry.Records:
    """Return the records in the register that a request is about; none for a buyer."""
    if request.owner is None:
        return registry.Records((), ())
    return registry.records_of(request.owner)


def subjects_of(records: registry.Records) -> list[tuple[str, str]]:
    """Return under which names the audit trail knows a person, room after room; seven queries."""
    ids = records.business_ids
    return [
        *registry.subjects_of(records),
        *shops.subjects(ids),
        *aid.subjects(records.owner_ids, ids),
        *measure.subjects(ids),
    ]


def sections(request: Request) -> Iterator[Section]:
    """Yield what every room holds about the person, room after room; bounded per table."""
    records = records_of(request)
    account = request.account or (request.owner.account if request.owner else None)
    if account is not None:
        yield people.account_section(account)
        yield people.token_section(account)
        yield orders.basket_section(account)
    if request.owner is not None:
        yield from registry.sections(records)
        yield from shops.sections(records.business_ids)
        yield from orders.sections(records.business_ids)
        yield from trust.sections(records.business_ids)
        yield from coaching.sections(records.business_ids)
        yield from aid.sections(records.owner_ids, records.business_ids)
        yield from measure.sections(records.business_ids)
    bought = Order.objects.filter(pk=request.order_id) if request.order_id else None
    if account is not None:
        bought = orders.orders_of(account)
    if bought is not None:
        yield from orders.buyer_sections(bought)
        yield from trust.buyer_sections(bought)
    if request.owner is not None or account is not None:
        subjects = subjects_of(records) if request.owner else []
        yield from people.audit_sections(subjects, account)
    yield _requests(request, account)


def _requests(request: Request, account: User | None) -> Section:
    """Tell what the person asked about her data before, and what was answered."""
    columns = [
        ("number", _("Nomor")), ("received_at", _("Diterima")), ("kind", _("Permintaan")),
        ("channel", _("Disampaikan")), ("wish", _("Yang diminta")), ("identity", _("Jati diri")),
        ("state", _("Keadaan")), ("answered_at", _("Dijawab")), ("answer", _("Jawaban")),
        ("letter", _("Surat")), ("corrected", _("Yang diubah")),
        ("deleted", _("Yang dihapus")),
    ]  # fmt: skip
    hers = Q(pk=request.pk)
    if request.owner_id:
        hers |= Q(owner=request.owner_id)
    if account is not None:
        hers |= Q(account=account)
    found = Request.objects.filter(hers).order_by("pk")[:MOST_REQUESTS]
    rows = [
        (
            r.number, timezone.localtime(r.received_at), str(r.get_kind_display()),
            str(r.get_channel_display()), r.wish, r.identity, str(r.get_state_display()),
            r.answered_at and timezone.localtime(r.answered_at), r.answer, r.letter,
            "; ".join(f"{_(c.label)}: {c.old} → {c.new}" for c in corrected_of(r)),
            "; ".join(_(label_of(one["kind"], one["what"])) for one in r.deleted),
        )
        for r in found
    ]  # fmt: skip
    return section("privacy.requests", _("Permintaan Anda tentang data pribadi"), columns, rows)


def files(request: Request) -> list[tuple[str, Content]]:
    """Return pictures, certificates and proofs of the person: name inside the copy, and file."""
    records, media = records_of(request), Path(settings.MEDIA_ROOT)
    ids = records.business_ids
    named = chain(
        (("foto-barang", name) for name in shops.photos_of(ids)),
        (("foto-kunjungan", name) for name in coaching.photos_of(ids)),
    )
    found = [(f"{folder}/{name.rpartition('/')[2]}", media / name) for folder, name in named]
    scans = registry.scans_of(records) if request.owner_id else []
    root = settings.PAPERS_ROOT
    told: list[tuple[str, Content]] = [*found]
    told += [(f"foto-survei/{name}", content) for name, content in measure.photos_of(ids)]
    told += [(f"surat/{name}", papers.path_of(root, name)) for name in scans]
    proofs = files_of(records.owner_ids) if request.owner_id else []
    return told + [(f"bukti-izin/{name}", content) for name, content in proofs]
