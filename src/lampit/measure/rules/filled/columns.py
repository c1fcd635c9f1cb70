"""The columns of the sheet to fill in for a round, and what its notes say. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lampit.measure.rules.filled import headings as means
from lampit.measure.rules.filled.rows import Words
from lampit.measure.rules.filled.words import DOES_NOT_KNOW, NO, SPECIAL, WILL_NOT, YES, choices
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.languages import Language
from lampit.measure.rules.metadata.sayings import filling, rule_words

SHEET, NOTES, BOOK, LISTS = "Isian", "Petunjuk", "Kamus", "Pilihan"
MARK = "x"
SPARE_ROWS = 200  # empty rows with checks below the drawn businesses


@dataclass(frozen=True)
class Column:
    """A column of the template.

    Attributes:
        meaning: as `headings` tells it.
        title: the heading; `below` what stands under it in a further language.
        note: what the comment of the heading says: skips, range, how to refuse.
        kind: `text`, `date`, `list` (with `words`: codes and words), `whole`.
    """

    meaning: str
    title: str
    note: str
    kind: str = "text"
    words: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    below: str = ""
    width: int = 18


def columns_of(
    instrument: Instrument, words: Words, people: Sequence[str], language: Language | None = None
) -> list[Column]:
    """Return the columns in the order of the questionnaire."""
    found = [*_first(words, people)]
    for question in instrument.questions:
        found += _asked(instrument, question, language)
    return found


def _first(words: Words, people: Sequence[str]) -> Iterator[Column]:
    def column(meaning: str, note: str, kind: str = "text", told: Sequence[str] = ()) -> Column:
        pairs = tuple((word, word) for word in told)
        return Column(meaning, means.TITLES[meaning], note, kind, pairs)

    yield column(means.NUMBER, "Sudah terisi. Jangan diubah: jawaban dikenali dari nomor ini.")
    yield column(means.NAME, "Untuk mencari kertasnya.")
    yield column(means.VILLAGE, "Untuk mencari kertasnya.")
    yield column(means.ON, "Hari wawancara menurut kertasnya, misalnya 24/11/2026.", "date")
    yield column(means.BY, "Siapa yang mewawancarai.", "list" if people else "text", people)
    result = "Hanya kalau usaha ini tidak menjawab. Jawabannya lalu dikosongkan."
    yield column(means.RESULT, result, "list", words.offered())
    reason = "Alasan menolak, atau keterangan kalau hasilnya “Lainnya”: " + ", ".join(
        words.reasons.values()
    )
    yield column(means.REASON, reason)
    consent = "Ya: bersedia, lalu isi jawabannya. Tidak: kosongkan jawabannya."
    yield column(means.CONSENT, consent, "list", (YES, NO))


def _asked(
    instrument: Instrument, question: Question, language: Language | None
) -> Iterator[Column]:
    note = note_of(instrument, question)
    title = means.title_of(question)
    said = language.text(question.id) if language else ""
    if question.kind == "integer":
        special = tuple(SPECIAL.items()) if question.refusable else ()
        yield Column(question.id, title, note, "whole", special, question.low, question.high, said)
    elif question.kind == "select_one":
        yield Column(question.id, title, note, "list", tuple(choices(question).items()),
                     below=said, width=24)  # fmt: skip
    else:
        for option in question.options:
            meaning = f"{question.id}/{option.code}"
            below = language.option(question.id, option.code) if language else ""
            box = means.box_title(question, option.code)
            yield Column(
                meaning, box, note, "list", ((option.code, MARK),),
                below=f"{said}{means.BETWEEN}{below}" if below else said, width=14,
            )  # fmt: skip


def note_of(instrument: Instrument, question: Question) -> str:
    """Return what the comment of a heading says."""
    said = []
    if question.hint:
        said.append(question.hint)
    if question.relevant is not None:
        said.append(f"Hanya diisi bila {rule_words(instrument, question.relevant)}.")
    if question.kind == "integer":
        said.append(f"Angka bulat {question.low} sampai {question.high}.")
    elif question.kind == "select_multiple":
        most = f" Paling banyak {question.at_most}." if question.at_most else ""
        said.append(f"Tulis {MARK} kalau dipilih, kosongkan kalau tidak.{most}")
        alone = [o.text.id for o in question.options if o.exclusive]
        said += [f"“{text}” tidak bersama pilihan lain." for text in alone]
    else:
        said.append("Pilih satu dari daftar.")
    if question.refusable:
        said.append(f"Kalau tidak menjawab: “{WILL_NOT}” atau “{DOES_NOT_KNOW}”.")
    return " ".join(said)


def dictionary(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the sheet with codes, questions and choices; the first is its heading."""
    yield ("Kode", "Nomor pertanyaan", "Pertanyaan", "Macam", "Isian", "Ditanyakan bila")
    kinds = {"integer": "angka bulat", "select_one": "satu jawaban",
             "select_multiple": "boleh beberapa jawaban"}  # fmt: skip
    for question in instrument.questions:
        asked = rule_words(instrument, question.relevant) if question.relevant else "selalu"
        yield (
            question.id, str(question.number), question.text.id, kinds[question.kind],
            filling(question), asked,
        )  # fmt: skip


def notes_of(about: Sequence[tuple[str, str]]) -> list[str]:
    """Return the lines of the sheet with instructions; `about` names round and instrument."""
    return [
        "Cara mengisi jawaban dari kertas",
        *(f"{label}: {value}" for label, value in about),
        "",
        "1. Isi lembar “Isian”, satu baris satu usaha. Nomor contoh sudah terisi; jangan diubah.",
        "2. Isi tanggal, pendata dan “Bersedia menjawab” dari kertasnya, lalu jawabannya.",
        "3. Pilih dari daftar di selnya. Untuk beberapa jawaban, tulis x di tiap pilihan.",
        "4. Pertanyaan yang dilewati dikosongkan; kapan dilewati, tertulis di catatan judulnya.",
        f"5. Kalau orangnya tidak menjawab, pilih “{WILL_NOT}” atau “{DOES_NOT_KNOW}”.",
        "6. Kalau usahanya tidak menjawab sama sekali, isi kolom Hasil saja.",
        "7. Baris kosong boleh dibiarkan. Yang sudah masuk tidak masuk dua kali.",
        "8. Simpan, lalu unggah di halaman putaran. Anda memeriksa dulu sebelum dimasukkan.",
    ]
