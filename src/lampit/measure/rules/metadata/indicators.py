"""Form MS-Ind: one row for each figure that the round estimates. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop as _
from lampit.measure.rules.estimating.naming import IndicatorName, questions_of
from lampit.measure.rules.instrument import Dimension, Indicator, Instrument, Level
from lampit.measure.rules.logic import asked_about
from lampit.measure.rules.metadata.sayings import rule_words, title_of
from lampit.measure.rules.metadata.variables import Notes, Row, finished_row

INDICATOR_FIELDS: dict[str, str] = {
    "nama": _("Nama indikator"),
    "konsep": _("Konsep"),
    "definisi": _("Definisi"),
    "interpretasi": _("Interpretasi"),
    "metode": _("Metode atau rumus penghitungan"),
    "ukuran": _("Ukuran"),
    "satuan": _("Satuan"),
    "klasifikasi_penyajian": _("Klasifikasi penyajian"),
    "komposit": _("Indikator komposit?"),
    "publikasi_pembangun": _("Publikasi ketersediaan indikator pembangun"),
    "indikator_pembangun": _("Nama indikator pembangun"),
    "kegiatan_penghasil": _("Kegiatan penghasil variabel pembangun"),
    "kode_kegiatan": _("Kode kegiatan"),
    "variabel_pembangun": _("Nama variabel pembangun"),
    "level_estimasi": _("Level estimasi"),
    "dapat_diakses_umum": _("Dapat diakses umum?"),
}
ASKED_OF_INDICATORS = ("konsep", "definisi", "interpretasi", "dapat_diakses_umum")
ONLY_COMPOSITE = frozenset({"publikasi_pembangun", "indikator_pembangun"})
NEVER_COMPOSITE = frozenset({"kegiatan_penghasil", "kode_kegiatan", "variabel_pembangun"})
SHARE = "Σ bobot usaha yang memenuhi ÷ Σ bobot semua usaha yang menjawab × 100"
_POINTS = "Setara Digital Intensity Index (dua belas tanda)"


@dataclass(frozen=True)
class Source:
    """What produced the figures: the activity, its code, where they are published, by what."""

    activity: str
    code: str
    publication: str
    classes: tuple[str, ...]
    levels: tuple[str, ...]


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _common(source: Source, names: tuple[str, str], measure: tuple[str, str]) -> dict[str, str]:
    """Return the fields that figures share; `names` = name, concept; `measure` = how, unit."""
    return {
        "nama": names[0], "konsep": names[1], "definisi": "", "interpretasi": "", "metode": "",
        "ukuran": measure[0], "satuan": measure[1],
        "klasifikasi_penyajian": "; ".join(source.classes),
        "komposit": "tidak",
        "publikasi_pembangun": "", "indikator_pembangun": "",
        "kegiatan_penghasil": source.activity, "kode_kegiatan": source.code,
        "variabel_pembangun": "",
        "level_estimasi": "; ".join(source.levels), "dapat_diakses_umum": "ya",
    }  # fmt: skip


def _composite(source: Source, parts: Iterable[str]) -> dict[str, str]:
    return {
        "komposit": "ya",
        "publikasi_pembangun": source.publication,
        "indikator_pembangun": "; ".join(parts),
        "kegiatan_penghasil": "", "kode_kegiatan": "", "variabel_pembangun": "",
    }  # fmt: skip


def _variables(codes: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(f"{title_of(code)} ({code})" for code in codes))


def _index(instrument: Instrument, source: Source) -> dict[str, str]:
    weights = ", ".join(f"{d.text.id} {_number(d.weight)}" for d in instrument.dimensions)
    levels = ", ".join(
        f"{_number(m.low)}–{_number(m.high)} {m.text.id}" for m in instrument.maturity
    )
    return (
        _common(source, ("Indeks digital", "Kematangan digital usaha"), ("Rata-rata", "poin 0–100"))
        | _composite(source, (d.text.id for d in instrument.dimensions))
        | {
            "definisi": "Rata-rata tertimbang nilai usaha pada semua bagian indeks, 0 sampai 100",
            "interpretasi": f"Makin tinggi makin digital usaha itu: {levels}",
            "metode": f"Σ (bobot × bagian) ÷ Σ bobot; bobot bagian: {weights}. Tidak dihitung bila "
            "yang terjawab kurang dari 80 % dari nilai tertinggi. Antarusaha: rata-rata tertimbang "
            "bobot sampel",
        }
    )  # fmt: skip


def _dimension(instrument: Instrument, part: Dimension, source: Source) -> dict[str, str]:
    scored = instrument.scored[part.code]
    most = ", ".join(f"{q.id} {_number(q.max_score)}" for q in scored)
    return _common(source, (part.text.id, "Bagian indeks digital"), ("Rata-rata", "poin 0–100")) | {
        "definisi": f"Nilai usaha pada bagian {part.text.id}, 0 sampai 100",
        "interpretasi": "0 = belum ada satu pun, 100 = semua yang dinilai sudah ada",
        "metode": f"100 × Σ nilai jawaban ÷ Σ nilai tertinggi yang terjawab ({most})",
        "variabel_pembangun": _variables(q.id for q in scored),
    }


def _sign(instrument: Instrument, sign: Indicator, source: Source) -> dict[str, str]:
    said = rule_words(instrument, sign.rule)
    return _common(source, (sign.text.id, _POINTS), ("Persentase", "persen")) | {
        "definisi": f"Bagian usaha dengan: {said}",
        "interpretasi": "Makin tinggi makin banyak usaha yang sudah memenuhi tanda ini",
        "metode": f"{SHARE}; memenuhi = {said}",
        "variabel_pembangun": _variables(asked_about(sign.rule)),
    }


def _maturity(level: Level, source: Source) -> dict[str, str]:
    words = f"{_number(level.low)} ≤ indeks < {_number(level.high)}"
    name = f"Tingkat kematangan: {level.text.id}"
    return (
        _common(source, (name, "Kematangan digital usaha"), ("Persentase", "persen"))
        | _composite(source, ["Indeks digital"])
        | {
            "definisi": f"Bagian usaha yang indeksnya pada tingkat {level.text.id}",
            "interpretasi": "Semua tingkat bersama-sama berjumlah 100 persen",
            "metode": f"{SHARE}; memenuhi = {words}",
        }
    )


def _points(instrument: Instrument, level: Level, source: Source) -> dict[str, str]:
    words = f"{_number(level.low)}–{_number(level.high)} dari {len(instrument.indicators)} tanda"
    name = f"Setara tingkat DII: {level.text.id}"
    return (
        _common(source, (name, _POINTS), ("Persentase", "persen"))
        | _composite(source, (i.text.id for i in instrument.indicators))
        | {
            "definisi": f"Bagian usaha yang memenuhi {words}",
            "interpretasi": "Batas tingkat seperti Digital Intensity Index Eurostat; isi tandanya "
            "lain, jadi bukan angka DII resmi",
            "metode": f"{SHARE}; memenuhi = {words}",
        }
    )  # fmt: skip


def told_name(name: IndicatorName) -> str:
    """Return the name of a figure; that of an option with its question before it."""
    code, _dot, option = name.code.partition(".")
    return f"{title_of(code)}: {name.text_id}" if option else name.text_id


def _other(instrument: Instrument, name: IndicatorName, source: Source) -> dict[str, str]:
    """Return the row of a figure that is told from single answers, or from the level of points."""
    questions, said = questions_of(instrument, name.code), told_name(name)
    measure = ("Persentase", "persen") if name.is_share else ("Rata-rata", "per usaha")
    concept = "Keadaan dan perubahan usaha menurut pemilik"
    common = _common(source, (said, concept), measure) | {
        "definisi": f"{said}, menurut jawaban pemilik atau pengurus",
        "interpretasi": "Bagian usaha yang menjawab demikian"
        if name.is_share
        else "Rata-rata semua usaha yang menjawab; perubahan di bawah nol berarti turun",
        "metode": SHARE if name.is_share else "Σ (bobot × nilai) ÷ Σ bobot semua yang menjawab",
    }
    if questions:
        return common | {"variabel_pembangun": _variables(questions)}
    return common | _composite(source, (i.text.id for i in instrument.indicators))


def indicators(
    instrument: Instrument,
    source: Source,
    notes: Notes,
    names: Sequence[IndicatorName] = (),
) -> list[Row]:
    """Return one row for each figure; fields that do not apply to it are empty, not missing.

    `names` are all figures that the round estimates; those that are no index, part, level or sign
    come last.
    """
    made = [("index", _index(instrument, source))]
    made += [(f"dim_{d.code}", _dimension(instrument, d, source)) for d in instrument.dimensions]
    made += [(m.code, _maturity(m, source)) for m in instrument.maturity]
    made += [(i.code, _sign(instrument, i, source)) for i in instrument.indicators]
    made += [(p.code, _points(instrument, p, source)) for p in instrument.point_levels]
    known = {code for code, _values in made}
    made += [
        (name.code, _other(instrument, name, source)) for name in names if name.code not in known
    ]
    return [
        finished_row(
            code, values, notes,
            set(NEVER_COMPOSITE if values["komposit"] == "ya" else ONLY_COMPOSITE),
        )
        for code, values in made
    ]  # fmt: skip
