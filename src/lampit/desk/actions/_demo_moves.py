"""The demo of what two kabupaten have to do with each other, and of a business that passed on."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.desk.actions.moving import accept_move
from lampit.desk.actions.succeeding import pass_on_business
from lampit.people.models import User
from lampit.registry import access, actions
from lampit.registry.models import Business
from lampit.registry.queries.frames import present
from lampit.registry.rules.consents import BY_CODE, HANDOVER
from lampit.registry.rules.moving import Wanted
from lampit.registry.rules.owning import Successor

Say = Callable[[str], None]
WORDS = BY_CODE[HANDOVER].words


def hand_around(
    counts: dict[str, int], here: User, there: User, region: str, *, now: datetime, say: Say
) -> None:
    """Let one business wait on either side, one have come and one gone; one passes on.

    Args:
        counts: what the demo holds, added to.
        here: staff of the kabupaten of the demo.
        there: staff of the neighbouring kabupaten.
        region: the kabupaten of the demo.
        now: the moment.
        say: told what is done.
    """
    neighbour = there.acting.region_id if there.acting else None
    if not neighbour or neighbour == region:
        return
    say("Memindahkan usaha contoh antar kabupaten …")
    leaving, coming = _movable(region, 3), _movable(neighbour, 2)
    told = Wanted(neighbour, "", timezone.localdate(now) - timedelta(days=12), "kertas", "contoh 1")
    back = Wanted(region, "", told.on, "kertas", "contoh 2")
    going = [actions.ask_move(here, one, told, WORDS, now=now) for one in leaving[:2]]
    arriving = [actions.ask_move(there, one, back, WORDS, now=now) for one in coming]
    if len(going) == len(arriving) == 2:  # as many go as come: the register keeps its size
        accept_move(there, going[1].pk, "", now=now)
        accept_move(here, arriving[1].pk, "", now=now)
    for one in leaving[2:]:
        heir = Successor("Noor Aisyah (contoh)", told.on, "keluarga", sex="P")
        pass_on_business(here, one, heir, None, now=now)
    counts["moves"] = len(going) + len(arriving)


def ask_across(counts: dict[str, int], here: User, there: User, *, now: datetime, say: Say) -> None:
    """Look for people whom two kabupaten list; one is asked about, one compared, one decided."""
    say("Mencari orang yang tercatat di dua kabupaten …")
    actions.find_across(now)
    both = access.visible_across(here) & access.visible_across(there)
    found = list(both.order_by("pk").values_list("pk", flat=True)[:4])
    for number in found[:1]:
        actions.ask_across(there, number, now=now)
    for number in found[1:3]:
        actions.ask_across(here, number, now=now)
        actions.compare_across(there, number, now=now)
    for number in found[2:3]:
        for office in (here, there):
            actions.answer_across(office, number, "lain", "", now=now)
    counts["across"] = len(found)


def _movable(region: str, many: int) -> list[str]:
    """Return the public ids of some running businesses with an owner and no shop."""
    rows = present(region).filter(owner__isnull=False, maker=None, mentor=None, merged=None)
    running = rows.filter(status=Business.Status.ACTIVE, kind=Business.Kind.PERSON)
    return list(running.order_by("-pk").values_list("public_id", flat=True)[:many])
