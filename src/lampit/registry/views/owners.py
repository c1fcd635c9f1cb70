"""Owners as persons: the page of one, two made one person, and parted again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import Person, signed_in
from lampit.registry import access, actions
from lampit.registry.forms.duplicates import JoinForm
from lampit.registry.models import Owner, Pair
from lampit.registry.queries import duplicates as pairs
from lampit.registry.queries import owners as queries
from lampit.registry.queries.persons import are_joined
from lampit.registry.queries.surviving import choices_of
from lampit.registry.views.duplicates import onward
from lampit.web import swapping
from lampit.web.door import door

JOINED = _("Kedua catatan menjadi satu orang. Usahanya tetap sendiri-sendiri.")


@require_safe
@door(access.may_open_registry)
def owner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an owner with all records that are this person."""
    person = signed_in(request)
    found, seen = _found(person, public_id), access.visible_owners(person)
    shown = {
        "view": queries.owner_page(found, seen, timezone.localdate(), access.sight_of(person)),
        "may_review": access.may_review(request),
    }
    return render(request, "registry/owner.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def merge_owners(request: HttpRequest, public_id: str, other: str) -> HttpResponse:
    """Show what two owners say, and make one person of them."""
    person = signed_in(request)
    left, right = _found(person, public_id), _found(person, other)
    back = reverse("registry:owner", args=[public_id])
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.merge_owners(
                person, (left.pk, right.pk), now=timezone.now(),
                choices=choices_of(request.POST), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, gettext(refusal.message))
        else:
            messages.success(request, JOINED)
            return redirect(back)
    return _join_page(request, left, right, form, back)


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def join_owners(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a pair with "one person, two businesses"."""
    person = signed_in(request)
    pair = pairs.loaded(access.visible_pairs(person), number)
    if pair is None:
        raise Http404
    left, right = pair.left.owner, pair.right.owner
    if left is None or right is None or are_joined(left, right):
        messages.info(request, gettext("Pemilik keduanya sudah satu, atau belum diketahui."))
        return redirect("registry:pair", number)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_owners(
                person, number, mark=request.POST.get("mark", ""), now=timezone.now(),
                choices=choices_of(request.POST), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, gettext(refusal.message))
        else:
            messages.success(request, JOINED)
            return onward(request, pair)
    back = reverse("registry:pair", args=[number])
    return _join_page(request, left, right, form, back, pair)


@require_http_methods(["GET", "POST"])
@door(access.may_review)
def part_owners(request: HttpRequest, public_id: str, event_id: int) -> HttpResponse:
    """Ask, then let the records of a person stand for themselves again."""
    person = signed_in(request)
    found = _found(person, public_id)
    back = reverse("registry:owner", args=[public_id])
    if request.method == "POST":
        try:
            actions.part_owners(person, event_id, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, gettext(refusal.message))
        else:
            messages.success(request, gettext("Catatan pemilik dipisahkan lagi seperti semula."))
        return redirect(back)
    shown = {
        "question": gettext("Pisahkan lagi catatan %(name)s?") % {"name": found.name},
        "consequence": gettext(
            "Tiap catatan kembali berisi katanya sendiri, dengan yang diubah orang padanya "
            "sesudah disatukan. Usaha, izin dan bantuan tidak berpindah."
        ),
        "action": gettext("Pisahkan lagi"),
        "back": back,
    }
    return render(request, "web/confirm.html", shown)


def _found(person: Person, public_id: str) -> Owner:
    found = queries.find(access.visible_owners(person), public_id)
    if found is None:
        raise Http404
    return found


def _join_page(
    request: HttpRequest,
    left: Owner,
    right: Owner,
    form: JoinForm,
    back: str,
    pair: Pair | None = None,
) -> HttpResponse:
    first, other = queries.first_of_two(left, right)
    shown = {
        "view": queries.join_view(first, other, choices_of(request.POST)),
        "form": form,
        "back": back,
        "mark": pairs.mark_of(pair.left, pair.right) if pair is not None else "",
    }
    status = 422 if form.errors else 200
    answer = render(request, "registry/owner_join.html", shown, status=status)
    return swapping.staying(answer) if form.errors else answer
