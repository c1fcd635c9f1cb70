"""Weighs what a program tells against who told the present values; see `rules.provenance`."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from lampit.outside import vault
from lampit.people.models import User
from lampit.registry.models import Business, Claim
from lampit.registry.queries.exchange import told_of
from lampit.registry.queries.provenance import claims_known, sources_of_fields
from lampit.registry.rules.changes import MASK, SECRET_FIELDS, written
from lampit.registry.rules.provenance import Standing, Verdict
from lampit.registry.rules.records import Told, context

# Under which name, and of whom, the change table knows what is told; the rest has its own name.
OF_OWNER = {"owner_name": "owner_name", "owner_sex": "sex", "nik": "nik"}
NAMED = {"phones": "phone"}
SEALED = ("nik", "sales", "capital")
FOLLOWING = ("started_precision",)


def weighed(
    business: Business, told: Told, *, source: str, actor: User | None, now: datetime
) -> Told:
    """Return what of a telling may replace the present values, and note the rest beside them.

    A field whose present value comes from somebody believed more stays, emptied or not.
    """
    before = told_of(business)
    refused: dict[str, Any] = {}
    standings = _standings(business, source)
    for name in (field.name for field in fields(Told) if field.name not in FOLLOWING):
        present, value = getattr(before, name), getattr(told, name)
        if name in SEALED:
            if value in ("", None):
                continue  # says nothing, and leaves what is known
            present = _opened(business, name)
        known_as = OF_OWNER.get(name) or NAMED.get(name, name)
        verdict = standings["owner" if name in OF_OWNER else "business"].verdict(
            known_as, is_known=present not in ("", None, ()), is_same=present == value
        )
        if verdict is Verdict.NOTE:
            refused[name] = getattr(before, name)  # of a sealed one nothing: it is left
    _note(business, {name: getattr(told, name) for name in refused}, source, actor, now)
    if "started_on" in refused:
        refused["started_precision"] = before.started_precision
    return replace(told, **refused)


def _opened(business: Business, name: str) -> str | int:
    """Return a protected value as it is told, to see whether it is the same."""
    if name == "nik":
        owner = business.owner
        if owner is None or not owner.nik_sealed:
            return ""
        return vault.decrypt(bytes(owner.nik_sealed), context("owner", owner.public_id, name))
    sealed = getattr(business, f"{name}_sealed")
    where = context("business", business.public_id, name)
    return int(vault.decrypt(bytes(sealed), where)) if sealed else ""


def _standings(business: Business, source: str) -> dict[str, Standing]:
    ids = {"business": business.pk, "owner": business.owner_id or 0}
    return {
        entity: Standing(
            sources_of_fields(entity, [pk]).get(pk, {}), business.source, incoming=source
        )
        for entity, pk in ids.items()
    }


def _note(
    business: Business, told: dict[str, Any], source: str, actor: User | None, now: datetime
) -> None:
    ids = {"business": business.pk, "owner": business.owner_id or 0}
    known = {entity: claims_known(entity, [pk]) for entity, pk in ids.items()} if told else {}
    rows = []
    for name, value in told.items():
        entity = "owner" if name in OF_OWNER else "business"
        field = OF_OWNER.get(name) or NAMED.get(name, name)
        text = MASK if field in SECRET_FIELDS else written(_first(name, value))
        if value not in ("", None, ()) and (ids[entity], field, text) not in known[entity]:
            rows.append(
                Claim(
                    entity=entity, entity_id=ids[entity], field=field, value=text, source=source,
                    actor=actor, at=now,
                )
            )  # fmt: skip
    Claim.objects.bulk_create(rows)


def _first(name: str, value: Any) -> Any:
    return value[0] if name == "phones" and value else value
