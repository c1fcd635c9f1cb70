"""The yardstick of the pages: the least Django that shows the same rows of the same tables."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from lampit.registry.models import Permit
from lampit.shops.models import (
    Curation,
    MarketOffice,
    PriceSplit,
    Product,
    ProductAbroad,
    Variant,
)
from lampit.trust.models import Answering, Review

LIST = """<!doctype html><title>Barang</title><h1>Barang</h1><p>{{ total }}</p><ul>
{% for p in rows %}<li><img src="/media/{{ p.cover }}-320.webp" alt="{{ p.cover_alt }}">
<a href="/produk/{{ p.slug }}/">{{ p.name }}</a> Rp{{ p.price }} {{ p.reference_price|default:"" }}
{{ p.maker.name }} {{ p.maker.place.parent.name }}
{% for v in p.variants.all %}{{ v.stock.on_hand }} {{ v.stock.reserved }} {{ v.lead_days }}
{% endfor %}</li>
{% endfor %}</ul>"""
GOOD = """<!doctype html><title>{{ p.name }}</title><h1>{{ p.name }}</h1><p>Rp{{ p.price }}</p>
<p>{{ p.maker.name }} {{ p.maker.story }} {{ p.maker.place.name }}
{{ p.maker.place.parent.name }}</p>
{% for x in photos %}<img src="/media/{{ x.digest }}-1080.jpg" alt="{{ x.alt }}">{% endfor %}
{% for v in variants %}<p>{{ v.code }} {{ v.kind }} {{ v.stock.on_hand }} {{ v.stock.reserved }}</p>
{% endfor %}<table>{% for r in proofs %}<tr><td>{{ r.source_name }}<td>{{ r.seen_on }}
<td>{{ r.price }}{% endfor %}</table><p>{{ p.description }}</p>
<p>{{ abroad.name }} {{ abroad.hs_code }} {{ split.material }} {{ mark.until }} {{ office.name }}
{{ answering.hours }}</p>{% for x in papers %}<p>{{ x.kind }} {{ x.number }}{% endfor %}
{% for x in reviews %}<p>{{ x.text }}{% endfor %}
<p>{{ p.material }} {{ p.weight_g }} {{ p.length_cm }} {{ p.width_cm }} {{ p.height_cm }}</p>
<form method="post">{% csrf_token %}<button>Beli</button></form>"""


def _answer(request: HttpRequest, text: str, shown: dict[str, Any]) -> HttpResponse:
    template = _TEMPLATES.setdefault(text, engines["django"].from_string(text))
    return HttpResponse(template.render(shown, request))


_TEMPLATES: dict[str, Any] = {}


def goods(request: HttpRequest) -> HttpResponse:
    """Show 24 goods with maker, place and stock: three queries."""
    live = Product.objects.filter(state="tayang")
    variants = Prefetch("variants", Variant.objects.select_related("stock"))
    rows = (
        live.select_related("maker__place__parent")
        .prefetch_related(variants)
        .order_by("-published_at", "-pk")[:24]
    )
    return _answer(request, LIST, {"rows": rows, "total": live.count()})


def good(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one good with the same rows as the real page: eleven queries."""
    product = Product.objects.select_related("maker__place__parent").get(slug=slug)
    shown = {
        "p": product,
        "photos": product.photos.all(),
        "variants": product.variants.select_related("stock"),
        "proofs": product.price_references.filter(withdrawn_at=None),
        "abroad": ProductAbroad.objects.filter(product=product).first(),
        "split": PriceSplit.objects.filter(product=product).first(),
        "mark": Curation.objects.filter(product=product).order_by("-passed_on").first(),
        "office": MarketOffice.objects.filter(region_id=product.maker.region_id).first(),
        "answering": Answering.objects.filter(maker_id=product.maker_id).first(),
        "papers": Permit.objects.filter(business_id=product.maker.business_id)[:20],
        "reviews": Review.objects.filter(product_id=product.pk).order_by("-written_at")[:5],
    }
    return _answer(request, GOOD, shown)


urlpatterns = [path("barang/", goods), path("barang/<slug:slug>/", good)]
