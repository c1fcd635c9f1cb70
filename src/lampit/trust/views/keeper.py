"""`/saya/teguran/` and `/saya/ulasan/`: what the office decided, and what buyers wrote."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.trust import access, actions, queries
from lampit.trust.forms import AnswerForm, AppealForm, FixedForm
from lampit.trust.models import Notice
from lampit.trust.views._photos import sent_photo
from lampit.web.door import door
from lampit.web.paging import page_of
from lampit.web.weights import ONE_PHOTO, takes

SIZE = 20


@require_safe
@door(access.may_answer)
def notices(request: HttpRequest) -> HttpResponse:
    """List what the office decided about the goods and shops of this person."""
    rows = queries.notices_of(access.own_notices(request.user))
    page = page_of(rows, request.GET.get("hal"), size=SIZE)
    return render(request, "trust/notices.html", {"page_obj": page})


@require_safe
@door(access.may_answer)
def summary(request: HttpRequest) -> HttpResponse:
    """Answer the line of the maker's start page (fragment): notices and unanswered reviews."""
    shown = {
        "notices": queries.open_count(access.own_notices(request.user)),
        "reviews": access.own_reviews(request.user).filter(answer="").count(),
    }
    return render(request, "trust/_summary.html", shown)


def _notice(request: HttpRequest, number: int) -> Notice:
    found = queries.notice_of(access.own_notices(request.user), number)
    if found is None:
        raise Http404
    return found


@require_safe
@door(access.may_answer)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision: what, why, which rule, until when, and how to appeal."""
    return _page(request, _notice(request, number))


def _page(
    request: HttpRequest,
    found: Notice,
    *,
    appeal_form: AppealForm | None = None,
) -> HttpResponse:
    shown = {
        "found": queries.notice_view(found),
        "appeal_form": appeal_form or AppealForm(),
        "fixed_form": FixedForm(),
    }
    return render(request, "trust/notice.html", shown, status=422 if appeal_form else 200)


@require_POST
@door(access.may_answer)
def say_fixed(request: HttpRequest, number: int) -> HttpResponse:
    """Note that what a notice asked for was mended."""
    found = _notice(request, number)
    form = FixedForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        actions.say_fixed(signed_in(request), found, note, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat. Dinas melihatnya lagi."))
    return redirect("trust:notice", number=found.pk)


@require_POST
@door(access.may_answer)
@takes(ONE_PHOTO)
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Take an appeal against a notice."""
    found = _notice(request, number)
    form = AppealForm(request.POST, request.FILES or None)
    if form.is_valid():
        photo = sent_photo(request, form)
        try:
            if not form.errors:
                actions.appeal(
                    signed_in(request), found, form.cleaned_data["text"], timezone.now(),
                    photo=photo,
                )  # fmt: skip
                messages.success(request, _("Keberatan Anda diterima. Orang lain memutuskannya."))
                return redirect("trust:notice", number=found.pk)
        except Refusal as refusal:
            form.add_error(None, _(refusal.message))
    return _page(request, found, appeal_form=form)


@require_safe
@door(access.may_answer)
def own_reviews(request: HttpRequest) -> HttpResponse:
    """List what buyers wrote about the goods of this person, unanswered first."""
    rows = queries.reviews_of_maker(access.own_reviews(request.user))
    page = page_of(rows, request.GET.get("hal"), size=SIZE)
    return render(request, "trust/own_reviews.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_answer)
def answer_review(request: HttpRequest, number: int) -> HttpResponse:
    """Show one review and take its answer."""
    found = access.own_reviews(request.user).filter(pk=number)
    review = found.select_related("maker", "product").first()
    if review is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, initial={"answer": review.answer})
    if sent is not None and form.is_valid():
        try:
            actions.answer_review(
                signed_in(request), review, form.cleaned_data["answer"], timezone.now()
            )
        except Refusal as refusal:
            form.add_error("answer", _(refusal.message))
        else:
            messages.success(request, _("Jawaban Anda tampil di bawah ulasan."))
            return redirect("trust:own_reviews")
    shown = {"form": form, "review": review}
    return render(request, "trust/answer_review.html", shown, status=422 if form.errors else 200)
