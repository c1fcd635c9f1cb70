"""The check-list on the maker's pages: what is asked of a good, and what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.models import Maker, Product
from lampit.shops.rules import checklist, guessing
from lampit.shops.views._kept import good, in_a_shop, shop
from lampit.web.door import door

FIELD = "cek."  # before the code of a question in the names of the form


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the form shows it: its field, what was answered, whether that is missing."""

    question: checklist.Question
    field: str
    value: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """All that is asked about a good; `answers` go into the draft as they are."""

    rows: Sequence[Asked]
    answers: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """Return the codes of what is not answered yet."""
        return [row.question.code for row in self.rows if row.is_missing]


def asked(
    post: QueryDict | None,
    maker: Maker,
    typed: Mapping[str, Any],
    *,
    before: Mapping[str, Sequence[str]] | None = None,
) -> Checklist:
    """Return what a good as typed is asked about; food costs one query.

    Args:
        post: what was sent, None for a fresh page, on which nothing counts as missing.
        maker: whose papers count.
        typed: `category`, `name`, `material`, `description` as far as known.
        before: what the good was asked about so far; then only what is new is asked.
    """
    category = str(typed.get("category") or "") or guessing.category_of(str(typed.get("name")))
    today = timezone.localdate()
    subject = checklist.Subject(
        category=category,
        name=str(typed.get("name") or ""),
        material=str(typed.get("material") or ""),
        text=str(typed.get("description") or ""),
        papers=queries.papers_for(category, maker.business_id, today=today),
    )
    words = queries.sensitive_words()
    wanted = checklist.questions(subject, words)
    if before is not None:
        new = checklist.asked_anew(before, subject, words)
        wanted = tuple(question for question in wanted if question.code in new)
    answers = {question.code: _sent(post, question.code) for question in wanted}
    unsaid = set(checklist.judge(subject, words, answers).missing) if post is not None else set()
    rows = [
        Asked(question, FIELD + question.code, answers[question.code], question.code in unsaid)
        for question in wanted
    ]
    return Checklist(rows, answers)


def _sent(post: QueryDict | None, code: str) -> str:
    return str(post.get(FIELD + code, ""))[:20] if post is not None else ""


def say_missing(found: Checklist) -> str:
    """Return what to do about the questions without an answer."""
    if found.missing == [checklist.PROMISE]:
        return _("Centang dulu pernyataan di bawah, lalu tekan sekali lagi.")
    return _("Ada pertanyaan tentang barang ini yang belum dijawab. Jawab, lalu tekan sekali lagi.")


@require_POST
@door(access.may_open_shop)
@in_a_shop
def check(request: HttpRequest) -> HttpResponse:
    """Answer the questions that a good as typed so far leads to (fragment)."""
    shown = {"checklist": asked(None, shop(request), request.POST.dict())}
    return render(request, "shops/_checklist.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
def pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what comes before the first sale of a good that lies ready as a draft, and sell it."""
    product = good(request, slug)
    if product.published_at is not None:
        return redirect("shops:edit_product", product.slug)
    sent = request.POST if request.method == "POST" else None
    found = asked(sent, product.maker, _typed(product))
    refused = ""
    if sent is not None and found.missing:
        refused = say_missing(found)
    elif sent is not None:
        refused = _sell(request, product, found)
        if not refused:
            return redirect("shops:edit_product", product.slug)
    shown = {"product": product, "checklist": found, "refused": refused}
    return render(request, "shops/pledge.html", shown, status=422 if refused else 200)


def _sell(request: HttpRequest, product: Product, found: Checklist) -> str:
    try:
        actions.set_state(
            signed_in(request), product, "tayang", timezone.now(), answers=found.answers
        )
    except Refusal as refusal:
        return _(refusal.message)
    tell_outcome(request, product)
    return ""


def tell_saved(request: HttpRequest, product: Product) -> None:
    """Say that changes are kept, and when they let the good wait."""
    if product.is_held:
        tell_outcome(request, product)
    else:
        messages.success(request, _("Tersimpan."))


def tell_state(request: HttpRequest, product: Product) -> None:
    """Say what became of a good that its keeper sells again or hides."""
    if product.is_held:
        tell_outcome(request, product)
    else:
        live = product.is_live
        messages.success(request, _("Barang dijual lagi.") if live else _("Barang disembunyikan."))


def tell_outcome(request: HttpRequest, product: Product) -> None:
    """Say whether a good is on sale now or waits for a look of the office."""
    if product.is_live:
        messages.success(request, _("Barang dijual."))
    else:
        messages.info(
            request,
            _("Tersimpan. Dinas melihat barang ini dulu; kalau boleh, barang tampil sendiri."),
        )


def _typed(product: Product) -> dict[str, Any]:
    names = ("category", "name", "material", "description")
    return {name: getattr(product, name) for name in names}
