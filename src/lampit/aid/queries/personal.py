"""What aid holds about one person."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from lampit.aid.models import Grant, Overlap
from lampit.aid.queries.lists import at_business, of_owners, row_of
from lampit.aid.rules import overlaps
from lampit.basics.dossier import Section, section
from lampit.registry.models import Owner

MOST_ROWS = 5_000


def sections(owner_ids: Sequence[int], business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield what was planned for or given to the records of a person; three queries.

    Rows of lists with the same NIK are among them, also those that no business was found for.
    """
    condition = _of(owner_ids, business_ids)
    columns = [
        ("programme", _("Program")), ("year", _("Tahun")), ("funder", _("Pemberi")),
        ("kind", _("Bentuk bantuan")), ("name", _("Nama")), ("amount", _("Nilai bantuan (Rp)")),
        ("goods", _("Barang")), ("status", _("Keadaan")), ("given_on", _("Tanggal diberikan")),
        ("source", _("Sumber")),
    ]  # fmt: skip
    loaded = Grant.objects.filter(condition).select_related(
        "programme", "business__golden", "village"
    )
    rows = [
        (
            row.programme, row.year, row.funder, row.kind_label, row.name, row.amount, row.goods,
            row.status_label, row.given_on, row.source,
        )
        for row in map(row_of, loaded.order_by("pk")[:MOST_ROWS])
    ]  # fmt: skip
    yield section("aid.grants", _("Bantuan diterima"), columns, rows)
    yield _overlaps(condition)


def count_of(owner_ids: Sequence[int]) -> int:
    """Return how many grants of a person an erasure makes nameless; two queries."""
    return Grant.objects.filter(of_owners(Owner.objects.filter(pk__in=owner_ids))).count()


def subjects(owner_ids: Sequence[int], business_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return under which names the audit trail knows the aid of a person; two queries."""
    found = Grant.objects.filter(_of(owner_ids, business_ids)).order_by("pk")
    ids = found.values_list("public_id", flat=True)[:MOST_ROWS]
    return [("aid.grant", public_id) for public_id in ids]


def _of(owner_ids: Sequence[int], business_ids: Sequence[int]) -> Q:
    return of_owners(Owner.objects.filter(pk__in=owner_ids)) | at_business(
        Q(business__in=business_ids)
    )


def _overlaps(condition: Q) -> Section:
    """Tell where aid was held against other aid; of the other only programme and year."""
    columns = [
        ("programme", _("Program")), ("other", _("Sudah ada di program")), ("year", _("Tahun")),
        ("basis", _("Sebab")), ("state", _("Keputusan")), ("reason", _("Alasan")),
        ("at", _("Diputuskan")),
    ]  # fmt: skip
    mine = Grant.objects.filter(condition).values("pk")
    found = Overlap.objects.filter(grant__in=mine)
    loaded = found.select_related("grant__programme", "other__programme").order_by("pk")
    rows = [
        (
            o.grant.programme.name, o.other.programme.name, o.other.programme.year,
            _(overlaps.BASIS_LABELS[o.basis]), str(o.get_state_display()), o.reason, o.decided_at,
        )
        for o in loaded[:MOST_ROWS]
    ]  # fmt: skip
    return section("aid.overlaps", _("Bantuan yang diperiksa tumpang tindihnya"), columns, rows)
