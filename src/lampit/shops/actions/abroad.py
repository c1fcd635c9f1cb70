"""Writes what buyers abroad read: English texts with their author, and facts for export."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.models import Maker, MakerAbroad, Product, ProductAbroad
from lampit.shops.queries.abroad import indonesian_of, shop_text
from lampit.shops.rules import tariff, texts
from lampit.shops.rules.english import English, check_english, check_is_other, check_mark

HEAVIEST_G = 2_000_000


@dataclass(frozen=True, slots=True)
class Abroad:
    """What a keeper tells abroad of a good.

    Attributes:
        seen: mark of the Indonesian text that was translated (`rules.english.mark_of`).
        net_weight_g: grams without packaging, None while unknown.
        hs_code: tariff number as typed, "" for that of the category.
    """

    seen: str
    english: English = field(default_factory=English)
    net_weight_g: int | None = None
    hs_code: str = ""


def describe_abroad(actor: User, product: Product, told: Abroad, at: datetime) -> None:
    """Write the English texts and export facts of a good; nothing told takes them away.

    Saving the same English again says that it fits the present Indonesian text.

    Raises:
        Refusal: `bukan_lapak_anda`, `teks_berubah`, `berat_salah`, and those of
            `rules.english.check_english` and `rules.tariff.check_code`.
    """
    check_keeper(actor, product.maker)
    with transaction.atomic():
        now = Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
        source = indonesian_of(now)
        check_mark(told.seen, source)
        english = check_english(told.english, English(now.name, now.material, now.description))
        code = tariff.check_code(told.hs_code)
        weight = _net_weight(told.net_weight_g, now.weight_g)
        if english == English() and not code and weight is None:
            ProductAbroad.objects.filter(product=product).delete()
        else:
            written = bool(english.name)
            ProductAbroad.objects.update_or_create(
                product=product,
                defaults={
                    "name": english.name, "material": english.material,
                    "description": english.description, "source": source if written else "",
                    "author": actor if written else None, "written_at": at if written else None,
                    "net_weight_g": weight, "hs_code": code,
                },
            )  # fmt: skip
        note_help(actor, product.maker, "barang.inggris", ("product", product.pk), at)


def _net_weight(net_g: int | None, packed_g: int | None) -> int | None:
    """Return the net weight; a good can not weigh more than with its packaging."""
    if net_g is None:
        return None
    if not 0 < net_g <= HEAVIEST_G:
        raise Refusal("berat_salah", "Periksa berat bersih: tulis dalam gram.")
    if packed_g is not None and net_g > packed_g:
        raise Refusal(
            "berat_salah",
            f"Berat bersih tidak bisa lebih dari berat kirim ({packed_g} gram).",
        )
    return net_g


def describe_shop_abroad(actor: User, maker: Maker, story: str, seen: str, at: datetime) -> None:
    """Write the English story of a shop; an empty one takes it away.

    Raises:
        Refusal: `bukan_lapak_anda`, `teks_berubah`, `belum_inggris`.
    """
    check_keeper(actor, maker)
    with transaction.atomic():
        now = Maker.objects.select_for_update(of=("self",), no_key=True).get(pk=maker.pk)
        source = shop_text(now)
        check_mark(seen, source)
        told = texts.cleaned_lines(story)
        check_is_other(told, source)
        if told:
            MakerAbroad.objects.update_or_create(
                maker=maker,
                defaults={"story": told, "source": source, "author": actor, "written_at": at},
            )
        else:
            MakerAbroad.objects.filter(maker=maker).delete()
        note_help(actor, maker, "lapak.inggris", ("maker", maker.pk), at)
