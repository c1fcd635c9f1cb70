"""What was deleted for a request, and whether the person of it is erased."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lampit.orders.models import Order
from lampit.people.models import User
from lampit.privacy.models import Erasure, Request
from lampit.privacy.queries.dossier import records_of
from lampit.privacy.rules import retention
from lampit.registry.models import Owner
from lampit.registry.queries.removals import Removed, files_with, kept_columns, removed_since
from lampit.registry.rules.records import ERASED
from lampit.web import figures


def deletable(request: Request) -> list[Removed]:
    """Return what an answer may name: what was deleted since the receipt, and kept columns.

    Some 17 queries.
    """
    if request.owner is None:
        return []
    records = records_of(request)
    return [*removed_since(records, request.received_at), *kept_columns(records)]


def is_erased(request: Request) -> bool:
    """Say whether the person of a request is erased, by it or by another; at most two queries."""
    if Erasure.objects.filter(request=request, done_at__isnull=False).exists():
        return True
    if request.owner_id is not None:
        return Owner.objects.filter(pk=request.owner_id, nik_status=ERASED).exists()
    if request.account_id is not None:
        gone = User.objects.filter(pk=request.account_id, is_active=False)
        return gone.filter(username=f"dihapus-{request.account_id}").exists()
    return Order.objects.filter(pk=request.order_id or 0, buyer_name="").exists()


def files_told(request: Request) -> str:
    """Return in a sentence which files of lists still hold the person, empty for none."""
    many, youngest = files_with(records_of(request))
    if youngest is None:
        return ""
    years = retention.BY_CODE[retention.UPLOADS].years
    last = timezone.localdate(youngest)
    last = last.replace(year=last.year + years, day=min(last.day, 28))
    told = {"many": many, "day": figures.long_date(last, figures.tongue(None))}
    return _(
        "Daftar asli yang pernah diimpor dinas (%(many)s berkas) mungkin masih memuatnya. Berkas "
        "itu hanya disimpan sebagai bukti impor dan dihapus paling lambat sekitar %(day)s."
    ) % {key: str(value) for key, value in told.items()}
