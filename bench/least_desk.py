"""The yardstick of the dashboard: the least Django that shows the headline of the same round."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from lampit.measure.models import Round, RoundFigure, SampleMember

PAGE = """<!doctype html><title>Survei</title><h1>{{ round.name }}</h1><p>{{ round.region.name }}
{{ drawn }}</p><ul>{% for f in rows %}<li>{{ f.indicator }} {{ f.domain }} {{ f.value }}
{{ f.low }} {{ f.high }} {{ f.n }}{% endfor %}</ul>"""


def least(request: HttpRequest) -> HttpResponse:
    """Show the newest round with its headline figures: three queries, one template."""
    found = Round.objects.select_related("region").order_by("-id")[0]
    rows = RoundFigure.objects.filter(
        revision__round=found, by__in=("", "kecamatan"), indicator__in=("index", "d07")
    )
    drawn = SampleMember.objects.filter(round=found).count()
    shown = {"round": found, "rows": list(rows), "drawn": drawn}
    return HttpResponse(engines["django"].from_string(PAGE).render(shown, request))


urlpatterns = [path("sedikit/", least)]
