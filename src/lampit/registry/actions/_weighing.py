"""Notes what a weaker source tells beside the present values; see `queries.weighing`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lampit.people.models import User
from lampit.registry.models import Business, Claim
from lampit.registry.queries.exchange import told_of
from lampit.registry.queries.provenance import claims_known
from lampit.registry.queries.weighing import entity_of, field_of, refused_of
from lampit.registry.rules.changes import MASK, SECRET_FIELDS, written
from lampit.registry.rules.importing.points import FREE, coarse_free
from lampit.registry.rules.records import Told


def weighed(
    business: Business, told: Told, *, source: str, actor: User | None, now: datetime
) -> Told:
    """Return what of a telling may replace the present values, and note the rest beside them.

    A field whose present value comes from somebody believed more stays, emptied or not.
    """
    refused = refused_of(business, told, source=source)
    note_claims(
        business, {name: getattr(told, name) for name in refused},
        source=source, actor=actor, now=now,
    )  # fmt: skip
    if "started_on" in refused:
        refused["started_precision"] = told_of(business).started_precision
    return replace(told, **refused)


def note_claims(
    business: Business, told: dict[str, Any], *, source: str, actor: User | None, now: datetime
) -> int:
    """Note told values beside the present ones, each once; return how many were new.

    Args:
        business: whose they are; values of its owner are noted with the owner.
        told: field of `Told` → value; of protected fields only the fact is kept.
        source: who told it.
        actor: who wrote it down.
        now: when.
    """
    ids = {"business": business.pk, "owner": business.owner_id or 0}
    known = {entity: claims_known(entity, [pk]) for entity, pk in ids.items()} if told else {}
    rows = []
    for name, value in told.items():
        entity, field = entity_of(name), field_of(name)
        text = MASK if field in SECRET_FIELDS else written(_first(name, value))
        if field in FREE:
            text = coarse_free(text)  # as the record itself keeps it: no home to the metre
        if value not in ("", None, ()) and (ids[entity], field, text) not in known[entity]:
            rows.append(
                Claim(
                    entity=entity, entity_id=ids[entity], field=field, value=text, source=source,
                    actor=actor, at=now,
                )
            )  # fmt: skip
    return len(Claim.objects.bulk_create(rows))


def _first(name: str, value: Any) -> Any:
    return value[0] if name == "phones" and value else value
