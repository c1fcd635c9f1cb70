"""What shops hold about the businesses of one person."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.outside.pictures import file_name
from lampit.shops.models import (
    CurationOpinion,
    CurationSheet,
    Maker,
    MakerAbroad,
    MakerStory,
    Photo,
    Product,
    ProductAbroad,
)
from lampit.shops.queries.personal_running import running_sections

MOST_ROWS = 5_000


def sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield the shops, their goods, English texts and stories; fourteen queries."""
    columns = [
        ("name", _("Nama lapak")), ("person", _("Nama orang")), ("story", _("Cerita")),
        ("whatsapp", "WhatsApp"), ("shows_phone", _("Nomor ditampilkan")), ("qris", "QRIS"),
        ("is_published", _("Terbuka untuk pembeli")), ("opened_at", _("Dibuka")),
    ]  # fmt: skip
    shops = Maker.objects.filter(business__in=business_ids).order_by("pk")
    rows = [
        (m.name, m.person, m.story, m.whatsapp, m.shows_phone, m.qris, m.is_published, m.created_at)
        for m in shops
    ]
    yield section("shops.shop", _("Lapak Anda"), columns, rows)
    columns = [
        ("name", _("Barang")), ("price", _("Harga (Rp)")), ("cost", _("Modal (Rp)")),
        ("description", _("Keterangan")), ("state", _("Keadaan")),
    ]  # fmt: skip
    goods = Product.objects.filter(maker__business__in=business_ids).order_by("pk")[:MOST_ROWS]
    told = [(p.name, p.price, p.cost, p.description, str(p.get_state_display())) for p in goods]
    yield section("shops.goods", _("Barang Anda"), columns, told)
    yield _english(business_ids)
    yield from running_sections(business_ids)
    yield _curated(business_ids)
    columns = [("title", _("Judul")), ("text", _("Cerita")), ("state", _("Keadaan"))]
    stories = MakerStory.objects.filter(maker__business__in=business_ids).order_by("pk")[:MOST_ROWS]
    heard = [(s.title, s.text, str(s.get_state_display())) for s in stories]
    yield section("shops.stories", _("Cerita Anda"), columns, heard)


def _curated(business_ids: Sequence[int]) -> Section:
    """Return what curators found in the goods, never who they were; two queries."""
    columns = [
        ("good", _("Barang")), ("asked_at", _("Diajukan")), ("state", _("Keadaan")),
        ("decided_at", _("Diputus")), ("words", _("Yang perlu diubah")),
    ]  # fmt: skip
    found = CurationSheet.objects.filter(product__maker__business__in=business_ids)
    rows = found.select_related("product").order_by("pk")[:MOST_ROWS]
    words: dict[int, list[str]] = {}
    said = CurationOpinion.objects.filter(sheet__in=found.order_by()).exclude(words="")
    for sheet, one in said.order_by("pk").values_list("sheet_id", "words")[:MOST_ROWS]:
        words.setdefault(sheet, []).append(one)
    told = [
        (
            one.product.name, one.asked_at, str(one.get_state_display()), one.decided_at,
            "" if one.is_open else "; ".join(words.get(one.pk, ())),
        )
        for one in rows
    ]  # fmt: skip
    return section("shops.curation", _("Kurasi barang Anda"), columns, told)


def _english(business_ids: Sequence[int]) -> Section:
    """Return the English texts of shops and goods; two queries."""
    columns = [
        ("of", _("Lapak atau barang")), ("name", _("Nama dalam bahasa Inggris")),
        ("text", _("Teks dalam bahasa Inggris")), ("written_at", _("Ditulis")),
    ]  # fmt: skip
    shops = MakerAbroad.objects.filter(maker__business__in=business_ids).order_by("pk")
    goods = ProductAbroad.objects.filter(product__maker__business__in=business_ids)
    told: list[tuple[str | datetime | None, ...]] = [
        (m.maker.name, "", m.story, m.written_at) for m in shops.select_related("maker")
    ]
    listed = goods.exclude(name="").select_related("product").order_by("pk")[:MOST_ROWS]
    told += [(g.product.name, g.name, g.description, g.written_at) for g in listed]
    return section("shops.english", _("Teks bahasa Inggris"), columns, told)


def goods_count(business_ids: Sequence[int]) -> int:
    """Return how many goods the shops of some businesses have; one query."""
    return Product.objects.filter(maker__business__in=business_ids).count()


def subjects(business_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return under which names the audit trail knows the shops; one query."""
    ids = Maker.objects.filter(business__in=business_ids).values_list("pk", flat=True)
    return [("maker", str(pk)) for pk in ids]


def photos_of(business_ids: Sequence[int]) -> list[str]:
    """Return the names of the largest file of each photo of goods and maker; two queries."""
    rows = Photo.objects.filter(product__maker__business__in=business_ids).order_by("pk")
    digests = dict.fromkeys(rows.values_list("digest", flat=True)[:MOST_ROWS])
    hers = Maker.objects.filter(business__in=business_ids).exclude(photo="")
    digests |= dict.fromkeys(hers.values_list("photo", flat=True))
    return [file_name(digest, "1080.jpg") for digest in digests]
