"""What a report of a round says, in the language that is active: from released figures only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lampit.measure.models import Round, SampleMember, WeightStep
from lampit.measure.queries import frozen
from lampit.measure.queries.analysis import names_for
from lampit.measure.queries.answers import Answers, answers_of
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.listing_told import method_of_listing
from lampit.measure.queries.metadata import office_values
from lampit.measure.queries.printing_models import model_tables
from lampit.measure.queries.results import COUNTING_STATES, Outcome, Reckoned, reckoned
from lampit.measure.rules import wording
from lampit.measure.rules.estimating import INDEX, IndicatorName, Released, online_code
from lampit.measure.rules.estimating.domains import (
    AGE_NOTE,
    GENERATION,
    LABELS,
    NOT_KNOWN,
    PLACE,
    SECTOR,
    SEX,
    SIZE,
    UNKNOWN,
    YOUNG,
    labels_of,
)
from lampit.measure.rules.estimating.telling import TITLES
from lampit.measure.rules.instrument import Instrument, Question
from lampit.measure.rules.metadata.sayings import filling, rule_words
from lampit.measure.rules.printing import Asked, Figures, Paper, Plain
from lampit.measure.rules.wording import Shown
from lampit.places.queries import names_of
from lampit.registry.models import Sector
from lampit.web.figures import long_date, month, number, percent, tongue

SHEETS = {
    PLACE: "kecamatan", SECTOR: "sektor", SEX: "kelompok lain", SIZE: "kelompok lain",
    YOUNG: "generasi", GENERATION: "generasi",
}  # fmt: skip
WHOLE = "ringkasan"


@dataclass(frozen=True)
class _Known:
    """Everything that the parts of a report are made from."""

    found: Round
    instrument: Instrument
    answers: Answers
    figures: Mapping[tuple[str, str], Released]
    groups: Mapping[tuple[str, str], list[Released]]
    names: Mapping[str, IndicatorName]
    places: Mapping[str, str]
    language: str

    @property
    def outcome(self) -> Outcome:
        """Return what the results page shows."""
        return self.answers.outcome

    def show(self, code: str, domain: str = "", name: str = "", part: str = "") -> Shown | None:
        """Return one figure as pages show it, None where there is none."""
        released, told = self.figures.get((code, domain)), self.names.get(code)
        if released is None or told is None:
            return None
        words = name or self.words_of(told)
        return wording.shown(released, words, part or code, scale=told.scale)

    @property
    def headlines(self) -> tuple[str, str]:
        """Return the codes of the index and of the share that sells online."""
        return INDEX, online_code(self.instrument)

    def words_of(self, name: IndicatorName) -> str:
        """Return the words of a figure; those of an option with the question before them."""
        said = name.text_en if self.language == "en" else name.text_id
        code, _dot, option = name.code.partition(".")
        asked = self.instrument.by_role.get(code) if option else None
        if asked is None:
            return said
        text = asked.text.en if self.language == "en" else asked.text.id
        return f"{text.rstrip(' .…:?')}: {said}"

    def n(self, value: float | None, decimals: int = 0) -> str:
        """Write a number in the language of the report."""
        return number(value, decimals, self.language)


def _texts(known: _Known, english: str, indonesian: str) -> str:
    return english if known.language == "en" else indonesian


def _label(known: _Known, by: str, part: str) -> str:
    """Return the words of a group."""
    if part == UNKNOWN:
        return _(NOT_KNOWN)
    sectors = {code: str(label) for code, label in Sector.choices}
    return known.places.get(part) or sectors.get(part) or _(LABELS.get(by, {}).get(part, part))


def _order(by: str, part: str) -> tuple[bool, int, str]:
    stated = list(LABELS.get(by, {}))
    return (part == UNKNOWN, stated.index(part) if part in stated else len(stated), part)


def _grouped(known: _Known, code: str, by: str) -> list[Shown]:
    """Return one figure in each part of a grouping; every drawn kecamatan has its row."""
    told = {labels_of(r.estimate.domain)[by]: r for r in known.groups.get((code, by), ())}
    parts = set(told) | (set(known.places) if by == PLACE else set())
    found = []
    for part in sorted(parts, key=lambda p: _order(by, p)):
        name = _label(known, by, part)
        shown = known.show(code, told[part].estimate.domain, name, part) if part in told else None
        found.append(shown or wording.nothing(name, part))
    return found


def _titles() -> dict[str, str]:
    return {
        PLACE: _("Kecamatan"), SECTOR: _("Sektor"), SEX: _("Jenis kelamin pemilik"),
        YOUNG: _("Umur pemilik"), GENERATION: _("Generasi pemilik"), SIZE: _("Ukuran usaha"),
    }  # fmt: skip


def _tables(known: _Known) -> list[Figures]:
    """Return all tables: the whole first, then each grouping."""
    made = [*_whole(known), *_trend(known)]
    for by, title in _titles().items():
        for code, told in known.names.items():
            rows = _grouped(known, code, by)
            if not rows:
                continue
            words = known.words_of(told)
            note = _(AGE_NOTE) if by in (YOUNG, GENERATION) else ""
            made.append(
                Figures(
                    f"{by}.{code}", f"{words} · {title}", title, told.is_share, rows, SHEETS[by],
                    note, in_paper=code in known.headlines,
                )
            )  # fmt: skip
    models = model_tables(known.found, known.names, known.places, known.words_of, known.headlines)
    return [*made, *models]


def _trend(known: _Known) -> list[Figures]:
    """Return the two headline figures of this and the earlier rounds; none with a single one."""
    points = known.answers.trend
    if len(points) < 2:
        return []
    made = []
    for code, is_share in zip(known.headlines, (False, True), strict=True):
        shown = [(p, p.online if is_share else p.index) for p in points]
        rows = [replace(f, name=f"{p.name} · {p.instrument}") for p, f in shown if f is not None]
        if rows and code in known.names:
            name = known.names[code]
            trend = _("Perkembangan")
            title = f"{_texts(known, name.text_en, name.text_id)} · {trend}"
            made.append(Figures(f"trend.{code}", title, _("Putaran"), is_share, rows, WHOLE))
    return made


def _option(known: _Known, code: str) -> str:
    """Return the words of an option alone, for a table of one question; "" for other figures."""
    name = known.names[code]
    return _texts(known, name.text_en, name.text_id) if "." in code else ""


def _whole(known: _Known) -> list[Figures]:
    """Return the tables for the kabupaten as a whole."""
    parts = known.instrument
    families: list[tuple[str, str, list[str]]] = [
        (_("Indeks dan bagiannya"), _("Yang diukur"),
         [INDEX, *(f"dim_{d.code}" for d in parts.dimensions)]),
        (_("Tingkat kematangan"), _("Tingkat"), [m.code for m in parts.maturity]),
        (_("Tanda digital"), _("Tanda"), [i.code for i in parts.indicators]),
        (_("Setara tingkat DII"), _("Tingkat"), [p.code for p in parts.point_levels]),
    ]  # fmt: skip
    used = {code for _title, _first, codes in families for code in codes}
    rest = [name for name in known.names.values() if name.code not in used]
    single = [n.code for n in rest if n.is_share and "." not in n.code]
    families.append((_("Saluran, perubahan, dan pemulihan"), _("Yang diukur"), single))
    families += [
        (_texts(known, q.text.en, q.text.id), _("Jawaban"), codes)
        for q in parts.questions
        if (codes := [n.code for n in rest if q.role and n.code.startswith(f"{q.role}.")])
    ]
    families.append(
        (_("Rata-rata per usaha"), _("Yang diukur"), [n.code for n in rest if not n.is_share])
    )
    made = []
    for place, (title, first, codes) in enumerate(families):
        rows = [
            shown
            for code in codes
            if (shown := known.show(code, name=_option(known, code))) is not None
        ]
        if rows:
            is_share = known.names[codes[-1]].is_share
            made.append(Figures(f"whole.{place}", title, first, is_share, rows, WHOLE))
    return made


def _bracketed(known: _Known, shown: Shown, decimals: int, unit: str = "") -> str:
    """Write a figure with its interval in brackets."""
    value, low, high = (known.n(v, decimals) for v in (shown.value, shown.low, shown.high))
    return f"{value}{unit} ({low}–{high}{unit})"


def _sentences(known: _Known) -> list[str]:
    """Return the sentence that is read out, the same as on the page, or that there is none."""
    told, answers = known.outcome, known.answers
    index, online, businesses = told.index, told.online, answers.businesses
    if index is None or index.is_suppressed:
        return [_("Belum cukup data untuk menjawab.")]
    words = {
        "region": known.found.region.name, "index": _bracketed(known, index, 1),
        "level": told.maturity, "on": month(told.on, known.language),
        "n": known.n(told.answers), "villages": known.n(answers.villages),
        "rate": percent(told.response_rate, 0, known.language),
    }  # fmt: skip
    if businesses is not None and not businesses.is_suppressed:
        # Weights fitted to the register give its count back: an interval would say nothing.
        fixed = bool(businesses.why)
        words["count"] = known.n(businesses.value) if fixed else _bracketed(known, businesses, 0)
        first = _("Dari perkiraan %(count)s usaha di %(region)s,")
    else:
        first = _("Dari usaha di %(region)s,")
    parts = [first]
    if online is not None and not online.is_suppressed:
        words["share"] = _bracketed(known, online, 0, " %")
        parts.append(_("%(share)s sudah berjualan lewat internet;"))
    parts.append(_("indeks digital rata-rata %(index)s dari 100: “%(level)s”."))
    basis = (
        _("Survei %(on)s, %(n)s usaha dari %(villages)s desa, tingkat jawaban %(rate)s.")
        if answers.villages
        else _("Survei %(on)s, %(n)s usaha, tingkat jawaban %(rate)s.")
    )
    return [" ".join(parts) % words, basis % words + " " + _("Dalam kurung: selang 95 %.")]


def _points(known: _Known) -> list[str]:
    """Return what else a reader should know at once."""
    told, found = known.outcome, list(known.answers.change_words)
    if known.answers.online_change_words:
        change = _("Penjualan lewat internet: %s") % known.answers.online_change_words
        found.append(change)
    found += known.answers.rounds.gaps
    hidden = [place.name for place in told.places if place.is_suppressed]
    if hidden:
        names = ", ".join(hidden)
        found.append(_("Belum dapat ditampilkan karena datanya belum cukup: %s.") % names)
    if told.ranks_overlap:
        found.append(
            _("Selang beberapa kecamatan saling bertumpuk: urutannya belum dapat dipastikan.")
        )
    if told.revision is not None and told.revision > 1:
        found.append(_("Ini revisi %s dari angka putaran ini.") % f"r{told.revision}")
    return found


def _response(known: _Known) -> Plain:
    """Return what became of the drawn businesses; one query."""
    rows = SampleMember.objects.filter(round=known.found).order_by("disposition")
    counts = dict(rows.values_list("disposition").annotate(count=Count("id")))
    labels = dict(SampleMember.Disposition.choices)
    told = [(str(labels[code]), known.n(counts[code])) for code in labels if counts.get(code)]
    if counts.get(""):
        told.append((_("Belum selesai dikunjungi"), known.n(counts[""])))
    told.append((_("Jumlah terpilih"), known.n(sum(counts.values()))))
    rate = percent(known.outcome.response_rate, 1, known.language)
    note = _("Tingkat jawaban %s, dihitung dari yang masih berusaha.") % rate
    return Plain(_("Hasil kunjungan"), [_("Hasil"), _("Usaha")], told, 0, (1,), note)


def _step_rows(known: _Known, steps: Iterable[WeightStep]) -> list[list[str]]:
    return [
        [
            _(TITLES.get(step.kind, step.kind)),
            known.n(step.total), known.n(step.cv2, 3), known.n(step.deff, 2),
        ]
        for step in steps
    ]  # fmt: skip


def _steps(known: _Known) -> Plain:
    """Return the steps of the weights where they are frozen; two queries."""
    revision = frozen.standing(known.found)
    rows = _step_rows(known, frozen.steps_of(revision)) if revision is not None else []
    head = [_("Langkah bobot"), _("Jumlah bobot"), _("Keragaman (CV²)"), _("Efek bobot")]
    return Plain(_("Bobot, langkah demi langkah"), head, rows, 0, (1, 2, 3))


def _method(known: _Known) -> list[str]:
    """Return how the figures came about, in paragraphs; one query."""
    found, n = known.found, known.n
    if found.seed is None:
        return [_("Contoh belum diundi.")]
    staged = found.villages.exists()
    words = {
        "drawn": n(found.drawn_count), "frame": n(found.frame_count), "seed": str(found.seed),
        "receipt": found.receipt[:16], "hash": found.frame_hash[:16],
        "instrument": str(found.instrument), "on": long_date(found.reference_on, known.language),
    }  # fmt: skip
    draw = (
        _("Contoh %(drawn)s usaha dari %(frame)s usaha dalam daftar, diundi dua tahap: desa dengan "
          "peluang sebanding jumlah usahanya, lalu usaha di dalam desa.")
        if staged
        else _("Contoh %(drawn)s usaha dari %(frame)s usaha dalam daftar, diundi acak di dalam "
               "lapisan.")
    )  # fmt: skip
    return [
        draw % words,
        _("Undian dapat diulang siapa saja: angka acak %(seed)s, sidik kerangka %(hash)s…, tanda "
          "terima %(receipt)s….") % words,
        *method_of_listing(found, known.language),
        _("Bobot = satu dibagi peluang terpilih, lalu bobot yang tidak menjawab dibagi kepada yang "
          "menjawab di kelasnya."),
        _("Selang 95 % dari linearisasi Taylor menurut rancangan contoh; bagian (persen) memakai "
          "selang logit atau beta. Perbedaan disebut naik atau turun hanya bila selangnya tidak "
          "memuat nol."),
        _("Ditahan: kurang dari 30 jawaban, selang lebih lebar dari 30 poin, mutu kurang, atau "
          "angka itu membuka angka lain yang ditahan. Yang ditahan tidak ada di berkas mana pun. "
          "“Kurang pasti”: pakai dengan hati-hati."),
        _("Instrumen %(instrument)s; tanggal acuan %(on)s. Isian dalam pembinaan tidak ikut "
          "dihitung.") % words,
        _("Rekomendasi BPS: %s.") % (found.recommendation or _("belum ada")),
    ]  # fmt: skip


def _dictionary(known: _Known) -> list[list[str]]:
    """Return code, words and unit of every figure of the workbook."""
    rows = []
    for name in known.names.values():
        unit = _("persen usaha") if name.is_share else _("rata-rata")
        rows.append([name.code, known.words_of(name), unit])
    return rows


def _asked(known: _Known, question: Question) -> Asked:
    note = ""
    if question.relevant is not None:
        note = _("Ditanyakan bila: %s") % rule_words(known.instrument, question.relevant)
    options = filling(question)
    if known.language == "en" and question.options:
        options = "; ".join(f"{o.code} = {o.text.en}" for o in question.options)
    text = _texts(known, question.text.en, question.text.id)
    return Asked(question.number, question.id, text, note, options)


def _by_key(
    told: Reckoned,
) -> tuple[dict[tuple[str, str], Released], dict[tuple[str, str], list[Released]]]:
    """Return figures by indicator and group, and by indicator and grouping."""
    figures: dict[tuple[str, str], Released] = {}
    groups: dict[tuple[str, str], list[Released]] = {}
    for one in told.figures:
        code = one.estimate.indicator
        figures[code, one.estimate.domain] = one
        groups.setdefault((code, one.by), []).append(one)
    return figures, groups


def paper_of(found: Round) -> Paper:
    """Return the report of a round in the active language; some ten queries.

    `found` comes with its region and instrument.
    """
    language = tongue(get_language())
    instrument = reading_of(found.instrument).instrument
    answers = answers_of(found, english=language == "en")
    told = answers.outcome
    codes = [place.code for place in told.places]
    known = _Known(
        found, instrument, answers, *_by_key(reckoned(found)),
        {n.code: n for n in names_for(found)}, names_of(codes), language,
    )  # fmt: skip
    office = office_values(found.region_id)
    mark = "" if found.state in COUNTING_STATES else _("ANGKA SEMENTARA: lapangan belum ditutup")
    about = _("Survei %(name)s · keadaan data %(on)s · %(state)s") % {
        "name": found.name, "on": long_date(found.reference_on, language),
        "state": found.get_state_display().lower(),
    }  # fmt: skip
    return Paper(
        language, found.region.name, found.region_id,
        str(office.get("instansi") or _("Dinas yang membidangi UMKM")),
        str(office.get("alamat") or ""), found.region.name,
        str(office.get("pj_jabatan") or _("Mengetahui,")), str(office.get("pj_nama") or "…" * 12),
        found.name, _("Sudah sejauh mana digitalisasi UMKM?"), about, mark,
        _sentences(known), _points(known) if told.index else [],
        _tables(known), _response(known), _steps(known), _method(known), _dictionary(known),
        _("Instrumen %s, semua pertanyaan seperti dibacakan.") % found.instrument,
        [_asked(known, q) for q in instrument.questions],
    )  # fmt: skip
