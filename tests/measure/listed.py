"""A round whose villages are listed first, for the tests of this room."""

import random
from typing import Any
from uuid import uuid4

from lampit.measure import actions
from lampit.measure.models import FoundBusiness, ListedEntry, Round, VillageListing
from lampit.measure.rules.planning import TWO
from lampit.people.models import User
from lampit.registry.models import Business
from tests.measure.fieldwork import NOW, SECTORS, place, staff
from tests.measure.test_drawing import drawn, villages


def listed_round(count: int = 8, each: int = 12, **how: Any) -> Round:
    """Return a round whose villages were drawn and wait to be listed."""
    villages(count, each)
    told: dict[str, Any] = {"design": TWO, "lists_first": True, "per_village": 5}
    return drawn(**(told | how))


def listings(found: Round) -> list[VillageListing]:
    """Return the villages of a round."""
    rows = VillageListing.objects.filter(drawn__round=found)
    return list(rows.select_related("drawn").order_by("drawn__village"))


def walk(
    found: Round, actor: User, *, missed: int = 3, wrong: int = 2, only: int | None = None
) -> None:
    """List villages to the end: the first entries wrong, `missed` new ones met and registered."""
    for one in listings(found)[:only]:
        code = one.drawn.village_id
        actions.begin_village(actor, found.pk, code, now=NOW)
        entries = list(ListedEntry.objects.filter(listing=one).order_by("id"))
        told = {e.pk: "tutup" if at < wrong else "ditemui" for at, e in enumerate(entries)}
        actions.mark_entries(actor, found.pk, code, told, now=NOW)
        for number in range(missed):
            name = f"Baru {word(f'{code}/{number}')}"
            note(found, actor, code, name, sector=SECTORS[number % 3])
        actions.complete_village(actor, found.pk, code, is_sure=False, now=NOW)
    for row in FoundBusiness.objects.filter(round=found, state="menunggu"):
        actions.add_found(actor, row.pk, now=NOW)


def word(seed: str) -> str:
    """Return a name that looks like no other one."""
    dice = random.Random(seed)
    return "".join(dice.choice("bdgjklmnprst") + dice.choice("aiueo") for _ in range(7)).title()


def note(
    found: Round, actor: User, village: str, name: str, *, sector: str = "", workers: int = 1
) -> FoundBusiness:
    """Write down a business that the list lacks."""
    owner = word(f"{village}/{name}")
    listed = actions.Listed(village, name, owner, sector=sector, workers=workers)
    return actions.record_listed(actor, found.pk, uuid4(), listed, found_at=NOW, now=NOW)[0]


def ready(**how: Any) -> Round:
    """Return a round whose villages are all listed."""
    found = listed_round(**how)
    walk(found, staff())
    return found


def business(village: str, name: str, **more: Any) -> Business:
    """Return a business of a village, new in the register."""
    home = place(village)
    dice = random.Random(name)
    return Business.objects.create(
        public_id=f"B{dice.randrange(10**9)}", region_id=village[:5], district_id=village[:8],
        village=home, name=name, sector="kriya", created_at=NOW, updated_at=NOW, **more,
    )  # fmt: skip
