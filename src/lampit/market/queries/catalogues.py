"""Goods as a catalogue tells them: by maker, shelf, event, or the whole market."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import Catalogue, Line
from lampit.market.rules.world import ENGLISH
from lampit.national import phone
from lampit.shops import queries as shops
from lampit.shops.models import Fair, Maker, Product
from lampit.shops.queries import finding
from lampit.shops.queries.fairs import chosen
from lampit.shops.queries.shelf import kecamatan
from lampit.shops.queries.trust import market_office
from lampit.shops.rules import kinds
from lampit.web.figures import long_date

Link = Callable[[str], str]
VILLAGE = 4  # level of a region


def lines(products: QuerySet[Product], most: int, *, today: date, link: Link) -> list[Line]:
    """Return the goods of an ordered, scoped queryset, at most `most`; three queries.

    In English with their English words where there are some (a query more), else as they are,
    which is told. `link` gives where the QR of a good leads by its address word.
    """
    goods = shops.shelf(products, 0, most, today=today)
    extra = {
        row[0]: row[1:]
        for row in Product.objects.filter(pk__in=[good.pk for good in goods]).values_list(
            "pk",
            "material",
            "length_cm",
            "width_cm",
            "height_cm",
            "maker__place__name",
            "abroad__material",
        )
    }
    return [_line(good, extra[good.pk], link) for good in goods]


def _line(
    good: shops.Good,
    extra: tuple[str, int | None, int | None, int | None, str, str | None],
    link: Link,
) -> Line:
    material, length, width, height, village, abroad = extra
    shelf = kinds.category(good.category)
    in_english = (get_language() or "").startswith(ENGLISH)
    if good.english:
        material = abroad or ("" if shelf.material else material)
    return Line(
        name=good.english or good.name,
        tongue="id" if in_english and not good.english else "",
        code=good.slug,
        price=good.price,
        unit=_(good.unit),
        size=rules.size_text(length, width, height),
        material=material or (_(shelf.material) if shelf.material else ""),
        maker=good.maker,
        place=good.place if village == good.place else f"{village}, {good.place}",
        readiness=good.readiness.code,
        link=link(good.slug),
        photo=good.cover,
        category=_(shelf.label),
    )


def by_shelf(products: QuerySet[Product]) -> QuerySet[Product]:
    """Return goods in the order of paper: by shelf, then by name."""
    return products.order_by("category", "name", "pk")


@dataclass(frozen=True, slots=True)
class Frame:
    """What does not hang on whose goods a catalogue tells.

    Attributes:
        root: how addresses in it begin, without `/` behind.
        most: goods that go in.
        office, contact: who stands on its foot, "" for nobody.
    """

    today: date
    root: str
    most: int
    language: str
    office: str = ""
    contact: str = ""


def of_maker(maker: Maker, products: QuerySet[Product], kind: str, frame: Frame) -> Catalogue:
    """Return the catalogue of one shop from its scoped goods; eight queries at most.

    On its foot stands the office that runs the market of its kabupaten, where one does.
    """
    frame = with_office(frame, maker.region_id)
    place = maker.place
    village = place.name if place.level == VILLAGE else ""
    above = kecamatan(place.name, place.parent.name if place.parent else None, place.level)
    whose = [maker.person, ", ".join(one for one in (village, above) if one)]
    return _catalogue(
        products, kind, frame, title=maker.name, link=f"/lapak/{maker.slug}/",
        about=" · ".join(one for one in whose if one), by_category=kind == rules.PRICES,
    )  # fmt: skip


def of_shelf(slug: str, products: QuerySet[Product], kind: str, frame: Frame) -> Catalogue:
    """Return the catalogue of one shelf, or of the whole market for ""; seven queries at most.

    Of a shelf that does not fit, other goods go in each day, as fairly as in the market itself.
    """
    shelf = products.filter(category=slug) if slug else products
    return _catalogue(
        shelf, kind, frame, by_category=not slug,
        title=_(kinds.category(slug).label) if slug else _("Semua barang"), about="",
        link=f"/kategori/{slug}/" if slug else "/",
    )  # fmt: skip


def of_fair(fair: Fair, products: QuerySet[Product], kind: str, frame: Frame) -> Catalogue:
    """Return the catalogue of an event from scoped goods, shelf by shelf; eight queries at most.

    On its foot stands the office that runs the market where the event is arranged.
    """
    told = (
        span(fair.from_on, fair.until_on, frame.language),
        fair.place, fair.region.name if fair.region else "",
    )  # fmt: skip
    return _catalogue(
        chosen(fair, products), kind, with_office(frame, fair.region_id or ""), title=fair.name,
        about=" · ".join(one for one in told if one), link=f"/acara/{fair.slug}/",
        by_category=True,
    )  # fmt: skip


def span(first: date, last: date, language: str) -> str:
    """Return the days of an event in words."""
    days = [first] if first == last else [first, last]
    return " – ".join(long_date(day, language) for day in days)


def with_office(frame: Frame, region: str) -> Frame:
    """Return a frame with the office of a kabupaten on its foot, where one does; one query."""
    office = market_office(region) if region else None
    if office is None:
        return frame
    told = (office.contact, phone.show(office.whatsapp) if office.whatsapp else "", office.hours)
    return replace(frame, office=office.name, contact=", ".join(one for one in told if one))


def _catalogue(
    products: QuerySet[Product], kind: str, frame: Frame, *, title: str, about: str, link: str,
    by_category: bool,
) -> Catalogue:  # fmt: skip
    total = products.order_by().count()
    if total > frame.most:
        deal = finding.census(products, frame.today).deal
        chosen = finding.goods_at(products, deal, deal.places(0, frame.most))
        products = products.filter(pk__in=chosen)
    found = lines(
        by_shelf(products),
        frame.most,
        today=frame.today,
        link=lambda slug: f"{frame.root}/produk/{slug}/",
    )
    found.sort(key=lambda line: (line.category, line.name, line.code))
    return Catalogue(
        title=title,
        about=about,
        kind=kind,
        on=frame.today.isoformat(),
        office=frame.office,
        contact=frame.contact,
        link=f"{frame.root}{link}",
        lines=found,
        left_out=max(0, total - len(found)),
        by_category=by_category,
        language=frame.language,
    )
