"""What repeats from row to row of a list: places, trades, counts, sales, notes. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lampit.national import addresses, dates, rupiah
from lampit.registry.rules import size
from lampit.registry.rules.importing import identities, papers, points, states, wording
from lampit.registry.rules.importing.answers import (
    PRODUCTS,
    REFUSE,
    REFUSED,
    SEX,
    VILLAGE,
    Value,
)
from lampit.registry.rules.importing.cells import GROUP, Cells
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.places import Place
from lampit.registry.rules.importing.problems import MESSAGES
from lampit.registry.rules.veils import without_nik

MOST_WORKERS = 10_000
MICRO_A_YEAR = size.SALES_BOUNDS[0][0]  # rupiah
_WORKERS = re.compile(r"(\d{1,6})(?:\.0+)?\s*(?:org|orang|or|jiwa|pekerja)?\.?", re.IGNORECASE)
_DISTRICT = re.compile(r"\bkec", re.IGNORECASE)
_AGE = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:th|thn|tahun)?\.?", re.IGNORECASE)
YOUNGEST, OLDEST = 10, 105  # years of an owner
NO_DATE = dates.When()
LAST_YEAR = 2_100  # a greater number is no year, but a count of days


class Repeating(Cells):
    """Reads the parts of a row that repeat; each distinct content once (see `Cells.once`)."""

    listed_in: int  # year of the list, 0 when unknown

    def __init__(
        self, desk: Desk, sheet: str, headers: Sequence[str], fields: Mapping[str, int],
        constants: Mapping[str, object], decimal: str,
    ) -> None:  # fmt: skip
        """Keep the desk's knowledge, and which cells are read together."""
        super().__init__(sheet, headers, fields, constants)
        self.desk, self.decimal = desk, decimal
        self._make_parts()

    def _make_parts(self) -> None:
        """Say which cells are read together, and what seldom is in a list."""
        self._has_email, self._has_id = self.has("email"), self.has("external_id")
        self._has_birth_place, self._has_status = self.has("birth_place"), self.has("status")
        # Under "Kec/Desa" a name that both bear, as Banjang, may be either.
        column = self.fields.get("village") if "district" not in self.fields else None
        header = "" if column is None else self.headers[column]
        self._is_mixed = _DISTRICT.search(header) is not None
        # Without a column of villages the address tells them.
        places: tuple[str, ...] = ("village_code", "village", "district", GROUP)
        if "village" not in self.fields:
            places = (*places, "address")
        self.places = self.part(self._read_place, *places)
        self.houses = self.part(self._read_house, "rt", "rw")
        self.births = self.part(self._read_birth, "birth_date", "age", times=4)
        self.sexes = self.part(self._read_sex, "sex", "sex_m", "sex_f")
        self.trades = self.part(self._read_trade, "products", "sector", "kbli")
        self.starts = self.part(self._read_start, "started")
        self.workers = self.part(self._read_workers, "workers_m", "workers_f", "workers")
        self._sales_field = "sales_month" if self.has("sales_month") else "sales_year"
        self.sales = self.part(self._read_sales, self._sales_field)
        self.assets = self.part(self._read_assets, "assets")
        self.papers = self.part(self._read_papers, *papers.KINDS)
        self.online = self.part(self._read_online, "marketplace", "social", "website")
        self.notes = self.part(lambda: _free(self.text("note")), "note")
        self.states = self.part(self._read_state, "note", "status")
        self.seen_on = self.part(self._read_observed, "observed_at")

    def _read_place(self) -> tuple[str, str, str, str | None]:
        """Return village, kecamatan, what of the house stands there, and a place elsewhere."""
        address = ""
        if "village" not in self.fields:
            address = self.text("address")
            self.problems.clear()  # told with the address itself
        village, district = self.text("village_code") or self.text("village"), self.text("district")
        if not village and address:
            village, district = wording.place_in(address, district)
            village = village or self.desk.gazetteer.village_in(address)
        group = self.raw(GROUP)
        place, house = self.desk.gazetteer.find(village, district, group), ""
        if place.code and (parted := wording.village_and_house(village)):
            village, house = parted
            place = self.desk.gazetteer.find(village, district, group)
        if not district:
            place, village, district = self._of_one_cell(place, village, group)
        if place.code or place.is_answered:
            value = Value(VILLAGE, village, district, group)
            self.ask(value, place.code, place.village, place.is_answered)
        if place.code:
            near = f" Mungkin: {', '.join(place.near)}." if place.near else ""
            field = "district" if place.code == "kecamatan_berbeda" else "village"
            self.tell(field, place.code, village, MESSAGES[place.code] + near)
        outside = district or village if place.outside else None
        return place.village, place.district, house, outside

    def _of_one_cell(self, place: Place, village: str, group: str) -> tuple[Place, str, str]:
        """Return the place, village and kecamatan of a cell that may name both, or either."""
        known = self.desk.gazetteer
        if place.code:
            for both in (wording.village_and_district(village), wording.two_places(village)):
                within = known.find(*both, group) if both else place
                if both and not within.code:
                    return within, *both
        if self._is_mixed and not place.is_answered and known.is_district(village):
            near = (known.villages[place.village],) if place.village else place.near
            return Place("", known.district_of(village), "desa_belum", near=near), village, ""
        return place, village, ""

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

    def _read_birth(self) -> dates.When:
        """Return the day of birth, or the year that an age tells: reckoned from the list's year.

        Whoever is 45 in a list of 2023 was born in 1978 or the year before: a birth year is
        shown as an age of about so many years, whichever way it was told.
        """
        born = self._date("birth_date")
        age = self.text("age")
        if born.iso or not age:
            return born
        told = _AGE.fullmatch(age)
        if not told:
            self.tell("age", "angka_tidak_sah", age)
            return born
        years = int(told[1])
        if not YOUNGEST <= years <= OLDEST:
            self.tell("age", "angka_di_luar_batas", age)
            return born
        year = (self.listed_in or self.desk.day.year) - years
        return dates.When(str(year), "year", "", born.place)

    def _date(self, field: str) -> dates.When:
        cell = self.raw(field)
        if cell == "" or not isinstance(cell, str | int | float | date):
            return NO_DATE
        if self.desk.day_zero and isinstance(cell, int | float) and cell > LAST_YEAR:
            cell += self.desk.day_zero
        try:
            found = dates.parse(cell, self.desk.day)
        except dates.DateError as error:
            self.tell(field, error.code, cell, error.message)
            return NO_DATE
        if found.iso[:4] > str(self.desk.day.year):
            self.tell(field, "angka_di_luar_batas", cell)
            return dates.When(place=found.place)
        return found

    def _read_workers(self) -> tuple[int | None, int | None, int | None]:
        """Return men, women, and all where neither is told.

        Of a sum beside one of them the other is the rest.
        """
        men, women, whole = map(self._count, ("workers_m", "workers_f", "workers"))
        if whole is None or (men is not None and women is not None):
            return men, women, None
        if men is None and women is None:
            return None, None, whole
        rest = whole - (men or 0) - (women or 0)
        if rest < 0:
            self.tell("workers", "angka_tidak_sah", self.raw("workers"))
            return men, women, None
        return (rest if men is None else men), (rest if women is None else women), None

    def _count(self, field: str) -> int | None:
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
        """Return the lower and upper end of the monthly sales, and how they were told.

        `1.500` and `500` without a unit are 1,500 and 500 rupiah by the way amounts are written
        (registry.md §3a), and no business sells that little in a month: lists leave the thousands
        away (domain.md §10 asks). So they are asked and not taken. More in a month than a micro
        business may sell in a year is taken and asked: an `M` is easily written for millions.
        """
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
        elif high is not None and high > MICRO_A_YEAR:
            self.tell(field, "angka_di_luar_batas", self.raw(field))
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

    def _read_papers(self) -> None:
        """Tell what is doubtful in the cells of papers; they are noted when all is written."""
        for kind in papers.KINDS:
            cell = self.raw(kind)
            _, code = papers.read(kind, cell)
            if code:
                self.tell(kind, code, cell)

    def _read_online(self) -> tuple[str, ...]:
        online = f"{self.text('marketplace')} {self.text('social')}"
        site = self.text("website")
        named = () if online == " " and not site else wording.channels(f"{online} {site}")
        is_site = wording.is_site(site) and "website" not in named
        return (*named, "website") if is_site else tuple(named)

    def _read_state(self) -> tuple[str, str]:
        """Read whether the business runs; what is wrong with the text is told with the note.

        A word of the column made for it is a choice and no question; other words there are read
        as a note is. A note that says otherwise is asked about, the choice stands.
        """
        note = _free(self.text("note"))
        self.problems.clear()
        written = _free(self.text("status"))
        chosen = states.CHOSEN.get(written.lower(), "")
        said = note if chosen else "; ".join(text for text in (written, note) if text)
        found = states.read(said, self.desk.answers)
        is_agreed = chosen and found.status in ("", chosen)
        for code in found.codes:
            if not (is_agreed and code == states.CLOSED):
                self.tell("note" if note else "status", code, said)
        if found.doubt is not None and not chosen:
            self.ask(*found.doubt)
        return chosen or found.status or "active", found.note

    def _read_observed(self) -> str:
        """Return the day on which the business was seen; of a month or year its first day."""
        day = self._date("observed_at").first_day
        if day is not None and day > self.desk.day:
            self.tell("observed_at", "angka_di_luar_batas", self.raw("observed_at"))
            return ""
        return day.isoformat() if day else ""


def _free(text: str) -> str:
    """Return free words as they are kept: without a NIK, and no home to the metre."""
    return points.coarse_free(without_nik(text))
