"""The demo of moves between kabupaten and of a business that passed on."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.desk.actions.moving import accept_move
from lampit.desk.actions.succeeding import pass_on_business
from lampit.people.models import User
from lampit.registry import actions
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


def _movable(region: str, many: int) -> list[str]:
    """Return the public ids of some running businesses with an owner and no shop."""
    rows = present(region).filter(owner__isnull=False, maker=None, mentor=None, merged=None)
    running = rows.filter(status=Business.Status.ACTIVE, kind=Business.Kind.PERSON)
    return list(running.order_by("-pk").values_list("public_id", flat=True)[:many])
