"""What of a telling may not replace the present values, since somebody nearer told them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from lampit.outside import vault
from lampit.places import queries as places
from lampit.registry.models import Business, Change
from lampit.registry.queries.exchange import told_of
from lampit.registry.queries.history import said, source_of
from lampit.registry.queries.provenance import sources_of_fields
from lampit.registry.rules import words
from lampit.registry.rules.changes import MASK, SECRET_FIELDS, written
from lampit.registry.rules.provenance import Standing, Verdict
from lampit.registry.rules.records import Told, context

# Under which name, and of whom, the change table knows what is told; the rest has its own name.
OF_OWNER = {"owner_name": "owner_name", "owner_sex": "sex", "nik": "nik"}
NAMED = {"phones": "phone"}
SEALED = ("nik", "sales", "capital")
SILENT_WHEN_EMPTY = (*SEALED, "owner_sex")  # an empty one leaves what is known
FOLLOWING = ("started_precision",)


@dataclass(frozen=True, slots=True)
class Stronger:
    """A field whose present value was told by somebody nearer than who tells now."""

    label: str
    present: str
    source: str
    at: datetime | None
    told: str


def entity_of(name: str) -> str:
    """Return of whom a told field is: `owner` or `business`."""
    return "owner" if name in OF_OWNER else "business"


def field_of(name: str) -> str:
    """Return under which name the change table knows a told field."""
    return OF_OWNER.get(name) or NAMED.get(name, name)


def refused_of(business: Business, told: Told, *, source: str) -> dict[str, Any]:
    """Return told field → present value of those that a source may not replace; two queries."""
    before = told_of(business)
    standings = _standings(business, source)
    refused: dict[str, Any] = {}
    for name in (field.name for field in fields(Told) if field.name not in FOLLOWING):
        present, value = getattr(before, name), getattr(told, name)
        if name in SILENT_WHEN_EMPTY and value in ("", None):
            continue
        if name in SEALED:
            present = _opened(business, name)
        verdict = standings[entity_of(name)].verdict(
            field_of(name), is_known=present not in ("", None, ()), is_same=_same(present, value)
        )
        if verdict is Verdict.NOTE:
            refused[name] = getattr(before, name)  # of a sealed one nothing: it is left
    return refused


def stronger_of(business: Business, told: Told, *, source: str) -> list[Stronger]:
    """Return those fields as a page shows them: what stands, who told it when, what is typed."""
    refused = refused_of(business, told, source=source)
    codes = [code for code in (business.village_id, told.village) if code]
    villages = places.names_of(codes) if "village" in refused else {}
    found = []
    for name in refused:
        change = _last_change(business, name)
        found.append(
            Stronger(
                gettext(words.field_label(field_of(name))),
                _shown(name, refused[name], villages),
                source_of(change) if change else gettext(words.source_label(business.source)),
                change.at if change else business.created_at,
                _shown(name, getattr(told, name), villages),
            )
        )
    return found


def _shown(name: str, value: Any, villages: Mapping[str, str]) -> str:
    if name in SECRET_FIELDS:
        return MASK
    if name == "phones":
        return ", ".join(said("phone", number, villages) for number in value)
    return said(field_of(name), written(value), villages)


def _last_change(business: Business, name: str) -> Change | None:
    entity = entity_of(name)
    pk = business.pk if entity == "business" else business.owner_id
    rows = Change.objects.filter(entity=entity, entity_id=pk or 0, field=field_of(name))
    return rows.select_related("actor", "run").order_by("-id").first()


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are kept alike; the order of ways of selling says nothing."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) != len(other):
        return False
    return one == other or (written(one) == written(other) and not _is_ordered(one))


def _is_ordered(value: Any) -> bool:
    """Tell telephone numbers, of which the first is called, from ways of selling."""
    return isinstance(value, tuple) and any(str(part).startswith("+") for part in value)


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
