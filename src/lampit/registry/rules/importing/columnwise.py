"""Reads many rows of one table at once, column by column: what `RowReader` says of each. Pure.

A cell that is plainly what its column holds is read here, thousands at a time. All others, and
whatever is doubtful, are read by the rule for one row (`cleaning`), which stays the only one.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from lampit.national import addresses, dates, names, nib, phone
from lampit.registry.rules.importing import identities, wording
from lampit.registry.rules.importing.answers import REFUSED
from lampit.registry.rules.importing.cells import EMPTY, LONGEST, Part, as_text
from lampit.registry.rules.importing.cleaning import Line, RowReader
from lampit.registry.rules.importing.problems import Problem, rejection
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.verdicts import is_plainly_one, reject_reason

T = TypeVar("T")
Row = tuple[int, list[object], str]  # number, cells, sub-heading
Noted = dict[int, list[Problem]]  # place → problems, of the few rows that have any
_TEXT = {str}
_LONGEST_EMPTY = max(map(len, EMPTY))
_NOTHING = ("", "-")
MOST_KEPT = 8_192
# The groups of fields in the order in which a row tells their problems.
_ORDER = ("owner", "name", "address", "place", "house", "outside", "born", "birth_place", "sex",
          "nik", "trade", "start", "workers", "sales", "assets", "phone", "email", "nib", "online",
          "note", "external_id", "seen", "state")  # fmt: skip


class Told:
    """What many rows say, a list for each field of `Record`, and the problems of the few."""

    def __init__(self, rows: int) -> None:
        """Start with fields that no row tells."""
        self.rows = rows
        self.fields: dict[str, list[Any]] = {}
        self.problems: Noted = {}
        self.reasons: dict[int, str] = {}  # place → reason of a rejection

    def __getitem__(self, field: str) -> list[Any]:
        """Return a field of all rows."""
        found = self.fields.get(field)
        if found is None:
            found = self.fields[field] = [_UNTOLD[field]] * self.rows
        return found

    def record(self, place: int) -> Record:
        """Return the record of one row."""
        record = Record(**{name: column[place] for name, column in self.fields.items()})
        record.channels, record.extras = [*record.channels], {**record.extras}
        return record


_UNTOLD: dict[str, Any] = {name: getattr(Record(), name) for name in Record.__slots__}


class ColumnReader:
    """Reads rows of a table; goes on where the row before ended, as its row reader does."""

    def __init__(self, reader: RowReader) -> None:
        """Take the reader of the table, which reads what is not plain."""
        self.reader = reader
        self._kept: dict[object, dict[str, str]] = {}  # cells that nobody asked for → as kept

    def read(self, rows: Sequence[Row]) -> Told:
        """Return what the rows say, at least one."""
        reader = self.reader
        self._rows = rows
        reader.widen(max(map(len, [cells for _, cells, _ in rows])))
        # So many columns hold a field or something that is kept as it came.
        self._width = max([reader.width, *(column + 1 for column, _ in reader.extra)])
        self._columns = self._laid_out([cells for _, cells, _ in rows])
        self._kinds = [{*map(type, column)} for column in self._columns]
        self._told = told = Told(len(rows))
        self._noted: dict[str, Noted] = {}
        self._names()
        self._places()
        self._works()
        self._contacts()
        self._states()
        self._extras()
        self._identities()
        for group in _ORDER:
            for place, problems in self._noted.get(group, {}).items():
                told.problems.setdefault(place, []).extend(problems)
        for place, reason in told.reasons.items():
            owner, name = told["owner_name"][place], told["business_name"][place]
            told.problems[place] = [rejection(reader.sheet, rows[place][0], owner, name, reason)]
        return told

    # -- cells ---------------------------------------------------------------------------

    def _laid_out(self, rows: list[list[object]]) -> list[tuple[Any, ...]]:
        """Return the columns of a line of `Cells`: cells, blank, sub-heading, constants."""
        width, reader = self._width, self.reader
        blank = [""] * width
        even = [
            cells if len(cells) == width else [*cells, *blank][:width] for cells in rows
        ]  # fmt: skip
        self._raw = [*zip(*even, strict=True)]
        columns = self._raw[: reader.width]
        many = len(rows)
        groups = tuple([group for _, _, group in self._rows])
        columns += [("",) * many, groups, *((value,) * many for value in reader.added)]
        for slot, value in reader.fill:
            columns[slot] = tuple(
                [value if as_text(cell).lower() in EMPTY else cell for cell in columns[slot]]
            )
        return columns

    def _cells(self, field: str) -> tuple[Any, ...]:
        return self._columns[self.reader.slot(field)]

    def _is_text(self, field: str) -> bool:
        return self._kinds[self.reader.slot(field)] <= _TEXT

    def _carefully(self, group: str, place: int, read: Callable[[], T]) -> T:
        """Return what the rule for one row reads, and note the problems it tells."""
        number, cells, heading = self._rows[place]
        reader = self.reader
        reader.lay(number, cells, heading)
        found = read()
        if reader.problems:
            self._note(group, place, reader.problems)
        return found

    def _note(self, group: str, place: int, problems: Iterable[Problem]) -> None:
        self._noted.setdefault(group, {}).setdefault(place, []).extend(problems)

    def _texts(self, field: str) -> list[str]:
        """Return the cells of a field as text, see `Cells.text`."""
        texts = [
            cell.strip() if type(cell) is str else as_text(cell) for cell in self._cells(field)
        ]
        whole = "".join(texts)
        longest = LONGEST.get(field, 0)
        if "\ufffd" in whole or "#" in whole or (longest and max(map(len, texts)) > longest):
            return [self._carefully(field, n, lambda: self.reader.text(field))
                    for n in range(len(texts))]  # fmt: skip
        return [
            "" if len(text) <= _LONGEST_EMPTY and text.lower() in EMPTY else text for text in texts
        ]

    def _once(
        self, part: Part[T], group: str, quickly: Callable[[object], T | None] | None = None
    ) -> list[T]:
        """Return what a part of each row says; each distinct content is read once.

        `quickly` reads a cell that is plain, and leaves others.
        """
        seen, slots = part.seen, part.slots
        columns = [self._columns[slot] for slot in slots]
        keys: Sequence[Any] = columns[0] if part.is_one else [*zip(*columns, strict=True)]
        if not all(self._kinds[slot] <= _TEXT for slot in slots):
            keys = [(key, type(key)) for key in keys] if part.is_one else [
                (key, *map(type, key)) for key in keys
            ]  # fmt: skip
        found = [*map(seen.get, keys)]
        for place in [n for n, one in enumerate(found) if one is None]:
            number, cells, heading = self._rows[place]
            key = keys[place]
            found[place] = seen.get(key)
            if found[place] is None and quickly and (plain := quickly(key)) is not None:
                found[place] = part.remember(key, (plain, [], ()))
            if found[place] is None:
                self.reader.lay(number, cells, heading)
                found[place] = self.reader.read_part(part, key)
        for place in [n for n, one in enumerate(found) if one[1]]:  # type: ignore[index]
            number = self._rows[place][0]
            problems = found[place][1]  # type: ignore[index]
            self._note(group, place, [one._replace(row=number) for one in problems])
        return [one[0] for one in found]  # type: ignore[index]

    # -- groups of fields ----------------------------------------------------------------

    def _names(self) -> None:
        fields, read = self._told.fields, names.read_person
        people = [read(text) if text else _NOBODY for text in self._texts("owner")]
        fields["owner_name"], fields["title"], fields["parent"] = _apart(people)
        fields["business_name"] = [*map(_even, self._texts("name"))]

    def _places(self) -> None:
        fields, reader = self._told.fields, self.reader
        fields["address"] = given = [*map(_even, self._texts("address"))]
        fields["village"], fields["district"], houses, outside = _apart(
            self._once(reader.places, "place")
        )
        self._outside = {n for n, place in enumerate(outside) if place is not None}
        found = [
            addresses.rt_rw(address or house) if address or house else _NO_HOUSE
            for address, house in zip(given, houses, strict=True)
        ]
        rts, rws = _apart(found)
        if reader.houses.is_told:
            own_rts, own_rws = _apart(self._once(reader.houses, "house"))
            rts, rws = _first(own_rts, rts), _first(own_rws, rws)
        fields["rt"], fields["rw"] = rts, rws
        for place in self._outside:
            self._carefully("outside", place, partial(reader.tell_outside, outside[place]))

    def _works(self) -> None:
        fields, reader = self._told.fields, self.reader
        fields["activity"], fields["kbli"], fields["sector"] = _apart(
            self._once(reader.trades, "trade")
        )
        fields["start"], fields["start_precision"] = _apart(self._once(reader.starts, "start"))
        fields["workers_m"], fields["workers_f"] = _apart(self._once(reader.workers, "workers"))
        fields["sales_low"], fields["sales_high"], fields["sales_status"] = _apart(
            self._once(reader.sales, "sales")
        )
        if reader.assets.is_told:
            fields["capital"] = self._once(reader.assets, "assets")

    def _contacts(self) -> None:
        fields, reader = self._told.fields, self.reader
        numbers = self._numbers("phone", _phones, reader.read_phones, _NO_PHONES)
        fields["phone1"], fields["phone2"], fields["fixed_line"] = _apart(numbers)
        if reader.has("email"):
            fields["email"] = self._texts("email")
        fields["nib"] = self._numbers("nib", nib.quickly, reader.read_nib, "")
        if reader.online.is_told:
            fields["channels"] = self._once(reader.online, "online")

    def _numbers(
        self, field: str, quickly: Callable[[str], T | None], carefully: Callable[[], T], none: T
    ) -> list[T]:
        """Return what each cell says: at once when it is plain, by the row's rule when not."""
        cells = self._cells(field)
        if self._is_text(field):
            found = [quickly(cell) if cell else none for cell in cells]
        else:
            found = [quickly(cell) if type(cell) is str and cell else None for cell in cells]
        for place in [n for n, one in enumerate(found) if one is None]:
            found[place] = self._carefully(field, place, carefully)
        return found  # type: ignore[return-value]

    def _states(self) -> None:
        fields, reader = self._told.fields, self.reader
        self._once(reader.notes, "note")  # what is wrong with its text is told first
        if reader.has("external_id"):
            fields["external_id"] = [text[:40] for text in self._texts("external_id")]
        if reader.seen_on.is_told:
            fields["observed_on"] = self._once(reader.seen_on, "seen")
        fields["status"], fields["note"] = _apart(self._once(reader.states, "state"))

    def _extras(self) -> None:
        """Keep what nobody asked for as it came, but for numbers as long as a NIK.

        Rows that tell the same share what is kept of it.
        """
        reader = self.reader
        if not reader.extra and not reader.unread:
            return
        slots = [column for column, _ in reader.extra]
        cells = [*zip(*(self._raw[slot] for slot in slots), strict=True)] or [()] * len(self._rows)
        is_text = all(kind <= _TEXT for kind in self._kinds_of(slots))
        found = []
        for told in cells:
            key = told if is_text else (told, *map(type, told))
            kept = self._kept.get(key)
            if kept is None:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                kept = self._kept[key] = {**reader.unread} | {
                    header: wording.kept(as_text(cell))
                    for (_, header), cell in zip(reader.extra, told, strict=True)
                    if cell not in _NOTHING
                }
            found.append(kept)
        self._told.fields["extras"] = found

    def _kinds_of(self, slots: Sequence[int]) -> list[set[type]]:
        return [{*map(type, self._raw[slot])} for slot in slots]

    # -- who it is -----------------------------------------------------------------------

    def _identities(self) -> None:
        """Judge the NIK of each row after the one above it, and whether the row is a business."""
        told, reader = self._told, self.reader
        fields = told.fields
        born = self._once(reader.births, "born", self._birth)
        sexes = self._once(reader.sexes, "sex")
        own = self._texts("birth_place") if reader.has("birth_place") else [""] * told.rows
        fields["birth_place"] = [text or when.place for text, when in zip(own, born, strict=True)]
        cells = self._cells("nik")
        placed = self._placed()
        refused = {n for noted in self._noted.values() for n, problems in noted.items()
                   if any(problem.code == REFUSED for problem in problems)}  # fmt: skip
        plain = identities.Plain(reader.desk.day, reader.listed_in)
        lines = []
        owners, titles, businesses = told["owner_name"], told["title"], told["business_name"]
        unplain = self._outside | refused
        number, above = reader.above
        for place, (cell, owner, title, sex, when, business) in enumerate(
            zip(cells, owners, titles, sexes, born, businesses, strict=True)
        ):
            line = plain.judge(cell, owner, title, sex, when, number)
            if line is None:
                reader.above = (number, above)
                line = self._carefully(
                    "nik", place,
                    partial(reader.identity, owner, title, sex, when),
                )  # fmt: skip
            lines.append(line)
            number, above = line[0], owner
            if place in unplain or not placed[place] or not is_plainly_one(owner, business):
                reason = self._reason(place, line, placed[place], is_refused=place in refused)
                if reason:
                    told.reasons[place] = reason
                    number, above = "", ""
        reader.above = number, above
        (fields["nik"], fields["nik_status"], fields["sex"], fields["birth_date"],
         fields["birth_year"]) = _apart(lines)  # fmt: skip

    def _birth(self, cell: object) -> dates.When | None:
        """Return the day of a cell that is plainly a birth, and not to come."""
        found = dates.quickly(cell) if isinstance(cell, str) else None
        return found if found and found.iso[:4] <= str(self.reader.desk.day.year) else None

    def _placed(self) -> list[bool]:
        """Tell of each row whether a cell of its own names its place."""
        found = [False] * len(self._rows)
        for column in self.reader.place_columns:
            found = [
                before or (cell if type(cell) is str else str(cell)).strip() not in _NOTHING
                for before, cell in zip(found, self._raw[column], strict=True)
            ]
        return found

    def _reason(self, place: int, line: Line, placed: bool, *, is_refused: bool) -> str:
        if is_refused:
            return "value_refused"
        told = self._told
        record = Record(
            nik=line[0], birth_date=line[3],
            **{name: told[name][place] for name in (
                "owner_name", "business_name", "phone1", "fixed_line", "address", "nib",
                "district")},
        )  # fmt: skip
        return reject_reason(record, outside=place in self._outside, place_written=placed)


def _phones(cell: str) -> tuple[str, str, str] | None:
    """Return the numbers of a cell that is plainly one or two mobile ones."""
    found = phone.quickly(cell)
    if found is None:
        return None
    mobiles = found.mobiles
    return mobiles[0], mobiles[1] if len(mobiles) > 1 else "", ""


def _even(text: str) -> str:
    return " ".join(text.split())


def _first(own: list[T | None], other: list[T]) -> list[T]:
    return [b if a is None else a for a, b in zip(own, other, strict=True)]


def _apart(found: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [[*column] for column in zip(*found, strict=True)]


_NOBODY = names.PersonName("")
_NO_HOUSE, _NO_PHONES = ("", ""), ("", "", "")
