"""Photos that makers send: proven at once, made small in the background, put right by her.

Originals and files are written before any transaction and named by their content: a file without
a row does no harm, a row says which of its files there are.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from PIL.Image import Image

from lampit.basics.refusal import Refusal
from lampit.outside import pictures
from lampit.outside.pictures import PLAIN, Picture, Shaping
from lampit.people.models import User
from lampit.shops.actions._guard import check_keeper, note_help
from lampit.shops.actions.papers import forget_after
from lampit.shops.models import Made, Photo, Product, SketchPhoto
from lampit.shops.rules import texts

MOST_PHOTOS = 10
MAKING_SECONDS = 2.0  # at most this long in one turn of the worker


@dataclass(frozen=True, slots=True)
class Shot:
    """A proven photo on its way to a good: what the row of it will say."""

    digest: str
    width: int
    height: int
    source: str = ""
    placeholder: str = ""
    made: int = Made.FIRST
    shaping: Shaping = PLAIN
    alt: str = ""

    @property
    def columns(self) -> dict[str, object]:
        """Return the columns that tell what it is made of."""
        return {
            "digest": self.digest, "source": self.source, "turned": self.shaping.turned,
            "tilt": self.shaping.tilt, "shape": self.shaping.shape, "made": self.made,
            "placeholder": self.placeholder, "width": self.width, "height": self.height,
        }  # fmt: skip


def media_folder() -> Path:
    """Return where pictures lie."""
    return Path(settings.MEDIA_ROOT)


def originals_folder() -> Path:
    """Return where originals lie, stripped and at most 1600 px; no address leads there."""
    return Path(settings.ORIGINALS_ROOT)


def keep_photo(content: bytes) -> Picture:
    """Prove and keep a sent photo with its first files, and return it: for records.

    Raises:
        Refusal: what `outside.pictures.read` raises.
    """
    picture = pictures.from_upload(content)
    pictures.keep(picture, media_folder())
    return picture


def kept_photo(digest: str) -> Picture | None:
    """Return a photo kept earlier (the form it came with was refused), None when unknown."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        return None
    size = pictures.size_of(media_folder() / pictures.file_name(digest, "1080.jpg"))
    return Picture(digest, *size, {}) if size else None


def prove_photo(content: bytes, shaping: Shaping = PLAIN) -> tuple[Shot, bool]:
    """Prove a sent photo and keep its original; its files are made later.

    Returns the photo, and whether its original came now for the first time.

    Raises:
        Refusal: what `outside.pictures.read` raises, `foto_luruskan`.
    """
    check_shaping(shaping)
    found = pictures.original(pictures.read(content))
    is_new = pictures.keep_original(found, originals_folder())
    whole = Shot(
        found.digest, found.width, found.height, found.digest, found.placeholder, Made.WAITING
    )
    return _put_right(whole, (found.width, found.height), shaping), is_new


def check_shaping(shaping: Shaping) -> None:
    """Refuse what no button of the page asks for.

    Raises:
        Refusal: `foto_luruskan`.
    """
    known = shaping.shape in pictures.SHAPES and 0 <= shaping.turned <= 3
    if not known or abs(shaping.tilt) > pictures.MOST_TILT:
        raise Refusal("foto_luruskan", "Foto bisa diluruskan paling banyak 15 derajat.")


def _put_right(shot: Shot, size: tuple[int, int], shaping: Shaping) -> Shot:
    """Return a photo put right; its name follows from the original and the way."""
    width, height = pictures.shaped_size(*size, shaping)
    name = f"{shot.source}/{shaping}".encode()
    digest = shot.source if shaping.is_plain else hashlib.sha256(name).hexdigest()
    return replace(
        shot, digest=digest, width=width, height=height, shaping=shaping, made=Made.WAITING
    )


def reshaped(photo: Photo | SketchPhoto, shaping: Shaping) -> Shot:
    """Make the files of a photo put right another way, and return it as it is then.

    Raises:
        Refusal: `foto_luruskan`, `foto_hilang` when nothing is left to make it from.
    """
    check_shaping(shaping)
    source = photo.source
    image = pictures.open_original(source, originals_folder()) if source else None
    if image is None:
        # A photo of the first months: its largest file is all there is.
        image = pictures.open_picture(photo.digest, media_folder())
        if image is None:
            raise Refusal("foto_hilang", "Foto aslinya tidak ada lagi. Kirim fotonya sekali lagi.")
        found = pictures.original(image)
        pictures.keep_original(found, originals_folder())
        source = found.digest
    shot = Shot(photo.digest, photo.width, photo.height, source, alt=photo.alt)
    shot = _put_right(shot, image.size, shaping)
    right = pictures.shaped(image, shaping)
    _make(right, shot.digest)
    return replace(shot, made=Made.ALL, placeholder=pictures.placeholder(right))


def _make(image: Image, digest: str) -> None:
    made = pictures.prepare(image, digest=digest, complete=True)
    pictures.keep(made, media_folder())


def finish_photo(photo: Photo | SketchPhoto) -> int:
    """Make the files that a photo lacks; return what there is then. Writes no row.

    A photo without a placeholder gets one: on the given row alone.
    """
    if not pictures.lacking([(photo.digest, pictures.names(photo.digest))], media_folder()):
        return Made.ALL  # somebody was quicker
    image = pictures.open_original(photo.source, originals_folder()) if photo.source else None
    if image is not None:
        _make(pictures.shaped(image, photo.shaping), photo.digest)
        return Made.ALL
    image = pictures.open_picture(photo.digest, media_folder())
    if image is None:
        return Made.LOST if photo.made == Made.WAITING else Made.STAYS
    photo.placeholder = photo.placeholder or pictures.placeholder(image)
    _make(image, photo.digest)
    return Made.ALL


def finish_photos(now: datetime) -> int:  # noqa: ARG001 - as all that is due
    """Make the files of photos that wait, those for which a maker waits first; return how many.

    Killed half way, the next turn goes on: a photo waits until its row says otherwise.
    """
    until, count = time.monotonic() + MAKING_SECONDS, 0
    while time.monotonic() < until:
        photo = _next_waiting()
        if photo is None:
            break
        note_finished(photo, finish_photo(photo))
        count += 1
        if photo.made == Made.FIRST:
            break  # nobody waits for those: one a turn
    return count


def ready_first(photos: Sequence[Picture | Shot]) -> list[Picture | Shot]:
    """Return photos of a good about to be sold, with the files of the first one made.

    What a buyer or a chat fetches right after must be there, whatever the worker does.
    """
    first = photos[0] if photos else None
    if not isinstance(first, Shot) or first.made != Made.WAITING:
        return list(photos)
    row = SketchPhoto(**first.columns)
    return [replace(first, made=finish_photo(row)), *photos[1:]]


def _next_waiting() -> Photo | SketchPhoto | None:
    for made in (Made.WAITING, Made.FIRST):
        for rows in (SketchPhoto.objects, Photo.objects):
            found = rows.filter(made=made).order_by("pk").first()
            if found is not None:
                return found
    return None


def note_finished(photo: Photo | SketchPhoto, made: int) -> None:
    """Note of all photos of this picture which files there are; goods take it as their cover."""
    with transaction.atomic():
        begun = SketchPhoto.objects.filter(digest=photo.digest).update(made=made)
        waiting = Photo.objects.filter(digest=photo.digest)
        # What was shown already is the cover already: only what came new is looked at.
        goods = list(waiting.filter(made=Made.WAITING).values_list("product", flat=True))
        waiting.update(made=made, placeholder=photo.placeholder)
        for product in Product.objects.filter(pk__in=goods):
            choose_cover(product)
    if not begun and not Photo.objects.filter(digest=photo.digest).exists():
        pictures.discard([photo.digest], media_folder())  # thrown away meanwhile


def attach_photo(
    actor: User, product: Product, picture: Picture | Shot, alt: str, at: datetime
) -> None:
    """Add a photo to a good.

    Raises:
        Refusal: `bukan_lapak_anda`, `foto_banyak`.
    """
    check_keeper(actor, product.maker)
    with transaction.atomic():
        put_photo(product, picture, alt or product.name, at)
        note_help(actor, product.maker, "foto.tambah", ("product", product.pk), at)


def put_photo(product: Product, picture: Picture | Shot, alt: str, at: datetime) -> None:
    """Hang a photo on a good, last of all, in the caller's transaction.

    Raises:
        Refusal: `foto_banyak`.
    """
    shot = picture if isinstance(picture, Shot) else Shot(
        picture.digest, picture.width, picture.height
    )  # fmt: skip
    # In turn: the same photo sent twice at once is one, and the limit holds.
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    photos = Photo.objects.filter(product=product)
    if photos.filter(digest=shot.digest).exists():
        return
    if photos.count() >= MOST_PHOTOS:
        raise Refusal("foto_banyak", f"Paling banyak {MOST_PHOTOS} foto. Hapus satu dulu.")
    last = photos.aggregate(last=Max("position"))["last"]
    Photo.objects.create(
        product=product,
        position=0 if last is None else last + 1,
        alt=texts.cleaned(shot.alt or alt)[:200],
        created_at=at,
        **shot.columns,
    )
    choose_cover(product)


def choose_cover(product: Product) -> None:
    """Let the first photo that can be shown stand for a good, in the caller's transaction."""
    shown = Photo.objects.filter(product=product, made__gt=Made.WAITING)
    first = shown.order_by("position", "pk").first()
    product.cover = first.digest if first else ""
    product.cover_alt = first.alt if first else ""
    product.save(update_fields=["cover", "cover_alt"])


def remove_photo(actor: User, product: Product, photo_id: int, at: datetime) -> None:
    """Take a photo off a good; the next one becomes its cover. Its files stay for old orders.

    Kept papers that show the good go.
    """
    check_keeper(actor, product.maker)
    with transaction.atomic():
        Photo.objects.filter(product=product, pk=photo_id).delete()
        choose_cover(product)
        forget_after([product.slug])
        note_help(actor, product.maker, "foto.hapus", ("product", product.pk), at)


def move_photo(
    actor: User, product: Product, photo_id: int, at: datetime, *, first: bool = True
) -> None:
    """Put a photo of a good first, or one place further ahead; the others keep their order."""
    check_keeper(actor, product.maker)
    with transaction.atomic():
        arrange(Photo.objects.filter(product=product), photo_id, first=first)
        choose_cover(product)
        note_help(actor, product.maker, "foto.utama", ("product", product.pk), at)


def arrange(photos: QuerySet[Photo] | QuerySet[SketchPhoto], photo_id: int, *, first: bool) -> None:
    """Number the photos of a good anew, one first or further ahead, in the caller's transaction."""
    order = list(photos.order_by("position", "pk").values_list("pk", flat=True))
    if photo_id in order:
        place = order.index(photo_id)
        order.insert(0 if first else max(0, place - 1), order.pop(place))
    for position, number in enumerate(order):
        photos.filter(pk=number).update(position=position)


def describe_photo(actor: User, product: Product, photo_id: int, alt: str, at: datetime) -> None:
    """Note what a photo shows, for those who cannot see it."""
    check_keeper(actor, product.maker)
    said = texts.cleaned(alt)[:200] or product.name
    with transaction.atomic():
        Photo.objects.filter(product=product, pk=photo_id).update(alt=said)
        choose_cover(product)
        note_help(actor, product.maker, "foto.keterangan", ("product", product.pk), at)


def shape_photo(
    actor: User, product: Product, photo_id: int, shaping: Shaping, at: datetime
) -> None:
    """Turn, straighten or cut a photo of a good; the original stays, so that all can be undone.

    Raises:
        Refusal: `bukan_lapak_anda`, `foto_luruskan`, `foto_hilang`, `foto_sudah_ada`.
    """
    check_keeper(actor, product.maker)
    photo = Photo.objects.filter(product=product, pk=photo_id).first()
    if photo is None:
        raise Refusal("foto_tidak_ada", "Foto ini sudah dihapus.")
    shot = reshaped(photo, shaping)
    with transaction.atomic():
        twin = Photo.objects.filter(product=product, digest=shot.digest).exclude(pk=photo_id)
        if twin.exists():
            raise Refusal("foto_sudah_ada", "Foto yang sama sudah ada di barang ini.")
        Photo.objects.filter(pk=photo_id).update(**shot.columns)
        choose_cover(product)
        forget_after([product.slug])  # what was cut away stands in them
        note_help(actor, product.maker, "foto.luruskan", ("product", product.pk), at)
