"""What a record of a person shows, by what each record says and the log of merges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lampit.outside import vault
from lampit.people.models import User
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.models import Owner, OwnerMerge, OwnerSource
from lampit.registry.queries import persons as queries
from lampit.registry.rules import merging, persons, records
from lampit.registry.rules.changes import FieldChange

Rows = dict[int, Owner]
Sources = dict[int, OwnerSource]
# Field → who says it, and the columns; sealed values as that record sealed them.
Shown = dict[str, tuple[queries.Saying, dict[str, Any]]]
SAID = [name for columns in persons.COLUMNS.values() for name in columns]


def sources_of(rows: Rows) -> Sources:
    """Return what the records say themselves, by record; one query."""
    return {one.owner_id: one for one in OwnerSource.objects.filter(owner__in=list(rows))}


def of_person(rows: Rows, top: int) -> list[int]:
    """Return the records of a person, the one that stands for it first."""
    return [top, *(pk for pk, row in rows.items() if row.person_id == top and pk != top)]


def _saying(pk: int, sources: Sources, rows: Rows) -> queries.Saying:
    return sources.get(pk) or rows[pk]


def teller_of(
    field: str, family: Sequence[int], log: Sequence[OwnerMerge], sources: Sources, rows: Rows
) -> int | None:
    """Return the record whose value a person shows in a field; no query."""
    events = [
        persons.Chosen(event.at, event.survivorship)
        for event in queries.standing(log)
        if event.person_id in family
    ]
    edits = {
        pk: datetime.fromisoformat(sources[pk].edited[field])
        for pk in family
        if pk in sources and field in sources[pk].edited
    }
    known = [pk for pk in family if queries.is_filled(_saying(pk, sources, rows), field)]
    return persons.teller(field, family, events, edits, known)


def said_by(row: Owner) -> OwnerSource:
    """Return what a record says, before it is merged for the first time."""
    values = {name: getattr(row, name) for name in SAID}
    return OwnerSource(owner=row, public_id=row.public_id, **values)


def what_shows(pk: int, rows: Rows, log: Sequence[OwnerMerge], sources: Sources) -> Shown:
    """Return field → who says it and the columns that a record shows, sealed values not yet."""
    row = rows[pk]
    family = [pk] if row.person_id is None else of_person(rows, row.person_id)
    found: Shown = {}
    for field, columns in persons.COLUMNS.items():
        told = pk if row.person_id is None else teller_of(field, family, log, sources, rows)
        saying = _saying(pk if told is None else told, sources, rows)
        found[field] = saying, {name: getattr(saying, name) for name in columns}
    if row.person_id is not None:
        _unite(pk, family, found, sources, rows)
    return found


def _unite(
    pk: int,
    family: Sequence[int],
    found: Shown,
    sources: Sources,
    rows: Rows,
) -> None:
    """Put in what nobody chooses: both telephones, the one account, the day of death."""
    said = [_saying(one, sources, rows) for one in family]
    own = _saying(pk, sources, rows)
    if not any(persons.PHONE in sources[one].edited for one in family if one in sources):
        numbers = merging.united((one.phone, one.phone_2) for one in said)
        numbers = [*numbers, "", ""][: merging.PHONES_KEPT]
        values = dict(zip(persons.COLUMNS[persons.PHONE], numbers, strict=True))
        found[persons.PHONE] = own, values
    accounts = {one.account_id for one in said if one.account_id is not None}
    only = accounts.pop() if len(accounts) == 1 else own.account_id
    found[persons.ACCOUNT] = own, {"account_id": only}


def differs(row: Owner, wanted: tuple[queries.Saying, dict[str, Any]], field: str) -> bool:
    """Say whether a record shows something else; of sealed values what they hold counts."""
    saying, values = wanted
    sealed = persons.SEALED.get(field)
    if any(getattr(row, name) != value for name, value in values.items() if name != sealed):
        return True
    if field != "birth":
        return False
    return _opened(row, row.birth_sealed, "birth") != _opened(saying, saying.birth_sealed, "birth")


def _opened(of: queries.Saying, sealed: Any, name: str) -> str:
    if not sealed:
        return ""
    return vault.decrypt(bytes(sealed), records.context("owner", of.public_id, name))


def write(
    row: Owner,
    wanted: Shown,
    source: str,
    actor: User | None,
    now: datetime,
    *,
    is_moved: bool = False,
) -> bool:
    """Let a record show what it should, say so in its journal, and return whether it changed."""
    told, is_other = [], is_moved
    for field, (saying, values) in wanted.items():
        is_new = differs(row, (saying, values), field)
        # Its own sealed value comes back as it was, to the bit.
        if is_new or saying.public_id == row.public_id:
            old = queries.text_of(row, field)
            for name, value in _resealed(row, saying, values, field).items():
                setattr(row, name, value)
            change = FieldChange(field, old, queries.text_of(row, field))
            if field in persons.TOLD and change.old != change.new:
                told.append(change)
        is_other = is_other or is_new
    if not is_other:
        return False
    _values.put_owner_key(row)
    row.version += 1
    row.updated_at = now
    row.save()
    note_changes("owner", row.pk, told, source=source, actor=actor, at=now)
    return True


def _resealed(
    row: Owner, saying: queries.Saying, values: dict[str, Any], field: str
) -> dict[str, Any]:
    """Return the columns of a field with what another record sealed sealed for this one."""
    sealed = persons.SEALED.get(field)
    if sealed is None or not values[sealed] or saying.public_id == row.public_id:
        return values
    text = _opened(saying, values[sealed], field)
    return values | {sealed: _values.seal("owner", row.public_id, field, text)}
