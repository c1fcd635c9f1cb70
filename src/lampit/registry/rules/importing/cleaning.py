"""From the cells of one row to a clean record: what repeats is read once, doubts become problems.

Names, numbers and addresses are each row's own; places, trades, counts, sales and notes repeat,
and are read once (see `repeating`).
"""

from collections.abc import Mapping, Sequence

from lampit.national import addresses, names, nib, phone, rupiah
from lampit.registry.rules.importing import identities, points, wording
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.repeating import Repeating
from lampit.registry.rules.importing.veiling import veiled
from lampit.registry.rules.unnamed import unnamed

# Columns that are read when the list has them; all others are kept as they came.
_READ = frozenset(
    "owner name nik phone phone2 email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date age kbli products started workers workers_m workers_f sales_month "
    "assets nib marketplace social external_id observed_at note status number".split()
)


# NIK, its status, sex, birth date, birth year.
MORE_PHONES = "hp_lebih_dua"  # of three numbers two are kept
LONGEST_PHONE = 16
Phones = tuple[str, str, str]  # two mobile numbers and a fixed line
Line = tuple[str, str, str, str, int | None]


class RowReader(Repeating):
    """Reads the rows of one table: knows its columns, the sub-heading and the record above."""

    def __init__(
        self,
        desk: Desk,
        sheet: str,
        headers: Sequence[str],
        fields: Mapping[str, int],
        listed_in: int,
        *,
        constants: Mapping[str, object] | None = None,
        decimal: str = rupiah.AUTO,
    ) -> None:
        """Keep which column holds which field, what every row has, and the year of the list."""
        told = constants or {}
        constants = {field: value for field, value in told.items() if field in _READ}
        super().__init__(desk, sheet, headers, fields, constants, decimal)
        self.listed_in = listed_in
        self.unread = {f: as_text(v) for f, v in told.items() if f not in _READ}
        # The second best is read where the best is missing.
        second = {"sector": "products", "sales_year": "sales_month"}
        read = _READ | {name for name, best in second.items() if best not in fields}
        known = {column for field, column in fields.items() if field in read}
        self.extra = [
            (c, header or unnamed(c)) for c, header in enumerate(headers) if c not in known
        ]
        self._widest = len(headers)
        self._tax = fields.get("npwp", -1)
        self._points = {c for c, header in self.extra if points.is_named(header)}
        phones = fields.get("phone", -1)
        self.phone_header = (headers[phones] or unnamed(phones)) if phones >= 0 else ""
        self.has_second_phone = "phone2" in fields
        self.place_columns = [
            fields[name] for name in ("village", "village_code", "district") if name in fields
        ]
        self.above = ("", "")

    def widen(self, width: int) -> None:
        """Keep what stands beside the table, too: a row has so many cells."""
        if width > self._widest:
            self.extra += [(c, unnamed(c)) for c in range(self._widest, width)]
            self._widest = width

    def read(self, row: int, cells: Sequence[object], group: str) -> tuple[Record, list[Problem]]:
        """Return the record of a row and what is doubtful in it; `group` is its sub-heading."""
        self.lay(row, cells, group)
        self.widen(len(cells))
        record = Record()
        self._names(record)
        self._place(record)
        self._identity(record)
        self._work(record)
        self._contacts(record)
        self._state(record)
        self._extras(record, cells)
        return record, self.problems

    # -- groups of fields ----------------------------------------------------------------

    def _names(self, record: Record) -> None:
        written = self.text("owner")
        if written:
            person = names.read_person(written)
            record.owner_name, record.title, record.parent = (
                person.name,
                person.title,
                person.parent,
            )
        record.business_name = " ".join(self.text("name").split())

    def _place(self, record: Record) -> None:
        address = self.text("address")
        record.village, record.district, house, outside = self.once(self.places)
        record.address = points.coarse_free(" ".join(address.split()))
        if record.address or house:
            record.rt, record.rw = addresses.rt_rw(record.address or house)
        if self.houses.is_told:
            rt, rw = self.once(self.houses)
            record.rt = record.rt if rt is None else rt
            record.rw = record.rw if rw is None else rw
        if outside is not None:
            self.tell("village", "luar_wilayah", outside)

    def tell_outside(self, place: str | None) -> None:
        """Note that the row names a place of another kabupaten."""
        self.tell("village", "luar_wilayah", place)

    def _identity(self, record: Record) -> None:
        born = self.once(self.births)
        own = self.text("birth_place") if self._has_birth_place else ""
        record.birth_place = own or born.place
        who = record.owner_name, record.title, self.once(self.sexes)
        day = born.iso if born.precision == "day" else ""
        year = int(born.iso[:4]) if born.iso else None
        (record.nik, record.nik_status, record.sex, record.birth_date, record.birth_year) = (
            self.judged(self.raw("nik"), who, (day, year), self._line[self.slot("birth_date")])
        )
        self.above = (record.nik, record.owner_name)

    def judged(
        self, cell: object, who: tuple[str, str, str], born: tuple[str, int | None], birth: object
    ) -> Line:
        """Return NIK, its status, sex, birth date and birth year of the row in hand.

        Args:
            cell: what stands for the NIK.
            who: name, title and sex of the owner.
            born: day (ISO) and year that the row tells.
            birth: the cell that tells them.
        """
        found = identities.judge(
            cell if isinstance(cell, str | float | int) else "",
            identities.Evidence(*who, born[0], self.above, self.listed_in),
            self.desk.day,
        )
        if found.code:
            self.tell("nik", found.code, cell)
        for code in found.notices:
            self.tell("nik", code, cell)
        (day, year), by_nik = born, found.born_on
        if by_nik:
            if day and by_nik.isoformat() != day:
                self.tell("birth_date", "lahir_beda_nik", birth)
                day = by_nik.isoformat()
            year = by_nik.year
        return found.number, found.status, found.sex, day, year

    def _work(self, record: Record) -> None:
        record.activity, record.kbli, record.sector = self.once(self.trades)
        record.start, record.start_precision = self.once(self.starts)
        record.workers_m, record.workers_f, record.workers = self.once(self.workers)
        low, high, status = self.once(self.sales)
        record.sales_low, record.sales_high, record.sales_status = low, high, status
        if self.assets.is_told:
            record.capital = self.once(self.assets)

    def _contacts(self, record: Record) -> None:
        numbers = self.read_phones(self.raw("phone"))
        if self.has_second_phone:
            numbers = self.with_second(numbers, self.read_phones(self.raw("phone2"), "phone2"))
        record.phone1, record.phone2, record.fixed_line = numbers
        if self._has_email:
            record.email = self.text("email")
        record.nib = self.read_nib(self.raw("nib"))
        if self.papers.is_told:
            self.once(self.papers)
        if self.online.is_told:
            record.channels = [*self.once(self.online)]

    def read_phones(self, cell: object, field: str = "phone") -> Phones:
        """Return two mobile numbers and a fixed line of a cell of the row in hand."""
        if cell == "" or not isinstance(cell, str | float | int):
            return "", "", ""
        found = phone.read(cell)
        for code in found.codes:
            self.tell(field, code, cell)
        if len(found.numbers) > 2:
            self.tell(field, MORE_PHONES, cell)
        first, other = (*found.mobiles, "", "")[:2]
        return with_line(first, other, next(iter(found.others), ""))

    def with_second(self, one: Phones, other: Phones) -> Phones:
        """Return the numbers of two cells of the row in hand, none twice; a third is told."""
        numbers = [*dict.fromkeys(number for number in (*one, *other) if number)]
        if len(numbers) > 2:
            self.tell("phone2", MORE_PHONES, self.raw("phone2"))
        mobiles = [number for number in numbers if number.startswith("+628")]
        first, second = (*mobiles, "", "")[:2]
        return with_line(first, second, one[2] or other[2])

    def read_nib(self, cell: object) -> str:
        """Return the NIB of a cell of the row in hand."""
        try:
            return nib.parse(cell if isinstance(cell, str | int | float) else "")
        except nib.NibError as error:
            self.tell("nib", error.code, cell, error.message)
            return ""

    def _state(self, record: Record) -> None:
        record.note = self.once(self.notes)
        if self._has_id:
            record.external_id = self.text("external_id")[:40]
        if self.seen_on.is_told:
            record.observed_on = self.once(self.seen_on)
        if record.note or self._has_status:
            record.status, record.note = self.once(self.states)

    def _extras(self, record: Record, cells: Sequence[object]) -> None:
        """Keep what nobody asked for as it came, but for numbers as long as a NIK."""
        record.extras.update(self.unread)
        width = len(cells)
        for column, header in self.extra:
            if column < width and cells[column] not in ("", "-"):
                record.extras[header] = self.kept(column, cells[column])
        if record.phone1 or record.fixed_line:
            self.keep_words(record.extras, self.raw("phone"))

    def keep_words(self, extras: dict[str, str], cell: object) -> None:
        """Keep whose number a telephone is, under its heading: `suami`, `anak`, `an Rina`."""
        words = phone.words_beside(cell) if isinstance(cell, str) else ""
        if words:
            extras.setdefault(self.phone_header, words)

    def kept(self, column: int, cell: object) -> str:
        """Return what is kept of a cell that no field was read from.

        A tax number is often the NIK, and the register has no use for it: only that there is one.
        A point may be a home: it is kept to about a kilometre.
        """
        if column == self._tax:
            return str(veiled(cell, "npwp"))
        return wording.kept(points.coarse(as_text(cell), is_point=column in self._points))


def with_line(first: str, second: str, line: str) -> Phones:
    """Return two mobile numbers and a fixed line, which is the second number where there is one."""
    return first, second or (line if first and len(line) <= LONGEST_PHONE else ""), line
