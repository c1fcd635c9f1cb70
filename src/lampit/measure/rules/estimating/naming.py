"""What a round can estimate: figures of an instrument, their words, and how they hang together.

All figures are read from the instrument: one without a question has no figure of it. The typed
questions (`rules.columns`) are the only ones known by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lampit.measure.rules.columns import COLUMNS
from lampit.measure.rules.instrument import Indicator, Instrument, Level, Question, Text

INDEX = "index"
ONLINE = "d07"
_BASIC = "dasar"
BASIC_POINTS = 4
# Questions whose options are figures of their own: share of businesses that chose each.
CHOICES = ("arah_omzet", "tatap_muka", "pulih")
# Options taken together, as people say it.
TOGETHER: dict[str, tuple[str, tuple[str, ...], Text]] = {
    "omzet_turun": ("arah_omzet", ("jauh_turun", "turun"),
                    Text("Penjualan turun dalam setahun", "Sales fell within a year")),
    "omzet_naik": ("arah_omzet", ("naik", "jauh_naik"),
                   Text("Penjualan naik dalam setahun", "Sales rose within a year")),
}  # fmt: skip
_NEEDS = {
    "daring_kini": ("daring_kini",),
    "daring_lalu": ("daring_lalu",),
    "delta_daring": ("daring_kini", "daring_lalu"),
    "pekerja_kini": ("pekerja_kini",),
    "pekerja_lalu": ("pekerja_lalu",),
    "delta_pekerja": ("pekerja_kini", "pekerja_lalu"),
    "rentan_kontak": ("tatap_muka", "daring_kini"),
    "rentan_pulih": ("tatap_muka", "daring_kini", "pulih"),
    "melek_it": ("bisa", "pengurus"),
    "sasaran_s2": ("usia_pemilik", "hambatan"),
}
_DERIVED: tuple[tuple[str, str, str, str], ...] = (
    ("daring_kini", "Penjualan lewat HP atau internet, dari 10", "Sales online, of 10", "mean"),
    ("daring_lalu", "Penjualan lewat HP atau internet setahun lalu, dari 10",
     "Sales online a year ago, of 10", "mean"),
    ("delta_daring", "Perubahan penjualan daring dalam setahun, dari 10",
     "Change of online sales within a year, of 10", "mean"),
    ("pekerja_kini", "Pekerja per usaha", "Workers per business", "mean"),
    ("pekerja_lalu", "Pekerja per usaha setahun lalu", "Workers per business a year ago", "mean"),
    ("delta_pekerja", "Perubahan pekerja per usaha dalam setahun",
     "Change of workers per business within a year", "mean"),
    ("rentan_kontak", "Bergantung pada tatap muka", "Dependent on face-to-face selling", "share"),
    ("rentan_pulih", "Pulih, dari yang bergantung pada tatap muka dan pernah terganggu",
     "Recovered, of those dependent on face-to-face and once disrupted", "share"),
    ("melek_it", "Melek IT", "Able to run an online shop", "share"),
    ("sasaran_s2", "Sasaran pendampingan", "Target group of coaching", "share"),
)  # fmt: skip


@dataclass(frozen=True)
class IndicatorName:
    """A figure that a round can estimate: its code, its words, whether it is a share.

    A change (now less a year ago) may well be zero: its error is not told relative to itself.
    """

    code: str
    text_id: str
    text_en: str
    is_share: bool
    is_change: bool = False

    @property
    def scale(self) -> float:
        """Return the factor that turns the estimate into what a reader sees (per cent)."""
        return 100.0 if self.is_share else 1.0


@dataclass(frozen=True)
class Link:
    """An equation between figures of one group: `total` is made of `parts` with known factors.

    An empty `total` is the number one: shares of all levels together.
    """

    total: str
    parts: tuple[str, ...]


def sources_of(code: str) -> tuple[str, ...]:
    """Return the questions that a figure of single answers is told from; none for others."""
    if code in TOGETHER:
        return (TOGETHER[code][0],)
    return _NEEDS.get(code) or tuple(q for q in CHOICES if code.startswith(f"{q}."))


def choice_code(question: str, option: str) -> str:
    """Return the code of the share that chose an option."""
    return f"{question}.{option}"


def _choices(instrument: Instrument) -> Iterator[Question]:
    yield from (q for q in instrument.questions if q.id in CHOICES and q.kind == "select_one")


def _asked(instrument: Instrument) -> set[str]:
    return {question.id for question in instrument.questions}


def indicator_names(instrument: Instrument) -> list[IndicatorName]:
    """Return all figures of an instrument: index, dimensions, levels, points, what they tell.

    Order: index, dimensions, levels, the points, levels of points, changes and choices.
    """
    found = [IndicatorName(INDEX, "Indeks digital", "Digital index", is_share=False)]
    found += [
        IndicatorName(f"dim_{d.code}", d.text.id, d.text.en, is_share=False)
        for d in instrument.dimensions
    ]
    shares: list[Level | Indicator] = [
        *instrument.maturity,
        *instrument.indicators,
        *instrument.point_levels,
    ]
    found += [IndicatorName(x.code, x.text.id, x.text.en, is_share=True) for x in shares]
    if _above_basic(instrument):
        words = Text("Setara tingkat dasar DII (sedikitnya 4 poin)", "At least 4 of 12 points")
        found.append(IndicatorName(_BASIC, words.id, words.en, is_share=True))
    asked = _asked(instrument)
    found += [
        IndicatorName(
            code, told, english, is_share=kind == "share", is_change=code.startswith("delta_")
        )
        for code, told, english, kind in _DERIVED
        if asked >= set(_NEEDS[code])
    ]
    for question in _choices(instrument):
        found += [
            IndicatorName(choice_code(question.id, o.code), o.text.id, o.text.en, is_share=True)
            for o in question.options
        ]
    found += [
        IndicatorName(code, words.id, words.en, is_share=True)
        for code, (question, _, words) in TOGETHER.items()
        if question in asked
    ]
    return found


def _above_basic(instrument: Instrument) -> tuple[str, ...]:
    """Return the point levels that lie above the basic one; empty where 4 cuts through a level."""
    levels = instrument.point_levels
    if not any(level.low == BASIC_POINTS for level in levels):
        return ()
    return tuple(level.code for level in levels if level.low >= BASIC_POINTS)


def links(instrument: Instrument) -> list[Link]:
    """Return every equation between the figures of one group, for hiding what would follow."""
    asked = _asked(instrument)
    found = [
        Link(INDEX, tuple(f"dim_{d.code}" for d in instrument.dimensions)),
        Link("", tuple(level.code for level in instrument.maturity)),
        Link("", tuple(level.code for level in instrument.point_levels)),
    ]
    above = _above_basic(instrument)
    if above:
        found.append(Link(_BASIC, above))
    if {"daring_kini", "daring_lalu"} <= asked:
        found.append(Link("daring_kini", ("daring_lalu", "delta_daring")))
    if {"pekerja_kini", "pekerja_lalu"} <= asked:
        found.append(Link("pekerja_kini", ("pekerja_lalu", "delta_pekerja")))
    for question in _choices(instrument):
        found.append(Link("", tuple(choice_code(question.id, o.code) for o in question.options)))
        found += [
            Link(code, tuple(choice_code(asked_of, option) for option in options))
            for code, (asked_of, options, _) in TOGETHER.items()
            if asked_of == question.id
        ]
    return [link for link in found if link.parts]


@dataclass(frozen=True)
class Told:
    """What one answered questionnaire says, as its score and typed answers hold it."""

    index: float | None
    dimensions: Mapping[str, float | None]
    indicators: Mapping[str, bool | None]
    maturity: str
    point_level: str
    literate: bool | None
    target: bool | None
    contact: bool | None
    numbers: Mapping[str, int | None]
    choices: Mapping[str, str]


def _truth(found: bool | None) -> float | None:
    return None if found is None else float(found)


@dataclass(frozen=True)
class _Levels:
    """Figures of which a questionnaire has exactly one: 1 for its own, 0 for the others."""

    none: dict[str, float | None]
    others: dict[str, float | None]

    def told(self, own: str) -> dict[str, float | None]:
        """Return the figures; unknown where there is no own one."""
        if not own:
            return self.none
        return self.others | {own: 1.0} if own in self.others else self.others


def _levels(codes: Iterable[str]) -> _Levels:
    every = tuple(codes)
    return _Levels(dict.fromkeys(every), dict.fromkeys(every, 0.0))


def _known(told: Told, name: str) -> float | None:
    """Return a typed whole number; refused and unknown (below 0) are not known."""
    found = told.numbers.get(name)
    return float(found) if found is not None and found >= 0 else None


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def values_of(instrument: Instrument, told: Told) -> dict[str, float | None]:
    """Return every variable of a questionnaire as a number; None = not known."""
    return reader_of(instrument)(told)


def reader_of(instrument: Instrument) -> Callable[[Told], dict[str, float | None]]:
    """Return what reads the variables of questionnaires; what is the same for all is made once.

    `biaya_promosi` is no figure of a round but kept for those who read a published one.
    """
    maturity = _levels(x.code for x in instrument.maturity)
    levels = _levels(x.code for x in instrument.point_levels)
    above = _above_basic(instrument)
    dims = {d.code: f"dim_{d.code}" for d in instrument.dimensions}
    choices = [
        (q.id, {o.code: choice_code(q.id, o.code) for o in q.options},
         _levels(choice_code(q.id, o.code) for o in q.options))
        for q in _choices(instrument)
    ]  # fmt: skip

    def read(told: Told) -> dict[str, float | None]:
        found: dict[str, float | None] = {INDEX: told.index}
        for code, value in told.dimensions.items():
            found[dims.get(code) or f"dim_{code}"] = value
        for code, truth in told.indicators.items():
            found[code] = _truth(truth)
        found |= maturity.told(told.maturity)
        found |= levels.told(told.point_level)
        if above:
            found[_BASIC] = float(told.point_level in above) if told.point_level else None
        found |= _counts(told)
        for question, codes, options in choices:
            found |= options.told(codes.get(told.choices.get(question, ""), ""))
        for code, (question, together, _) in TOGETHER.items():
            parts = [found.get(choice_code(question, o)) for o in together]
            told_parts = [part for part in parts if part is not None]
            found[code] = sum(told_parts) if told_parts else None
        return found

    return read


def _counts(told: Told) -> dict[str, float | None]:
    """Return what is told in numbers, and what follows from several answers."""
    now, before = _known(told, "daring_kini"), _known(told, "daring_lalu")
    workers, earlier = _known(told, "pekerja_kini"), _known(told, "pekerja_lalu")
    return {
        "daring_kini": now,
        "daring_lalu": before,
        "delta_daring": _change(now, before),
        "pekerja_kini": workers,
        "pekerja_lalu": earlier,
        "delta_pekerja": _change(workers, earlier),
        "biaya_promosi": _known(told, "biaya_promosi"),
        "rentan_kontak": _truth(told.contact),
        "melek_it": _truth(told.literate),
        "sasaran_s2": _truth(told.target),
        "rentan_pulih": _recovered(told),
    }


def _recovered(told: Told) -> float | None:
    """Say whether a business that depends on contact is back; unknown where never disrupted."""
    state = told.choices.get("pulih", "")
    if not told.contact or state not in {"berhenti", "dibawah", "pulih", "lebih"}:
        return None
    return float(state in {"pulih", "lebih"})


def typed_names() -> tuple[tuple[str, str, str], ...]:
    """Return (question, column, type) of the typed answers that figures read."""
    return tuple((c.question, c.name, c.type) for c in COLUMNS)
