"""Two kabupaten and a business that moves from one to the other."""

from datetime import timedelta

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business, Transfer
from lampit.registry.rules import consents, moving
from tests.factories import NOW, business, member, owner, region

HERE, THERE = "63.08", "63.09"
VILLAGE = "63.09.01.2001"
WORDS = consents.BY_CODE[consents.HANDOVER].words


def wanted(**values: str) -> moving.Wanted:
    """Return a move to the neighbour, agreed on paper."""
    region(VILLAGE, "Desa Baru")
    usual = {"region": THERE, "village": VILLAGE, "channel": "kertas", "proof": "formulir 12"}
    told = usual | values
    return moving.Wanted(
        told["region"], told["village"], NOW.date() - timedelta(days=3), told["channel"],
        told["proof"],
    )  # fmt: skip


def staff_of_both() -> tuple[User, User]:
    """Return staff of the kabupaten left and of the one moved to."""
    return member("staff", HERE), member("staff", THERE)


def moving_business(**values: object) -> Business:
    """Return a business with an owner who has a telephone, an address and a partner's number."""
    person = owner(HERE, name="Siti Rahmah", phone="+6281200000001")
    given = {
        "owner": person, "name": "Anyaman Siti", "activity": "tas purun", "address": "Jl. Lama 1",
        "external_id": "B-7", "village": region(f"{HERE}.01.2001", "Desa Lama"),
    }  # fmt: skip
    return business(HERE, **given | values)


def asked(staff: User, row: Business) -> Transfer:
    """Return the request that a business be taken over."""
    return actions.ask_move(staff, row.public_id, wanted(), WORDS, now=NOW)
