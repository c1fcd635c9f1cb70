"""What the list is asked for: by its address, or posted by its form so that no NIK stands there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lampit.national import nik
from lampit.people.access import region_of
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.queries import Below
from lampit.places.rules import DISTRICT_LENGTH, covers
from lampit.registry import access, actions, queries
from lampit.registry.rules.numbers import Numbers
from lampit.registry.rules.search import LONGEST_FRAGMENT, digits_of

# Keys of the address and what they ask for.
KEYS = {
    "q": "text",
    "kecamatan": "subdistrict",
    "desa": "village",
    "sektor": "sector",
    "keadaan": "status",
    "segar": "band",
    "nib": "nib",
    "daring": "online",
    "pemilik": "owner",
    "urut": "order",
}
LONGEST_ASKED = 100


def asked_of(query: QueryDict) -> queries.Asked:
    """Return what an address or a form asks the list for."""
    return queries.Asked(
        **{name: query.get(key, "").strip()[:LONGEST_ASKED] for key, name in KEYS.items()}
    )


def places_below(person: User) -> list[Below]:
    """Return each kecamatan of a person's kabupaten and its villages; at most one query."""
    place = region_of(person)
    return places.two_below(place) if len(place) == DISTRICT_LENGTH else []


def chosen(
    person: User, asked: queries.Asked, on: date, below: Sequence[Below] | None = None
) -> Numbers:
    """Return the numbers of the businesses that match, among those that exist for this person.

    `below` are the `places_below` of the person, when they are known already.
    """
    if below is None:
        below = places_below(person) if asked.text else []
    return queries.chosen(
        access.visible_businesses(person),
        asked,
        on,
        regions=access.whole_regions(person),
        below=below,
    )


def region_walked(person: User) -> str:
    """Return the kabupaten that a person's whole list is of, when it is one."""
    place = region_of(person)
    return place if access.whole_regions(person) == [place] else ""


def searched(request: HttpRequest, person: User) -> HttpResponse:
    """Lead on to the address of what was asked for; a NIK never gets into it."""
    asked = asked_of(request.POST)
    if asked.subdistrict and not covers(asked.subdistrict, asked.village):
        asked = replace(asked, village="")  # of the kecamatan chosen before
    if number := nik.inside(asked.text):
        return _by_nik(request, person, number)
    here = reverse("registry:businesses")
    told = {key: getattr(asked, name) for key, name in KEYS.items() if getattr(asked, name)}
    if len(digits_of(asked.text)) > LONGEST_FRAGMENT:
        messages.warning(request, gettext("NIK harus 16 angka. Periksa lagi angkanya."))
        del told["q"]
    return redirect(f"{here}?{urlencode(told)}" if told else here)


def _by_nik(request: HttpRequest, person: User, number: str) -> HttpResponse:
    """Find by whole NIK, note who looked, and lead on to an address without the number."""
    here = reverse("registry:businesses")
    if not access.may_search_nik(person):
        words = gettext("Mencari dengan NIK hanya untuk petugas dan kepala dinas. Cari namanya.")
        messages.warning(request, words)
        return redirect(here)
    owner = queries.owner_with_nik(access.visible_owners(person), number)
    actions.note_nik_search(person, owner, timezone.now())
    if owner is None:
        messages.warning(request, gettext("NIK ini belum tercatat di wilayah Anda."))
        return redirect(here)
    return redirect(f"{here}?{urlencode({'pemilik': owner.public_id})}")
