"""What must be right in one question: its code, texts, options, range and scores."""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from lampit.measure.rules.answers import Fault
from lampit.measure.rules.logic import DONT_KNOW, NONE_OF_THESE, REFUSED

Question = Mapping[str, Any]
KINDS = ("integer", "select_one", "select_multiple")
CODE = re.compile("[a-z][a-z0-9_]{0,39}")
OPTION_CODE = re.compile("[a-z0-9][a-z0-9_]{0,39}")


def question_faults(place: str, question: Question, dimensions: Set[str]) -> Iterator[Fault]:
    """Yield what is wrong with a question, its skip rule aside."""
    yield from _words(place, question)
    if question["type"] == "integer":
        yield from _range(place, question)
    elif question["type"] in KINDS:
        yield from _options(place, question)
    else:
        yield Fault(place, "kind_unknown", "Jenisnya angka, satu pilihan, atau beberapa pilihan.")
    yield from _scores(place, question, dimensions)


def _words(place: str, question: Question) -> Iterator[Fault]:
    if not CODE.fullmatch(question["id"]):
        yield Fault(
            place,
            "code_form",
            "Kode pertanyaan: huruf kecil, angka, dan garis bawah, dimulai huruf.",
        )
    texts = [str(question.get(key, "")) for key in ("text_id", "text_en", "hint_id", "hint_en")]
    if not texts[0].strip():
        yield Fault(place, "text_missing", "Tulis pertanyaannya dalam bahasa Indonesia.")
    if any("${" in text for text in texts):
        yield Fault(place, "text_reference", "Teks tidak boleh memuat “${”.")


def _range(place: str, question: Question) -> Iterator[Fault]:
    low, high = question["min"], question["max"]
    if not 0 <= low <= high:
        yield Fault(
            place, "range", "Angka terkecil paling sedikit 0 dan tidak di atas yang terbesar."
        )
    last = low - 1
    for band in question.get("score_bands", ()):
        if band["min"] > band["max"] or band["min"] <= last:
            yield Fault(
                place, "bands_overlap", "Rentang nilai harus naik dan tidak tumpang tindih."
            )
        if band["min"] < low or band["max"] > high:
            yield Fault(place, "band_outside", "Ada rentang nilai di luar angka yang boleh diisi.")
        last = band["max"]


def _options(place: str, question: Question) -> Iterator[Fault]:
    options = question.get("options", ())
    if len(options) < 2:
        yield Fault(place, "options_few", "Beri paling sedikit dua pilihan.")
    codes = [option["code"] for option in options]
    for code in codes:
        if not OPTION_CODE.fullmatch(code) or code in {REFUSED, DONT_KNOW}:
            yield Fault(place, "option_code", f"Kode pilihan “{code}” tidak dapat dipakai.")
    if len(set(codes)) < len(codes):
        yield Fault(place, "option_twice", "Ada kode pilihan yang dipakai dua kali.")
    if not all(str(option.get("text_id", "")).strip() for option in options):
        yield Fault(place, "option_text", "Ada pilihan yang belum punya teks.")
    if question["type"] == "select_multiple":
        yield from _multiple(place, question)


def _multiple(place: str, question: Question) -> Iterator[Fault]:
    options = question.get("options", ())
    if question.get("refusable"):
        yield Fault(
            place,
            "refusable_multiple",
            "Pertanyaan dengan beberapa pilihan memakai “Tidak ada”, bukan “tidak mau menjawab”.",
        )
    if any(o["code"] == NONE_OF_THESE and not o.get("exclusive") for o in options):
        yield Fault(place, "none_not_alone", "Pilihan “tidak_ada” harus berdiri sendiri.")
    most = question.get("max_choices")
    if most is not None and not 1 <= most <= len(options):
        yield Fault(place, "max_choices", "Jumlah pilihan terbanyak tidak cocok dengan pilihannya.")


def reachable_score(question: Question) -> float:
    """Return the highest score that an answer can earn, before the cap."""
    if question["type"] == "integer":
        return max((float(band["score"]) for band in question.get("score_bands", ())), default=0.0)
    scores = sorted((float(o.get("score", 0)) for o in question.get("options", ())), reverse=True)
    if question["type"] == "select_one":
        return max(scores, default=0.0)
    alone = [float(o.get("score", 0)) for o in question["options"] if o.get("exclusive")]
    together = sorted(
        (float(o.get("score", 0)) for o in question["options"] if not o.get("exclusive")),
        reverse=True,
    )[: question.get("max_choices")]
    return max([sum(together), *alone])


def _scores(place: str, question: Question, dimensions: Set[str]) -> Iterator[Fault]:
    """Scores belong to a dimension, none is negative or above the maximum, which is reachable."""
    most, dimension = float(question.get("max_score") or 0), question.get("dimension")
    parts = [float(o.get("score", 0)) for o in question.get("options", ())]
    parts += [float(band["score"]) for band in question.get("score_bands", ())]
    if dimension is None:
        if most or any(parts):
            yield Fault(place, "score_homeless", "Pertanyaan bernilai perlu dimensi. Pilih satu.")
        return
    if dimension not in dimensions:
        yield Fault(place, "dimension_unknown", f"Dimensi “{dimension}” tidak ada.")
    if any(part < 0 for part in parts):
        yield Fault(place, "score_negative", "Nilai tidak boleh kurang dari 0.")
    if any(part > most for part in parts):
        yield Fault(place, "score_above", f"Ada nilai di atas nilai tertinggi {most:g}.")
    elif reachable_score(question) < most:
        yield Fault(
            place,
            "score_unreachable",
            f"Nilai tertinggi {most:g} tidak dapat dicapai jawaban mana pun.",
        )
    if question.get("cap") is not None and float(question["cap"]) != most:
        yield Fault(place, "cap", "Batas jumlah nilai harus sama dengan nilai tertinggi.")
    yield from _skip_score(place, question, most)


def _skip_score(place: str, question: Question, most: float) -> Iterator[Fault]:
    skip = question.get("skip_score")
    if skip is None:
        return
    if not question.get("relevant"):
        yield Fault(
            place, "skip_without_rule", "Nilai bila dilewati perlu syarat kapan ditanyakan."
        )
    if not 0 <= float(skip) <= most:
        yield Fault(place, "skip_range", f"Nilai bila dilewati antara 0 dan {most:g}.")
