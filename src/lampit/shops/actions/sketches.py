"""Goods begun: kept by the server at every step, with their photos, until they are on sale."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import PLAIN, Shaping
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.actions.goods import Draft, add_product
from lampit.shops.actions.photos import (
    MOST_PHOTOS,
    Shot,
    arrange,
    prove_photo,
    put_photo,
    reshaped,
)
from lampit.shops.models import Maker, Product, Sketch, SketchPhoto
from lampit.shops.rules import sketches as rules
from lampit.shops.rules import texts

DROPPED_AT_ONCE = 500


def save_sketch(
    actor: User, maker: Maker, key: str, typed: Mapping[str, Sequence[str]], at: datetime
) -> Sketch:
    """Keep what was typed of a good so far; the same form again replaces it.

    Raises:
        Refusal: `bukan_lapak_anda`, `kunci_salah`, `draf_banyak`, `sudah_terbit`.
    """
    sketch = _sketch(actor, maker, key, at)
    sketch.fields, sketch.changed_at = rules.kept(typed), at
    sketch.save(update_fields=["fields", "changed_at"])
    return sketch


def _sketch(actor: User, maker: Maker, key: str, at: datetime) -> Sketch:
    """Return the sketch of a form, made when it is new."""
    check_keeper(actor, maker)
    rules.check_key(key)
    found = Sketch.objects.filter(maker=maker, key=key).first()
    if found is not None:
        return found
    if Product.objects.filter(maker=maker, form_key=key).exists():
        raise Refusal("sudah_terbit", "Barang dari halaman ini sudah dijual. Buka Barang baru.")
    if Sketch.objects.filter(maker=maker).count() >= rules.MOST_OF_A_MAKER:
        raise Refusal(
            "draf_banyak", "Sudah ada 20 draf. Lanjutkan atau hapus satu draf yang lama dulu."
        )
    try:
        with transaction.atomic():
            return Sketch.objects.create(maker=maker, key=key, changed_at=at, created_at=at)
    except IntegrityError:  # a photo and a text of one form at once
        return Sketch.objects.get(maker=maker, key=key)


def add_sketch_photo(
    actor: User,
    maker: Maker,
    key: str,
    content: bytes,
    at: datetime,
    *,
    client: str,
    shaping: Shaping = PLAIN,
) -> SketchPhoto | None:
    """Prove a photo and keep it with the good it belongs to; the same one again is one.

    Comes it after the good went on sale, it hangs on the good itself, and None is returned.

    Raises:
        Refusal: `bukan_lapak_anda`, `kunci_salah`, `draf_banyak`, `foto_banyak`, and those of
            `prove_photo`.
    """
    check_keeper(actor, maker)
    rules.check_key(client)
    rules.check_key(key)
    shot, is_new = prove_photo(content, shaping)
    try:
        sold = Product.objects.filter(maker=maker, form_key=key).first()
        if sold is not None:
            with transaction.atomic():
                put_photo(sold, shot, sold.name, at)
            return None
        sketch = _sketch(actor, maker, key, at)
        with transaction.atomic():
            return _put(sketch, shot, at, client=client, is_ours=is_new)
    except Refusal:
        if is_new:  # no row names it: nobody would find it to delete it
            forget_pictures([shot.digest, shot.source])
        raise


def _put(
    sketch: Sketch, shot: Shot, at: datetime, *, client: str, is_ours: bool
) -> SketchPhoto:  # fmt: skip
    # In turn: photos of one form come at once, and the limit holds.
    Sketch.objects.select_for_update(no_key=True).get(pk=sketch.pk)
    photos = SketchPhoto.objects.filter(sketch=sketch)
    known = photos.filter(Q(client=client) | Q(digest=shot.digest)).first()
    if known is not None:
        return known
    if photos.count() >= MOST_PHOTOS:
        raise Refusal("foto_banyak", f"Paling banyak {MOST_PHOTOS} foto. Hapus satu dulu.")
    last = photos.aggregate(last=Max("position"))["last"]
    Sketch.objects.filter(pk=sketch.pk).update(changed_at=at)
    return SketchPhoto.objects.create(
        sketch=sketch,
        client=client,
        is_ours=is_ours,
        position=0 if last is None else last + 1,
        created_at=at,
        **shot.columns,
    )


def shape_sketch_photo(
    actor: User, sketch: Sketch, photo_id: int, shaping: Shaping, at: datetime
) -> None:
    """Turn, straighten or cut a photo of a good begun.

    Raises:
        Refusal: as `actions.photos.shape_photo`.
    """
    check_keeper(actor, sketch.maker)
    photo = SketchPhoto.objects.filter(sketch=sketch, pk=photo_id).first()
    if photo is None:
        raise Refusal("foto_tidak_ada", "Foto ini sudah dihapus.")
    shot = reshaped(photo, shaping)
    with transaction.atomic():
        twins = SketchPhoto.objects.filter(sketch=sketch, digest=shot.digest)
        if twins.exclude(pk=photo_id).exists():
            raise Refusal("foto_sudah_ada", "Foto yang sama sudah ada di barang ini.")
        SketchPhoto.objects.filter(pk=photo_id).update(**shot.columns)
        Sketch.objects.filter(pk=sketch.pk).update(changed_at=at)


def move_sketch_photo(
    actor: User, sketch: Sketch, photo_id: int, at: datetime, *, first: bool = True
) -> None:
    """Put a photo of a good begun first, or one place further ahead."""
    check_keeper(actor, sketch.maker)
    with transaction.atomic():
        arrange(SketchPhoto.objects.filter(sketch=sketch), photo_id, first=first)
        Sketch.objects.filter(pk=sketch.pk).update(changed_at=at)


def remove_sketch_photo(actor: User, sketch: Sketch, photo_id: int, at: datetime) -> None:
    """Take a photo off a good begun; files that came with it go too."""
    check_keeper(actor, sketch.maker)
    with transaction.atomic():
        photos = SketchPhoto.objects.filter(sketch=sketch, pk=photo_id)
        gone = list(photos)
        photos.delete()
        Sketch.objects.filter(pk=sketch.pk).update(changed_at=at)
        transaction.on_commit(lambda: _forget_files(gone))


def publish_sketch(actor: User, maker: Maker, key: str, draft: Draft, at: datetime) -> Product:
    """Put a good begun on sale with its photos, and lay the sketch aside.

    The same form sent twice, also after a lost answer, is one good.

    Raises:
        Refusal: those of `add_product`.
    """
    sketch = Sketch.objects.filter(maker=maker, key=key).first() if key else None
    if sketch is not None:
        shots = [_shot(photo) for photo in sketch.photos.all()]
        draft = replace(draft, photos=[*shots, *draft.photos])
    product = add_product(actor, maker, draft, at, key=key)
    if sketch is not None:
        Sketch.objects.filter(pk=sketch.pk).delete()
    return product


def _shot(photo: SketchPhoto) -> Shot:
    return Shot(
        photo.digest, photo.width, photo.height, photo.source, photo.placeholder, photo.made,
        photo.shaping, texts.cleaned(photo.alt),
    )  # fmt: skip


def drop_sketch(actor: User, sketch: Sketch) -> None:
    """Throw away a good begun, with the files that came with it."""
    check_keeper(actor, sketch.maker)
    _drop([sketch.pk])


def drop_old_sketches(now: datetime) -> int:
    """Throw away goods begun and left for 30 days, and those on sale since; return how many."""
    sold = Product.objects.filter(maker=OuterRef("maker"), form_key=OuterRef("key"))
    left = Sketch.objects.filter(Q(changed_at__lt=now - rules.TERM) | Exists(sold))
    numbers = list(left.order_by("changed_at").values_list("pk", flat=True)[:DROPPED_AT_ONCE])
    _drop(numbers)
    return len(numbers)


def _drop(numbers: Sequence[int]) -> None:
    with transaction.atomic():
        gone = list(SketchPhoto.objects.filter(sketch__in=numbers))
        Sketch.objects.filter(pk__in=numbers).delete()
        transaction.on_commit(lambda: _forget_files(gone))


def _forget_files(gone: Sequence[SketchPhoto]) -> None:
    """Delete files that came with these photos and that nothing else shows."""
    forget_pictures(
        name for photo in gone if photo.is_ours for name in (photo.digest, photo.source)
    )
