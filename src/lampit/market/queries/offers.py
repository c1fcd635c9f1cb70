"""The facts of goods for machines, from rows that are read already.

Page, data block and feeds all come here, so that none of them tells another price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from lampit.market.queries.speaking import Said
from lampit.market.rules.facts import OUT_OF_STOCK, Offer, Sold
from lampit.outside.pictures import file_name
from lampit.places.queries import province_name
from lampit.shops.models import Product, ProductAbroad
from lampit.shops.queries import Choice, Whole
from lampit.shops.queries.abroad import tariff
from lampit.shops.rules import freshness, kinds
from lampit.shops.rules.capacity import Opening
from lampit.shops.rules.returns import return_rule
from lampit.shops.rules.stock import Availability, availability

PICTURE = "1080.jpg"


def offer_of(
    found: Whole, root: str, openings: Mapping[int, Opening | None], *, today: date
) -> Offer:
    """Return the facts of a whole good; `root` is the absolute start of addresses. No query.

    `openings` are those of its choices made to order.
    """
    digests = [photo.digest for photo in found.photos]
    return offer(
        found.product, found.choices, found.readiness, digests, openings,
        place=found.place, root=root, today=today,
    )  # fmt: skip


def offer(
    good: Product,
    choices: Sequence[Choice],
    readiness: Availability,
    digests: Sequence[str],
    openings: Mapping[int, Opening | None],
    *,
    place: str,
    root: str,
    today: date,
) -> Offer:
    """Return the facts of a good whose maker is loaded; for feeds too. No query.

    `choices` are its variants on offer, `digests` its photos, `openings` the weeks of
    those made to order, `place` its kecamatan.
    """
    shelf = kinds.category(good.category)
    checked_on = timezone.localtime(good.checked_at).date() if good.checked_at else None
    last = freshness.last_shown(checked_on, good.shown_until) if checked_on else None
    return Offer(
        name=good.name,
        text=good.description,
        code=choices[0].code if choices else good.slug,
        price=good.price,
        availability=readiness.schema,
        unit=good.unit,
        material=good.material or gettext(shelf.material or ""),
        maker=good.maker.name,
        place=place,
        address=f"{root}/produk/{good.slug}/",
        maker_address=f"{root}/lapak/{good.maker.slug}/",
        pictures=[f"{root}/media/{file_name(digest, PICTURE)}" for digest in digests],
        region=good.maker.region_id,
        province=province_name(good.maker.region_id),
        category=gettext(shelf.label),
        category_slug=shelf.slug,
        lead_days=readiness.lead_days,
        valid_until=last if last and last >= today else None,
        weight_g=good.weight_g,
        size_cm=(good.length_cm, good.width_cm, good.height_cm),
        sold=[_sold(choice, openings) for choice in choices],
        return_days=return_rule(
            is_food=shelf.is_food, is_made_to_order=bool(readiness.lead_days)
        ).days,
    )


def offer_said(
    facts: Offer, said: Said, abroad: ProductAbroad | None, rating: tuple[int, str] = (0, "")
) -> Offer:
    """Return the facts of a good in the words of its page, with what is told abroad; no query.

    `rating` are how many reviews there are and their mean, "" for too few.
    """
    kept = abroad.hs_code if abroad else ""
    return replace(
        facts,
        name=said.name,
        text=said.text,
        material=said.material or facts.material,
        language=said.language,
        net_weight_g=abroad.net_weight_g if abroad else None,
        hs_code=kept or tariff(facts.category_slug).code,
        rating_count=rating[0],
        rating_mean=rating[1],
    )


def _sold(choice: Choice, openings: Mapping[int, Opening | None]) -> Sold:
    """Return a choice as machines are told of it; one whose maker is full all year is sold out."""
    found = availability(choice.kind, choice.left, choice.lead_days, is_surely_ready=True)
    if choice.pk not in openings:
        return Sold(
            choice.code, choice.name, choice.price, found.schema, found.left, found.lead_days
        )
    week = openings[choice.pk]
    if week is None:
        return Sold(choice.code, choice.name, choice.price, OUT_OF_STOCK)
    return Sold(
        choice.code, choice.name, choice.price, found.schema, 0, found.lead_days,
        open_on=week.open_on, ready_on=week.ready_on,
    )  # fmt: skip
