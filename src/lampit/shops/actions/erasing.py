"""Takes a person out of her shops: the shop closes, its words and pictures go."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from lampit.shops.actions.finding import drop_from_index
from lampit.shops.actions.forgetting import forget_pictures
from lampit.shops.actions.groups import part_with
from lampit.shops.actions.papers import forget_after, words_of
from lampit.shops.actions.posters import drop_all_posters
from lampit.shops.models import (
    Assistance,
    Campaign,
    CostSheet,
    CurationSheet,
    FairGood,
    Maker,
    MakerAbroad,
    MakerStory,
    Photo,
    Product,
    ProductAbroad,
    Reminder,
    ShopElsewhere,
    Sketch,
    SketchPhoto,
    Spend,
)
from lampit.shops.models.goods import ProductState


def erase_shops(business_ids: Sequence[int]) -> Counter[str]:
    """Close and empty the shops of a person's businesses, and return what went.

    Goods keep name and price: orders and sums refer to them. The caller has decided who may.
    """
    with transaction.atomic():
        goods = Product.objects.filter(maker__business__in=business_ids)
        shops = Maker.objects.filter(business__in=business_ids)
        photos = Photo.objects.filter(product__in=goods)
        begun = SketchPhoto.objects.filter(sketch__maker__in=shops)
        told = MakerStory.objects.filter(maker__in=shops)
        pictures = _pictures(photos, begun) | set(shops.values_list("photo", flat=True))
        pictures |= set(goods.values_list("cover", flat=True))
        pictures |= set(told.values_list("picture", flat=True))
        done = Counter(photos=photos.delete()[0] + begun.delete()[0], stories=told.delete()[0])
        Sketch.objects.filter(maker__in=shops).delete()
        forget_after(words_of(shops))
        drop_from_index(goods)
        ProductAbroad.objects.filter(product__in=goods).delete()
        MakerAbroad.objects.filter(maker__in=shops).delete()
        CostSheet.objects.filter(product__in=goods).delete()
        FairGood.objects.filter(product__in=goods).delete()
        CurationSheet.objects.filter(product__in=goods).delete()
        part_with(shops)
        _erase_promotion(shops)
        for table in (Assistance, Reminder, ShopElsewhere):
            table.objects.filter(maker__in=shops).delete()
        goods.update(state=ProductState.HIDDEN, description="", cover="", cover_alt="")
        for shop in list(shops):
            Maker.objects.filter(pk=shop.pk).update(
                name="", person="", story="", whatsapp="", shows_phone=False, qris="", photo="",
                account=None, is_published=False, since_year=None, slug=f"dihapus-{shop.pk}",
            )  # fmt: skip
            done["shops"] += 1
        transaction.on_commit(lambda: _delete_files(pictures))
    return done


def _pictures(photos: QuerySet[Photo], begun: QuerySet[SketchPhoto]) -> set[str]:
    """Return by which names the files of photos are known: as shown, and whole before the cut."""
    return {name for rows in (photos, begun) for row in rows.values_list("digest", "source")
            for name in row}  # fmt: skip


def _erase_promotion(shops: QuerySet[Maker]) -> None:
    """Take her words off her promotion; sums stay, and printed codes lead to the market."""
    hers = Campaign.objects.filter(maker__in=shops)
    Spend.objects.filter(campaign__in=hers).exclude(note="").update(note="")
    hers.update(name=Concat(Value("dihapus-"), Cast(F("pk"), CharField())))


def _delete_files(pictures: set[str]) -> None:
    """Delete all sizes of pictures that nothing shows any more, and what was drawn with them."""
    forget_pictures(pictures, is_erased=True)
    drop_all_posters()
