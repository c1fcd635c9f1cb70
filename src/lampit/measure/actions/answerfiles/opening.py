"""Keeps a file of answers and checks it: what each row would become; nothing is sent yet."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import AnswerFile, AnswerFileRow
from lampit.measure.queries import answerfiles as queries
from lampit.measure.queries.answerfiles import Drawn, Layout, Row
from lampit.measure.queries.answersheets import INSTRUMENT, words
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules.filled import headings as means
from lampit.measure.rules.filled.cells import nearest, shown
from lampit.measure.rules.filled.rows import WHOLE_ROW, Filled, RowReader, Said
from lampit.measure.rules.filled.runs import MOST_ROWS, is_other_name, key_of
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.logic import Answers
from lampit.outside import spreadsheets
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day

CHUNK = 500
NEAREST_OF = 200  # strange numbers that get a suggestion; comparing more is slow
State = AnswerFileRow.State


def open_file(
    actor: User, round_id: int, file_name: str, chunks: Iterable[bytes], *, now: datetime
) -> AnswerFile:
    """Keep a filled workbook, check all its rows and return the run; nothing is sent yet.

    Raises:
        Refusal: `round_out_of_reach`, `sheet_number` (no heading with sample numbers),
            `file_long`, or what the reader of spreadsheets refuses; nothing is kept then.
    """
    found = access.typed_rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    kept = queries.uploads() / f"isian-{secrets.token_hex(12)}"
    try:
        digest = _written(kept, chunks)
        spreadsheets.sniff(kept)
        run = AnswerFile(
            round=found, owner=actor, file_name=Path(file_name).name[:200], path=kept.name,
            digest=digest, created_at=now,
        )  # fmt: skip
        # A long file takes seconds to read: phones that send meanwhile do not wait for it.
        seen = _checked(run, local_day(found.region_id, now))
        with transaction.atomic():
            run.save()
            _note(run, seen)
            audit(
                actor, "answer_file_opened", subject_kind="measure.answerfile", subject_id=run.pk,
                region=found.region_id, at=now,
            )  # fmt: skip
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    return run


def _written(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a file and return its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def choose_columns(
    actor: User, run_id: int, chosen: Mapping[str, Mapping[str, str]], *, today: date
) -> AnswerFile:
    """Take what columns mean, sheet → column from 0 → meaning, and check all rows anew.

    Raises:
        Refusal: `file_unknown`, `file_begun`, and those of `open_file`.
    """
    columns = {sheet: dict(told) for sheet, told in chosen.items()}
    with transaction.atomic():
        run = _unbegun(actor, run_id)
    run.columns = columns
    seen = _checked(run, today)
    with transaction.atomic():
        run = _unbegun(actor, run_id)
        run.columns = columns
        run.save(update_fields=["columns"])
        _note(run, seen)
    return run


def _unbegun(actor: User, run_id: int) -> AnswerFile:
    """Return a file that nobody has begun to bring in, locked."""
    run = held(actor, run_id)
    if run.state != AnswerFile.State.CHECKED:
        raise Refusal("file_begun", "Berkas ini sudah dimasukkan; kolomnya tidak diubah lagi.")
    return run


def held(actor: User, run_id: int) -> AnswerFile:
    """Return a file of the actor's kabupaten, locked; call it in a transaction.

    Raises:
        Refusal: `file_unknown`.
    """
    rows = access.visible_answer_files(actor).select_for_update(of=("self",))
    run = rows.select_related("round__instrument", "round__region", "job").filter(pk=run_id).first()
    if run is None:
        raise Refusal("file_unknown", "Berkas ini tidak ada di wilayah Anda.")
    return run


@dataclass(frozen=True)
class Read:
    """A row of a file that somebody filled in, read."""

    sheet: str
    number: int
    filled: Filled
    name_column: int

    @property
    def place(self) -> tuple[str, int]:
        """Return sheet and row."""
        return self.sheet, self.number


def read_rows(run: AnswerFile, layout: Layout, today: date) -> Iterator[Read]:
    """Yield the rows of a file with something in them; `layout` learns what its sheets are.

    Raises:
        Refusal: the file is refused (`file_…`).
    """
    instrument = reading_of(run.round.instrument).instrument
    readers: dict[str, RowReader] = {}
    told = words()
    for table, number, cells in _rows(run, layout):
        reader = readers.get(table.sheet)
        if reader is None:
            reader = RowReader(instrument, table.heading.meanings, told, today)
            readers[table.sheet] = reader
        if reader.is_blank(cells) or is_beside(reader, cells):
            continue
        place = reader.place.get(means.NAME, WHOLE_ROW)
        yield Read(table.sheet, number, reader.read(cells), place)


def _rows(run: AnswerFile, layout: Layout) -> Iterator[Row]:
    instrument = reading_of(run.round.instrument).instrument
    return queries.walk(queries.path_of(run), instrument, run.columns, layout)


def is_beside(reader: RowReader, cells: Sequence[object]) -> bool:
    """Say whether a row is no record: headings once more, their translation, a sum."""
    number = reader.number(cells)
    if number.startswith("(") and number.endswith(")"):
        return True
    heads = {key_of(means.TITLES[means.NUMBER]), "nomor", "no", "jumlah", "total"}
    return key_of(number).rstrip(".:") in heads


@dataclass(frozen=True)
class _Seen:
    """What each row of a file would become, and what the file is made of."""

    rows: list[AnswerFileRow]
    counts: dict[str, object]


def _checked(run: AnswerFile, today: date) -> _Seen:
    """Read all rows and return what each would become; nothing is written.

    Raises:
        Refusal: `sheet_number`, `file_long`, `file_…`.
    """
    layout, book = Layout(), _Book(run)
    source = read_rows(run, layout, today)
    rows: list[AnswerFileRow] = []
    while chunk := list(islice(source, CHUNK)):
        if len(rows) + len(chunk) > MOST_ROWS:
            raise Refusal(
                "file_long", f"Paling banyak {MOST_ROWS} baris sekali unggah. Bagi berkasnya."
            )
        rows += book.judged(chunk)
    if not layout.tables:
        raise Refusal(
            "sheet_number",
            "Kolom “Nomor contoh” tidak ditemukan. Pakai templat putaran ini, atau beri judul itu "
            "pada kolom yang berisi nomor usaha.",
        )
    told = {"rows": len(rows), "partly": book.partly, "layout": _layout(run, layout)}
    return _Seen(rows, told)


def _note(run: AnswerFile, seen: _Seen) -> None:
    """Write what was seen, in place of what was noted before; call it in a transaction."""
    AnswerFileRow.objects.filter(run=run).delete()
    for row in seen.rows:
        row.run = run
    AnswerFileRow.objects.bulk_create(seen.rows, batch_size=CHUNK)
    run.counts = seen.counts
    run.save(update_fields=["counts"])


def _layout(run: AnswerFile, layout: Layout) -> dict[str, object]:
    """Return what the page tells of the sheets: columns unread, questions without a column."""
    instrument = reading_of(run.round.instrument).instrument
    tables = [
        {
            "sheet": table.sheet, "row": table.heading.row, "lines": table.heading.lines,
            "titles": [title[:300] for title in table.heading.titles],
            "meanings": list(table.heading.meanings),
            "missing": _missing(instrument, table.heading.meanings),
        }
        for table in layout.tables
    ]  # fmt: skip
    own = f"{run.round.instrument.code} {run.round.instrument.version}"
    told = layout.told.get(INSTRUMENT, own)
    return {"tables": tables, "passed": layout.passed, "other": "" if told == own else told}


def _missing(instrument: Instrument, meanings: Sequence[str]) -> list[str]:
    known = {meaning.partition("/")[0] for meaning in meanings}
    return [question.id for question in instrument.questions if question.id not in known]


class _Book:
    """Holds the rows of a file against the sample, the answers that stand, and each other."""

    def __init__(self, run: AnswerFile) -> None:
        """Read the sample of the round once."""
        self.run = run
        self.drawn = queries.drawn_of(run.round)
        self.seen: dict[str, tuple[tuple[str, int], bytes]] = {}
        self.partly = 0
        self.suggested = 0

    def judged(self, chunk: Sequence[Read]) -> list[AnswerFileRow]:
        """Return the rows of a chunk as they are noted; one query."""
        known = [self.drawn.get(key_of(one.filled.number)) for one in chunk]
        answers = queries.standing([one.member for one in known if one is not None])
        return [self._row(one, who, answers) for one, who in zip(chunk, known, strict=True)]

    def _row(self, one: Read, who: Drawn | None, answers: Mapping[int, Answers]) -> AnswerFileRow:
        filled = one.filled
        if who is None:
            state: str = State.STRANGE
            filled.wrong = [self._strange(filled), *filled.wrong]
        else:
            self._compare(one, who)
            state = self._state(one, who, answers.get(who.member))
        told = [(said, True) for said in filled.wrong] + [(said, False) for said in filled.notes]
        self.partly += any(said.code == "partly" for said in filled.notes)
        return AnswerFileRow(
            run=self.run, sheet=one.sheet, row=one.number, number=filled.number[:40],
            member_id=who.member if who else None, state=state,
            problems=[[s.column, s.code, s.message, is_wrong] for s, is_wrong in told],
        )  # fmt: skip

    def _strange(self, filled: Filled) -> Said:
        hint = ""
        if filled.number and self.suggested < NEAREST_OF:
            self.suggested += 1
            near = nearest(filled.number, (one.business for one in self.drawn.values()))
            hint = f" Maksudnya {near}?" if near else ""
        if not filled.number:
            return Said(
                WHOLE_ROW, "not_drawn", "Nomor contoh kosong. Isi dari templat putaran ini."
            )
        number = shown(filled.number)
        return Said(
            WHOLE_ROW, "not_drawn", f"Nomor “{number}” tidak ada di contoh putaran ini.{hint}"
        )

    def _compare(self, one: Read, who: Drawn) -> None:
        """Note a name of somebody else, and the same number in an earlier row."""
        filled = one.filled
        if is_other_name(filled.name, who.name):
            name = shown(who.name)
            filled.wrong.append(
                Said(
                    one.name_column, "other_name",
                    f"Di contoh, {who.business} adalah “{name}”. Betulkan nomornya, atau kosongkan "
                    "namanya kalau nomornya benar.",
                )
            )  # fmt: skip
        content = filled.content(who.business)
        first, told = self.seen.setdefault(who.business, (one.place, content))
        if first != one.place and told != content:
            sheet = f" lembar {first[0]}" if first[0] != one.sheet else ""
            where = f"baris {first[1]}{sheet}"
            filled.wrong.append(
                Said(
                    WHOLE_ROW, "twice_in_file",
                    f"Nomor ini juga ada di {where} dengan isi lain. Hapus salah satunya.",
                )
            )  # fmt: skip

    def _state(self, one: Read, who: Drawn, standing: Answers | None) -> str:
        """Return what would become of a row of a drawn business."""
        filled = one.filled
        if filled.wrong:
            return State.WRONG
        if self.seen[who.business][0] != one.place:
            return State.SAME
        if filled.is_visit and standing is not None:
            filled.wrong.append(
                Said(
                    WHOLE_ROW,
                    "already_answered",
                    "Usaha ini sudah menjawab; hasilnya tidak diubah.",
                )
            )
            return State.WRONG
        if filled.is_visit:
            same = (filled.disposition, filled.reason) == (who.disposition, who.reason)
            return State.SAME if same else State.READY
        if standing is None:
            return State.READY
        return State.SAME if standing == filled.kept else State.OTHER
