"""Whom to help next, each with the reasons, the step, and what the other rooms know of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext, ngettext

from lampit.coaching.queries.last import last_visits
from lampit.desk.rules.pushing import COLUMNS, UNASKED
from lampit.measure.models import Score
from lampit.measure.queries.instruments import Reading, reading_of
from lampit.measure.queries.readiness import plan, words_of
from lampit.measure.queries.targets import Wish, who_next
from lampit.measure.rules.instrument import Text
from lampit.measure.rules.logic import NONE_OF_THESE
from lampit.measure.rules.readiness import lack_words
from lampit.measure.rules.targeting import generation
from lampit.places.queries import centroids
from lampit.places.rules import kilometres
from lampit.registry.models import Business
from lampit.registry.queries.frames import FRAMED
from lampit.registry.queries.profile import shown_phones
from lampit.shops.queries.presence import Presence, presence_of
from lampit.web import figures

YOUNG = {"gen_z": "Gen Z", "milenial": "Milenial"}


@dataclass(frozen=True)
class Why:
    """One reason in words, with the icon that stands before it."""

    icon: str
    words: str


@dataclass(frozen=True)
class Look:
    """What the reader of a list may see, and where she sets out.

    `sees_birth` and `sees_phone` come from the table of who sees what; `whole_phone` is for a
    list whose purpose was given.
    """

    today: date
    sees_birth: bool = False
    sees_phone: bool = False
    whole_phone: bool = False
    start: str = ""


@dataclass(frozen=True)
class Line:
    """A business to help next; `score` None was never asked, and then there is no index."""

    business: Business
    score: Score | None
    why: tuple[Why, ...]
    step: str
    visited_on: date | None
    presence: Presence | None
    phones: tuple[str, ...]
    km: float | None

    @property
    def place(self) -> str:
        """Return the village, where it is known."""
        return self.business.village.name if self.business.village else ""


def _told(text: Text) -> str:
    return text.en if (get_language() or "").startswith("en") else text.id


def _number(value: float, decimals: int = 1) -> str:
    return figures.number(value, decimals, figures.tongue(get_language()))


def _own(score: Score) -> Iterator[Why]:
    """Yield the reasons that lie in the people: generation, helper, IT literacy."""
    typed = score.submission.typed
    for reason in score.target_reasons:
        if reason == "generation":
            age = gettext("umur %(age)s (± 1 tahun)") % {"age": typed.owner_age}
            yield Why("user", f"{gettext(YOUNG.get(score.generation, 'Gen Z'))}, {age}")
        elif reason == "helper":
            told = gettext("Ada yang mengurus, umur %(age)s") % {"age": typed.helper_age}
            yield Why("people", told)
        else:
            yield Why("phone", gettext("Sudah melek IT"))
    if not score.generation:
        yield Why("help", gettext("umur pemilik belum diketahui"))
    elif not score.target_reasons:
        yield Why("user", gettext("umur %(age)s (± 1 tahun)") % {"age": typed.owner_age})


def _near(score: Score, reading: Reading) -> Why | None:
    """Return why a business is nearly ready, in words."""
    if not score.is_near or score.readiness is None:
        return None
    if score.level_gap is not None and score.level_gap <= plan().near_points:
        index = (score.index or 0.0) + score.level_gap
        level = next(x for x in reading.instrument.maturity if x.low >= index - 1e-6)
        words = gettext("Kurang %(gap)s poin ke tingkat “%(level)s”")
        return Why("chart", words % {"gap": _number(score.level_gap), "level": _told(level.text)})
    asked, lacking = score.readiness["asked"], score.readiness["lacking"]
    there = asked - len(lacking) - len(score.readiness["unsure"])
    told = gettext("%(there)s dari %(asked)s syarat sudah ada") % {"there": there, "asked": asked}
    lacks = [lack_words(plan(), reading.instrument, f"syarat.{code}") for code in lacking]
    missing = ", ".join(_told(text) for text in lacks if text)
    return Why("check", f"{told}; {missing}" if missing else told)


def reasons(score: Score) -> tuple[Why, ...]:
    """Return all reasons of a score in words: the people, how near, the one thing in the way."""
    reading = reading_of(score.submission.instrument)
    found = list(_own(score))
    near = _near(score, reading)
    found += [near] if near else []
    thing = words_of(reading, score.blocked_by) if score.blocked_by else None
    if thing:
        told = gettext("Tinggal satu halangan: %(thing)s") % {"thing": _told(thing)}
        found.append(Why("alert", told))
        found += _named(score, reading)
    if score.sells_online is None:
        found.append(Why("help", gettext("jualan daring belum diketahui")))
    return tuple(found)


def _named(score: Score, reading: Reading) -> list[Why]:
    """Return the barriers that the owner named, where one thing stands in the way."""
    named = score.submission.answers.get(plan().barrier_question)
    codes = named if isinstance(named, list) else []
    texts = [words_of(reading, f"hambatan.{code}") for code in codes if code != NONE_OF_THESE]
    words = ", ".join(_told(text) for text in texts if text)
    return [Why("chat", gettext("Disebut: %(barriers)s") % {"barriers": words})] if words else []


def _step(score: Score) -> str:
    """Return the next best step in words; empty when there is none."""
    steps = reading_of(score.submission.instrument).steps
    step = next((s for s in steps if s.code == score.next_step), None)
    return _told(step.text) if step else score.next_step


def _known_of(business: Business, presence: Presence | None, look: Look) -> Iterator[Why]:
    """Yield what register and market alone can say of a business nobody asked."""
    owner = business.owner
    if look.sees_birth:
        born = owner.birth_year if owner else None
        kind = generation(None if born is None else look.today.year - born, look.today.year)
        if kind in YOUNG:
            words = gettext("%(generation)s menurut daftar")
            yield Why("user", words % {"generation": gettext(YOUNG[kind])})
        elif kind is None:
            yield Why("help", gettext("umur pemilik belum diketahui"))
    if presence is None or not presence.is_open:
        yield Why("home", gettext("belum punya lapak di Lampit"))
        return
    goods = ngettext("%(n)s barang tayang", "%(n)s barang tayang", presence.goods)
    yield Why("home", gettext("Punya lapak: ") + goods % {"n": presence.goods})
    yield (
        Why("check", gettext("sudah memasang QRIS"))
        if presence.has_qris
        else Why("alert", gettext("lapaknya belum memasang QRIS"))
    )


def _km(business: Business, start: str) -> float | None:
    """Return the straight distance from a village to that of a business; None where unknown."""
    here, there = centroids().get(start), centroids().get(business.village_id or "")
    return kilometres(*here, *there) if here and there else None


def _phones(business: Business, look: Look) -> tuple[str, ...]:
    if not look.sees_phone:
        return ()
    owner = business.owner
    numbers = [business.phone, owner.phone if owner else ""]
    return tuple(shown_phones(numbers, whole=look.whole_phone))


def lines(rows: Iterable[Score | Business], look: Look) -> list[Line]:
    """Return rows with what coaching and the market know of them; two queries."""
    told = [(row.business, row) if isinstance(row, Score) else (row, None) for row in rows]
    ids = [business.golden_id or business.pk for business, _ in told]
    visits, shops = last_visits(ids), presence_of(ids)
    found = []
    for key, (business, score) in zip(ids, told, strict=True):
        shop = shops.get(key)
        why = reasons(score) if score else tuple(_known_of(business, shop, look))
        step = _step(score) if score else gettext("Tanya dulu: kuesioner 15 menit")
        km = _km(business, look.start) if look.start else None
        found.append(
            Line(business, score, why, step, visits.get(key), shop, _phones(business, look), km)
        )
    return found


def never_asked(businesses: QuerySet[Business], wish: Wish) -> QuerySet[Business]:
    """Return the operating businesses of a wish that no questionnaire told anything about."""
    asked = Score.objects.filter(
        Q(business=OuterRef("pk")) | Q(business__golden=OuterRef("pk")), is_latest=True
    )
    rows = businesses.filter(~Exists(asked), status__in=FRAMED)
    if wish.subdistrict:
        rows = rows.filter(district_id=wish.subdistrict)
    if wish.village:
        rows = rows.filter(village_id=wish.village)
    if wish.sector:
        rows = rows.filter(sector=wish.sector)
    if wish.mentor is not None:
        rows = rows.filter(mentor_id=wish.mentor)
    return rows.select_related("village", "district", "owner").order_by("pk")


def listed(
    scores: QuerySet[Score], businesses: QuerySet[Business], wish: Wish
) -> "QuerySet[Score] | QuerySet[Business]":
    """Return the rows of a wish: asked ones by gain, never asked ones as registered."""
    if wish.group == UNASKED:
        return never_asked(businesses, wish)
    return who_next(scores, wish)


def in_order_of_places(rows: Sequence[Line]) -> list[Line]:
    """Return lines by village, unknown ones last, within one as they came: a way to walk."""
    return sorted(rows, key=lambda line: (line.business.village_id is None,
                                          line.business.village_id or "",
                                          line.business.district_id or ""))  # fmt: skip


def sheet(rows: Sequence[Line], mark: str) -> Iterator[list[object]]:
    """Yield the lines of the file: its mark, the headings, one business each."""
    yield [mark]
    yield [gettext(label) for label in COLUMNS.values()]
    for line in rows:
        own, score = line.business, line.score
        shop = line.presence
        yield [
            line.place or gettext("desa belum diketahui"),
            own.name or own.activity or gettext("Usaha tanpa nama"),
            own.owner.name if own.owner else "",
            own.address,
            ", ".join(line.phones),
            "; ".join(why.words for why in line.why),
            line.step,
            round(score.next_gain, 1) if score and score.next_gain is not None else "",
            round(score.index, 1) if score and score.index is not None else "",
            score.scored_at.date().isoformat() if score else "",
            line.visited_on.isoformat() if line.visited_on else "",
            gettext("ya") if shop and shop.is_open else gettext("belum"),
            "",
        ]
