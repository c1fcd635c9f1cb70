"""Decides for a block of source rows what each will do to the register; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lampit.outside import vault
from lampit.registry.models import Business, Owner
from lampit.registry.queries import holders, provenance
from lampit.registry.queries import importing as queries
from lampit.registry.queries import written as written_before
from lampit.registry.queries.departed import departed_from
from lampit.registry.queries.recognising import matches
from lampit.registry.rules import records, search, size
from lampit.registry.rules.changes import MASK, written
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.departed import departed_as
from lampit.registry.rules.importing.doubles import CERTAIN, are_strangers
from lampit.registry.rules.importing.problems import MESSAGES, REJECTIONS, Problem
from lampit.registry.rules.importing.record import FLAG, REJECT, Marks, Record, SourceRow
from lampit.registry.rules.importing.settling import doubt_nik
from lampit.registry.rules.importing.worn import Bearers, let_go
from lampit.registry.rules.provenance import Standing, Verdict
from lampit.registry.rules.veils import GONE

PHONES = frozenset({"phone", "phone_2"})
OWNER_CLAIMS = frozenset({"name", "sex", "birth_place"})  # its phones are those of the business
CREATE, UPDATE, UNCHANGED, REJECTED, DOUBLE = "create", "update", "unchanged", "reject", "double"


class Claimed(NamedTuple):
    """A told value that may not replace the present one: table, column, value as it is kept."""

    table: str
    column: str
    value: str

    @property
    def field(self) -> str:
        """Return the name of the field in the change table."""
        return merging.told_as(self.column, f"{self.table}.")


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
    claims: list[Claimed] = field(default_factory=list)


class Planner:
    """Knows what the register held when the run began."""

    def __init__(
        self, region: str, *, was_empty: bool,
        written: Mapping[tuple[str, int], int] | None = None, run: int = 0,
    ) -> None:  # fmt: skip
        """Read the fingerprints of the region unless it held nothing.

        `written` is (sheet, row) → business of the run whose report comes back corrected, `run`
        the one whose rows are planned.
        """
        self.region = region
        self.run = run
        self.written = written or {}
        self.was_empty = was_empty
        self.bearers = Bearers()
        self.departed = [] if was_empty else departed_from(region)
        self.marks = {} if was_empty else {
            **written_before.superseded(region), **queries.fingerprints(region)
        }  # fmt: skip

    def plan(self, rows: list[SourceRow]) -> list[Planned]:
        """Return what each record or rejected row will do; at most ten queries."""
        planned = self._first_look(rows)
        unsure = [one for one in planned if not one.action]
        if self.was_empty:
            for one in unsure:
                one.action = CREATE
            return planned
        for one in unsure:
            one.business = self.written.get((one.source.sheet[:60], one.source.row))
        unknown = [one for one in unsure if one.business is None]
        found = matches(self.region, [_record(one.source) for one in unknown])
        for one, match in zip(unknown, found, strict=True):
            if match is not None and match.strength == CERTAIN:
                one.business, one.owner = match.business, match.owner
            else:
                one.action = CREATE
                if match is not None:
                    _suspect(one.source)
        self._doubt_strangers([one for one in unknown if one.action == CREATE])
        self._pass_departed([one for one in unknown if one.action == CREATE])
        self._compare([one for one in unsure if not one.action])
        return planned

    def again(self, stale: list[Planned]) -> None:
        """Plan anew the updates whose records somebody changed since; what was typed stays.

        A record that an undo or an erasure took away since is none any more: its row is new.
        """
        pks = [one.business for one in stale if one.business]
        left = Business.objects.filter(pk__in=pks, withdrawn_at=None)
        there = set(left.values_list("pk", flat=True))
        for one in stale:
            one.business_changes, one.owner_changes, one.before = {}, {}, {}
            one.claims = []
            if one.business not in there:
                one.action, one.business, one.owner = CREATE, None, None
        self._compare([one for one in stale if one.business])

    def _first_look(self, rows: list[SourceRow]) -> list[Planned]:
        told: list[str] = []
        for row in rows:
            if row.action == REJECT:
                told.append("")
                continue
            if row.marks is None:
                row.marks = merging.marks_of(_record(row))
            told.append(row.marks.fingerprint)
        # Keyed, like the index of a NIK: who steals the database cannot try numbers out on it.
        marks = vault.blind_indexes("row", told)
        return [self._looked_at(row, mark) for row, mark in zip(rows, marks, strict=True)]

    def _looked_at(self, row: SourceRow, mark: str) -> Planned:
        if not mark:
            return Planned(row, REJECTED)
        known = self.marks.get(mark[: queries.KEY_SIGNS])
        if known is not None:
            return Planned(row, UNCHANGED, mark, known)
        return Planned(row, DOUBLE if row.double_of is not None else "", mark)

    def _doubt_strangers(self, new: list[Planned]) -> None:
        """Drop the NIK of new records that the register has for somebody else; three queries."""
        told = [_record(one.source).nik or let_go(one.source.problems) for one in new]
        indexes = vault.blind_indexes("nik", told)
        known = holders.names_with(self.region, {index for index in indexes if index})
        strangers = [
            (one, nik, index, *known[index])
            for one, nik, index in zip(new, told, indexes, strict=True)
            if index in known and are_strangers(_record(one.source).owner_name, known[index][1])
        ]
        own = holders.told_their_nik(self.run, {holder for *_row, holder, _name in strangers})
        for one, nik, index, holder, name in strangers:
            if _record(one.source).nik:
                doubt_nik(one.source)
            if holder not in own:  # whom the list told itself it counts itself
                self.bearers.note(index, name, one.source, nik)

    def _pass_departed(self, new: list[Planned]) -> None:
        """Reject what moved to another kabupaten since the list was written; no query."""
        if not self.departed:
            return
        told = [_record(one.source) for one in new]
        indexes = vault.blind_indexes("nik", [record.nik for record in told])
        for one, record, index in zip(new, told, indexes, strict=True):
            gone = departed_as(record, index, self.departed)
            if gone is not None:
                source, code = one.source, REJECTIONS["moved_away"]
                one.action, one.mark = REJECTED, ""
                source.action, source.reason = REJECT, "moved_away"
                source.problems.append(
                    Problem(source.sheet, source.row, "", gone.told, code, MESSAGES[code])
                )

    def _compare(self, matched: list[Planned]) -> None:
        """Fill in what differs between matched rows and the register; six queries."""
        if not matched:
            return
        ids = [one.business for one in matched if one.business]
        businesses = {row["id"]: row for row in Business.objects.filter(pk__in=ids).values()}
        owner_ids = [row["owner_id"] for row in businesses.values() if row["owner_id"]]
        owners = {row["id"]: row for row in Owner.objects.filter(pk__in=owner_ids).values()}
        sources = provenance.sources_of_fields("business", ids)
        owner_sources = provenance.sources_of_fields("owner", owner_ids)
        for one in matched:
            business = businesses[one.business or 0]
            owner = owners.get(business["owner_id"])
            one.owner = business["owner_id"]
            one.versions = (business["version"], owner["version"] if owner else 0)
            standing = self._standing(one, sources.get(business["id"], {}), business)
            self._business_changes(one, business, standing)
            if owner is not None:
                theirs = self._standing(one, owner_sources.get(owner["id"], {}), business)
                self._owner_changes(one, owner, theirs)
            one.action = UPDATE if one.business_changes or one.owner_changes else UNCHANGED
            if one.action == UPDATE:
                one.business_changes["fingerprint"] = one.mark
                _find_again(one, business, owner or {})
                _keep_before(one, "business", business, one.business_changes)
        _drop_known_claims(matched)

    def _standing(
        self, one: Planned, fields: Mapping[str, str], business: Mapping[str, object]
    ) -> Standing:
        """Return where the present values of a record come from, against what a row tells."""
        older = _is_older(_record(one.source), business["confirmed_on"])
        return Standing(fields, str(business["source"]), is_older=older)

    def _business_changes(
        self, one: Planned, present: Mapping[str, object], standing: Standing
    ) -> None:
        record = _record(one.source)
        told = merging.business_values(record, marks_of(one.source))
        told.pop("extras")
        if record.status == "active":  # every row without a note says so: it reopens nothing
            told.pop("status")
        if (present["workers_male"], present["workers_female"]) != (None, None):
            told.pop("workers_total")  # who counted men and women said more
        changes, noted = merging.to_update(present, told, standing)
        changes |= _kept(present["extras"], record.extras, standing)
        one.claims += [Claimed("business", name, written(value)) for name, value in noted.items()]
        secrets = merging.secrets_of(record)
        for name, value in (("sales", secrets.sales), ("capital", secrets.capital)):
            self._secret("business", present, changes, name, value, standing, one)
        _size_anew(present, changes, secrets)
        one.business_changes = changes if set(changes) - merging.DERIVED else {}

    def _owner_changes(
        self, one: Planned, present: Mapping[str, object], standing: Standing
    ) -> None:
        record = _record(one.source)
        told = merging.owner_values(record, marks_of(one.source))
        changes, noted = merging.to_update(present, told, standing, prefix="owner.")
        one.claims += [
            Claimed("owner", name, written(value))
            for name, value in noted.items() if name in OWNER_CLAIMS
        ]  # fmt: skip
        for claim in one.claims:  # the owner is called on the number of the business
            if claim.table == "business" and claim.column in PHONES:
                changes.pop(claim.column, None)
        self._nik(one, present, changes, standing)
        self._secret("owner", present, changes, "birth", record.birth_date or None, standing, one)
        if any(claim.column == "birth_sealed" for claim in one.claims):
            changes.pop("birth_year", None)
        one.owner_changes = changes if set(changes) - merging.DERIVED else {}
        _keep_before(one, "owner", present, one.owner_changes)

    def _nik(
        self, one: Planned, present: Mapping[str, object], changes: merging.Values,
        standing: Standing,
    ) -> None:  # fmt: skip
        """Fill in a NIK that is not known; another NIK than the known one is only noted."""
        number = _record(one.source).nik
        if not number:
            return
        index = vault.blind_index("nik", number)
        if not present["nik_index"] and "nik" not in standing.fields:
            changes["nik_index"], changes["nik_status"] = index, "ok"
            self._secret("owner", present, changes, "nik", number, standing, one)
        elif present["nik_index"] and present["nik_index"] != index:
            one.claims.append(Claimed("owner", "nik_sealed", MASK))

    def _secret(
        self, table: str, present: Mapping[str, object], changes: merging.Values, name: str,
        value: str | int | None, standing: Standing, one: Planned,
    ) -> None:  # fmt: skip
        """Add a sealed column to the changes when its value differs from what is sealed now."""
        if value is None:
            return
        where = records.context(table, str(present["public_id"]), name)
        old = _opened(table, present, name)
        verdict = standing.verdict(name, is_known=bool(old), is_same=old == str(value))
        if verdict is Verdict.TAKE:
            changes[f"{name}_sealed"] = vault.encrypt(str(value), where)
        elif verdict is Verdict.NOTE:
            one.claims.append(Claimed(table, f"{name}_sealed", MASK))


def _opened(table: str, present: Mapping[str, object], name: str) -> str:
    """Return what is sealed in a record now, empty when nothing is."""
    sealed = present[f"{name}_sealed"]
    where = records.context(table, str(present["public_id"]), name)
    return vault.decrypt(bytes(sealed), where) if isinstance(sealed, bytes | memoryview) else ""


def _size_anew(
    present: Mapping[str, object], changes: merging.Values, told: merging.Secrets
) -> None:
    """Let the class of sales and the size follow sales and capital, wherever each comes from.

    A row tells often only one of both, and its own class may be that of a value not taken.
    """
    for name in ("sales_band", "size_class"):
        changes.pop(name, None)
    if {"sales_sealed", "capital_sealed", "started_on"}.isdisjoint(changes):
        return
    monthly, capital = (
        new if f"{name}_sealed" in changes else _amount(_opened("business", present, name))
        for name, new in (("sales", told.sales), ("capital", told.capital))
    )
    started = changes.get("started_on", present["started_on"])
    founded = started if isinstance(started, date) else None
    yearly = None if monthly is None else monthly * 12
    found = size.classify(capital, yearly, founded)
    for name, value in (("sales_band", size.sales_class(monthly)), ("size_class", found.code)):
        if value not in merging.BLANK and value != present[name]:
            changes[name] = value


def _amount(text: str) -> int | None:
    return int(text) if text else None


def _kept(known: object, told: dict[str, str], standing: Standing) -> merging.Values:
    """Return the columns kept as they came with those of a list added: none is ever lost.

    Of a heading that both have the newer list is kept; what its owner had deleted stays so.
    """
    before = known if isinstance(known, dict) else {}
    gone = {header: text for header, text in before.items() if text == GONE}
    both = ({**told, **before} if standing.is_older else {**before, **told}) | gone
    return {"extras": both} if both != before else {}


def _drop_known_claims(planned: list[Planned]) -> None:
    """Leave out what is noted beside the records already; two queries when there is anything."""
    for table in ("business", "owner"):
        wanted = [(one, _entity(one, table)) for one in planned
                  if any(claim.table == table for claim in one.claims)]  # fmt: skip
        known = provenance.claims_known(table, [pk for _, pk in wanted]) if wanted else set()
        for one, pk in wanted:
            one.claims = [
                claim for claim in one.claims
                if claim.table != table or (pk, claim.field, claim.value) not in known
            ]  # fmt: skip


def _entity(one: Planned, table: str) -> int:
    return (one.business if table == "business" else one.owner) or 0


def _is_older(record: Record, confirmed_on: object) -> bool:
    """Say whether a row tells of a day before the last sign of life of the record."""
    if not record.observed_on or not isinstance(confirmed_on, date):
        return False
    return date.fromisoformat(record.observed_on) < confirmed_on


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
    kept = will["extras"]
    found_by = search.beside(found_by, kept if isinstance(kept, dict) else {})
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
