"""Reminders: who is due, the message made ready, and the page behind its links."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access
from lampit.shops.actions import reminding as actions
from lampit.shops.models import Maker
from lampit.shops.queries import freshness as reads
from lampit.shops.rules import reminding
from lampit.shops.views._kept import in_a_shop, shop
from lampit.web.door import door, everyone
from lampit.web.language import in_words
from lampit.web.paging import Page, page_of

SIZE = 20


@require_safe
@door(access.may_remind)
def due(request: HttpRequest) -> HttpResponse:
    """List the shops whose goods nobody confirmed for long, with the message a press away."""
    today, now = timezone.localdate(), timezone.now()
    page = page_of(
        reads.due_makers(access.visible_makers(request.user), today=today),
        request.GET.get("hal"),
        size=SIZE,
    )
    rows = _rows(page, now)
    shown = {"page_obj": page, "rows": rows, "sets_days": access.may_open_settings(request)}
    return render(request, "shops/reminders.html", shown)


def _rows(page: Page[Any], now: Any) -> list[reads.Due]:
    makers = list(page.object_list)
    ids = [maker.pk for maker in makers]
    goods = reads.stale_goods(ids, today=timezone.localdate(now))
    sent = reads.last_reminders(ids)
    counts = reads.sent_counts(makers, now)
    limits = reads.weekly_limits(maker.region_id for maker in makers)
    return [
        reads.due_row(
            maker,
            goods.get(maker.pk, []),
            sent.get(maker.pk),
            in_words(reads.problem(maker, counts, limits, now)),
        )
        for maker in makers
    ]


@require_POST
@door(access.may_remind)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a reminder and go on to WhatsApp with the message ready."""
    maker = reads.kept_maker(access.visible_makers(request.user), slug)
    if maker is None:
        raise Http404
    one = request.POST.get("barang", "")
    product = None
    if one.isdecimal() and len(one) < 18:
        product = maker.products.filter(pk=int(one)).first()
        if product is None:
            raise Http404
    try:
        chat = actions.send_reminder(
            signed_in(request), maker, product,
            address=lambda code: request.build_absolute_uri(reverse("shops:news", args=[code])),
            words=_message, now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, f"{maker.name}: {in_words(refusal.message)}")
        return redirect("shops:reminders")
    return redirect(chat)


def _message(letter: actions.Letter) -> str:
    """Return the text of a reminder (domain.md section 13)."""
    goods = letter.goods or _("barang di lapak ini")
    return _(
        "Assalamu'alaikum, %(name)s. Masih menjual %(goods)s? Ketuk satu:\n"
        "Masih %(still)s\nHabis dulu %(gone)s\nBerhenti %(stop)s"
    ) % {
        "name": letter.name, "goods": goods, "still": letter.still, "gone": letter.gone,
        "stop": letter.stop,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door(everyone)
def news(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, and do on a press; looking changes nothing, so chat previews may look."""
    now = timezone.now()
    found = actions.read_link(code, now)
    if found is None:
        return _private(render(request, "shops/news_unknown.html", status=404))
    done = False
    if request.method == "POST" and not found.is_over:
        found, done = actions.answer_link(code, now), True
    shown = {
        "news": found,
        "maker": found.reminder.maker,
        "product": found.reminder.product,
        "done": done,
        "still": reminding.STILL,
        "gone": reminding.GONE,
    }
    status = 410 if found.is_over else 200
    return _private(render(request, "shops/news.html", shown, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines and its address out of the next site's referrer."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
@door(access.may_open_shop)
@in_a_shop
def set_reminders(request: HttpRequest) -> HttpResponse:
    """Let reminders of this shop come again, or stop them; the stop word may be typed."""
    maker: Maker = shop(request)
    wanted = request.POST.get("mau") == "ya"
    actions.set_reminders(signed_in(request), maker, wanted=wanted, at=timezone.now())
    said = _("Pesan pengingat datang lagi.") if wanted else _("Pesan pengingat dihentikan.")
    messages.success(request, said)
    return redirect("shops:home")
