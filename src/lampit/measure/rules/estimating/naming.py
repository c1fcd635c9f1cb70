"""What a round can estimate: figures of an instrument, their words, and how they hang together.

All figures are read from the instrument: one without a question has no figure of it. Questions
are known by their role (`rules.roles`), and figures of single answers are named for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lampit.measure.rules.instrument import Indicator, Instrument, Level, Question, Text

INDEX = "index"
_OWN_ONLINE = "berjualan_daring"
_BASIC = "dasar"
_COUNTS = ("pekerja_kini", "pekerja_lalu")
BASIC_POINTS = 4
# Roles whose options are figures of their own: share of businesses that chose each.
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
    A count has a long tail: its interval is on the log scale.
    """

    code: str
    text_id: str
    text_en: str
    is_share: bool
    is_change: bool = False
    is_count: bool = False

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
    """Return the roles that a figure of single answers is told from; none for others."""
    if code == _OWN_ONLINE:
        return ("daring_kini",)
    if code in TOGETHER:
        return (TOGETHER[code][0],)
    return _NEEDS.get(code) or tuple(q for q in CHOICES if code.startswith(f"{q}."))


def questions_of(instrument: Instrument, code: str) -> tuple[str, ...]:
    """Return the questions (ids) that a figure of single answers is told from."""
    roles = instrument.by_role
    return tuple(roles[role].id if role in roles else role for role in sources_of(code))


def online_code(instrument: Instrument) -> str:
    """Return the code of the share that sells online; "" where nothing of the kind is asked.

    The sign that at least one of ten sales came online, else a figure of that question.
    """
    question = instrument.by_role.get("daring_kini")
    if question is None:
        return ""
    rule = {"ge": [question.id, 1]}
    return next((i.code for i in instrument.indicators if i.rule == rule), _OWN_ONLINE)


def choice_code(role: str, option: str) -> str:
    """Return the code of the share that chose an option."""
    return f"{role}.{option}"


def _choices(instrument: Instrument) -> Iterator[Question]:
    roles = instrument.by_role
    yield from (q for q in instrument.questions if q.role in CHOICES and roles[q.role] is q)


def _asked(instrument: Instrument) -> set[str]:
    return set(instrument.by_role)


def _together(question: Question, meanings: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the figures of options with one of some meanings."""
    wanted = set(meanings)
    return tuple(choice_code(question.role, o.code) for o in question.options if o.means in wanted)


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
            code,
            told,
            english,
            is_share=kind == "share",
            is_change=code.startswith("delta_"),
            is_count=code in _COUNTS,
        )
        for code, told, english, kind in _DERIVED
        if asked >= set(_NEEDS[code])
    ]
    for question in _choices(instrument):
        found += [
            IndicatorName(choice_code(question.role, o.code), o.text.id, o.text.en, is_share=True)
            for o in question.options
        ]
    found += [
        IndicatorName(code, words.id, words.en, is_share=True)
        for code, (role, _, words) in TOGETHER.items()
        if role in asked
    ]
    if online_code(instrument) == _OWN_ONLINE:
        words = Text("Ada penjualan lewat HP atau internet", "Sells by phone or internet")
        found.append(IndicatorName(_OWN_ONLINE, words.id, words.en, is_share=True))
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
        found.append(Link("", tuple(choice_code(question.role, o.code) for o in question.options)))
        found += [
            Link(code, _together(question, meanings))
            for code, (role, meanings, _) in TOGETHER.items()
            if role == question.role
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
        (q.role, {o.code: choice_code(q.role, o.code) for o in q.options},
         _levels(choice_code(q.role, o.code) for o in q.options))
        for q in _choices(instrument)
    ]  # fmt: skip
    together = {
        code: _together(instrument.by_role[role], meanings) if role in instrument.by_role else ()
        for code, (role, meanings, _) in TOGETHER.items()
    }
    recovered = _recoveries(instrument)
    own_online = online_code(instrument) == _OWN_ONLINE

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
        found |= _counts(told, recovered)
        for role, codes, options in choices:
            found |= options.told(codes.get(told.choices.get(role, ""), ""))
        for code, parts in together.items():
            told_parts = [part for one in parts if (part := found.get(one)) is not None]
            found[code] = sum(told_parts) if told_parts else None
        if own_online:
            now = _known(told, "daring_kini")
            found[_OWN_ONLINE] = None if now is None else float(now >= 1)
        return found

    return read


def _counts(told: Told, recovered: Mapping[str, float]) -> dict[str, float | None]:
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
        "rentan_pulih": recovered.get(told.choices.get("pulih", "")) if told.contact else None,
    }


def _recoveries(instrument: Instrument) -> dict[str, float]:
    """Return option → whether a business is back; without those that were never disrupted."""
    question = instrument.by_role.get("pulih")
    states = {"berhenti": 0.0, "dibawah": 0.0, "pulih": 1.0, "lebih": 1.0}
    options = question.options if question else ()
    return {o.code: states[o.means] for o in options if o.means in states}
