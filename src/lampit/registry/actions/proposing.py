"""Uses what somebody in the field proposes, as far as nobody changed it meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions.businesses import hold_of, written
from lampit.registry.actions.reverting import revert_change
from lampit.registry.models import Business
from lampit.registry.queries.exchange import told_of
from lampit.registry.queries.history import changes_of
from lampit.registry.queries.provenance import present_of
from lampit.registry.queries.weighing import refused_of
from lampit.registry.rules import proposing, provenance
from lampit.registry.rules.changes import FieldChange, check_version
from lampit.registry.rules.records import Told


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes of a business.

    Attributes:
        told: field → proposed value, fields of `rules.proposing.FIELDS`.
        was: field → value that the person saw.
        seen_at: when the register told it to her, by our clock; None when she does not say.
    """

    told: Mapping[str, str]
    was: Mapping[str, str]
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What became of a proposal: field → number of its change, and field → why it waits."""

    changes: Mapping[str, int]
    waits: Mapping[str, str]


def use_proposed(proposer: User, public_id: str, told: Proposal, *, now: datetime) -> Used:
    """Write what nobody changed meanwhile, in the proposer's name, and say what waits for staff.

    It is an edit like any other: the checks of the register hold, it stands in the history with
    its source, and it is put back there. What the register refuses waits with that sentence.

    Raises:
        Refusal: `not_found`: the business is not given to the proposer (any more).
    """
    with transaction.atomic():
        business = hold_of(access.proposable_businesses(proposer), public_id)
        source = access.confirm_kind_of(proposer)
        found = _judged(business, proposer, told, source)
        free = {field: told.told[field] for field, why in found.items() if why == proposing.FREE}
        waits = {
            field: proposing.WHY[why]
            for field, why in found.items()
            if why not in (proposing.FREE, proposing.SAME)
        }
        if not free:
            return Used({}, waits)
        last = _last(business)
        try:
            with transaction.atomic():
                wanted = _with(business, free)
                written(
                    proposer, business, wanted, source=source, weaker=provenance.REPLACE, now=now
                )
        except Refusal as refusal:
            return Used({}, waits | dict.fromkeys(free, refusal.message))
        return Used(_made(business, last, free), waits)


def accept_proposed(
    actor: User,
    public_id: str,
    told: Mapping[str, str],
    *,
    source: str,
    based_on: int,
    now: datetime,
) -> dict[str, int]:
    """Write what waited as staff decided, and return field → number of its change.

    Args:
        actor: who decided; the journal names him, and `source` as where it came from.
        public_id: of the business.
        told: field → value, fields of `rules.proposing.FIELDS`.
        source: who told it, as `Used` was reckoned with.
        based_on: version of the business that he saw beside it.
        now: when.

    Raises:
        Refusal: `not_allowed`, `not_found`, `changed_meanwhile`, or what an edit refuses.
    """
    if not access.may_change(actor):
        raise Refusal("not_allowed", "Hanya petugas dinas yang boleh mengubah data usaha.")
    with transaction.atomic():
        business = hold_of(access.editable_businesses(actor), public_id)
        check_version(based_on, business.version)
        last = _last(business)
        kept = {field: told[field] for field in proposing.FIELDS if field in told}
        written(
            actor, business, _with(business, kept),
            source=source, weaker=provenance.REPLACE, now=now,
        )  # fmt: skip
        return _made(business, last, kept)


def take_back_proposed(
    actor: User, public_id: str, numbers: Mapping[str, int], *, now: datetime
) -> list[FieldChange]:
    """Put back the changes of a proposal, all or none, and return the new ones.

    Raises:
        Refusal: what `revert_change` refuses, as `changed_since`.
    """
    with transaction.atomic():
        ordered = sorted(numbers.values(), reverse=True)
        return [revert_change(actor, public_id, number, now=now) for number in ordered]


def _with(business: Business, fields: Mapping[str, Any]) -> Told:
    """Return a business as told with some fields in other words; no query."""
    return replace(told_of(business), **fields)


def _last(business: Business) -> int:
    """Return the number of the newest change of a business and its owner; one query."""
    return changes_of(business).values_list("pk", flat=True).first() or 0


def _made(business: Business, last: int, fields: Collection[str]) -> dict[str, int]:
    """Return field → number of the change made of it after `last`; one query."""
    made = changes_of(business).filter(pk__gt=last, field__in=fields)
    return dict(made.values_list("field", "pk"))


def _judged(business: Business, proposer: User, told: Proposal, source: str) -> dict[str, str]:
    """Return field → verdict; a part with a field that somebody nearer told waits as a whole."""
    present = {field: present_of(business, field) for field in proposing.WATCHED}
    found = proposing.judged(told.told, told.was, present, _changed(business, proposer, told))
    free = {field: told.told[field] for field, why in found.items() if why == proposing.FREE}
    nearer = refused_of(business, _with(business, free), source=source) if free else {}
    for part in proposing.PARTS:
        if any(field in nearer for field in part):
            found |= {field: proposing.NEARER for field in part if field in free}
    return found


def _changed(business: Business, proposer: User, told: Proposal) -> set[str]:
    """Return the fields that others wrote since the proposer took her list; one query."""
    if told.seen_at is None:
        return set()
    rows = changes_of(business).filter(at__gt=told.seen_at, field__in=proposing.WATCHED)
    return set(rows.exclude(actor=proposer).values_list("field", flat=True))
