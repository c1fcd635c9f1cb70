"""A maker's weeks: how much she can make, and when she takes nothing new."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions import capacity as actions
from lampit.shops.forms.weeks import ClosedForm, WeekForm, WeeklyForm
from lampit.shops.models import Maker
from lampit.shops.queries import capacity as reads
from lampit.shops.rules.capacity import read_week
from lampit.shops.views._kept import in_a_shop, open_to_buyers, shop
from lampit.web.door import door
from lampit.web.language import in_words

KINDS = USUAL, ONE, CLOSED = "biasa", "minggu", "tutup"
Sent = WeeklyForm | WeekForm | ClosedForm


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_shop)
@in_a_shop
def weeks(request: HttpRequest) -> HttpResponse:
    """Show the coming twelve weeks, and take what she says of them; three small forms."""
    maker = shop(request)
    which = request.POST.get("bagian", "") if request.method == "POST" else ""
    usual = WeeklyForm(
        request.POST if which == USUAL else None, initial={"weekly": maker.weekly_slots}
    )
    one = WeekForm(request.POST if which == ONE else None)
    closed = ClosedForm(request.POST if which == CLOSED else None)
    sent: Sent | None = None if which not in KINDS else (usual, one, closed)[KINDS.index(which)]
    if sent is not None and sent.is_valid():
        try:
            _write(request, maker, which, sent)
        except Refusal as refusal:
            sent.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("shops:weeks")
    shown = {
        **open_to_buyers(request, maker),
        "usual": usual,
        "one": one,
        "closed": closed,
        "weeks": reads.weeks_of(maker, timezone.localdate()),
    }
    return render(request, "shops/weeks.html", shown, status=422 if sent is not None else 200)


def _write(request: HttpRequest, maker: Maker, which: str, form: Sent) -> None:
    person, now, typed = signed_in(request), timezone.now(), form.cleaned_data
    if which == USUAL:
        actions.set_weekly(person, maker, typed["weekly"], timezone.localdate(), now)
    elif which == ONE:
        week = read_week(typed["week"])
        actions.set_week(person, maker, week, typed["slots"], now, note=typed["note"])
    else:
        actions.close_weeks(person, maker, typed["first"], typed["last"], typed["note"], now)
