"""Takes what higher rooms heard of businesses: beside the values, for a person to choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lampit.registry.models import Business, Claim
from lampit.registry.queries.provenance import claims_known, present_of
from lampit.registry.rules import size
from lampit.registry.rules.provenance import TELLABLE


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody heard of a business.

    Attributes:
        business: in reach of whoever heard it; of a merged record the golden one is told of.
        told: a field of `TELLABLE` → its value as the change table writes it.
        source: `survei` or `kunjungan`.
        actor_id: account of who heard it.
        at: when.
    """

    business: Business
    told: Mapping[str, str]
    source: str
    actor_id: int | None
    at: datetime


def tell_beside(heard: Sequence[Heard]) -> int:
    """Note told values that differ from the present ones; return how many were new; three queries.

    Call it in the transaction of what was heard; nothing of the businesses themselves changes.
    """
    merged = {one.business.golden_id for one in heard if one.business.golden_id}
    golden = Business.objects.in_bulk(merged) if merged else {}
    known = claims_known("business", {_told_of(one, golden).pk for one in heard})
    rows = []
    for one in heard:
        business = _told_of(one, golden)
        for field, value in one.told.items():
            mark = (business.pk, field, value)
            if field not in TELLABLE or mark in known or _is_known(business, field, value):
                continue
            known.add(mark)
            rows.append(
                Claim(
                    entity="business", entity_id=business.pk, field=field, value=value,
                    source=one.source, actor_id=one.actor_id, at=one.at,
                )
            )  # fmt: skip
    return len(Claim.objects.bulk_create(rows))


def _told_of(one: Heard, golden: Mapping[int, Business]) -> Business:
    return golden.get(one.business.golden_id or 0, one.business)


def _is_known(business: Business, field: str, value: str) -> bool:
    """Tell whether the register says the same: its workers with or without the owner."""
    if field == "workers":
        total = size.all_workers(
            business.workers_male, business.workers_female, business.workers_total
        )
        return total is not None and value in (str(total), str(total + 1))
    return present_of(business, field) == value
