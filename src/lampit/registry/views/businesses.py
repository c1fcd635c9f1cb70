"""The list of businesses, one business, and its history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lampit.people.access import Person, region_of, signed_in
from lampit.places.queries import Below
from lampit.registry import access, actions, queries
from lampit.registry.forms.business import MemberForm, StatusForm
from lampit.registry.forms.listing import FilterForm, RevealForm
from lampit.registry.forms.permits import OfficePermitForm
from lampit.registry.models import Business
from lampit.registry.queries.duplicates import waiting_count
from lampit.registry.queries.moving import moves_of
from lampit.registry.queries.owning import periods_of
from lampit.registry.queries.paging import Turn
from lampit.registry.queries.requests import waiting_exports
from lampit.registry.queries.silent import news_of
from lampit.registry.queries.unread import unread_columns
from lampit.registry.rules import provenance, seeing, words
from lampit.registry.views.searching import (
    KEYS,
    asked_of,
    chosen,
    places_below,
    region_walked,
    searched,
)
from lampit.web.door import door
from lampit.web.paging import AFTER, BEFORE


@dataclass(frozen=True)
class Column:
    """A heading of the list, perhaps one that sorts."""

    label: str | Promise
    key: str = ""
    is_number: bool = False
    sort: str = ""
    next: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, with the address that takes it off."""

    label: str
    without: str


COLUMNS = (
    Column(_("Usaha"), "nama"),
    Column(_("Pemilik"), "pemilik"),
    Column(_("Kecamatan"), "kec"),
    Column(_("Jenis")),
    Column(_("Keadaan")),
    Column(_("NIB")),
    Column(_("Daring")),
    Column(_("Dipastikan"), "dipastikan", is_number=True),
)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_registry)
def businesses(request: HttpRequest) -> HttpResponse:
    """List the businesses of the person's region: search, filters, order, pages.

    The form posts, so that a NIK never stands in an address; the answer leads to one without.
    """
    person, today = signed_in(request), timezone.localdate()
    if request.method == "POST":
        return searched(request, person)
    asked = asked_of(request.GET)
    rows, below = access.visible_businesses(person), places_below(person)
    form = _filter_form(request, below, asked)
    found = chosen(person, asked, today, below)
    lead = queries.called(asked.text, found) if asked.text and not asked.order else []
    turn = Turn(request.GET.get(AFTER, ""), request.GET.get(BEFORE, ""))
    shown = {
        "page_obj": queries.page(
            rows, found, asked.order, today, turn, region=region_walked(person), lead=lead
        ),
        "count": found.size,
        "turns": {"after": AFTER, "before": BEFORE},
        "asked": asked,
        "form": form,
        "chips": _chips(request.GET, form),
        "columns": [_sorted(column, asked.order) for column in COLUMNS],
        "may_edit": access.may_register(request),
        "may_export": access.may_export(request),
        "waiting_exports": waiting_exports(
            access.visible_exports(person), person.pk, timezone.now()
        )
        if access.may_answer_exports(request)
        else 0,
        "doubles": waiting_count(access.visible_pairs(person)),
        "may_review": access.may_review(request),
    }
    return render(request, "registry/businesses.html", shown)


@require_safe
@door(access.may_open_registry)
def business(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one business: facts with their origin, owner, papers, groups.

    The public id of a merged record leads on to the business it is part of.
    """
    golden = queries.member_in_reach(access.visible_businesses(signed_in(request)), public_id)
    if golden:
        return redirect("registry:business", golden)
    return profile_page(request, public_id)


@require_safe
@door(access.may_open_registry)
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who changed what of a business, field by field."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    asked = request.GET.get("hal") or queries.page_with(found, request.GET.get("perubahan", ""))
    shown = {
        "business": found,
        "page_obj": queries.history(found, asked, access.sight_of(person)),
        "may_edit": access.may_edit(request),
    }
    return render(request, "registry/history.html", shown)


@require_safe
@door(access.may_open_registry)
def sources(request: HttpRequest) -> HttpResponse:
    """Show whom the register believes before whom, and what may replace what."""
    shown = [
        {"label": gettext(words.source_label(source.code)), "why": gettext(source.why)}
        for source in provenance.SOURCES
        if source.is_shown
    ]
    principles = [gettext(text) for text in provenance.PRINCIPLES]
    return render(request, "registry/sources.html", {"sources": shown, "principles": principles})


def found_or_404(person: Person, public_id: str) -> Business:
    """Return a business that exists for this person; for others it does not exist."""
    found = queries.find(access.visible_businesses(person), public_id)
    if found is None:
        raise Http404
    return found


def profile_page(
    request: HttpRequest,
    public_id: str,
    *,
    permit_form: OfficePermitForm | None = None,
    member_form: MemberForm | None = None,
    status_form: StatusForm | None = None,
) -> HttpResponse:
    """Render the page of a business; a form that was refused comes back with 422."""
    person = signed_in(request)
    found = found_or_404(person, public_id)
    forms = (permit_form, member_form, status_form)
    shown = {
        "view": queries.profile(found, timezone.localdate(), access.sight_of(person)),
        "readable": [n for n in actions.OPENABLE if access.may_read_value(person, n)],
        "sees_aid": access.sight_of(person)["aid"] == seeing.WHOLE,
        "life": news_of(found),
        "unread": unread_columns(found) if access.sees_unread(person) else [],
        "may_import": access.may_import(request),
        "may_edit": access.may_edit(request),
        "may_move": access.may_ask_move(request),
        "periods": periods_of(found),
        "moves": moves_of(found, access.visible_moves(person), region_of(person), timezone.now()),
        "may_register": access.may_register(request),
        "may_note_papers": access.may_note_papers(request),
        "may_open_papers": access.may_open_papers(request),
        "may_confirm": access.may_confirm(request),
        "may_review": access.may_review(request),
        "reveal_form": RevealForm(),
        "permit_form": permit_form or OfficePermitForm(),
        "member_form": member_form or MemberForm(),
        "status_form": status_form or StatusForm(),
    }
    refused = any(form is not None and form.errors for form in forms)
    return render(request, "registry/business.html", shown, status=422 if refused else 200)


def _filter_form(request: HttpRequest, below: list[Below], asked: queries.Asked) -> FilterForm:
    form = FilterForm(request.GET)
    statuses = [(code or "belum_dipastikan", label) for code, label in Business.Status.choices]
    form.offer(below, statuses, within=asked.subdistrict)
    return form


def _chips(query: QueryDict, form: FilterForm) -> list[Chip]:
    chips = []
    for key in KEYS:
        value = query.get(key, "").strip()
        if not value or key == "urut":
            continue
        rest = query.copy()
        rest.pop(key)
        for turn in (AFTER, BEFORE):
            rest.pop(turn, None)
        chips.append(Chip(_chip_label(form, key, value), f"?{rest.urlencode()}"))
    return chips


def _chip_label(form: FilterForm, key: str, value: str) -> str:
    if key == "pemilik":
        return gettext("Satu pemilik")
    field = form.fields.get(key)
    label = str(field.label) if field is not None else key
    words = {str(code): str(text) for code, text in _flat(getattr(field, "choices", []))}
    return f"{label}: {words.get(value, value)}"


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield choices one by one, those in groups as well."""
    for code, text in choices:
        if isinstance(text, (list, tuple)):
            yield from text
        else:
            yield code, text


def _sorted(column: Column, order: str) -> Column:
    if not column.key:
        return column
    sort = {column.key: "ascending", f"-{column.key}": "descending"}.get(order, "")
    following = f"-{column.key}" if sort == "ascending" else column.key
    return Column(column.label, column.key, column.is_number, sort, following)
