"""What is kept of how one person runs her shops: costs, helpers, groups, reminders, promotion."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.shops.models import (
    Assistance,
    Campaign,
    CostSheet,
    GroupMember,
    Reminder,
    ShopElsewhere,
    Spend,
)

MOST_ROWS = 5_000


def running_sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield costs of goods, helpers, groups, reminders and promotion; seven queries."""
    columns = [
        ("good", _("Barang")), ("materials", _("Bahan")), ("packaging", _("Kemasan")),
        ("minutes", _("Menit kerja")), ("wage", _("Upah per jam")),
        ("overhead", _("Sewa, listrik, alat sebulan")), ("made", _("Sekali membuat jadi")),
    ]  # fmt: skip
    sheets = CostSheet.objects.filter(product__maker__business__in=business_ids)
    costs = [
        (
            one.product.name, "; ".join(f"{name} {amount}" for name, amount in one.materials),
            one.packaging, one.minutes, one.hourly_wage, one.monthly_overhead, one.made,
        )
        for one in sheets.select_related("product").order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    yield section("shops.costs", _("Hitungan modal Anda"), columns, costs)
    columns = [
        ("kind", _("Sebagai")), ("consent", _("Cara setuju")), ("from", _("Sejak")),
        ("until", _("Sampai")),
    ]  # fmt: skip
    helpers = Assistance.objects.filter(maker__business__in=business_ids).order_by("pk")
    told = [
        (h.get_kind_display(), h.get_consent_display(), h.started_at, h.ended_at)
        for h in helpers[:MOST_ROWS]
    ]
    yield section("shops.helpers", _("Yang membantu lapak Anda"), columns, told)
    columns = [("group", _("Kelompok")), ("from", _("Sejak")), ("until", _("Sampai"))]
    groups = GroupMember.objects.filter(maker__business__in=business_ids).select_related("group")
    mats = [(m.group.name, m.joined_at, m.left_at) for m in groups.order_by("pk")[:MOST_ROWS]]
    yield section("shops.groups", _("Lapak bersama"), columns, mats)
    columns = [("sent", _("Dikirim")), ("answer", _("Jawaban")), ("answered", _("Dijawab"))]
    asked = Reminder.objects.filter(maker__business__in=business_ids).order_by("pk")[:MOST_ROWS]
    sent = [(one.sent_at, one.answer, one.answered_at) for one in asked]
    yield section("shops.reminders", _("Pesan pengingat"), columns, sent)
    yield from _promotion(business_ids)


def _promotion(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield her shops on other sites and her promotion; three queries."""
    columns = [("site", _("Tempat lain")), ("address", _("Alamat"))]
    others = ShopElsewhere.objects.filter(maker__business__in=business_ids).order_by("pk")
    told = [(one.get_site_display(), one.address) for one in others[:MOST_ROWS]]
    yield section("shops.elsewhere", _("Lapak Anda di tempat lain"), columns, told)
    columns = [("name", _("Promosi")), ("from", _("Sejak")), ("until", _("Sampai"))]
    begun = Campaign.objects.filter(maker__business__in=business_ids).order_by("pk")
    known = [(one.name, one.begun_on, one.ended_on) for one in begun[:MOST_ROWS]]
    yield section("shops.campaigns", _("Promosi Anda"), columns, known)
    columns = [
        ("name", _("Promosi")), ("kind", _("Untuk apa")), ("amount", _("Jumlah (Rp)")),
        ("on", _("Tanggal")), ("note", _("Catatan")),
    ]  # fmt: skip
    spent = Spend.objects.filter(campaign__maker__business__in=business_ids).order_by("pk")
    sums = [
        (one.campaign.name, one.get_kind_display(), one.amount, one.spent_on, one.note)
        for one in spent.select_related("campaign")[:MOST_ROWS]
    ]
    yield section("shops.spending", _("Biaya promosi Anda"), columns, sums)
