"""What trust holds about one person: notices and answers of a maker, reviews of a buyer."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.orders.models import Order
from lampit.trust.models import Appeal, Notice, Review
from lampit.trust.rules import notices as rules

MOST_ROWS = 5_000


def sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield what was decided about a maker's goods and shops, her appeals and her answers."""
    columns = [
        ("at", _("Tanggal")), ("kind", _("Keputusan")), ("words", _("Alasan")),
        ("rule", _("Aturan")), ("state", _("Keadaan")), ("fixed", _("Kata Anda")),
        ("ended", _("Berakhir")),
    ]  # fmt: skip
    given = Notice.objects.filter(maker__business__in=business_ids).order_by("pk")[:MOST_ROWS]
    told = [
        (n.at, _(rules.KINDS[n.kind]), n.words, n.rule, _(rules.STATES[n.state]), n.fixed_note,
         n.ended_words)
        for n in given
    ]  # fmt: skip
    yield section(
        "trust.notices", _("Keputusan dinas tentang barang dan lapak Anda"), columns, told
    )
    made = Appeal.objects.filter(notice__maker__business__in=business_ids).order_by("pk")
    columns = [("at", _("Tanggal")), ("text", _("Keberatan Anda")), ("answer", _("Jawaban"))]
    rows = [(a.at, a.text, a.words) for a in made[:MOST_ROWS]]
    yield section("trust.appeals", _("Keberatan Anda"), columns, rows)
    columns = [("at", _("Tanggal")), ("answer", _("Jawaban Anda"))]
    answered = Review.objects.filter(maker__business__in=business_ids).exclude(answer="")
    spoken = [(r.answered_at, r.answer) for r in answered.order_by("pk")[:MOST_ROWS]]
    yield section("trust.answers", _("Jawaban Anda atas ulasan"), columns, spoken)


def buyer_sections(orders: QuerySet[Order]) -> Iterator[Section]:
    """Yield the reviews that a buyer wrote; one query."""
    columns = [
        ("at", _("Tanggal")), ("good", _("Barang")), ("name", _("Nama yang tampil")),
        ("as_pictured", _("Sesuai foto?")), ("tidy", _("Rapi?")),
        ("arrived_well", _("Sampai dengan baik?")), ("text", _("Cerita Anda")),
        ("state", _("Keadaan")),
    ]  # fmt: skip
    hers = Review.objects.filter(line__part__order__in=orders.order_by().values("pk"))
    rows = [
        (r.written_at, r.product.name, r.name, r.as_pictured, r.tidy, r.arrived_well, r.text,
         str(r.get_state_display()))
        for r in hers.select_related("product").order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    yield section("trust.reviews", _("Ulasan yang Anda tulis"), columns, rows)
