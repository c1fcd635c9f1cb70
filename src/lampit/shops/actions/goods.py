"""Goods: put on sale, changed, hidden; each change refreshes its search terms."""

import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import Picture
from lampit.people.models import User
from lampit.shops.actions import pledging
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.costing import Sheet, keep_sheet
from lampit.shops.actions.finding import index_product
from lampit.shops.actions.freshness import checked
from lampit.shops.actions.photos import Shot, put_photo, ready_first
from lampit.shops.actions.proofs import refresh_reference
from lampit.shops.actions.stock import count_stock
from lampit.shops.models import Maker, Product, Stock, Variant
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import capacity, kinds, prices, texts
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP

LONGEST_LEAD = 365
MOST_SLUG_TRIES = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A good as its maker describes it.

    Attributes:
        price, cost: rupiah per unit; cost (HPP) None while unknown.
        lead_days: days of making, None for goods that lie ready.
        slots_each: what a piece made to order takes of a week; None to leave what is told.
        stock: pieces that lie ready, None to leave what is there.
        size_cm: length, width, height; each None while unknown.
        answers: to the questions of `rules.checklist`, by code.
        sheet: the batch behind the cost, None to leave what is kept.
    """

    name: str
    price: int
    category: str = "lainnya"
    unit: str = kinds.UNITS[0]
    material: str = ""
    description: str = ""
    cost: int | None = None
    lead_days: int | None = None
    slots_each: int | None = None
    stock: int | None = None
    weight_g: int | None = None
    size_cm: tuple[int | None, int | None, int | None] = (None, None, None)
    photos: Sequence[Picture | Shot] = field(default=())
    photo_alt: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    sheet: Sheet | None = None


def add_product(
    actor: User, maker: Maker, draft: Draft, at: datetime, *, key: str = "", publish: bool = True
) -> Product:
    """Put a new good into a shop and on sale, and return it.

    `key` names the attempt: the same form sent again after a lost answer gives the same good.

    Raises:
        Refusal: `bukan_lapak_anda`, `kunci_dipakai` when the form was gone back to and names
            another good now, those of `rules.texts`, `rules.prices` and `check_draft`.
    """
    check_keeper(actor, maker)
    check_draft(draft)
    if draft.slots_each is not None:
        capacity.check_piece(draft.slots_each, maker.weekly_slots)
    name = texts.check_name(draft.name)
    known = _known_by(maker, key, name, draft.price)
    if known is not None:
        return known
    for last_try in (*[False] * MOST_SLUG_TRIES, True):
        # Another shop may add the same name at this moment: the unique address word decides.
        slug = free_slug(name, at) if not last_try else _lone_slug(name, at)
        try:
            return _create(actor, maker, draft, at, name=name, slug=slug, key=key, publish=publish)
        except IntegrityError:
            again = _known_by(maker, key, name, draft.price)
            if again is not None:
                return again
            if last_try or not Product.objects.filter(slug=slug).exists():
                raise
    raise AssertionError("the last try returns or raises")


def _known_by(maker: Maker, key: str, name: str, price: int) -> Product | None:
    """Return the good that an earlier attempt with this key made, None without.

    Raises:
        Refusal: `kunci_dipakai` when it is another good.
    """
    known = Product.objects.filter(maker=maker, form_key=key).first() if key else None
    if known is not None and (known.name, known.price) != (name, price):
        raise Refusal(
            "kunci_dipakai",
            "Halaman ini sudah dipakai menjual barang lain. Kalau ini barang baru, "
            "tekan sekali lagi.",
        )
    return known


def _create(
    actor: User,
    maker: Maker,
    draft: Draft,
    at: datetime,
    *,
    name: str,
    slug: str,
    key: str,
    publish: bool,
) -> Product:
    """Write a new good with all that hangs on it: one transaction."""
    photos = ready_first(draft.photos) if publish else draft.photos
    with transaction.atomic():
        product = Product.objects.create(
            maker=maker,
            slug=slug,
            state=ProductState.LIVE if publish else ProductState.DRAFT,
            published_at=at if publish else None,
            created_at=at,
            form_key=key or None,
            turn=zlib.crc32(name.encode()) % 10_007,
            **(checked(maker.region_id, at) if publish else {}),
            **_fields(draft, name),
        )
        variant = Variant.objects.create(
            product=product, code=f"B{product.pk}", **_readiness(draft)
        )
        if not variant.is_made_to_order:
            Stock.objects.create(variant=variant)
            count_stock(actor, variant, draft.stock or 0, at)
        for picture in photos:
            put_photo(product, picture, draft.photo_alt or name, at)
        if draft.sheet is not None:
            keep_sheet(product, draft.sheet, at)
        if publish:
            pledging.pledge(actor, product, draft.answers, at)
        index_product(product)
        note_help(actor, maker, "barang.tambah", ("product", product.pk), at)
    return product


def change_product(
    actor: User, product: Product, draft: Draft, at: datetime, *, seen_version: int
) -> Product:
    """Write what the maker changed, unless somebody changed the good since she opened it.

    Raises:
        Refusal: `berubah`, and those of `add_product`.
    """
    check_keeper(actor, product.maker)
    check_draft(draft)
    name = texts.check_name(draft.name)
    _check_unit(product, draft)
    asked = pledging.known_questions(product, at)
    with transaction.atomic():
        written = Product.objects.filter(pk=product.pk, version=seen_version).update(
            version=F("version") + 1, **_fields(draft, name)
        )
        if not written:
            raise Refusal(
                "berubah", "Ada yang lebih dulu mengubah barang ini. Periksa lagi, lalu simpan."
            )
        product.refresh_from_db()
        _change_only_choice(actor, product, draft, at)
        for picture in draft.photos:
            put_photo(product, picture, draft.photo_alt or name, at)
        if draft.sheet is not None:
            keep_sheet(product, draft.sheet, at)
        refresh_reference(product, today=timezone.localdate(at))  # food proofs lapse sooner
        pledging.pledge_again(actor, product, asked, draft.answers, at)
        index_product(product)
        note_help(actor, product.maker, "barang.ubah", ("product", product.pk), at)
    return product


def _change_only_choice(actor: User, product: Product, draft: Draft, at: datetime) -> None:
    """Write stock and days of a good that is sold in one form; several have a page of their own."""
    offered = list(product.variants.filter(is_offered=True).order_by("position", "pk")[:2])
    if len(offered) != 1:
        return
    variant = offered[0]
    Variant.objects.filter(pk=variant.pk).update(**_readiness(draft))
    variant.refresh_from_db()
    if not variant.is_made_to_order and draft.stock is not None:
        count_stock(actor, variant, draft.stock, at)


def _check_unit(product: Product, draft: Draft) -> None:
    """Refuse another unit while prices per old unit prove the saving: they would not compare."""
    if texts.cleaned(draft.unit)[:20] in ("", product.unit):
        return
    if product.price_references.filter(withdrawn_at=None).exists():
        raise Refusal(
            "satuan_berbukti",
            "Bukti harga toko dicatat untuk satuan yang lama. Tarik dulu buktinya, "
            "lalu ganti satuannya.",
        )


def check_draft(draft: Draft) -> None:
    """Refuse a good that cannot be sold as described.

    Raises:
        Refusal: `harga_kosong`, `modal_salah`, `kategori_salah`, `hari_salah`, `jatah_salah`,
            `ukuran_salah`.
    """
    prices.check_price(draft.price)
    if draft.cost is not None and not 0 <= draft.cost <= prices.HIGHEST_PRICE:
        raise Refusal("modal_salah", "Periksa modal per buah: angkanya terlalu besar.")
    if draft.category not in kinds.BY_SLUG:
        raise Refusal("kategori_salah", "Pilih jenis barang dari daftar.")
    if draft.lead_days is not None and not 1 <= draft.lead_days <= LONGEST_LEAD:
        raise Refusal("hari_salah", "Lama membuat antara 1 dan 365 hari.")
    if draft.slots_each is not None and not 1 <= draft.slots_each <= capacity.MOST_SLOTS:
        raise Refusal("jatah_salah", "Tulis jatah seminggu antara 1 dan 1.000.")
    sizes = [side for side in (*draft.size_cm, draft.weight_g) if side is not None]
    if any(not 0 < side <= 2_000_000 for side in sizes) or any(
        side is not None and side > 2_000 for side in draft.size_cm
    ):
        raise Refusal("ukuran_salah", "Periksa ukuran (cm) dan berat (gram).")


def set_state(
    actor: User,
    product: Product,
    state: str,
    at: datetime,
    answers: Mapping[str, str] | None = None,
) -> Product:
    """Put a good on sale or take it off the market; its orders stay.

    `answers` are those to the check-list, which comes before the first sale.

    Raises:
        Refusal: `bukan_lapak_anda`, `keadaan_salah`, those of `pledging.check_free`.
    """
    check_keeper(actor, product.maker)
    if state not in (ProductState.LIVE, ProductState.HIDDEN):
        raise Refusal("keadaan_salah", "Pilih: dijual atau disembunyikan.")
    pledging.check_free(product)
    was_sold = product.published_at is not None
    product.state = state
    product.version += 1
    fields = ["state", "version"]
    if state == ProductState.LIVE:
        product.published_at = product.published_at or at
        fields.append("published_at")
        for name, value in checked(product.maker.region_id, at).items():
            setattr(product, name, value)
            fields.append(name)
    with transaction.atomic():
        product.save(update_fields=fields)
        if state == ProductState.LIVE:
            pledging.pledge_first(actor, product, answers or {}, at, was_sold=was_sold)
        index_product(product)
        note_help(actor, product.maker, f"barang.{state}", ("product", product.pk), at)
    return product


def set_stock(actor: User, product: Product, variant: Variant, counted: int, at: datetime) -> None:
    """Set what the maker counted of one of her goods.

    Raises:
        Refusal: `bukan_lapak_anda`, and those of `count_stock`.
    """
    check_keeper(actor, product.maker)
    with transaction.atomic():
        count_stock(actor, variant, counted, at)
        note_help(actor, product.maker, "stok.hitung", ("product", product.pk), at)


def free_slug(name: str, at: datetime) -> str:
    """Return an address word for a good that no other has."""
    base = texts.slug(name, f"barang-{at:%y%m%d%H%M%S}")
    taken = set(
        Product.objects.filter(Q(slug=base) | Q(slug__startswith=f"{base}-")).values_list(
            "slug", flat=True
        )
    )
    taken |= texts.RESERVED
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def _lone_slug(name: str, at: datetime) -> str:
    """Return an address word that nobody else finds: for many who add one name at once."""
    return f"{texts.slug(name, f'barang-{at:%y%m%d}')}-{secrets.token_hex(4)}"


def _fields(draft: Draft, name: str) -> dict[str, object]:
    length, width, height = draft.size_cm
    return {
        "name": name,
        "category": draft.category,
        "material": texts.cleaned(draft.material)[:200],
        "unit": texts.cleaned(draft.unit)[:20] or kinds.UNITS[0],
        "price": draft.price,
        "cost": draft.cost,
        "description": texts.cleaned_lines(draft.description),
        "weight_g": draft.weight_g,
        "length_cm": length,
        "width_cm": width,
        "height_cm": height,
    }


def _readiness(draft: Draft) -> dict[str, object]:
    made = draft.lead_days is not None
    told = {} if draft.slots_each is None else {"slots_each": draft.slots_each if made else 1}
    return told | {"kind": MADE_TO_ORDER if made else READY_TO_SHIP, "lead_days": draft.lead_days}
