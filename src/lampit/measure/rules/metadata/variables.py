"""Form MS-Var: one row for each variable of the instrument. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop as _
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.metadata.sayings import checks, filling, title_of

VARIABLE_FIELDS: dict[str, str] = {
    "nama": _("Nama variabel"),
    "alias": _("Alias"),
    "konsep": _("Konsep"),
    "definisi": _("Definisi"),
    "referensi_pemilihan": _("Referensi pemilihan"),
    "referensi_waktu": _("Referensi waktu"),
    "tipe_data": _("Tipe data"),
    "klasifikasi_isian": _("Klasifikasi isian"),
    "aturan_validasi": _("Aturan validasi"),
    "kalimat_pertanyaan": _("Kalimat pertanyaan"),
    "dapat_diakses_umum": _("Dapat diakses umum?"),
}
ASKED_OF_VARIABLES = (
    "konsep", "definisi", "referensi_pemilihan", "referensi_waktu", "dapat_diakses_umum",
)  # fmt: skip
TYPES = {"integer": "integer", "decimal": "float", "date": "datetime", "datetime": "datetime"}
# What the instrument says a question is for → the concept that it belongs to.
CONCEPTS = {
    "targeting": "Karakteristik pemilik dan pengurus",
    "jobs": "Tenaga kerja",
    "gain": "Penjualan",
    "recovery": "Perkembangan dan pemulihan usaha",
    "channel": "Saluran penjualan",
    "contact": "Ketergantungan pada tatap muka",
    "promotion": "Biaya promosi",
}
# Said in the question itself; the first that is found counts.
_TIMES = (
    ("sebulan terakhir", "Sebulan terakhir sebelum wawancara"),
    ("bulan yang sama tahun lalu", "Bulan ini dibanding bulan yang sama tahun lalu"),
    ("setahun yang lalu", "Setahun sebelum wawancara"),
    ("tahun lalu", "Setahun sebelum wawancara"),
    ("setahun terakhir", "Setahun terakhir sebelum wawancara"),
    ("terakhir kali", "Sejak gangguan terakhir sampai saat wawancara"),
)

Notes = Mapping[str, Mapping[str, str]]
Uses = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Row:
    """One row of MS-Var or MS-Ind: values by field, and which of them are still unknown."""

    code: str
    values: Mapping[str, str]
    missing: tuple[str, ...]


def finished_row(code: str, values: dict[str, str], notes: Notes, optional: set[str]) -> Row:
    """Return a row with what the office wrote in place of what was proposed."""
    values |= {field: text for field, text in notes.get(code, {}).items() if text}
    gaps = tuple(field for field, text in values.items() if not text and field not in optional)
    return Row(code, values, gaps)


def _time(question: Question) -> str:
    said = question.text.id.lower()
    return next((words for mark, words in _TIMES if mark in said), "Saat wawancara")


def _concept(instrument: Instrument, question: Question, uses: Uses) -> str:
    """Return the part of the index that a question belongs to, else what it is for."""
    found = next((d for d in instrument.dimensions if d.code == question.dimension), None)
    if found is not None:
        return found.text.id
    return next((CONCEPTS[use] for use in uses.get(question.id, ()) if use in CONCEPTS), "")


def _row(instrument: Instrument, question: Question, notes: Notes, uses: Uses) -> Row:
    source = f"Instrumen {instrument.id} versi {instrument.version}"
    asked = question.text.id.rstrip(" .…")
    values = {
        "nama": title_of(question.id),
        "alias": question.id,
        "konsep": _concept(instrument, question, uses),
        "definisi": f"Jawaban pemilik atau pengurus usaha atas pertanyaan “{asked}”",
        "referensi_pemilihan": source,
        "referensi_waktu": _time(question),
        "tipe_data": TYPES.get(question.kind, "char"),
        "klasifikasi_isian": filling(question),
        "aturan_validasi": checks(instrument, question),
        "kalimat_pertanyaan": question.text.id,
        "dapat_diakses_umum": "tidak" if question.sensitive else "ya",
    }
    return finished_row(question.id, values, notes, set())


def variables(instrument: Instrument, notes: Notes, uses: Uses) -> list[Row]:
    """Return one row for each question.

    `notes` is what the office wrote, by code and field; `uses` is what the instrument says each
    question is for, by code.
    """
    return [_row(instrument, question, notes, uses) for question in instrument.questions]
