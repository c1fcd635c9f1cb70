"""Two kabupaten that list one person, each with a business of its own."""

from dataclasses import dataclass

from lampit.people.models import User
from lampit.places.models import Region
from lampit.registry import actions
from lampit.registry.models import AcrossPair, Business
from tests.factories import NOW, business, member, owner, region

HERE, THERE, INDEX = "63.08", "63.09", "ab" * 16


@dataclass(frozen=True)
class Both:
    """Staff of both kabupaten, their records, and the pair that was found."""

    here: User
    there: User
    ours: Business
    theirs: Business
    pair: AcrossPair


def person(code: str, name: str, **values: object) -> Business:
    """Return a business in a kabupaten of somebody with the NIK that both registers hold."""
    Region.objects.filter(pk=region(code).pk).update(name=f"Kabupaten {code}")
    region(f"{code}.01", f"Kecamatan {code}")
    known = owner(
        code, name=name, nik_index=INDEX, nik_status="ok", phone="+6281200000001", birth_year=1970
    )
    village = region(f"{code}.01.2001", f"Desa {code}")
    given = {"owner": known, "name": f"Anyaman {code}", "activity": "tas purun",
             "village": village, "address": "Jl. Rahasia 1"}  # fmt: skip
    return business(code, **given | values)


def both() -> Both:
    """Return what is there after the search of a night."""
    here, there = member("staff", HERE), member("staff", THERE)
    ours, theirs = person(HERE, "Siti Rahmah"), person(THERE, "Hj. Siti Rahmah")
    actions.find_across(NOW)
    return Both(here, there, ours, theirs, AcrossPair.objects.get())


def compared() -> Both:
    """Return a pair that our office asked about and the other agreed to compare."""
    told = both()
    actions.ask_across(told.here, told.pair.pk, now=NOW)
    actions.compare_across(told.there, told.pair.pk, now=NOW)
    return told
