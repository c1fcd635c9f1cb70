"""A business passes on to another owner, and its shop with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lampit.people.models import User
from lampit.registry import actions as registry
from lampit.registry.models import Business
from lampit.registry.rules.consents import MARKET
from lampit.registry.rules.owning import Successor
from lampit.shops.actions import pass_on_shops


@dataclass(frozen=True, slots=True)
class Yes:
    """The new owner's yes to being shown on the market: the words, how told, where the proof is."""

    words: str
    channel: str
    proof: str


def pass_on_business(
    actor: User, public_id: str, told: Successor, yes: Yes | None, *, now: datetime
) -> Business:
    """Give a business and its shop to another owner; one transaction.

    Without a yes of the new owner the shop is closed to buyers at once.

    Raises:
        Refusal: what `registry.pass_on` or `registry.record_consent` refuses.
    """
    with transaction.atomic():
        passed = registry.pass_on(actor, public_id, told, now=now)
        owner = passed.business.owner
        if yes is not None and owner is not None:
            registry.record_consent(
                actor, owner, MARKET, True, words=yes.words, channel=yes.channel, proof=yes.proof,
                now=now,
            )  # fmt: skip
        pass_on_shops(
            actor, passed.business_ids, passed.account, is_published=yes is not None, now=now
        )
    return passed.business
