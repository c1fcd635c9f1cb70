"""Orders that were received, and things to report, made with as few words as possible."""

from typing import Any

from lampit.orders.models import Line, Part
from lampit.shops.models import Maker, Product
from lampit.trust.models import Review
from tests.factories import NOON, maker, product
from tests.orders.things import goods, order, shop

HSU, TABALONG = "63.08", "63.09"
PUBLIC = 18


def bought(of: Maker | None = None, *, state: str = "SELESAI") -> Line:
    """Return the only line of a new order in this state."""
    line = Line.objects.get(part__order=order({goods(of or shop()): 1}))
    Part.objects.filter(pk=line.part_id).update(state=state)
    return Line.objects.select_related("part__order", "part__maker", "variant__product").get(
        pk=line.pk
    )


def review(of: Line | None = None, **values: Any) -> Review:
    """Return a review that stands."""
    line = of or bought()
    usual: dict[str, Any] = {
        "line": line, "product": line.variant.product, "maker": line.part.maker,
        "as_pictured": 5, "tidy": 4, "arrived_well": 5, "written_at": NOON,
    }  # fmt: skip
    return Review.objects.create(**usual | values)


def reviewed(n: int, **values: Any) -> Product:
    """Return a good with `n` standing reviews, each of an order of its own."""
    keeper = maker(HSU, whatsapp="+6281200000142")
    good = product(keeper, stock=n + 5)
    variant = good.variants.get()
    for number in range(n):
        line = Line.objects.get(part__order=order({variant: 1}, way="COD"))
        Part.objects.filter(pk=line.part_id).update(state="SELESAI")
        review(line, **{"text": f"Ulasan {number}"} | values)
    return good
