"""The curation sheet of a good: criteria with their sources, and when a mark is given. Pure.

Practice and sheet: domain.md section 7 (quality, creativity, price and packaging looked at and
touched, with a form and a short interview; two curators; valid 24 months). That no score may be
low for a mark is the market's own rule and is told as such. Goods are judged step by step,
kabupaten, province, nation (same section); each level by two people of its own, with the same
sheet, and its mark has a term of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

VERSION = "2026-11"  # kept with each sheet; other criteria are another version
LOWEST, HIGHEST = 1, 5
LOW = 2  # from here down a reason is asked, and no mark is given
MONTHS = 24
CURATORS = 2
LONGEST_NOTE, LONGEST_WORDS, SHORTEST_WORDS = 200, 500, 10
LONGEST_LOOK = timedelta(days=365)
OPEN_AT_MOST = 10  # sheets of one shop that wait at the same time
WAITING, PASSED, MEND, NOT_YET, TAKEN_BACK = "menunggu", "lolos", "perbaikan", "belum", "ditarik"
STATES = {
    WAITING: gettext_noop("Menunggu kurator"),
    PASSED: gettext_noop("Lolos kurasi"),
    MEND: gettext_noop("Perlu perbaikan"),
    NOT_YET: gettext_noop("Belum lolos"),
    TAKEN_BACK: gettext_noop("Usulan ditarik"),
}
VERDICTS = {
    PASSED: gettext_noop("Lolos"),
    MEND: gettext_noop("Perlu perbaikan, dilihat lagi"),
    NOT_YET: gettext_noop("Belum"),
}
_CAREFUL = (PASSED, MEND, NOT_YET)  # the later, the more careful
FOOD = "pangan"
KABUPATEN, PROVINCE, NATION = "kabupaten", "provinsi", "nasional"
# From the lowest on, with the council that gives the mark.
LEVELS = {
    KABUPATEN: gettext_noop("Dekranasda kabupaten/kota"),
    PROVINCE: gettext_noop("Dekranasda provinsi"),
    NATION: gettext_noop("Dekranas"),
}
# The mark that a good must hold before it is looked at.
BELOW = {PROVINCE: KABUPATEN, NATION: PROVINCE}
ABOVE = {below: level for level, below in BELOW.items()}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a good is looked at for.

    Attributes:
        code: stable, kept with the scores.
        name, asks: as curators, makers and buyers read it.
        source: where it comes from; `own`: added by this market's sheet.
        only: category it is asked for, empty for all.
    """

    code: str
    name: str
    asks: str
    source: str
    only: str = ""


_PRACTICE = gettext_noop("Praktik Dekranasda: kualitas, kreativitas, harga, kemasan (Jakarta 2022)")
_OWN = gettext_noop("Lembar kurasi pasar ini")
CRITERIA = (
    Criterion(
        "mutu", gettext_noop("Mutu bahan dan kerapian"),
        gettext_noop("Bahan baik dan kering, anyaman atau jahitan rapat, tepi rapi, warna tidak "
                     "luntur."),
        _PRACTICE,
    ),
    Criterion(
        "desain", gettext_noop("Desain dan kebaruan"),
        gettext_noop("Bentuk dan warna serasi, bukan tiruan, ada yang baru."), _PRACTICE,
    ),
    Criterion(
        "fungsi", gettext_noop("Fungsi dan ukuran"),
        gettext_noop("Enak dan aman dipakai, ukuran sesuai yang ditulis."), _OWN,
    ),
    Criterion(
        "kemasan", gettext_noop("Kemasan dan label"),
        gettext_noop("Sampai dengan utuh; label menyebut perajin, bahan, cara merawat."),
        _PRACTICE,
    ),
    Criterion(
        "cerita", gettext_noop("Cerita dan keaslian"),
        gettext_noop("Asal motif, bahan dan daerahnya jelas dan benar."), _OWN,
    ),
    Criterion(
        "harga", gettext_noop("Harga dan kesanggupan"),
        gettext_noop("Harga sepadan; jumlah sebulan dan lama membuat diketahui."), _PRACTICE,
    ),
    Criterion(
        "izin", gettext_noop("Izin dan keamanan pangan"),
        gettext_noop("P-IRT dan halal sesuai masa simpannya, label lengkap."), _OWN, FOOD,
    ),
)  # fmt: skip


def height(level: str) -> int:
    """Return where a level stands, 0 the lowest."""
    return tuple(LEVELS).index(level)


def criteria_for(category: str) -> tuple[Criterion, ...]:
    """Return what a good of a category is looked at for."""
    return tuple(one for one in CRITERIA if one.only in ("", category))


def check_scores(
    category: str, scores: Mapping[str, int], notes: Mapping[str, str]
) -> dict[str, dict[str, int | str]]:
    """Return the scores with their reasons, by criterion.

    Raises:
        Refusal: `nilai_kurang` when one is missing or no whole number from 1 to 5,
            `alasan_nilai` when a low one has no reason.
    """
    kept: dict[str, dict[str, int | str]] = {}
    for one in criteria_for(category):
        score, note = scores.get(one.code), notes.get(one.code, "").strip()[:LONGEST_NOTE]
        if score is None or not LOWEST <= score <= HIGHEST:
            raise Refusal("nilai_kurang", "Beri nilai 1 sampai 5 untuk setiap ukuran.")
        if score <= LOW and len(note) < 3:
            raise Refusal("alasan_nilai", "Nilai 1 dan 2 perlu alasan, supaya dapat diperbaiki.")
        kept[one.code] = {"score": score, "note": note}
    return kept


def check_verdict(
    verdict: str, scores: Iterable[int], words: str, look_on: date | None, today: date
) -> tuple[str, date | None]:
    """Return the words to the maker and the day of the next look, None where there is none.

    Raises:
        Refusal: `putusan_pilih`, `lolos_rendah` for a mark beside a low score, `kata_kurang` for
            a no without words on what to mend, `tanggal_lihat` for a repair without a day.
    """
    if verdict not in VERDICTS:
        raise Refusal("putusan_pilih", "Pilih putusannya.")
    words = words.strip()[:LONGEST_WORDS]
    if verdict == PASSED:
        if min(scores) <= LOW:
            raise Refusal("lolos_rendah", "Barang dengan nilai 1 atau 2 belum dapat lolos.")
        return words, None
    if len(words) < SHORTEST_WORDS:
        raise Refusal("kata_kurang", "Tulis apa yang perlu diubah, supaya perajin dapat mulai.")
    if verdict == NOT_YET:
        return words, None
    if look_on is None or not today < look_on <= today + LONGEST_LOOK:
        raise Refusal("tanggal_lihat", "Isi kapan dilihat lagi: besok sampai setahun lagi.")
    return words, look_on


def outcome(verdicts: Iterable[str]) -> str:
    """Return what two curators come to: a mark when both say so, else the more careful word."""
    return max(verdicts, key=_CAREFUL.index)


def valid_until(passed_on: date) -> date:
    """Return the last day of a mark: 24 months on, the day before."""
    month = passed_on.month - 1 + MONTHS
    year = passed_on.year + month // 12
    first = date(year, month % 12 + 1, 1)
    following = date(year + (first.month == 12), first.month % 12 + 1, 1)
    day = min(passed_on.day, (following - first).days)
    return first.replace(day=day) - timedelta(days=1)
