"""Anybody who has the receipt of a draw may draw again: frame, figures and a small program."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lampit.basics.refusal import Refusal
from lampit.measure.models import ListedDraw, Round
from lampit.measure.queries import rechecking as reads
from lampit.web.door import door, everyone


def _drawn(receipt: str) -> tuple[Round, ListedDraw | None]:
    """Return the draw of a receipt: whoever knows the 64 signs was given them."""
    found = reads.round_of(receipt)
    if found is None:
        raise Http404
    return found


@require_GET
@door(everyone)
def recheck(request: HttpRequest, receipt: str) -> HttpResponse:
    """Draw again and say whether it is the same list; offer what is needed to do it oneself."""
    found, done = _drawn(receipt)
    context = {"round": found, "second": done, "drawn": done or found,
               "same": reads.same_again(found, done)}  # fmt: skip
    return render(request, "measure/recheck.html", context)


@require_GET
@door(everyone)
def recheck_file(_request: HttpRequest, receipt: str, name: str) -> HttpResponse:
    """Give the frame without names, the figures of the draw, or the program that draws again."""
    found, done = _drawn(receipt)
    try:
        if name == "undian.json":
            return JsonResponse(reads.told_of(found, done))
        made = {"kerangka.csv": reads.frame_text, "periksa.py": reads.program}.get(name)
        if made is None:
            raise Http404
        answer = HttpResponse(made(found, done), content_type="text/plain; charset=utf-8")
    except Refusal as refusal:
        raise Http404 from refusal
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
