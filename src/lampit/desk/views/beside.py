"""Photos and villages of two records that may be one business; joins rooms the register may not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lampit.coaching.access import visible_visits
from lampit.coaching.models import Visit
from lampit.coaching.queries.visits import photographed
from lampit.desk.views.charts import outlines
from lampit.people.access import Person, signed_in
from lampit.places.models import Region
from lampit.places.rules import kilometres
from lampit.registry.access import may_review, visible_pairs
from lampit.registry.models import Business
from lampit.registry.queries.duplicates import loaded
from lampit.shops.queries import covers_of
from lampit.web import charts
from lampit.web.door import door

SHOWN = 4


@require_safe
@door(may_review)
def beside(request: HttpRequest, number: int) -> HttpResponse:
    """Show what both look like and where they are; a part of the page of the pair when asked so."""
    person = signed_in(request)
    pair = loaded(visible_pairs(person), number)
    if pair is None:
        raise Http404
    left, right = pair.left, pair.right
    shown = {
        "pair": pair,
        "sides": [
            (letter, *_photos(person, row)) for letter, row in zip("AB", (left, right), strict=True)
        ],
        "distance": _distance(left.village, right.village),
        "map": _map(pair.region_id, left.village, right.village),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/_beside.html" if is_part else "desk/beside.html", shown)


def _photos(person: Person, business: Business) -> tuple[Business, list[str], list[Visit]]:
    """Return a business, digests of its goods and its visits with a photo; two queries."""
    visits = photographed(visible_visits(person), business.pk, SHOWN)
    return business, covers_of(business.pk, SHOWN), visits


def _distance(left: Region | None, right: Region | None) -> float | None:
    """Return the kilometres between the middles of two villages, None where one is not known."""
    if left is None or right is None:
        return None
    ends = (left.latitude, left.longitude, right.latitude, right.longitude)
    if None in ends:
        return None
    return kilometres(*(float(end or 0.0) for end in ends))


def _map(region: str, left: Region | None, right: Region | None) -> SafeString | str:
    """Draw both villages on the kecamatan; nothing where there is no map or no village."""
    areas, pins = outlines(region), []
    for letter, village in (("A", left), ("B", right)):
        if village is not None and village.latitude is not None and village.longitude is not None:
            pins.append(charts.Pin(letter, village.longitude, village.latitude))
    if not areas or not pins:
        return ""
    if left is not None and right is not None and left.pk == right.pk:
        pins = [pins[0]._replace(letter="A, B")]
    said = [f"{letter}: {row.name}" for letter, row in (("A", left), ("B", right)) if row]
    return charts.pin_map(areas, pins, gettext("Peta kedua desa"), "; ".join(said))
