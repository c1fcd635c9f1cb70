"""Takes a person out of her shops: the shop closes, its words and pictures go."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from lampit.outside import pictures
from lampit.shops.actions.finding import drop_from_index
from lampit.shops.actions.photos import media_folder, originals_folder
from lampit.shops.models import (
    Assistance,
    CostSheet,
    GroupMember,
    Maker,
    MakerAbroad,
    MakerStory,
    Photo,
    Product,
    ProductAbroad,
    Reminder,
    Sketch,
    SketchPhoto,
)
from lampit.shops.models.goods import ProductState


def erase_shops(business_ids: Sequence[int]) -> Counter[str]:
    """Close and empty the shops of a person's businesses, and return what went.

    Goods keep name and price: orders and sums refer to them. The caller has decided who may.
    """
    with transaction.atomic():
        goods = Product.objects.filter(maker__business__in=business_ids)
        photos = Photo.objects.filter(product__in=goods)
        begun = SketchPhoto.objects.filter(sketch__maker__business__in=business_ids)
        digests = {d for rows in (photos, begun) for d in rows.values_list("digest", flat=True)}
        sources = {s for rows in (photos, begun) for s in rows.values_list("source", flat=True)}
        shops = Maker.objects.filter(business__in=business_ids)
        digests |= {photo for photo in shops.values_list("photo", flat=True) if photo}
        told = MakerStory.objects.filter(maker__in=shops)
        digests |= {picture for picture in told.values_list("picture", flat=True) if picture}
        done = Counter(photos=photos.delete()[0] + begun.delete()[0], stories=told.delete()[0])
        Sketch.objects.filter(maker__business__in=business_ids).delete()
        drop_from_index(goods)
        ProductAbroad.objects.filter(product__in=goods).delete()
        MakerAbroad.objects.filter(maker__in=shops).delete()
        CostSheet.objects.filter(product__in=goods).delete()
        for table in (Assistance, GroupMember, Reminder):
            table.objects.filter(maker__business__in=business_ids).delete()
        goods.update(state=ProductState.HIDDEN, description="", cover="", cover_alt="")
        for shop in shops:
            Maker.objects.filter(pk=shop.pk).update(
                name="", person="", story="", whatsapp="", shows_phone=False, qris="", photo="",
                account=None, is_published=False, since_year=None, slug=f"dihapus-{shop.pk}",
            )  # fmt: skip
            done["shops"] += 1
        kept = set(Photo.objects.filter(digest__in=digests).values_list("digest", flat=True))
        shown = MakerStory.objects.filter(picture__in=digests)
        kept |= set(shown.values_list("picture", flat=True))
        roots = set(Photo.objects.filter(source__in=sources).values_list("source", flat=True))
        transaction.on_commit(lambda: _delete_files(digests - kept, sources - roots - {""}))
    return done


def _delete_files(digests: set[str], sources: set[str]) -> None:
    """Delete all sizes of pictures that no good shows any more, and originals of none."""
    pictures.discard(digests, media_folder())
    pictures.discard(sources, originals_folder())
