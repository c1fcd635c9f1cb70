"""How good the guesses of duplicates are: precision, what is missed, the blind sample."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from lampit.people.access import region_of, signed_in
from lampit.registry import access
from lampit.registry.queries import precision as precisions
from lampit.registry.queries import sampling as samples
from lampit.registry.queries.rates import rates_of
from lampit.registry.rules import duplicates as rules
from lampit.registry.rules.calibrating import FEWEST, PROMISED, broken_promise
from lampit.registry.views.duplicates import SAMPLE
from lampit.web import charts
from lampit.web.door import door


@require_safe
@door(access.may_review)
def precision(request: HttpRequest) -> HttpResponse:
    """Show how often proposed pairs were one business, and how far two people agree."""
    person = signed_in(request)
    pairs, region = access.visible_pairs(person), region_of(person)
    bands, answers = precisions.precision(pairs), precisions.answers_of(region)
    bounds = precisions.calibration_of(region)
    sure_from = bounds.sure_from if bounds else rules.SURE_FROM
    shown = {
        "bands": bands,
        "chart": _calibration(bands),
        "broken": broken_promise(answers, min(sure_from, rules.SURE_FROM)),
        "promised": PROMISED,
        "rates": rates_of(region),
        "recall": samples.recall_of(region, bands),
        "sample": samples.sample_progress(pairs),
        "agreement": precisions.agreement(pairs),
        "fewest_double": rules.FEWEST_DOUBLE,
        "disputed": precisions.disagreements(pairs) if access.may_settle(person) else [],
        "bounds": bounds,
        "answered": len(answers),
        "fewest": FEWEST,
        "usual": {"queued": rules.QUEUED_FROM, "sure": rules.SURE_FROM},
    }
    return render(request, "registry/duplicates_precision.html", shown)


def _calibration(bands: Sequence[precisions.Precision]) -> str:
    """Draw what the model promised over what people found; "" where no band has enough answers."""
    rows = [
        (_cent(b.expected), _cent(b.share), _cent(b.share_low), _cent(b.share_high), b.answered)
        for b in bands
        if b.share is not None
    ]
    if not rows:
        return ""
    off = sum(band.is_off for band in bands)
    finding = (
        ngettext(
            "Di %(n)d kelompok komputer terlalu yakin.",
            "Di %(n)d kelompok komputer terlalu yakin.",
            off,
        )
        % {"n": off}
        if off
        else gettext("Tidak ada kelompok yang dugaannya terlalu yakin.")
    )
    return charts.calibration(rows, gettext("Dugaan komputer dan jawaban orang"), finding)


def _cent(share: float | None) -> float | None:
    return None if share is None else 100 * share


@require_safe
@door(access.may_review)
def sampled_pairs(request: HttpRequest) -> HttpResponse:
    """Lead to the next pair of this month's blind sample, or say that none waits."""
    person, now = signed_in(request), timezone.now()
    pairs = access.visible_pairs(person)
    found = samples.next_sampled(pairs, person.pk, now)
    if found is not None:
        return redirect(f"{reverse('registry:pair', args=[found.pk])}?{SAMPLE}=1")
    shown = {"sample": samples.sample_progress(pairs)}
    return render(request, "registry/duplicates_sampled.html", shown)
