"""Decides for a block of source rows what each will do to the register; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lampit.outside import vault
from lampit.registry.models import Business, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules import records, search
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.doubles import CERTAIN
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import FLAG, REJECT, Marks, Record, SourceRow

CREATE, UPDATE, UNCHANGED, REJECTED, DOUBLE = "create", "update", "unchanged", "reject", "double"


@dataclass(slots=True)
class Planned:
    """One source row and what it will do."""

    source: SourceRow
    action: str
    mark: str = ""
    business: int | None = None
    owner: int | None = None
    business_changes: merging.Values = field(default_factory=dict)
    owner_changes: merging.Values = field(default_factory=dict)
    before: dict[str, dict[str, object]] = field(default_factory=dict)
    versions: tuple[int, int] = (0, 0)


class Planner:
    """Knows what the register held when the run began."""

    def __init__(self, region: str, *, was_empty: bool) -> None:
        """Read the fingerprints of the region unless it held nothing."""
        self.region = region
        self.was_empty = was_empty
        self.marks = {} if was_empty else queries.fingerprints(region)

    def plan(self, rows: list[SourceRow]) -> list[Planned]:
        """Return what each record or rejected row will do; at most seven queries."""
        planned = [self._first_look(row) for row in rows]
        unsure = [one for one in planned if not one.action]
        if self.was_empty:
            for one in unsure:
                one.action = CREATE
            return planned
        found = queries.matches(self.region, [_record(one.source) for one in unsure])
        for one, match in zip(unsure, found, strict=True):
            if match is not None and match.strength == CERTAIN:
                one.business, one.owner = match.business, match.owner
            else:
                one.action = CREATE
                if match is not None:
                    _suspect(one.source)
        self._compare([one for one in unsure if not one.action])
        return planned

    def again(self, stale: list[Planned]) -> None:
        """Plan anew the updates whose records somebody changed since; what was typed stays."""
        for one in stale:
            one.business_changes, one.owner_changes, one.before = {}, {}, {}
        self._compare(stale)

    def _first_look(self, row: SourceRow) -> Planned:
        if row.action == REJECT:
            return Planned(row, REJECTED)
        if row.marks is None:
            row.marks = merging.marks_of(_record(row))
        # Keyed, like the index of a NIK: who steals the database cannot try numbers out on it.
        mark = vault.blind_index("row", row.marks.fingerprint)
        known = self.marks.get(mark[: queries.KEY_SIGNS])
        if known is not None:
            return Planned(row, UNCHANGED, mark, known)
        if row.double_of is not None:
            return Planned(row, DOUBLE, mark)
        return Planned(row, "", mark)

    def _compare(self, matched: list[Planned]) -> None:
        """Fill in what differs between matched rows and the register; four queries."""
        if not matched:
            return
        ids = [one.business for one in matched if one.business]
        businesses = {row["id"]: row for row in Business.objects.filter(pk__in=ids).values()}
        owner_ids = [row["owner_id"] for row in businesses.values() if row["owner_id"]]
        owners = {row["id"]: row for row in Owner.objects.filter(pk__in=owner_ids).values()}
        edited = queries.edited_fields("business", ids)
        owner_edited = queries.edited_fields("owner", owner_ids)
        for one in matched:
            business = businesses[one.business or 0]
            owner = owners.get(business["owner_id"])
            one.owner = business["owner_id"]
            one.versions = (business["version"], owner["version"] if owner else 0)
            only_gaps = business["source"] != merging.SOURCE
            self._business_changes(one, business, only_gaps, edited.get(business["id"], set()))
            if owner is not None:
                self._owner_changes(one, owner, only_gaps, owner_edited.get(owner["id"], set()))
            one.action = UPDATE if one.business_changes or one.owner_changes else UNCHANGED
            if one.action == UPDATE:
                one.business_changes["fingerprint"] = one.mark
                _find_again(one, business, owner or {})
                _keep_before(one, "business", business, one.business_changes)

    def _business_changes(
        self, one: Planned, present: Mapping[str, object], only_gaps: bool, edited: set[str]
    ) -> None:
        record = _record(one.source)
        told = merging.business_values(record, marks_of(one.source))
        changes = merging.to_update(present, told, only_gaps=only_gaps, edited=edited)
        secrets = merging.secrets_of(record)
        for name, value in (("sales", secrets.sales), ("capital", secrets.capital)):
            self._secret("business", present, changes, name, value, only_gaps, edited)
        if "sales_sealed" not in changes:
            changes.pop("sales_band", None)
            changes.pop("size_class", None)
        one.business_changes = changes if set(changes) - merging.DERIVED else {}

    def _owner_changes(
        self, one: Planned, present: Mapping[str, object], only_gaps: bool, edited: set[str]
    ) -> None:
        record = _record(one.source)
        told = merging.owner_values(record, marks_of(one.source))
        changes = merging.to_update(
            present, told, only_gaps=only_gaps, edited=edited, prefix="owner."
        )
        if record.nik and not present["nik_index"] and "nik" not in edited:
            changes["nik_index"] = vault.blind_index("nik", record.nik)
            changes["nik_status"] = "ok"
            self._secret("owner", present, changes, "nik", record.nik, only_gaps, edited)
        self._secret(
            "owner", present, changes, "birth", record.birth_date or None, only_gaps, edited
        )
        one.owner_changes = changes if set(changes) - merging.DERIVED else {}
        _keep_before(one, "owner", present, one.owner_changes)

    def _secret(
        self, table: str, present: Mapping[str, object], changes: merging.Values, name: str,
        value: str | int | None, only_gaps: bool, edited: set[str],
    ) -> None:  # fmt: skip
        """Add a sealed column to the changes when its value differs from what is sealed now."""
        sealed = present[f"{name}_sealed"]
        if value is None or name in edited or (only_gaps and sealed is not None):
            return
        where = records.context(table, str(present["public_id"]), name)
        old = vault.decrypt(bytes(sealed), where) if isinstance(sealed, bytes | memoryview) else ""
        if old != str(value):
            changes[f"{name}_sealed"] = vault.encrypt(str(value), where)


def _keep_before(
    one: Planned, table: str, present: Mapping[str, object], changes: merging.Values
) -> None:
    if changes:
        one.before[table] = {name: present.get(name) for name in changes}


def _find_again(one: Planned, business: Mapping[str, object], owner: Mapping[str, object]) -> None:
    """Write the words a business is found by anew, from what it will be."""
    will, person = {**business, **one.business_changes}, {**owner, **one.owner_changes}
    found_by = search.key(
        str(will["name"]), str(person.get("name", "")), str(will["phone"]), str(will["phone_2"]),
        str(person.get("phone", "")), str(will["nib"]),
    )  # fmt: skip
    if found_by != business["search_key"]:
        one.business_changes["search_key"] = found_by


def marks_of(row: SourceRow) -> Marks:
    """Return what a planned row is known by."""
    if row.marks is None:
        raise TypeError("a planned row has its marks")
    return row.marks


def _record(row: SourceRow) -> Record:
    if row.record is None:
        raise TypeError("a planned row has a record")
    return row.record


def _suspect(row: SourceRow) -> None:
    code = "mungkin_ganda"
    if not any(problem.code == code for problem in row.problems):
        name = _record(row).owner_name
        row.problems.append(Problem(row.sheet, row.row, "", name, code, MESSAGES[code]))
        row.action = FLAG
