"""From the cells of one row to a clean record: what repeats is read once, doubts become problems.

Names, numbers and addresses are each row's own; places, trades, counts, sales and notes repeat,
and are read once (see `repeating`).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from lampit.national import addresses, dates, names, nib, phone, rupiah
from lampit.registry.rules.importing import identities, wording
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.repeating import Repeating

# Columns that are read when the list has them; all others are kept as they came.
_READ = frozenset(
    "owner name nik phone email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date kbli products started workers_m workers_f sales_month assets nib "
    "marketplace social external_id observed_at note number".split()
)


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
        self.extra = [(c, header) for c, header in enumerate(headers) if header and c not in known]
        self.place_columns = [
            fields[name] for name in ("village", "village_code", "district") if name in fields
        ]
        self.above = ("", "")

    def read(self, row: int, cells: Sequence[object], group: str) -> tuple[Record, list[Problem]]:
        """Return the record of a row and what is doubtful in it; `group` is its sub-heading."""
        self.lay(row, cells, group)
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
        record.village, record.district, house, outside = self.once(self._places)
        record.address = " ".join(address.split())
        if record.address or house:
            record.rt, record.rw = addresses.rt_rw(record.address or house)
        if self._houses.is_told:
            rt, rw = self.once(self._houses)
            record.rt = record.rt if rt is None else rt
            record.rw = record.rw if rw is None else rw
        if outside is not None:
            self.tell("village", "luar_wilayah", outside)

    def _identity(self, record: Record) -> None:
        born = self._date("birth_date")
        own = self.text("birth_place") if self._has_birth_place else ""
        record.birth_place = own or born.place
        cell = self.raw("nik")
        found = identities.judge(
            cell if isinstance(cell, str | float | int) else "",
            identities.Evidence(
                record.owner_name, record.title, self.once(self._sexes),
                born.iso if born.precision == "day" else "", self.above, self.listed_in,
            ),
            self.desk.day,
        )  # fmt: skip
        record.nik, record.nik_status, record.sex = found.number, found.status, found.sex
        if found.code:
            self.tell("nik", found.code, cell)
        for code in found.notices:
            self.tell("nik", code, cell)
        self._birth(record, born, found.born_on)
        self.above = (found.number, record.owner_name)

    def _birth(self, record: Record, born: dates.When, by_nik: date | None) -> None:
        if born.precision == "day":
            record.birth_date = born.iso
            if by_nik and by_nik.isoformat() != born.iso:
                self.tell("birth_date", "lahir_beda_nik", self.raw("birth_date"))
                record.birth_date = by_nik.isoformat()
        if by_nik:
            record.birth_year = by_nik.year
        elif born.iso:
            record.birth_year = int(born.iso[:4])

    def _work(self, record: Record) -> None:
        record.activity, record.kbli, record.sector = self.once(self._trades)
        record.start, record.start_precision = self.once(self._starts)
        record.workers_m, record.workers_f = self.once(self._workers)
        low, high, status = self.once(self._sales)
        record.sales_low, record.sales_high, record.sales_status = low, high, status
        if self._assets.is_told:
            record.capital = self.once(self._assets)

    def _contacts(self, record: Record) -> None:
        cell = self.raw("phone")
        if cell != "" and isinstance(cell, str | float | int):
            found = phone.read(cell)
            record.phone1, record.phone2 = (*found.mobiles, "", "")[:2]
            record.fixed_line = next(iter(found.others), "")
            for code in found.codes:
                self.tell("phone", code, cell)
        if self._has_email:
            record.email = self.text("email")
        cell = self.raw("nib")
        try:
            record.nib = nib.parse(cell if isinstance(cell, str | int | float) else "")
        except nib.NibError as error:
            self.tell("nib", error.code, cell, error.message)
        if self._online.is_told:
            record.channels = [*self.once(self._online)]

    def _state(self, record: Record) -> None:
        record.note = self.once(self._notes)
        if self._has_id:
            record.external_id = self.text("external_id")[:40]
        if self._seen_on.is_told:
            record.observed_on = self.once(self._seen_on)
        if record.note:
            record.status, record.note = self.once(self._states)

    def _extras(self, record: Record, cells: Sequence[object]) -> None:
        """Keep what nobody asked for as it came, but for numbers as long as a NIK."""
        record.extras.update(self.unread)
        width = len(cells)
        for column, header in self.extra:
            if column < width and cells[column] not in ("", "-"):
                record.extras[header] = wording.without_nik(as_text(cells[column])[:200])
