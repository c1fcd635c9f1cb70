"""Where buyers come from: what each channel and campaign brought a shop, and what it cost."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.orders import access, queries
from lampit.orders.forms.promotion import CampaignForm, SpendForm
from lampit.orders.rules import promoting
from lampit.people.access import signed_in
from lampit.registry.queries import may_use
from lampit.registry.rules.consents import PROMOTION
from lampit.shops import actions as shops
from lampit.shops import queries as shop_reads
from lampit.shops.models import Campaign, Maker
from lampit.shops.rules import heard
from lampit.shops.rules import promotion as rules
from lampit.web.door import door

PERIODS = {"30": 30, "90": 90, "365": 365}


def _maker(request: HttpRequest) -> Maker:
    found = access.maker_of(request.user)
    if found is None:
        raise Http404
    return found


def _told(request: HttpRequest, maker: Maker, *spans: tuple[date, date]) -> list[promoting.Told]:
    """Return what came to a shop in each span of days; two queries, and two for each span."""
    codes, windows = shop_reads.codes_of(maker), shop_reads.windows_of(maker)
    found = []
    for first, last in spans:
        clicks = [
            promoting.Clicked(one.channel, one.campaign, one.clicks.visits, one.clicks.asks)
            for one in shop_reads.links_of(maker, first, last, most=5_000)
        ]
        sales = queries.ordered(access.visible_sales(request.user), first, last)
        found.append(promoting.together(clicks, sales, codes, windows))
    return found


@require_http_methods(["GET"])
@door(access.may_sell)
def promotion(request: HttpRequest) -> HttpResponse:
    """Show where buyers came from in a period, and all campaigns with their cost."""
    maker = _maker(request)
    asked = request.GET.get("hari", "90")
    days = asked if asked in PERIODS else "90"
    last = timezone.localdate()
    first = last - timedelta(days=PERIODS[days] - 1)
    told, whole = _told(request, maker, (first, last), (date(rules.FIRST_YEAR, 1, 1), last))
    campaigns = shop_reads.campaigns_of(maker)
    spent = shop_reads.spending_of(one.pk for one in campaigns)
    shown = {
        "days": days,
        "periods": PERIODS,
        "channels": [
            (rules.CHANNELS[code], told.channels[code])
            for code in rules.CHANNELS
            if code in told.channels
        ],
        "answers": [
            (heard.ANSWERS[code], told.answers[code])
            for code in heard.ANSWERS
            if code in told.answers and told.answers[code].orders
        ],
        "unattributed": told.unattributed,
        "is_summed": may_use(owner, PROMOTION) if (owner := maker.business.owner_id) else None,
        "campaigns": [
            (one, brought := whole.campaigns.get(one.pk, promoting.Brought()),
             promoting.cost_of(spent[one.pk].by_kind, brought, whole.by_answer.get(one.pk)))
            for one in campaigns
        ],
    }  # fmt: skip
    return render(request, "orders/promotion.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_sell)
def begin_campaign(request: HttpRequest) -> HttpResponse:
    """Take a new campaign."""
    maker = _maker(request)
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            campaign = shops.begin_campaign(
                signed_in(request), maker, typed["name"], typed["begun_on"], typed["ended_on"],
                timezone.now(), heard_as=typed["heard_as"],
            )  # fmt: skip
        except Refusal as refusal:
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, gettext(refusal.message))
        else:
            return redirect("orders:campaign", campaign.pk)
    return render(request, "orders/begin_campaign.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
@door(access.may_sell)
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Show a campaign: what it brought, what was spent; take what was spent."""
    maker = _maker(request)
    found = shop_reads.campaign_of(maker, number)
    if found is None:
        raise Http404
    form = SpendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _spent(request, found, form):
        messages.success(request, gettext("Tercatat."))
        return redirect("orders:campaign", found.pk)
    shown = {**_campaign_shown(request, maker, found), "form": form}
    return render(request, "orders/campaign.html", shown, status=_status(form))


def _campaign_shown(request: HttpRequest, maker: Maker, found: Campaign) -> dict[str, Any]:
    today = timezone.localdate()
    told = _told(request, maker, (date(rules.FIRST_YEAR, 1, 1), today))[0]
    brought = told.campaigns.get(found.pk, promoting.Brought())
    spent = shop_reads.spending_of([found.pk])[found.pk]
    return {
        "campaign": found,
        "brought": brought,
        "answered": told.by_answer.get(found.pk, promoting.Brought()),
        "answer": heard.ANSWERS.get(found.heard_as, ""),
        "cost": promoting.cost_of(spent.by_kind, brought, told.by_answer.get(found.pk)),
        "entries": spent.entries[:200],
        "kinds": [(rules.SPENT_ON[kind], sum_) for kind, sum_ in spent.by_kind.items()],
    }


def _spent(request: HttpRequest, found: Campaign, form: SpendForm) -> bool:
    """Note what a valid form says was spent; False when something is to be corrected first."""
    typed = form.cleaned_data
    try:
        spending = rules.check_spending(
            typed["kind"], typed["amount"], typed["spent_on"], today=timezone.localdate(),
            note=typed["note"], minutes=rules.minutes_of(typed["minutes"]),
            hourly_value=typed["hourly_value"],
        )  # fmt: skip
        shops.note_spending(signed_in(request), found, spending, typed["key"], timezone.now())
    except Refusal as refusal:
        field = refusal.code if refusal.code in form.fields else None
        form.add_error(field, gettext(refusal.message))
        return False
    return True


@require_POST
@door(access.may_sell)
def take_back_spending(request: HttpRequest, number: int) -> HttpResponse:
    """Take an entry back, or put it in again."""
    spend = shop_reads.kept_spending(access.own_shops(request.user), number)
    if spend is None:
        raise Http404
    shops.take_back_spending(signed_in(request), spend, timezone.now())
    if spend.withdrawn_at:
        messages.success(request, gettext("Ditarik. Tidak dihitung lagi."))
    else:
        messages.success(request, gettext("Dihitung lagi."))
    return redirect("orders:campaign", spend.campaign_id)


def _status(form: Any) -> int:
    return 422 if form.errors else 200
