"""The clean record of one source row, and the row of `--cleaned` that tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lampit.registry.rules.importing.answers import Doubt
from lampit.registry.rules.importing.problems import Problem, is_loud

ACCEPT, FLAG, REJECT, IGNORE = "accept", "flag", "reject", "ignore"
CLEANED_COLUMNS = (  # noqa: SIM905 - a word list reads better
    "sheet,row,action,reason,owner_name,sex,nik,nik_status,birth_date,business_name,kbli,"
    "village_code,district_code,rt,nib,start,start_precision,workers_m,workers_f,omzet_low,"
    "omzet_high,omzet_status,phone1,phone2,status"
).split(",")  # the line of the contract, word for word


@dataclass(slots=True)
class Record:
    """A business and its owner as one row tells them; empty text and None are unknown."""

    owner_name: str = ""
    title: str = ""
    parent: str = ""
    sex: str = ""
    nik: str = ""
    nik_status: str = "missing"
    birth_date: str = ""
    birth_year: int | None = None
    birth_place: str = ""
    business_name: str = ""
    activity: str = ""
    kbli: str = ""
    sector: str = ""
    village: str = ""
    district: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    nib: str = ""
    start: str = ""
    start_precision: str = ""
    workers_m: int | None = None
    workers_f: int | None = None
    workers: int | None = None
    sales_low: int | None = None
    sales_high: int | None = None
    sales_status: str = "unknown"
    capital: int | None = None
    phone1: str = ""
    phone2: str = ""
    fixed_line: str = ""
    email: str = ""
    channels: list[str] = field(default_factory=list)
    status: str = "active"
    note: str = ""
    external_id: str = ""
    observed_on: str = ""
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Marks:
    """What a record is known by, reckoned once where it is read.

    Attributes:
        fingerprint: SHA-256 of everything the row told.
        name_key: owner's name, evened out.
        search_key: the words and digits by which people search it.
        loose_name: owner's name by sound, for telling people apart within a run.
        business_key: name of the business, evened out.
    """

    fingerprint: str
    name_key: str
    search_key: str
    loose_name: str
    business_key: str


class Columns(NamedTuple):
    """What a new record writes, reckoned where the row is read.

    Attributes:
        owner: the columns `merging.OWNER`.
        business: the columns `merging.BUSINESS`; days and JSON as text, as the drivers take them.
        nik: to be sealed, as the next three are; empty when there is none.
        birth: ISO date.
        sales: rupiah per month.
        capital: rupiah.
        person: telephone and name by sound of an owner who has both.
        name: what the history calls it.
    """

    owner: tuple[object, ...]
    business: tuple[object, ...]
    nik: str
    birth: str
    sales: str
    capital: str
    person: str
    name: str


@dataclass(slots=True)
class SourceRow:
    """What became of one row of one sheet.

    Attributes:
        action: `accept`, `flag` (import, but a person must look), `reject` or `ignore`.
        reason: of a rejection: `test_row`, `not_a_business`, `outside_district`,
            `too_little_data`, `value_refused`, `moved_away`.
        record: what the row tells; left behind where only `columns` are asked for.
        doubts: values that the office should decide once for all rows.
        marks: what the record is known by, when that was reckoned while reading.
        columns: what the record writes, when that was reckoned while reading.
        double_of: (sheet, row) of the first row of the same business; such a row is not written.
        may_double: (sheet, row) of a row that may be the same business; both are written.
    """

    sheet: str
    row: int
    cells: list[object]
    action: str = IGNORE
    reason: str = ""
    record: Record | None = None
    problems: list[Problem] = field(default_factory=list)
    doubts: tuple[Doubt, ...] = ()
    marks: Marks | None = None
    columns: Columns | None = None
    double_of: tuple[str, int] | None = None
    may_double: tuple[str, int] | None = None

    def settle(self) -> None:
        """Choose between accept and flag: quiet problems do not ask for a look."""
        if not self.problems:
            self.action = ACCEPT if self.action == FLAG else self.action
        elif self.action in (ACCEPT, FLAG):
            self.action = FLAG if is_loud(self.problems) else ACCEPT


def cleaned_row(source: SourceRow) -> list[object]:
    """Return the cells of `--cleaned`, in the order of `CLEANED_COLUMNS`."""
    head: list[object] = [source.sheet, source.row, source.action, source.reason]
    record = source.record
    if record is None:
        return head + [""] * (len(CLEANED_COLUMNS) - len(head))
    if source.action == REJECT:
        return [*head, record.owner_name] + [""] * (len(CLEANED_COLUMNS) - 5)
    return [
        *head,
        record.owner_name, record.sex, record.nik, record.nik_status, record.birth_date,
        record.business_name, record.kbli, record.village, record.district, record.rt, record.nib,
        record.start, record.start_precision, _plain(record.workers_m), _plain(record.workers_f),
        _plain(record.sales_low), _plain(record.sales_high), record.sales_status,
        record.phone1, record.phone2, record.status,
    ]  # fmt: skip


def _plain(value: int | None) -> object:
    return "" if value is None else value


class Sealed(NamedTuple):
    """What new rows keep sealed, by column, each value bound to the public id of its row.

    Attributes:
        key: id of the key that sealed.
        owners: public ids, one a row.
        businesses: public ids, one a row.
        nik: None where a row has none, as in the next three.
        birth: ISO date.
        sales: rupiah per month.
        capital: rupiah.
    """

    key: str
    owners: list[str]
    businesses: list[str]
    nik: list[bytes | None]
    birth: list[bytes | None]
    sales: list[bytes | None]
    capital: list[bytes | None]


@dataclass(slots=True)
class Batch:
    """Rows of a long list into an empty region, by column: what each does, and what it writes.

    Attributes:
        sheets: of every row, records and rejected ones, in order, as the next three are.
        numbers: row numbers.
        actions: `create`, `double` or `reject`.
        marks: keyed mark of everything a row told, empty for a rejected one.
        reasons: place → reason of a rejection.
        double_of: place → (sheet, row) of the first row of the same business.
        problems: place → (column, code) of each problem; few rows have any.
        told: the first problems in full, as a report names them.
        flagged: how many rows a person must look at.
        owner: the columns `merging.OWNER` of the rows that create, in order; so all that follow.
        business: the columns `merging.BUSINESS`; days and JSON as text, as the drivers take them.
        nik: to be sealed, as the next three are; empty when there is none.
        birth: ISO date.
        sales: rupiah per month.
        capital: rupiah.
        indexes: keyed index of the NIK, empty when there is none.
        persons: key of telephone and name by sound, 0 for an owner who has not both.
        names: what the history calls it.
        sealed: the four to be sealed, when they were sealed where the rows were read.
    """

    sheets: list[str]
    numbers: list[int]
    actions: list[str]
    marks: list[str]
    reasons: dict[int, str]
    double_of: dict[int, tuple[str, int]]
    problems: dict[int, tuple[tuple[str, str], ...]]
    told: list[Problem]
    flagged: int
    owner: list[list[object]]
    business: list[list[object]]
    nik: list[str]
    birth: list[str]
    sales: list[str]
    capital: list[str]
    indexes: list[str]
    persons: list[int]
    names: list[str]
    sealed: Sealed | None = None


@dataclass(slots=True)
class Draft:
    """Rows of a long list by column as they were read, before the list is asked for doubles.

    Attributes:
        sheets: of every row, records and rejected ones, in order, as the next is.
        numbers: row numbers.
        reasons: place → reason of a rejection.
        problems: place → (column, code) of each problem.
        loud: places of the rows not rejected at which a person must look.
        copied: place → digits of a NIK that was dropped because the row above has it.
        told: the first problems in full, each with its place.
        texts: what the mark of a row is made of, for all rows not rejected; so all that follow.
        statuses: how sure the NIK is.
        owner: the columns `merging.OWNER`.
        business: the columns `merging.BUSINESS`.
        nik: and so on, see `Batch`.
        known: what is remembered of them, the columns of `meeting.Known`.
        sealed: see `Batch`.
        marks: keyed mark of everything a row told, once `deciding.mark` reckoned them.
        indexes: keyed index of the NIK, as the marks.
    """

    sheets: list[str]
    numbers: list[int]
    reasons: dict[int, str]
    problems: dict[int, tuple[tuple[str, str], ...]]
    loud: list[int]
    copied: dict[int, str]
    told: list[tuple[int, Problem]]
    texts: Sequence[str]
    statuses: list[str]
    owner: list[list[object]]
    business: list[list[object]]
    nik: list[str]
    birth: list[str]
    sales: list[str]
    capital: list[str]
    persons: list[int]
    names: list[str]
    known: list[list[str]]
    sealed: Sealed | None = None
    marks: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
