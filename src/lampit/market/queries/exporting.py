"""What buyers abroad and their forwarders ask of a good: origin, tariff, weights, volume."""

from dataclasses import dataclass

from django.utils.translation import get_language

from lampit.market.rules.facts import Offer
from lampit.shops.models import ProductAbroad
from lampit.shops.queries.abroad import carriers, tariff
from lampit.shops.rules.parcels import charged_kg, volume_g
from lampit.shops.rules.tariff import shown_code


@dataclass(frozen=True, slots=True)
class Export:
    """The facts for export of one good, as its page shows them.

    Attributes:
        material: in English, "" where nobody translated it.
        hs_code: as books print it; `is_estimate` when it is only that of the category.
        hs_text: what an estimated number stands for, in the language of the page.
        net_g, packed_g: grams, None while unknown.
        parcels: for each kind of carrier its divisor, the volumetric grams, the kilograms charged.
    """

    material: str
    hs_code: str
    hs_text: str
    is_estimate: bool
    net_g: int | None
    packed_g: int | None
    parcels: list[tuple[int, int, int]]


def export_facts(offer: Offer, abroad: ProductAbroad | None) -> Export:
    """Return the facts for export of a good; no query."""
    own = abroad.hs_code if abroad else ""
    usual = tariff(offer.category_slug)
    told = usual.english if get_language() == "en" else usual.text
    return Export(
        material=abroad.material if abroad else "",
        hs_code=shown_code(own or usual.code),
        hs_text="" if own else told,
        is_estimate=not own and bool(usual.code),
        net_g=offer.net_weight_g,
        packed_g=offer.weight_g,
        parcels=_parcels(offer),
    )


def _parcels(offer: Offer) -> list[tuple[int, int, int]]:
    length, width, height = offer.size_cm
    if not (length and width and height and offer.weight_g):
        return []
    size = (length, width, height)
    return [
        (
            service.divisor,
            volume_g(size, service.divisor),
            charged_kg(offer.weight_g, size, service),
        )
        for service, _examples in carriers()
    ]
