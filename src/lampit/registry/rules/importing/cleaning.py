"""From the cells of one row to a clean record: each cell is read once, doubts become problems."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lampit.national import addresses, dates, names, nib, phone, rupiah
from lampit.registry.rules.importing import identities, states, wording
from lampit.registry.rules.importing.activities import ActivityTable
from lampit.registry.rules.importing.answers import (
    NO_ANSWERS,
    PRODUCTS,
    REFUSE,
    REFUSED,
    SEX,
    VILLAGE,
    Answers,
    Doubt,
    Value,
    is_askable,
)
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import Record

FAULTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
EMPTY = frozenset({"", "-", "--", "—", "?", "n/a", "null", "kosong"})
_LONGEST_EMPTY = max(map(len, EMPTY))
MOST_WORKERS = 10_000
_WORKERS = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:org|orang|or|jiwa|pekerja)?\.?", re.IGNORECASE)
# Columns that are read when the list has them; all others are kept as they came.
_READ = frozenset(
    "owner name nik phone email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date kbli products started workers_m workers_f sales_month assets nib "
    "marketplace social external_id observed_at note number".split()
)
_LONGEST = {"owner": 120, "name": 200, "products": 200, "address": 200, "email": 254}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the office knows when it reads a list: places, KBLI, the day."""

    gazetteer: Gazetteer
    activities: ActivityTable
    day: date
    answers: Answers = NO_ANSWERS


class RowReader:
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
        self.listed_in = listed_in
        self.decimal = decimal
        self.constants = {f: v for f, v in (constants or {}).items() if f in _READ}
        self.unread = {f: as_text(v) for f, v in (constants or {}).items() if f not in _READ}
        self.desk = desk
        self.sheet = sheet
        self.headers = headers
        self.fields = dict(fields)
        # The second best is read where the best is missing.
        second = {"sector": "products", "sales_year": "sales_month"}
        read = _READ | {name for name, best in second.items() if best not in fields}
        known = {column for field, column in fields.items() if field in read}
        self.extra = [c for c, header in enumerate(headers) if header and c not in known]
        self.place_columns = [
            fields[name] for name in ("village", "village_code", "district") if name in fields
        ]
        self.above = ("", "")
        self.row = 0
        self.cells: Sequence[object] = ()
        self._told: dict[str, object] = {}  # field → cell of the row in hand
        self.problems: list[Problem] = []
        self.doubts: tuple[Doubt, ...] = ()

    def read(self, row: int, cells: Sequence[object], group: str) -> tuple[Record, list[Problem]]:
        """Return the record of a row and what is doubtful in it; `group` is its sub-heading."""
        self.row, self.cells, self.problems = row, cells, []
        self.doubts = ()
        width = len(cells)
        self._told = {field: cells[c] for field, c in self.fields.items() if c < width}
        for field, value in self.constants.items():
            if as_text(self._told.get(field, "")).lower() in EMPTY:
                self._told[field] = value
        record = Record()
        self._names(record)
        self._place(record, group)
        self._identity(record)
        self._work(record)
        self._money(record)
        self._contacts(record)
        self._state(record)
        return record, self.problems

    # -- cells ---------------------------------------------------------------------------

    def raw(self, field: str) -> object:
        """Return the cell of a field as it came, empty when there is no such column or an error."""
        cell = self._told.get(field, "")
        if isinstance(cell, str) and cell[:1] == "#" and cell in FAULTS:
            self.tell(field, "rumus_galat", cell)
            return ""
        return cell

    def text(self, field: str) -> str:
        """Return the cell of a field as text; placeholders are empty, errors a problem."""
        # Asked twenty times a row: the usual cell gets through with few questions.
        cell = self._told.get(field, "")
        if not isinstance(cell, str):
            return as_text(cell)
        text = cell.strip()
        if not text:
            return ""
        if text[0] == "#" and text in FAULTS:
            self.tell(field, "rumus_galat", text)
            return ""
        if "\ufffd" in text:
            self.tell(field, "huruf_rusak", text)
        longest = _LONGEST.get(field)
        if longest and len(text) > longest:
            self.tell(field, "teks_terlalu_panjang", text)
            text = text[:longest]
        return "" if len(text) <= _LONGEST_EMPTY and text.lower() in EMPTY else text

    def tell(self, field: str, code: str, value: object, message: str = "") -> None:
        """Note a problem under the office's own heading."""
        column = self.fields.get(field)
        header = self.headers[column] if column is not None else ""
        self.problems.append(
            Problem(
                self.sheet, self.row, header, as_text(value)[:120], code, message or MESSAGES[code]
            )
        )

    def ask(self, value: Value, code: str, reading: str, is_answered: bool) -> None:
        """Note a value that the office should decide once, or that it decided."""
        if is_askable(value):
            self.doubts += (Doubt(value, code, reading, is_answered),)

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

    def _place(self, record: Record, group: str) -> None:
        address = self.text("address")
        village, district = self.text("village_code") or self.text("village"), self.text("district")
        if not village and address and "village" not in self.fields:
            village, district = wording.place_in(address, district)
        place = self.desk.gazetteer.find(village, district, group)
        house = ""
        if place.code and (parted := wording.village_and_house(village)):
            village, house = parted
            place = self.desk.gazetteer.find(village, district, group)
        record.village, record.district = place.village, place.district
        if place.code or place.is_answered:
            value = Value(VILLAGE, village, district, group)
            self.ask(value, place.code, place.village, place.is_answered)
        if place.code:
            near = f" Mungkin: {', '.join(place.near)}." if place.near else ""
            field = "district" if place.code == "kecamatan_berbeda" else "village"
            self.tell(field, place.code, village, MESSAGES[place.code] + near)
        record.address = " ".join(address.split())
        record.rt, record.rw = addresses.rt_rw(record.address or house)
        self._own_rt(record)
        if place.outside:
            self.tell("village", "luar_wilayah", district or village)

    def _own_rt(self, record: Record) -> None:
        own = self.text("rt")
        if own:
            rt, _, rw = own.partition("/")
            record.rt = addresses.rt_rw(own)[0] or wording.small_number(rt)
            record.rw = wording.small_number(rw)
        record.rw = wording.small_number(self.text("rw")) or record.rw

    def _identity(self, record: Record) -> None:
        born = self._date("birth_date")
        record.birth_place = self.text("birth_place") or born.place
        cell = self.raw("nik")
        found = identities.judge(
            cell if isinstance(cell, str | float | int) else "",
            identities.Evidence(
                record.owner_name, record.title, self._sex(),
                born.iso if born.precision == "day" else "", self.above, self.listed_in,
            ),
            self.desk.day,
        )  # fmt: skip
        record.nik, record.nik_status, record.sex = found.number, found.status, found.sex
        for code in (found.code, *found.notices):
            if code:
                self.tell("nik", code, cell)
        self._birth(record, born, found.born_on)
        self.above = (found.number, record.owner_name)

    def _sex(self) -> str:
        """Return `L` or `P`; a word that says neither is asked."""
        text = self.text("sex") or self._ticked()
        read = identities.read_sex(text) if text else ""
        if read or not text:
            return read
        value = Value(SEX, text)
        told = self.desk.answers.find(value)
        self.ask(value, "jenis_kelamin_tidak_dikenal", told or "", told is not None)
        if told == REFUSE:
            self.tell("sex", REFUSED, text)
            return ""
        if told is None:
            self.tell("sex", "jenis_kelamin_tidak_dikenal", text)
        return told or ""

    def _ticked(self) -> str:
        """Return `L` or `P` of two columns in one of which somebody put a mark."""
        if "sex_m" not in self.fields and "sex_f" not in self.fields:
            return ""
        man, woman = self.text("sex_m"), self.text("sex_f")
        return "" if bool(man) == bool(woman) else "L" if man else "P"

    def _birth(self, record: Record, born: dates.When, by_nik: date | None) -> None:
        record.birth_date = born.iso if born.precision == "day" else ""
        if record.birth_date and by_nik and by_nik.isoformat() != record.birth_date:
            self.tell("birth_date", "lahir_beda_nik", self.raw("birth_date"))
            record.birth_date = by_nik.isoformat()
        if by_nik:
            record.birth_year = by_nik.year
        elif born.iso:
            record.birth_year = int(born.iso[:4])

    def _work(self, record: Record) -> None:
        words, written = self.text("products") or self.text("sector"), self.text("kbli")
        found = self.desk.activities.find(written, words)
        record.activity, record.kbli = " ".join(words.split()), found.kbli
        record.sector = self.desk.activities.sector(found.kbli)
        if found.code:
            self.tell("kbli" if found.code == "kbli_tidak_dikenal" else "products", found.code,
                      words or written)  # fmt: skip
        if words and (found.code or found.is_answered or not found.kbli):
            value = Value(PRODUCTS, words, written)
            code = found.code or "kbli_belum_ada"
            self.ask(value, code, found.kbli, found.is_answered)
        started = self._date("started")
        record.start, record.start_precision = started.iso, started.precision
        if started.notice == "relative_words":
            self.tell("started", "tanggal_kata", self.raw("started"))
        record.workers_m = self._workers("workers_m")
        record.workers_f = self._workers("workers_f")

    def _date(self, field: str) -> dates.When:
        cell = self.raw(field)
        if cell == "" or not isinstance(cell, str | int | float | date):
            return dates.When()
        try:
            found = dates.parse(cell, self.desk.day)
        except dates.DateError as error:
            self.tell(field, error.code, cell, error.message)
            return dates.When()
        if found.iso[:4] > str(self.desk.day.year):
            self.tell(field, "angka_di_luar_batas", cell)
            return dates.When(place=found.place)
        return found

    def _workers(self, field: str) -> int | None:
        text = self.text(field)
        if not text:
            return None
        match = _WORKERS.fullmatch(text)
        if not match:
            self.tell(field, "angka_tidak_sah", text)
            return None
        if int(match[1]) > MOST_WORKERS:
            self.tell(field, "angka_di_luar_batas", text)
            return None
        return int(match[1])

    def _money(self, record: Record) -> None:
        is_monthly = "sales_month" in self.fields or "sales_month" in self.constants
        field = "sales_month" if is_monthly else "sales_year"
        cell = self.raw(field)
        if isinstance(cell, str | float | int) and cell != "":
            self._sales(record, field, self._read_sales(field, cell))
        record.capital = self._amount("assets")

    def _read_sales(self, field: str, cell: str | float) -> rupiah.Sales:
        if not isinstance(cell, str):
            return rupiah.read_sales(cell)
        try:
            return rupiah.read_sales(rupiah.with_sign(self.text(field), self.decimal))
        except rupiah.RupiahError:
            return rupiah.Sales(None, None, "invalid")

    def _sales(self, record: Record, field: str, found: rupiah.Sales) -> None:
        low, high, status = found.low, found.high, found.status
        if (
            field == "sales_year"
            and low is not None
            and high is not None
            and status in ("ok", "approx")
        ):
            low, high, status = round(low / 12), round(high / 12), "converted_year"
        record.sales_low, record.sales_high = low, high
        record.sales_status = "unknown" if status == "invalid" else status
        if status == "suspect_thousands":
            self.tell(field, "omzet_ribuan", self.raw(field))
        elif status == "invalid":
            self.tell(field, "angka_tidak_sah", self.raw(field))

    def _amount(self, field: str) -> int | None:
        cell = self.raw(field)
        if cell == "" or not isinstance(cell, str | float | int):
            return None
        try:
            told = rupiah.with_sign(cell, self.decimal) if isinstance(cell, str) else cell
            return rupiah.parse(told)
        except rupiah.RupiahError as error:
            self.tell(field, error.code, cell, error.message)
            return None

    def _contacts(self, record: Record) -> None:
        cell = self.raw("phone")
        if cell != "" and isinstance(cell, str | float | int):
            found = phone.read(cell)
            record.phone1, record.phone2 = (*found.mobiles, "", "")[:2]
            record.fixed_line = next(iter(found.others), "")
            for code in found.codes:
                self.tell("phone", code, cell)
        record.email = self.text("email")
        try:
            record.nib = nib.parse(_nib_cell(self.raw("nib")))
        except nib.NibError as error:
            self.tell("nib", error.code, self.raw("nib"), error.message)
        online = f"{self.text('marketplace')} {self.text('social')}"
        if online != " ":
            record.channels = wording.channels(online)

    def _state(self, record: Record) -> None:
        record.note = wording.without_nik(self.text("note"))
        record.external_id = self.text("external_id")[:40]
        record.observed_on = self._observed()
        record.extras.update(self.unread)
        if record.note:
            self._status(record)
        for column in self.extra:
            if column < len(self.cells) and self.cells[column] not in ("", "-"):
                record.extras[self.headers[column]] = wording.without_nik(
                    as_text(self.cells[column])[:200]
                )

    def _status(self, record: Record) -> None:
        """Read from the note whether the business runs."""
        found = states.read(record.note, self.desk.answers)
        for code in found.codes:
            self.tell("note", code, record.note)
        if found.doubt is not None:
            self.ask(*found.doubt)
        record.status, record.note = found.status or record.status, found.note

    def _observed(self) -> str:
        """Return the day on which the business was seen; of a month or year its first day."""
        day = self._date("observed_at").first_day
        if day is not None and day > self.desk.day:
            self.tell("observed_at", "angka_di_luar_batas", self.raw("observed_at"))
            return ""
        return day.isoformat() if day else ""


def as_text(cell: object) -> str:
    """Return a cell as text; whole numbers without a decimal sign."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, str):
        return cell.strip()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _nib_cell(cell: object) -> str | float:
    return cell if isinstance(cell, str | int | float) else ""
