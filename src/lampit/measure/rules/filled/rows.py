"""One row of a filled sheet → what would be sent, with everything that is wrong in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lampit.basics.refusal import Refusal
from lampit.measure.rules import receiving as sending
from lampit.measure.rules import scoring, states
from lampit.measure.rules.answers import first_open_page, progress
from lampit.measure.rules.arriving import checked
from lampit.measure.rules.filled import cells as reading
from lampit.measure.rules.filled import headings as means
from lampit.measure.rules.filled.words import cell_text, plain, yes_or_no
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.logic import Answer
from lampit.national import dates

WHOLE_ROW = -1
UNSURE = " (belum pasti masih ada)"
UNSURE_OF = "tidak_ditemui"
PLACED = (means.NUMBER, means.NAME, means.VILLAGE, means.WRONG)  # filled in by the template
GIVEN = (*PLACED, means.BY)  # who asks is written there too where the round is divided


@dataclass(frozen=True)
class Said:
    """A sentence about a cell: its column from 0 (or `WHOLE_ROW`), a stable code, what to do."""

    column: int
    code: str
    message: str


@dataclass
class Filled:
    """What a row says. With anything in `wrong` it is not sent; `notes` are only told.

    `answers` hold what the cells say, also of questions that are not asked; `kept` those that
    count.
    """

    number: str
    name: str = ""
    is_blank: bool = True
    consent: bool | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    kept: dict[str, Answer] = field(default_factory=dict)
    disposition: str = ""
    reason: str = ""
    is_confirmed: bool = True
    on: date | None = None
    enumerator: str = ""
    wrong: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)

    @property
    def is_visit(self) -> bool:
        """Say whether it tells of a visit without answers."""
        return bool(self.disposition)

    def content(self, business: str) -> bytes:
        """Return what is sent of it: the same cells give the same bytes."""
        paper: dict[str, object] = {"paper": True}
        if self.on is not None:
            # Midday from Sabang to Merauke: the paper tells the day, no hour to make a sign of.
            paper |= {"on": self.on.isoformat(), "began": f"{self.on.isoformat()}T04:00:00+00:00"}
        if self.enumerator:
            paper["enumerator"] = self.enumerator
        if not self.is_visit:
            return sending.written(business, self.answers, True, paradata=paper)
        more = {"disposition": self.disposition, "reason": self.reason,
                "confirmed": self.is_confirmed}  # fmt: skip
        return sending.written(business, {}, False, paradata=paper, **more)


@dataclass(frozen=True)
class Words:
    """What codes of results and of reasons for refusing are called on the sheet."""

    results: Mapping[str, str]
    reasons: Mapping[str, str]

    def result_of(self, text: str) -> tuple[str, bool]:
        """Return code and whether it is confirmed that the business exists; "" is unknown."""
        unsure = plain(text).endswith(plain(UNSURE))
        said = plain(text).removesuffix(plain(UNSURE)).strip() if unsure else plain(text)
        found = next(
            (c for c, words in self.results.items() if said in (plain(words), plain(c))), ""
        )
        if not found and len(said) >= 5:
            near = [c for c, words in self.results.items() if plain(words).startswith(said)]
            found = near[0] if len(near) == 1 else ""
        return found, not (unsure and found == UNSURE_OF)

    def reason_of(self, text: str) -> str:
        """Return the code of a reason for refusing, the text itself where it is none."""
        said = plain(text)
        codes = self.reasons.items()
        return next((c for c, words in codes if said in (plain(words), plain(c))), text[:200])

    def offered(self) -> list[str]:
        """Return what the drop-down of results offers."""
        return [
            words + end
            for code, words in self.results.items()
            if states.BY_CODE[code].by_hand
            for end in (("", UNSURE) if code == UNSURE_OF else ("",))
        ]


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self, instrument: Instrument, meanings: Sequence[str], words: Words, today: date
    ) -> None:
        """Note which columns belong to which question."""
        self.instrument, self.words, self.day = instrument, words, today
        self.place = {meaning: column for column, meaning in enumerate(meanings) if meaning}
        self.boxes: dict[str, list[tuple[str, int]]] = {}
        for meaning, column in self.place.items():
            code, slash, option = meaning.partition("/")
            if slash:
                self.boxes.setdefault(code, []).append((option, column))
        self.questions = [
            q for q in instrument.questions if q.id in self.place or q.id in self.boxes
        ]
        self.filled = [c for meaning, c in self.place.items() if meaning not in GIVEN]

    def number(self, row: Sequence[object]) -> str:
        """Return the sample number of a row as it is written."""
        return cell_text(self._cell(row, means.NUMBER))

    def _cell(self, row: Sequence[object], meaning: str) -> object:
        column = self.place.get(meaning, len(row))
        return row[column] if column < len(row) else ""

    def is_blank(self, row: Sequence[object]) -> bool:
        """Say whether nothing was filled in beside what the template wrote."""
        return not any(c < len(row) and cell_text(row[c]) for c in self.filled)

    def read(self, row: Sequence[object]) -> Filled:
        """Return what a row says."""
        found = Filled(self.number(row), cell_text(self._cell(row, means.NAME)))
        if self.is_blank(row):
            return found
        found.is_blank = False
        self._read_about(found, row)
        for question in self.questions:
            self._read_question(found, question, row)
        self._judge(found)
        return found

    def _read_about(self, found: Filled, row: Sequence[object]) -> None:
        """Read day, enumerator, consent and result."""
        self._read_day(found, row)
        found.enumerator = cell_text(self._cell(row, means.BY))[:120]
        consent = cell_text(self._cell(row, means.CONSENT))
        if consent:
            gate = reading.option_of(self.instrument.gate, consent)
            found.consent = yes_or_no(gate or consent)
            if found.consent is None:
                self._wrong(found, means.CONSENT, "consent_unclear", "Isi Ya atau Tidak.")
        result = cell_text(self._cell(row, means.RESULT))
        if result:
            self._read_result(found, result, cell_text(self._cell(row, means.REASON)))

    def _read_day(self, found: Filled, row: Sequence[object]) -> None:
        cell = self._cell(row, means.ON)
        if not cell_text(cell):
            return
        try:
            told = dates.parse(
                cell if isinstance(cell, float | date) else cell_text(cell), self.day
            )
        except dates.DateError:
            told = dates.When()
        if told.precision != "day":
            self._wrong(
                found, means.ON, "date_unreadable",
                "Tanggal tidak terbaca. Tulis seperti 31/12/2026.",
            )  # fmt: skip
            return
        found.on = date.fromisoformat(told.iso)
        if found.on > self.day:
            self._wrong(found, means.ON, "date_ahead", "Tanggal ini belum tiba. Periksa lagi.")

    def _read_result(self, found: Filled, result: str, reason: str) -> None:
        code, found.is_confirmed = self.words.result_of(result)
        if not code:
            near = reading.nearest(result, self.words.offered())
            hint = f" Maksudnya “{near}”?" if near else " Pilih dari daftar di selnya."
            said = reading.shown(result)
            self._wrong(
                found, means.RESULT, "result_unknown", f"“{said}” bukan hasil kunjungan.{hint}"
            )
        elif states.BY_CODE[code].by_hand:
            found.disposition = code
            found.reason = self.words.reason_of(reason) if code == "menolak" else reason[:200]

    def _wrong(self, found: Filled, meaning: str, code: str, message: str) -> None:
        found.wrong.append(Said(self.place.get(meaning, WHOLE_ROW), code, message))

    def _read_question(self, found: Filled, question: Question, row: Sequence[object]) -> None:
        column = self.place.get(question.id, WHOLE_ROW)
        boxes = [
            (option, row[place]) for option, place in self.boxes.get(question.id, ())
            if place < len(row) and cell_text(row[place])
        ]  # fmt: skip
        cell = self._cell(row, question.id)
        where = column if cell_text(cell) or not boxes else self._first_box(question, row)
        try:
            answer = _answer(question, cell, boxes)
        except Refusal as refusal:
            found.wrong.append(Said(where, refusal.code, refusal.message))
            return
        if answer is not None:
            found.answers[question.id] = answer

    def _first_box(self, question: Question, row: Sequence[object]) -> int:
        marked = [p for _o, p in self.boxes[question.id] if p < len(row) and cell_text(row[p])]
        return marked[0] if marked else WHOLE_ROW

    def column_of(self, question: str) -> int:
        """Return where a question stands: its cell, or its first box."""
        boxes = self.boxes.get(question) or [("", WHOLE_ROW)]
        return self.place.get(question, boxes[0][1])

    def _judge(self, found: Filled) -> None:
        """Hold a row against consent, ranges, skips and the least that makes an interview."""
        if found.wrong:
            return
        if found.consent is False and not found.disposition and not found.answers:
            found.disposition, found.reason = "menolak", found.reason or "lain"
        if found.disposition:
            self._judge_visit(found)
        else:
            self._judge_answers(found)

    def _judge_visit(self, found: Filled) -> None:
        if found.answers:
            self._wrong(
                found, means.RESULT, "both_told",
                "Ada jawaban dan juga hasil “tidak menjawab”. Kosongkan salah satunya.",
            )  # fmt: skip
            return
        code, reason = found.disposition, found.reason
        if code == "menolak" and reason not in states.REFUSAL_REASONS:
            found.reason = reason = "lain"
        try:
            states.check_disposition(code, reason)
        except Refusal as refusal:
            self._wrong(found, means.REASON, refusal.code, refusal.message)

    def _judge_answers(self, found: Filled) -> None:
        if found.consent is False:
            self._wrong(
                found, means.CONSENT, "no_consent",
                "Tertulis tidak bersedia, tetapi ada jawaban. Periksa di kertasnya.",
            )  # fmt: skip
            return
        if found.consent is None:
            self._wrong(
                found, means.CONSENT, "consent_missing",
                "Isi kolom Bersedia menjawab: Ya atau Tidak.",
            )  # fmt: skip
            return
        seen = checked(self.instrument, found.answers)
        found.kept = seen.answers
        for fault in seen.faults:
            found.wrong.append(Said(self.column_of(fault.question), fault.code, fault.message))
        if found.wrong:
            return
        for code in seen.skipped:
            found.notes.append(
                Said(
                    self.column_of(code), "not_asked",
                    "Pertanyaan ini dilewati menurut jawaban lain; isinya tidak dihitung.",
                )
            )  # fmt: skip
        self._judge_share(found, seen.answers)

    def _judge_share(self, found: Filled, answers: Mapping[str, Answer]) -> None:
        """Refuse less than 80 % of the points, as the page does; tell open questions."""
        if first_open_page(self.instrument, answers) is None:
            return
        done, asked = progress(self.instrument, answers)
        share = scoring.index_of(self.instrument, answers)[2]
        open_ones = [
            q for q in self.instrument.questions
            if q.id not in answers and scoring.is_asked(q, answers)
        ]  # fmt: skip
        numbers = ", ".join(str(q.number) for q in open_ones[:8])
        first = self.column_of(open_ones[0].id) if open_ones else WHOLE_ROW
        if share >= scoring.ENOUGH_SHARE - 1e-12:
            found.notes.append(
                Said(
                    first, "partly",
                    f"Pertanyaan {numbers} belum dijawab. Masuk sebagai terjawab sebagian.",
                )
            )  # fmt: skip
            return
        found.wrong.append(
            Said(
                first, "too_little",
                f"Baru {done} dari {asked} pertanyaan terjawab (belum: {numbers}). Lengkapi dari "
                "kertasnya, atau kosongkan jawabannya dan isi kolom Hasil.",
            )
        )  # fmt: skip


def _answer(question: Question, cell: object, boxes: Sequence[tuple[str, object]]) -> Answer | None:
    """Return the answer of a question from its cell, or its boxes; None when all is empty."""
    if not cell_text(cell):
        if not boxes:
            return None
        return _ordered(question, reading.read_boxes(question, boxes)) or None
    if question.kind == "integer":
        return reading.read_whole(question, cell)
    if question.kind == "select_one":
        return reading.read_one(question, cell)
    return _ordered(question, reading.read_many(question, cell))


def _ordered(question: Question, chosen: Sequence[str]) -> list[str]:
    """Return options in the order of the questionnaire, however the columns were moved."""
    return [option.code for option in question.options if option.code in chosen]
