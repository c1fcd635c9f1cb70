"""`/pesan/<public-id>/ulasan/`: a buyer reviews what she received, without an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.orders.models import Line
from lampit.trust import access, actions, queries
from lampit.trust.forms import AppealForm, ReviewForm
from lampit.trust.models import Review
from lampit.trust.rules import reviews as rules
from lampit.trust.views._photos import sent_photo
from lampit.web.door import door, everyone
from lampit.web.weights import ONE_PHOTO, takes


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines and of the next site's referrer."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def _line(public_id: str, line: int) -> Line:
    found = queries.line_to_review(access.lines_at(public_id), line)
    if found is None:
        raise Http404
    return found


def _review(public_id: str, line: int) -> Review:
    found = queries.review_of_line(_line(public_id, line))
    if found is None:
        raise Http404
    return found


@require_safe
@door(everyone)
@never_cache
def reviews(request: HttpRequest, public_id: str) -> HttpResponse:
    """List what of an order was received, with its reviews; four queries."""
    rows = queries.to_review(access.lines_at(public_id))
    if not rows and not access.lines_at(public_id).exists():
        raise Http404
    return _private(render(request, "trust/to_review.html", {"rows": rows, "public_id": public_id}))


@require_http_methods(["GET", "HEAD", "POST"])
@door(everyone)
@never_cache
@takes(ONE_PHOTO)
def review(request: HttpRequest, public_id: str, line: int) -> HttpResponse:
    """Show and take the review of one line; written, it leads back to the list."""
    found = _line(public_id, line)
    if queries.review_of_line(found) is not None or found.part.state != rules.RECEIVED:
        return redirect("trust:reviews", public_id=public_id)
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, request.FILES or None)
    if sent is not None and form.is_valid():
        written = _written(request, found, form)
        if written is not None:
            held = written.state == rules.HELD
            messages.success(request, _tell(held))
            return redirect("trust:reviews", public_id=public_id)
    shown = {"form": form, "line": found, "public_id": public_id}
    return _private(render(request, "trust/review.html", shown, status=422 if form.errors else 200))


def _tell(held: bool) -> str:
    if held:
        return _("Terima kasih. Ulasan Anda dilihat petugas dulu karena memuat nomor atau tautan.")
    return _("Terima kasih. Ulasan Anda sudah tampil.")


def _written(request: HttpRequest, line: Line, form: ReviewForm) -> Review | None:
    photo = sent_photo(request, form)
    if form.errors:
        return None
    typed = form.cleaned_data
    given = [typed[name] for name, _question in rules.ASKED]
    try:
        return actions.write_review(
            line, given, typed["text"], typed["how"], timezone.now(), photo=photo
        )
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
        return None


@require_POST
@door(everyone)
def withdraw_review(request: HttpRequest, public_id: str, line: int) -> HttpResponse:
    """Take a review back."""
    try:
        actions.withdraw_review(_review(public_id, line), timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Ulasan Anda ditarik dan tidak tampil lagi."))
    return redirect("trust:reviews", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@door(everyone)
@never_cache
@takes(ONE_PHOTO)
def appeal_review(request: HttpRequest, public_id: str, line: int) -> HttpResponse:
    """Show why a review was taken down, and take an appeal."""
    found = _review(public_id, line)
    notice = queries.newest_notice(found)
    if notice is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AppealForm(sent, request.FILES or None)
    if sent is not None and form.is_valid():
        photo = sent_photo(request, form)
        try:
            if not form.errors:
                actions.appeal(None, notice, form.cleaned_data["text"], timezone.now(), photo=photo)
                messages.success(request, _("Keberatan Anda diterima. Orang lain memutuskannya."))
                return redirect("trust:appeal_review", public_id=public_id, line=line)
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
    shown = {
        "form": form,
        "found": queries.notice_view(notice),
        "review": found,
        "public_id": public_id,
    }
    return _private(
        render(request, "trust/appeal_review.html", shown, status=422 if form.errors else 200)
    )
