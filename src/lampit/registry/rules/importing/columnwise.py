"""Reads many rows of one table at once, column by column: what `RowReader` says of each. Pure.

A cell that is plainly what its column holds is read here, thousands at a time. All others, and
whatever is doubtful, are read by the rule for one row (`cleaning`), which stays the only one.
"""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from lampit.national import addresses, namelists, nib, phone
from lampit.registry.rules.importing import points
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columned import MOST_KEPT, NOTHING, Row, Told, apart
from lampit.registry.rules.importing.problems import rejection
from lampit.registry.rules.importing.whose import Whose

T = TypeVar("T")
# The groups of fields in the order in which a row tells their problems.
_ORDER = ("owner", "name", "address", "place", "house", "outside", "born", "birth_place", "sex",
          "nik", "trade", "start", "workers", "sales", "assets", "phone", "phone2", "email", "nib",
          "papers", "online", "note", "external_id", "seen", "state")  # fmt: skip


class ColumnReader(Whose):
    """Reads rows of a table; goes on where the row before ended, as its row reader does."""

    def __init__(self, reader: RowReader) -> None:
        """Take the reader of the table, which reads what is not plain."""
        super().__init__(reader)
        self._no_nib: dict[str, str] = {"": ""}  # cells that name no NIB
        self._worded: set[int] = set()  # rows whose telephones may have words beside them
        self._kept: dict[object, dict[str, str]] = {}  # cells that nobody asked for → as kept

    def read(self, rows: Sequence[Row]) -> Told:
        """Return what the rows say, at least one."""
        told = self._lay(rows)
        self._names()
        self._places()
        self._works()
        self._contacts()
        self._states()
        self._extras()
        self._words_beside()
        self._identities()
        for group in _ORDER:
            for place, problems in self._noted.get(group, {}).items():
                told.problems.setdefault(place, []).extend(problems)
        for place, reason in told.reasons.items():
            owner, name = told["owner_name"][place], told["business_name"][place]
            told.problems[place] = [
                rejection(self.reader.sheet, rows[place][0], owner, name, reason)
            ]
        return told

    # -- groups of fields ----------------------------------------------------------------

    def _names(self) -> None:
        fields = self._told.fields
        people = namelists.people(self._texts("owner"))
        fields["owner_name"], fields["title"], fields["parent"], self._told.keys = people
        fields["business_name"] = namelists.evened(self._texts("name"))

    def _places(self) -> None:
        fields, reader = self._told.fields, self.reader
        given = points.coarse_all(namelists.evened(self._texts("address")))
        fields["address"] = given
        fields["village"], fields["district"], houses, outside = apart(
            self._once(reader.places, "place")
        )
        self._outside = {n for n, place in enumerate(outside) if place is not None}
        written = [address or house for address, house in zip(given, houses, strict=True)]
        rts, rws = apart([*map(addresses.rt_rw, written)])
        if reader.houses.is_told:
            own_rts, own_rws = apart(self._once(reader.houses, "house"))
            rts, rws = _first(own_rts, rts), _first(own_rws, rws)
        fields["rt"], fields["rw"] = rts, rws
        for place in self._outside:
            self._carefully("outside", place, partial(reader.tell_outside, outside[place]))

    def _works(self) -> None:
        fields, reader = self._told.fields, self.reader
        fields["activity"], fields["kbli"], fields["sector"] = apart(
            self._once(reader.trades, "trade")
        )
        fields["start"], fields["start_precision"] = apart(self._once(reader.starts, "start"))
        fields["workers_m"], fields["workers_f"], fields["workers"] = apart(
            self._once(reader.workers, "workers")
        )
        fields["sales_low"], fields["sales_high"], fields["sales_status"] = apart(
            self._once(reader.sales, "sales")
        )
        if reader.assets.is_told:
            fields["capital"] = self._once(reader.assets, "assets")

    def _contacts(self) -> None:
        fields, reader = self._told.fields, self.reader
        fields["phone1"], fields["phone2"], fields["fixed_line"] = self._phones()
        if reader.has("email"):
            fields["email"] = self._texts("email")
        fields["nib"] = self._nibs()
        if reader.papers.is_told:
            self._once(reader.papers, "papers")
        if reader.online.is_told:
            fields["channels"] = self._once(reader.online, "online")

    def _phones(self) -> list[list[str]]:
        """Return two mobile numbers and a fixed line of each row."""
        cells, read = self._cells("phone"), self.reader.read_phones
        are_texts = self._is_text("phone")
        first = phone.plain_mobiles(cells) if are_texts else [""] * len(cells)
        second, line = [""] * len(cells), [""] * len(cells)
        for n in [n for n, number in enumerate(first) if not number and cells[n] != ""]:
            cell = cells[n]
            self._worded.add(n)
            quick = phone.quickly(cell) if isinstance(cell, str) else None
            if quick and not quick.others and len(quick.mobiles) < 3:
                first[n], second[n] = (*quick.mobiles, "")[:2]
            else:
                first[n], second[n], line[n] = self._by_itself("phone", n, cell, read)
        if self.reader.has_second_phone:
            self._second_phones(first, second, line)
        return [first, second, line]

    def _second_phones(self, first: list[str], second: list[str], line: list[str]) -> None:
        """Add the numbers of a second column of telephones, row by row: few have one."""
        read, join = partial(self.reader.read_phones, field="phone2"), self.reader.with_second
        for n, cell in enumerate(self._cells("phone2")):
            if cell != "":
                other = self._by_itself("phone2", n, cell, read)
                one = first[n], second[n], line[n]
                first[n], second[n], line[n] = self._carefully(
                    "phone2", n, partial(join, one, other)
                )

    def _nibs(self) -> list[str]:
        """Return the NIB of each row; words that name none repeat."""
        cells, none = self._cells("nib"), self._no_nib
        plain = nib.plain_numbers(cells) if self._is_text("nib") else [""] * len(cells)
        found = [number or none.get(cell) for number, cell in zip(plain, cells, strict=True)]
        for n in [n for n, one in enumerate(found) if one is None]:
            cell = cells[n]
            quick = nib.quickly(cell) if isinstance(cell, str) else None
            if quick is None:
                found[n] = self._by_itself("nib", n, cell, self.reader.read_nib)
                continue
            found[n] = quick
            if quick == "" and len(none) < MOST_KEPT:
                none[cell] = ""
        return found  # type: ignore[return-value]

    def _states(self) -> None:
        fields, reader = self._told.fields, self.reader
        self._once(reader.notes, "note")  # what is wrong with its text is told first
        if reader.has("external_id"):
            fields["external_id"] = [text[:40] for text in self._texts("external_id")]
        if reader.seen_on.is_told:
            fields["observed_on"] = self._once(reader.seen_on, "seen")
        fields["status"], fields["note"] = apart(self._once(reader.states, "state"))

    def _extras(self) -> None:
        """Keep what nobody asked for as it came, but for numbers as long as a NIK.

        Rows that tell the same share what is kept of it.
        """
        reader = self.reader
        if not reader.extra and not reader.unread:
            return
        slots = [column for column, _ in reader.extra]
        cells = [*zip(*(self._raw[slot] for slot in slots), strict=True)] or [()] * len(self._rows)
        is_text = all({*map(type, self._raw[slot])} <= {str} for slot in slots)
        found = []
        for told in cells:
            key = told if is_text else (told, *map(type, told))
            kept = self._kept.get(key)
            if kept is None:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                kept = self._kept[key] = {**reader.unread} | {
                    header: reader.kept(column, cell)
                    for (column, header), cell in zip(reader.extra, told, strict=True)
                    if cell not in NOTHING
                }
            found.append(kept)
        self._told.fields["extras"] = found

    def _words_beside(self) -> None:
        """Keep whose number a telephone is, of the few rows that say so; see `keep_words`."""
        worded, self._worded = self._worded, set()
        fields, cells = self._told.fields, self._cells("phone")
        if not worded:
            return
        extras = fields["extras"] = [*self._told["extras"]]
        for n in sorted(worded):
            if fields["phone1"][n] or fields["fixed_line"][n]:
                mine = {**extras[n]}
                self.reader.keep_words(mine, cells[n])
                extras[n] = mine or extras[n]


def _first(own: list[T | None], other: list[T]) -> list[T]:
    return [b if a is None else a for a, b in zip(own, other, strict=True)]
