"""From the cells of one row to a clean record: what repeats is read once, doubts become problems.

Names, numbers and addresses are each row's own; places, trades, counts, sales and notes repeat,
and are read as parts (see `cells`).
"""

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
    Value,
)
from lampit.registry.rules.importing.cells import GROUP, Cells, as_text
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import Record

MOST_WORKERS = 10_000
_WORKERS = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:org|orang|or|jiwa|pekerja)?\.?", re.IGNORECASE)
# Columns that are read when the list has them; all others are kept as they came.
_READ = frozenset(
    "owner name nik phone email village district village_code rt rw address sex sex_m sex_f "  # noqa: SIM905 - a word list reads better
    "birth_place birth_date kbli products started workers_m workers_f sales_month assets nib "
    "marketplace social external_id observed_at note number".split()
)
NO_DATE = dates.When()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the office knows when it reads a list: places, KBLI, the day."""

    gazetteer: Gazetteer
    activities: ActivityTable
    day: date
    answers: Answers = NO_ANSWERS


class RowReader(Cells):
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
        super().__init__(sheet, headers, fields, {f: v for f, v in told.items() if f in _READ})
        self.listed_in = listed_in
        self.decimal = decimal
        self.unread = {f: as_text(v) for f, v in told.items() if f not in _READ}
        self.desk = desk
        # The second best is read where the best is missing.
        second = {"sector": "products", "sales_year": "sales_month"}
        read = _READ | {name for name, best in second.items() if best not in fields}
        known = {column for field, column in fields.items() if field in read}
        self.extra = [(c, header) for c, header in enumerate(headers) if header and c not in known]
        self.place_columns = [
            fields[name] for name in ("village", "village_code", "district") if name in fields
        ]
        self.above = ("", "")
        self._make_parts()

    def _make_parts(self) -> None:
        """Say which cells are read together."""
        # Without a column of villages the address tells them.
        places = ("village_code", "village", "district", GROUP)
        places += () if "village" in self.fields else ("address",)
        self._places = self.part(self._read_place, *places)
        self._houses = self.part(self._read_house, "rt", "rw")
        self._sexes = self.part(self._read_sex, "sex", "sex_m", "sex_f")
        self._trades = self.part(self._read_trade, "products", "sector", "kbli")
        self._starts = self.part(self._read_start, "started")
        self._men = self.part(lambda: self._read_workers("workers_m"), "workers_m")
        self._women = self.part(lambda: self._read_workers("workers_f"), "workers_f")
        self._sales_field = "sales_month" if self.has("sales_month") else "sales_year"
        self._sales = self.part(self._read_sales, self._sales_field)
        self._assets = self.part(self._read_assets, "assets")
        self._online = self.part(self._read_online, "marketplace", "social")
        self._notes = self.part(lambda: wording.without_nik(self.text("note")), "note")
        self._states = self.part(self._read_state, "note")
        self._seen_on = self.part(self._read_observed, "observed_at")

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
        rt, rw = self.once(self._houses)
        if rt is not None:
            record.rt = rt
        if rw is not None:
            record.rw = rw
        if outside is not None:
            self.tell("village", "luar_wilayah", outside)

    def _read_place(self) -> tuple[str, str, str, str | None]:
        """Return village, kecamatan, what of the house stands there, and a place elsewhere."""
        address = ""
        if "village" not in self.fields:
            address = self.text("address")
            self.problems.clear()  # told with the address itself
        village, district = self.text("village_code") or self.text("village"), self.text("district")
        if not village and address:
            village, district = wording.place_in(address, district)
        group = self.raw(GROUP)
        place = self.desk.gazetteer.find(village, district, group)
        house = ""
        if place.code and (parted := wording.village_and_house(village)):
            village, house = parted
            place = self.desk.gazetteer.find(village, district, group)
        if place.code or place.is_answered:
            value = Value(VILLAGE, village, district, group)
            self.ask(value, place.code, place.village, place.is_answered)
        if place.code:
            near = f" Mungkin: {', '.join(place.near)}." if place.near else ""
            field = "district" if place.code == "kecamatan_berbeda" else "village"
            self.tell(field, place.code, village, MESSAGES[place.code] + near)
        outside = district or village if place.outside else None
        return place.village, place.district, house, outside

    def _read_house(self) -> tuple[str | None, str | None]:
        """Return RT and RW of their own columns, None where these say nothing."""
        own = self.text("rt")
        other = wording.small_number(self.text("rw"))
        if not own:
            return None, other or None
        rt, _, rw = own.partition("/")
        return addresses.rt_rw(own)[0] or wording.small_number(rt), (
            other or wording.small_number(rw)
        )

    def _identity(self, record: Record) -> None:
        born = self._date("birth_date")
        record.birth_place = self.text("birth_place") or born.place
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

    def _read_sex(self) -> str:
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
        record.workers_m, record.workers_f = self.once(self._men), self.once(self._women)
        low, high, status = self.once(self._sales)
        record.sales_low, record.sales_high, record.sales_status = low, high, status
        record.capital = self.once(self._assets)

    def _read_trade(self) -> tuple[str, str, str]:
        """Return the words, the KBLI and the sector of what a business does."""
        words, written = self.text("products") or self.text("sector"), self.text("kbli")
        found = self.desk.activities.find(written, words)
        if found.code:
            self.tell("kbli" if found.code == "kbli_tidak_dikenal" else "products", found.code,
                      words or written)  # fmt: skip
        if words and (found.code or found.is_answered or not found.kbli):
            value = Value(PRODUCTS, words, written)
            code = found.code or "kbli_belum_ada"
            self.ask(value, code, found.kbli, found.is_answered)
        return " ".join(words.split()), found.kbli, self.desk.activities.sector(found.kbli)

    def _read_start(self) -> tuple[str, str]:
        started = self._date("started")
        if started.notice == "relative_words":
            self.tell("started", "tanggal_kata", self.raw("started"))
        return started.iso, started.precision

    def _date(self, field: str) -> dates.When:
        cell = self.raw(field)
        if cell == "" or not isinstance(cell, str | int | float | date):
            return NO_DATE
        try:
            found = dates.parse(cell, self.desk.day)
        except dates.DateError as error:
            self.tell(field, error.code, cell, error.message)
            return NO_DATE
        if found.iso[:4] > str(self.desk.day.year):
            self.tell(field, "angka_di_luar_batas", cell)
            return dates.When(place=found.place)
        return found

    def _read_workers(self, field: str) -> int | None:
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

    def _read_sales(self) -> tuple[int | None, int | None, str]:
        """Return the lower and upper end of the monthly sales, and how they were told."""
        field = self._sales_field
        cell = self.raw(field)
        if cell == "" or not isinstance(cell, str | float | int):
            return None, None, "unknown"
        found = self._sales_of(field, cell)
        low, high, status = found.low, found.high, found.status
        if (
            field == "sales_year"
            and low is not None
            and high is not None
            and status in ("ok", "approx")
        ):
            low, high, status = round(low / 12), round(high / 12), "converted_year"
        if status == "suspect_thousands":
            self.tell(field, "omzet_ribuan", self.raw(field))
        elif status == "invalid":
            self.tell(field, "angka_tidak_sah", self.raw(field))
        return low, high, "unknown" if status == "invalid" else status

    def _sales_of(self, field: str, cell: str | float) -> rupiah.Sales:
        if not isinstance(cell, str):
            return rupiah.read_sales(cell)
        try:
            return rupiah.read_sales(rupiah.with_sign(self.text(field), self.decimal))
        except rupiah.RupiahError:
            return rupiah.Sales(None, None, "invalid")

    def _read_assets(self) -> int | None:
        cell = self.raw("assets")
        if cell == "" or not isinstance(cell, str | float | int):
            return None
        try:
            told = rupiah.with_sign(cell, self.decimal) if isinstance(cell, str) else cell
            return rupiah.parse(told)
        except rupiah.RupiahError as error:
            self.tell("assets", error.code, cell, error.message)
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
        cell = self.raw("nib")
        try:
            record.nib = nib.parse(cell if isinstance(cell, str | int | float) else "")
        except nib.NibError as error:
            self.tell("nib", error.code, cell, error.message)
        record.channels = list(self.once(self._online))

    def _read_online(self) -> tuple[str, ...]:
        online = f"{self.text('marketplace')} {self.text('social')}"
        return () if online == " " else tuple(wording.channels(online))

    def _state(self, record: Record) -> None:
        record.note = self.once(self._notes)
        record.external_id = self.text("external_id")[:40]
        record.observed_on = self.once(self._seen_on)
        if record.note:
            record.status, record.note = self.once(self._states)

    def _read_state(self) -> tuple[str, str]:
        """Read from the note whether the business runs; what is wrong with the text is told."""
        note = wording.without_nik(self.text("note"))
        self.problems.clear()
        found = states.read(note, self.desk.answers)
        for code in found.codes:
            self.tell("note", code, note)
        if found.doubt is not None:
            self.ask(*found.doubt)
        return found.status or "active", found.note

    def _read_observed(self) -> str:
        """Return the day on which the business was seen; of a month or year its first day."""
        day = self._date("observed_at").first_day
        if day is not None and day > self.desk.day:
            self.tell("observed_at", "angka_di_luar_batas", self.raw("observed_at"))
            return ""
        return day.isoformat() if day else ""

    def _extras(self, record: Record, cells: Sequence[object]) -> None:
        """Keep what nobody asked for as it came, but for numbers as long as a NIK."""
        record.extras.update(self.unread)
        width = len(cells)
        for column, header in self.extra:
            if column < width and cells[column] not in ("", "-"):
                record.extras[header] = wording.without_nik(as_text(cells[column])[:200])
