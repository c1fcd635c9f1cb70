"""Records that look alike, for tests of merging."""

from typing import Any

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions.storing import FoundPair
from lampit.registry.models import Business, Pair
from lampit.registry.queries import duplicates as queries
from tests.factories import member
from tests.registry.told import NOW, told

NO = {"nik": "", "phones": ()}


def record(staff: User, **values: Any) -> Business:
    """Return a registered business; NIK and telephone only when told."""
    return actions.register_business(staff, told(**NO | values), now=NOW, sure=True)


def pair_of(left: Business, right: Business, probability: float = 0.9) -> Pair:
    """Return the stored pair of two records."""
    why = [("nama", "mirip", 5.1), ("awal", "", -1.9)]
    found = FoundPair(left.pk, right.pk, probability, 3.2, "nama mirip +5,1", why)
    actions.store_pairs(left.region_id, [found], "uji-1", now=NOW)
    return Pair.objects.get(left_id=min(left.pk, right.pk), right_id=max(left.pk, right.pk))


def mark(pair: Pair) -> str:
    """Return the mark of both records as a page would show it now."""
    fresh = queries.loaded(Pair.objects.all(), pair.pk)
    assert fresh is not None
    return queries.mark_of(fresh.left, fresh.right)


def office(code: str = "63.08") -> User:
    """Return a person of the office."""
    return member("staff", code)
