"""How one figure of a round was reckoned: its design, weights, interval and quality in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from lampit.basics.texts import gettext_noop
from lampit.measure.models import Round, WeightStep
from lampit.measure.queries import frozen, results
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.answers import businesses_of
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import telling, wording
from lampit.measure.rules.estimating import IndicatorName, Released
from lampit.measure.rules.estimating.domains import labels_of
from lampit.measure.rules.estimating.telling import TITLES
from lampit.measure.rules.instrument import Instrument
from lampit.measure.rules.wording import Shown
from lampit.places.queries import names_of
from lampit.registry.models import Sector
from lampit.science.survey import Estimate

BUSINESSES = "usaha"
INTERVALS = {
    "t": gettext_noop("perkiraan ± t × galat baku (Student)"),
    "log": gettext_noop(
        "pada skala log: perkiraan dikali atau dibagi e pangkat (t × galat baku ÷ perkiraan), "
        "karena ada beberapa usaha yang jauh lebih besar; di rancangan dua tahap yang kecil selang "
        "ini masih agak terlalu sempit"
    ),
    "logit": gettext_noop("logit: dihitung pada skala log peluang, lalu dikembalikan ke persen"),
    "beta": gettext_noop("beta (Korn dan Graubard): untuk bagian yang sangat kecil atau besar"),
    "wilson": gettext_noop("Wilson dengan jumlah jawaban efektif"),
    "asin": gettext_noop("arcsin akar"),
    "mean": gettext_noop("perkiraan ± t × galat baku (Student)"),
    "woodruff": gettext_noop("Woodruff"),
}
REASONS = {
    "relative_error": gettext_noop("galat bakunya besar dibanding angkanya"),
    "width": gettext_noop("selangnya lebar"),
    "quality": gettext_noop("selangnya tidak dapat dihitung"),
    "answers": gettext_noop("jawabannya sedikit"),
    "degrees_of_freedom": gettext_noop("satuan contohnya sedikit"),
    "response_rate": gettext_noop("banyak yang tidak menjawab"),
    "confidentiality": gettext_noop("ditahan supaya tidak menunjuk satu usaha"),
    "synthetic": gettext_noop("tanpa angka kecamatan itu sendiri"),
    "complement": gettext_noop("ditahan supaya angka lain tidak terbuka dari selisihnya"),
}
QUALITIES = {
    "ok": gettext_noop("baik"),
    "caution": gettext_noop("kurang pasti"),
    "suppressed": gettext_noop("ditahan"),
}

# Before the first answer every figure of the instrument is there, and says so.
NOBODY = Released(
    "",
    Estimate(
        "", "", "", 0, None, None, None, None, None, None, 0, "suppressed", ("answers",), ""
    ),
    "answers",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the weights: what it did, the businesses they stand for, their design effect."""

    words: str
    total: float
    deff: float


@dataclass(frozen=True)
class ModelTold:
    """What a model figure is called, the weight of the own direct figure in it, what explains."""

    label: str
    gamma: float | None
    covariates: tuple[str, ...]


@dataclass(frozen=True)
class HowTold:
    """How a figure was reckoned, for its page; withheld figures have no number here either.

    `scale` 100 turns what the design knows into per cent; `parts` are what an index is made of
    with their weights in it.
    """

    shown: Shown
    code: str
    group: str
    domain: str
    is_share: bool
    meaning: str
    on: date
    instrument: str
    drawn: int
    answers: int
    response_rate: float | None
    interval: str
    df: int | None
    deff: float | None
    rse: float | None
    quality: str
    reasons: tuple[str, ...]
    parts: tuple[tuple[str, float], ...]
    steps: tuple[Step, ...]
    revision: int | None
    by: str = ""
    model: ModelTold | None = None

    @property
    def by_files(self) -> bool:
        """Say whether there are files to reckon it again: of frozen figures of an indicator."""
        return self.revision is not None and self.code != BUSINESSES


def how_of(found: Round, code: str, domain: str = "", *, english: bool = False) -> HowTold | None:
    """Return how a figure of a round was reckoned, None for one that does not exist.

    Three to five queries for a frozen round.
    """
    names = {name.code: name for name in names_for(found)}
    known = results.reckoned(found)
    if code == BUSINESSES and not domain:
        return _businesses(found, known)
    name, released = names.get(code), known.one(code, domain)
    if released is None and not domain and not known.figures:
        released = NOBODY
    if name is None or released is None:
        return None
    words = name.text_en if english else name.text_id
    shown = wording.shown(released, words, code, scale=name.scale)
    instrument = reading_of(found.instrument).instrument
    return _told(found, known, name, released, shown, instrument, english=english)


def _group_of(domain: str) -> str:
    """Return the words of a group: `Kecamatan: Banjang`."""
    labels = labels_of(domain)
    places = names_of([labels["kecamatan"]]) if "kecamatan" in labels else {}
    names = places | {code: str(label) for code, label in Sector.choices}
    told = [
        f"{gettext(telling.TITLES[by])}: {gettext(telling.label_of(by, part, names))}"
        for by, part in labels.items()
        if by in telling.TITLES
    ]
    return ", ".join(told)


def _meaning(name: IndicatorName) -> str:
    if name.is_share:
        return gettext("Bagian dari semua usaha (dalam persen) yang begitu.")
    if name.code == "index":
        return gettext("Rata-rata indeks semua usaha; tiap usaha mendapat 0 sampai 100.")
    return gettext("Rata-rata atas semua usaha.")


def _told(
    found: Round, known: results.Reckoned, name: IndicatorName, released: Released, shown: Shown,
    instrument: Instrument, *, english: bool,
) -> HowTold:  # fmt: skip
    estimate = released.estimate
    is_hidden = shown.is_suppressed
    why = (released.why,) if released.why and not estimate.reasons else estimate.reasons
    parts = (
        tuple((d.text.en if english else d.text.id, d.weight) for d in instrument.dimensions)
        if name.code == "index"
        else ()
    )
    return HowTold(
        shown,
        name.code,
        _group_of(estimate.domain),
        estimate.domain,
        name.is_share,
        _meaning(name),
        found.reference_on,
        str(found.instrument),
        known.drawn,
        known.answers,
        known.response_rate,
        gettext(INTERVALS.get(estimate.method.rpartition(":")[2], estimate.method)),
        None if is_hidden else estimate.df,
        None if is_hidden else estimate.deff,
        None if is_hidden else estimate.rse,
        gettext(QUALITIES["suppressed" if is_hidden else estimate.quality]),
        reason_words(why),
        parts,
        _steps(found),
        known.revision,
        released.by,
    )


def quality_words(quality: str) -> str:
    """Return the words of a quality in the active language."""
    return gettext(QUALITIES[quality])


def reason_words(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the words of reasons in the active language; the code of one that has none."""
    return tuple(gettext(REASONS.get(code, code)) for code in codes if code)


def _steps(found: Round) -> tuple[Step, ...]:
    """Return the steps of the weights of a frozen round; two queries."""
    revision = frozen.standing(found)
    rows: list[WeightStep] = frozen.steps_of(revision) if revision else []
    return tuple(Step(gettext(TITLES.get(r.kind, r.kind)), r.total, r.deff) for r in rows)


def _businesses(found: Round, known: results.Reckoned) -> HowTold | None:
    shown = businesses_of(found, known)
    if shown is None:
        return None
    relative = shown.se / shown.value if shown.se is not None and shown.value else None
    return HowTold(
        shown, BUSINESSES, "", "", False,
        gettext("Jumlah bobot akhir semua yang menjawab: tiap usaha contoh mewakili usaha lain "
                "yang tidak terpilih. Yang ternyata tutup, pindah atau bukan usaha sudah keluar."),
        found.reference_on, str(found.instrument), known.drawn, known.answers,
        known.response_rate, gettext(INTERVALS["t"]), None, None, relative,
        gettext(QUALITIES["ok"]), (), (), _steps(found), known.revision,
    )  # fmt: skip
