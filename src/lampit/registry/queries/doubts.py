"""Doubtful values of a checked list as the page asks them, and what the office answered before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from lampit.registry.models import Business, DoubtfulValue, ImportRun, ValueAnswer
from lampit.registry.queries.importing import gazetteer
from lampit.registry.rules.importing import answers
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.problems import MESSAGES
from lampit.trades import queries as trades
from lampit.web.paging import Page, page_of

PER_PAGE = 25
MOST_ANSWERS = 50_000
SUGGESTED = 6
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A doubtful value with what it may mean.

    Attributes:
        choices: (code, words) of the likeliest answers, best first.
        reading: what it is read as until somebody answers, in words.
        answer: code of the answer given before, None when there is none.
        who, when: of that answer.
    """

    id: int
    kind: str
    text: str
    beside: str
    message: str
    rows: int
    where: str
    choices: Sequence[Choice]
    reading: str
    answer: str | None
    who: str
    when: datetime | None


def answers_of(region: str) -> list[answers.Answer]:
    """Return what an office answered so far; one query."""
    rows = ValueAnswer.objects.filter(region_id=region).order_by("id")
    told = rows.values_list("kind", "text", "beside", "group", "answer")[:MOST_ANSWERS]
    return [answers.Answer(answers.Value(*row[:4]), row[4]) for row in told]


def questions(run: ImportRun, asked_page: str | None) -> Page[Question]:
    """Return one page of the doubtful values of a checked run; at most eight queries."""
    found = page_of(DoubtfulValue.objects.filter(run=run), asked_page, size=PER_PAGE)
    known = _answers_to(run, found.object_list)
    places = gazetteer(run.region_id)
    known_trades = trades.all_trades() if any(d.kind == answers.PRODUCTS for d in found) else None
    titles = trades.titles_of({d.reading for d in found if d.kind == answers.PRODUCTS})
    rows = [_question(one, known.get(_key(one)), places, known_trades, titles) for one in found]
    return Page(rows, found.number, found.size, found.more)


def reader(run: ImportRun) -> Callable[[str, str], str | None]:
    """Return what finds the code of typed words: a village by its full name, a KBLI by its digits.

    It answers None for words that name nothing for certain; one to four queries when it is asked.
    """

    def read(kind: str, words: str) -> str | None:
        if kind == answers.VILLAGE:
            place = gazetteer(run.region_id).find(words, "")
            return place.village if place.village and not place.code else None
        code = words[:5]
        return code if code.isdigit() and trades.is_known(code) else None

    return read


def trade_names() -> list[str]:
    """Return the trades that have plain words as they may be typed; one query."""
    return [f"{row.code} {row.title}" for row in trades.common()]


def village_names(run: ImportRun) -> list[str]:
    """Return every village of the region with its kecamatan, as it may be typed; three queries."""
    places = gazetteer(run.region_id)
    return [places.written(code) for code in places.villages]


def _key(one: DoubtfulValue) -> answers.Value:
    return answers.evened(answers.Value(one.kind, one.text, one.beside, one.group))


def _answers_to(run: ImportRun, asked: Sequence[DoubtfulValue]) -> dict[answers.Value, ValueAnswer]:
    texts = {_key(one).text for one in asked}
    rows = ValueAnswer.objects.filter(region_id=run.region_id, text__in=texts)
    return {
        answers.Value(row.kind, row.text, row.beside, row.group): row
        for row in rows.select_related("answered_by")
    }


def _question(
    one: DoubtfulValue, told: ValueAnswer | None, places: Gazetteer,
    known_trades: trades.Trades | None, titles: dict[str, str],
) -> Question:  # fmt: skip
    choices = _choices(one, places, known_trades)
    codes = dict(choices)
    extra = [code for code in (told.answer if told else "", one.reading) if code]
    for code in extra:
        if code not in codes and code != answers.REFUSE:
            choices.append((code, _word(one.kind, code, places, titles)))
    return Question(
        id=one.pk,
        kind=one.kind,
        text=one.text,
        beside=_beside(one, places),
        message=gettext(MESSAGES[one.code]) if one.code else "",
        rows=one.rows,
        where=gettext("baris %(row)d, lembar %(sheet)s") % {"row": one.row, "sheet": one.sheet},
        choices=choices,
        reading=dict(choices).get(one.reading, ""),
        answer=told.answer if told else None,
        who=(told.answered_by.get_full_name() or told.answered_by.username) if told else "",
        when=told.answered_at if told else None,
    )


def _beside(one: DoubtfulValue, places: Gazetteer) -> str:
    group = places.districts.get(one.group[:8], "") if one.kind == answers.VILLAGE else ""
    return ", ".join(part for part in (one.beside, group) if part)


def _choices(
    one: DoubtfulValue, places: Gazetteer, known_trades: trades.Trades | None
) -> list[Choice]:
    if one.kind == answers.VILLAGE:
        near = places.nearest(one.text, one.beside, one.group, SUGGESTED)
        return [(code, places.written(code)) for code in near]
    if one.kind == answers.PRODUCTS:
        best = known_trades.likely(one.text, SUGGESTED) if known_trades else []
        return [(row.code, f"{row.code} {row.title}") for row in best]
    return [(code, _word(one.kind, code, places, {})) for code in _fixed(one.kind)]


def _fixed(kind: str) -> tuple[str, ...]:
    return answers.SEXES if kind == answers.SEX else tuple(answers.STATUSES)


def _word(kind: str, code: str, places: Gazetteer, titles: dict[str, str]) -> str:
    if kind == answers.VILLAGE:
        return places.written(code)
    if kind == answers.PRODUCTS:
        return f"{code} {titles.get(code, '')}".strip()
    if kind == answers.SEX:
        return gettext("Laki-laki") if code == "L" else gettext("Perempuan")
    return str(dict(Business.Status.choices).get(code, code))
