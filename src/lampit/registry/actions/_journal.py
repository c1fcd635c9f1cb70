"""Writes change rows: append-only, protected values only as the fact that they changed."""

from collections.abc import Iterable
from datetime import datetime

from lampit.people.models import User
from lampit.registry.models import Change, ImportRun
from lampit.registry.rules.changes import MASK, SECRET_FIELDS, FieldChange


def note_changes(
    entity: str,
    entity_id: int,
    changed: Iterable[FieldChange],
    *,
    source: str,
    actor: User | None,
    at: datetime,
    run: ImportRun | None = None,
    row: int | None = None,
) -> None:
    """Append one row per changed field of a business or owner; one query.

    `run` and `row` name the list that told the value, when a person took it from there.
    """
    Change.objects.bulk_create(
        [
            Change(
                entity=entity,
                entity_id=entity_id,
                field=change.field,
                old=_kept(change.field, change.old),
                new=_kept(change.field, change.new),
                source=source,
                run=run,
                row=row,
                actor=actor,
                at=at,
            )
            for change in changed
        ]
    )


def _kept(field: str, value: str) -> str:
    return MASK if value and field in SECRET_FIELDS else value
