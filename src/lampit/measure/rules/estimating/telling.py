"""The steps of the weights in words, with their figures. Pure; pages translate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lampit.basics.texts import gettext_noop

TITLES = {
    "base": gettext_noop("Bobot dasar"),
    "multiplicity": gettext_noop("Tercatat lebih dari sekali"),
    "eligibility": gettext_noop("Tidak diketahui masih ada atau tidak"),
    "response": gettext_noop("Yang tidak menjawab"),
    "calibration": gettext_noop("Disesuaikan dengan jumlah yang diketahui"),
    "trimming": gettext_noop("Bobot yang terlalu besar"),
    "final": gettext_noop("Bobot akhir"),
}
_DONE = {
    "base": gettext_noop("Satu dibagi peluang terpilih: tiap usaha mewakili sekian usaha."),
    "multiplicity": gettext_noop(
        "%(units)s usaha dapat terpilih lewat lebih dari satu entri; bobotnya dibagi banyak entri."
    ),
    "eligibility": gettext_noop(
        "Bobot %(unknown)s usaha yang tidak dikenal dibagikan kepada yang jelas di stratanya."
    ),
    "response": gettext_noop(
        "Yang menjawab membawa bobot yang tidak menjawab di kelompoknya: strata, ukuran, ada nomor "
        "HP. Kelompok digabung dengan tetangganya sampai ada %(smallest)s jawaban dan faktornya "
        "paling besar %(largest)s."
    ),
    "calibration": gettext_noop(
        "Jumlah bobot dibuat sama dengan jumlah usaha menurut daftar. Faktor dari "
        "%(smallest_factor)s sampai %(largest_factor)s."
    ),
    "trimming": gettext_noop(
        "%(units)s bobot di atas %(multiple)s kali median kecamatannya dipotong; keragaman bobot "
        "turun %(gain)s %%."
    ),
    "final": gettext_noop("Jumlahnya memperkirakan banyak usaha yang masih berusaha."),
}
_LEFT = {
    "multiplicity": gettext_noop("Tidak ada usaha yang tercatat lebih dari sekali."),
    "eligibility": gettext_noop("Semua usaha terpilih jelas keadaannya."),
    "response": gettext_noop("Semua yang masih berusaha menjawab."),
    "calibration": gettext_noop("Tidak disesuaikan: jumlah yang diketahui tidak dipakai."),
    "trimming": gettext_noop("Tidak ada bobot yang perlu dipotong."),
}
_NOTES = {
    "class_thin": gettext_noop(
        "Ada kelompok yang tetap tipis walau sudah digabung; selisih di sana kurang terjaga."
    ),
    "hp_first": gettext_noop(
        "Yang punya nomor HP dan yang tidak berbeda dalam menjawab (%(answered_hp)s dan "
        "%(answered_plain)s persen): kelompoknya digabung menurut sektor "
        "lebih dulu, HP dipertahankan."
    ),
    "ukuran_first": gettext_noop(
        "Ukuran usaha membedakan siapa yang menjawab: kelompoknya digabung menurut sektor lebih "
        "dulu, ukuran dipertahankan."
    ),
    "gain_small": gettext_noop(
        "Memotong bobot besar hampir tidak menurunkan keragaman, jadi tidak dilakukan."
    ),
}
MARGIN_TITLES = {
    "kecamatan_sektor": gettext_noop("Kecamatan × sektor"),
    "ukuran": gettext_noop("Ukuran usaha"),
    "kelamin": gettext_noop("Kelamin pemilik"),
}
METHODS = {
    "raking": gettext_noop("raking"),
    "truncated_linear": gettext_noop("linear terpotong (faktor dibatasi 0,3 sampai 3)"),
}
_SHARES = ("gain",)


@dataclass(frozen=True)
class StepWords:
    """What one step did: a title, a sentence with the names of its numbers, remarks."""

    title: str
    sentence: str
    numbers: dict[str, float]
    remarks: list[str]
    method: str = ""


def words_of(kind: str, told: Mapping[str, Any]) -> StepWords:
    """Return a step in words; `numbers` fill the sentence and are shares of 100 where said so."""
    details = told.get("details") or {}
    applied = bool(told.get("applied", True)) or kind not in _LEFT
    numbers = {
        name: value * 100 if name in _SHARES else value
        for name, value in details.items()
        if isinstance(value, int | float)
    }
    remarks = [_NOTES[note] for note in told.get("notes") or [] if note in _NOTES]
    sentence = _DONE.get(kind, "") if applied else _LEFT[kind]
    method = METHODS.get(str(details.get("method", "")), "") if applied else ""
    return StepWords(TITLES.get(kind, kind), sentence, numbers, remarks, method)


@dataclass(frozen=True)
class ClassLine:
    """One class of a step, for its table."""

    name: str
    margin: str
    units: int
    carrying: int
    before: float
    after: float
    factor: float
    merged: list[str]


def class_lines(told: Mapping[str, Any]) -> list[ClassLine]:
    """Return the classes of a step that carry anybody, the largest factor first."""
    found = []
    for one in told.get("classes") or []:
        margin, _, rest = one["name"].partition("=")
        known = margin in MARGIN_TITLES
        found.append(
            ClassLine(
                rest if known else one["name"], margin if known else "", one["units"],
                one["carrying"], one["before"], one["after"], one["factor"], one["merged"],
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: (-line.factor, line.margin, line.name))


def parts_of(label: str) -> list[list[str]]:
    """Split the label of a class: merged ones apart, each into its codes."""
    return [one.split("|") for one in label.split(" + ")]


def merged_lines(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return what was merged before fitting: margin, label, answers."""
    found: Sequence[Mapping[str, Any]] = told.get("merged") or []
    return found
