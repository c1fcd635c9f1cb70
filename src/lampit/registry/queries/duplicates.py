"""The queue of possible doubles: next pair, neighbours, progress, and both records compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from lampit.national import phone as phones
from lampit.registry.models import Business, Calibration, Pair
from lampit.registry.queries.merging import conflicts_of, sells
from lampit.registry.queries.persons import are_joined
from lampit.registry.queries.profile import masked_nik
from lampit.registry.rules import duplicates, merging, words
from lampit.registry.rules.duplicates import DIFFERENT, MISSING, SAME, Compared
from lampit.web.tallies import Tally, together

SURE_ON_A_PAGE = 25
COUNTED_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a reviewer stands: pairs that wait, sure ones, place in the queue, answered today."""

    waiting: int
    sure: int
    place: int
    answered: int

    @property
    def share(self) -> int:
        """Return how much of what waited today is answered, in percent."""
        return round(100 * self.answered / max(1, self.answered + self.waiting))


def open_pairs(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return those that wait for an answer: both records present and not merged."""
    return standing(pairs.filter(state=Pair.State.NEW))


def standing(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return those of which both records are present and not merged."""
    return pairs.filter(
        left__golden=None,
        right__golden=None,
        left__withdrawn_at=None,
        right__withdrawn_at=None,
    )


def _bound(name: str, usual: float) -> Coalesce:
    """Return the bound of the pair's kabupaten, the usual where answers moved none."""
    last = Calibration.objects.filter(region=OuterRef("region")).order_by("-id")
    return Coalesce(Subquery(last.values(name)[:1]), Value(usual))


# What a search proposed; below it stand only pairs of the blind sample.
PROPOSED = Q(probability__gte=duplicates.QUEUED_FROM)


class Bounds(NamedTuple):
    """From which probability on pairs are asked about, and from which on they are sure."""

    queued_from: float | Coalesce
    sure_from: float | Coalesce


# Looked up for each pair: for pairs of any kabupaten.
BY_REGION = Bounds(
    _bound("queued_from", duplicates.QUEUED_FROM), _bound("sure_from", duplicates.SURE_FROM)
)


def bounds_of(region: str) -> Bounds:
    """Return the bounds of one kabupaten; one query."""
    rows = Calibration.objects.filter(region=region).order_by("-id")
    last = rows.values_list("queued_from", "sure_from").first()
    return Bounds(*last) if last else Bounds(duplicates.QUEUED_FROM, duplicates.SURE_FROM)


def _is_doubtful(bounds: Bounds) -> Q:
    return Q(
        Q(probability__lt=bounds.sure_from) | ~Q(conflict=""),
        probability__gte=bounds.queued_from,
        second_answer="",
    )


def _is_sure(bounds: Bounds) -> Q:
    return Q(probability__gte=bounds.sure_from, conflict="", is_double=False)


def doubtful(pairs: QuerySet[Pair], bounds: Bounds = BY_REGION) -> QuerySet[Pair]:
    """Return the waiting pairs that are looked at one by one; disputed ones are the head's."""
    return open_pairs(pairs).filter(_is_doubtful(bounds))


def sure(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return the waiting pairs that a person confirms as one page."""
    return open_pairs(pairs).filter(_is_sure(BY_REGION))


def beyond_doubt(region: str) -> QuerySet[Pair, tuple[int, int, int, str]]:
    """Return id, both records and what speaks against of pairs so likely as to be sure; one query.

    Also those that something else keeps from being sure: they join records as well.
    """
    rows = open_pairs(Pair.objects.filter(region_id=region))
    rows = rows.filter(probability__gte=_bound("sure_from", duplicates.SURE_FROM))
    return rows.order_by("pk").values_list("pk", "left_id", "right_id", "conflict")


def likely_ends(region: str) -> set[tuple[int, int]]:
    """Return the records of all proposed pairs that nobody called different; one query."""
    rows = Pair.objects.filter(PROPOSED | Q(state=Pair.State.SAME), region_id=region).exclude(
        state__in=(Pair.State.DIFFERENT, Pair.State.GONE)
    )
    return set(rows.values_list("left_id", "right_id"))


def is_disputed(pair: Pair) -> bool:
    """Say whether two people differed on a pair as its records are now; no query."""
    differs = pair.second_answer != "" and pair.second_answer != pair.first_answer
    waits = pair.state == Pair.State.NEW and pair.is_double
    return differs and waits and pair.first_mark == mark_of(pair.left, pair.right)


def waiting_count(pairs: QuerySet[Pair], at_most: int = COUNTED_AT_MOST) -> int:
    """Return how many pairs wait for an answer, counted up to 10,000 or `at_most`; one query."""
    return open_pairs(pairs).filter(PROPOSED).order_by().values("pk")[:at_most].count()


def pairs_waiting(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return at most 10,000 pairs that wait, to be counted together with others; no query yet."""
    some = open_pairs(pairs).filter(PROPOSED).order_by().values("pk")[:COUNTED_AT_MOST]
    return Pair.objects.filter(pk__in=some)


def next_pair(
    pairs: QuerySet[Pair],
    person: int,
    now: datetime,
    *,
    beyond: Pair | None = None,
    bounds: Bounds = BY_REGION,
) -> Pair | None:
    """Return the likeliest waiting pair that nobody else looks at, `loaded`; one query.

    Args:
        pairs: those the person may decide.
        person: who asks; pairs leased by others are passed over.
        now: leases before it have ended.
        beyond: with a pair, the one after it in the queue.
        bounds: those of the kabupaten of all these pairs, when they are of one.
    """
    rows = _free(pairs, person, now, bounds)
    if beyond is not None:
        rows = rows.filter(_after(beyond))
    return whole_pairs(rows).order_by("-probability", "id").first()


def neighbours(
    pairs: QuerySet[Pair], person: int, now: datetime, at: Pair, bounds: Bounds = BY_REGION
) -> tuple[int | None, int | None]:
    """Return the numbers of the waiting pairs before and after another in the queue; one query."""
    rows = _free(pairs, person, now, bounds)
    before = rows.filter(_ahead(at)).order_by("probability", "-id").values("pk")[:1]
    after = rows.filter(_after(at)).order_by("-probability", "id").values("pk")[:1]
    own = Pair.objects.filter(pk=at.pk).order_by()
    return own.values_list(Subquery(before), Subquery(after)).first() or (None, None)


def progress(
    pairs: QuerySet[Pair],
    person: int,
    since: datetime,
    at: Pair | None = None,
    bounds: Bounds = BY_REGION,
) -> Progress:
    """Return where a reviewer stands; one query."""
    is_doubtful = _is_doubtful(bounds)
    counts = {
        "waiting": Count("pk", filter=is_doubtful),
        "sure": Count("pk", filter=_is_sure(bounds)),
    }
    if at is not None:
        counts["ahead"] = Count("pk", filter=is_doubtful & _ahead(at))
    decided = Q(reviewer_id=person, decided_at__gte=since)
    waits = Q(first_reviewer_id=person, first_at__gte=since) | Q(
        second_reviewer_id=person, second_at__gte=since
    )
    answered = pairs.filter(decided | (waits & Q(state=Pair.State.NEW)))
    told = together(open=Tally(open_pairs(pairs), counts), answered=Tally(answered))
    found = told["open"]
    place = found["ahead"] + 1 if at is not None else 0
    return Progress(found["waiting"], found["sure"], place, told["answered"]["n"])


def loaded(pairs: QuerySet[Pair], pair: int) -> Pair | None:
    """Return a pair with both records, owners and places, None outside `pairs`; one query."""
    return whole_pairs(pairs).filter(pk=pair).first()


def last_decided(pairs: QuerySet[Pair], person: int, since: datetime) -> Pair | None:
    """Return the pair that a person answered last, None when there is none; three queries.

    An answer that still waits for a second person is one, too.
    """
    rows = whole_pairs(pairs)
    done = rows.filter(reviewer_id=person, decided_at__gte=since).exclude(state=Pair.State.NEW)
    new = rows.filter(state=Pair.State.NEW)
    first = new.filter(first_reviewer_id=person, first_at__gte=since, second_answer="")
    second = new.filter(second_reviewer_id=person, second_at__gte=since)
    answered = (("decided_at", done), ("first_at", first), ("second_at", second))
    found = [
        (getattr(pair, order), pair.pk, pair)
        for order, some in answered
        for pair in some.order_by(f"-{order}", "-id")[:1]
    ]
    return max(found)[2] if found else None


def doubts_of(left: Business, right: Business, counted: dict[int, dict[str, int]]) -> list[str]:
    """Return what keeps two loaded records from being called surely one; no query."""
    found = conflicts_of(left, right, counted)
    if duplicates.verdict(left.name, right.name) == DIFFERENT:
        found.append(merging.SECOND)
    if any(sells(counted.get(row.pk, {})) for row in (left, right)):
        found.append(merging.TWO_PEOPLE)
    return found


def first_answer(pair: Pair, person: int) -> str:
    """Return whose "the same" waits for a second person: `own`, `other` or "" when none does.

    An answer to other values than the records have now does not count; no query.
    """
    if pair.first_reviewer_id is None or pair.first_mark != mark_of(pair.left, pair.right):
        return ""
    return "own" if pair.first_reviewer_id == person else "other"


def sure_rows(pairs: QuerySet[Pair]) -> list[tuple[Pair, str, str]]:
    """Return the likeliest sure pairs with their sentence and mark, one page; one query."""
    rows = whole_pairs(sure(pairs)).order_by("-probability", "id")[:SURE_ON_A_PAGE]
    return [
        (row, sentence(compare(row.left, row.right, whole=False)), mark_of(row.left, row.right))
        for row in rows
    ]


def compare(left: Business, right: Business, *, whole: bool = True) -> list[Compared]:
    """Return what is compared of two loaded records, in the order of the page; no query.

    With `whole` False the masked NIK is left out, so that no sealed value is opened.
    """
    one, other = left.owner, right.owner
    names = (one.name if one else "", other.name if other else "")
    births = [str(o.birth_year or "") if o else "" for o in (one, other)]
    numbers = [_numbers(row) for row in (left, right)]
    niks = [o.nik_index if o else "" for o in (one, other)]
    shown = [masked_nik(o) if o and whole else "" for o in (one, other)]
    return [
        _compared("name", left.name, right.name),
        Compared(words.field_label("owner_name"), *names, duplicates.person_verdict(*names)),
        Compared(words.field_label("nik"), shown[0], shown[1], _same(*niks)),
        _phones(*numbers),
        _compared("village", _village(left), _village(right)),
        _compared("rt", _rt(left), _rt(right)),
        _compared("address", left.address, right.address),
        _compared("activity", left.activity, right.activity),
        Compared(words.field_label("birth"), births[0], births[1], _same(*births)),
        _compared("nib", left.nib, right.nib),
    ]


def sentence(rows: Iterable[Compared]) -> str:
    """Return in one plain sentence what agrees, what is alike and what is not."""
    found = duplicates.grouped(list(rows))
    parts = []
    if found[SAME]:
        parts.append(gettext("%(what)s sama") % {"what": _listed(found[SAME])})
    if found[duplicates.NEAR]:
        parts.append(gettext("%(what)s mirip") % {"what": _listed(found[duplicates.NEAR])})
    if found[DIFFERENT]:
        parts.append(gettext("%(what)s berbeda") % {"what": _listed(found[DIFFERENT])})
    if not parts:
        return gettext("Tidak ada isian yang terisi di kedua sisi.")
    text = ", ".join(parts)
    return text[0].upper() + text[1:] + "."


def mark_of(left: Business, right: Business) -> str:
    """Return the fingerprint of everything compared of two loaded records; no query."""
    told = []
    one_person = left.owner_id != right.owner_id and are_joined(left.owner, right.owner)
    for row in sorted((left, right), key=lambda r: r.pk):
        owner = row.owner
        told += [row.name, row.activity, row.kbli, _village(row), row.rt, row.rw, row.address]
        told += [row.nib]
        told += [row.phone, row.phone_2] if one_person else _numbers(row)
        if one_person:
            told += ["="]  # somebody said so: what either record says of the owner is no news
        elif owner is not None:
            told += [owner.name, owner.nik_index, owner.sex, str(owner.birth_year or "")]
        told.append("|")
    return sha256("\x1f".join(told).encode()).hexdigest()[:16]


def whole_pairs(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return pairs with both records, owners and places loaded along; no query."""
    return pairs.select_related(
        "left__owner", "left__village", "left__district", "left__region",
        "right__owner", "right__village", "right__district", "right__region",
    )  # fmt: skip


def _free(pairs: QuerySet[Pair], person: int, now: datetime, bounds: Bounds) -> QuerySet[Pair]:
    free = Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_by_id=person)
    return doubtful(pairs, bounds).filter(free).exclude(first_reviewer_id=person)


def _after(pair: Pair) -> Q:
    return Q(probability__lt=pair.probability) | Q(probability=pair.probability, pk__gt=pair.pk)


def _ahead(pair: Pair) -> Q:
    return Q(probability__gt=pair.probability) | Q(probability=pair.probability, pk__lt=pair.pk)


def _compared(field_name: str, left: str, right: str) -> Compared:
    label = words.field_label(field_name)
    return Compared(label, left, right, duplicates.verdict(left, right))


def _numbers(business: Business) -> list[str]:
    owner = business.owner
    told = [business.phone, business.phone_2]
    told += [owner.phone, owner.phone_2] if owner else []
    return list(dict.fromkeys(number for number in told if number))


def _phones(left: list[str], right: list[str]) -> Compared:
    verdict = MISSING
    if left and right:
        verdict = SAME if set(left) & set(right) else DIFFERENT
    shown = [", ".join(phones.mask(number) for number in side[:2]) for side in (left, right)]
    return Compared(words.field_label("phone"), shown[0], shown[1], verdict)


def _same(left: str, right: str) -> str:
    if not left or not right:
        return MISSING
    return SAME if left == right else DIFFERENT


def _village(business: Business) -> str:
    return business.village.name if business.village else ""


def _rt(business: Business) -> str:
    return " / ".join(part for part in (business.rt, business.rw) if part)


def _listed(labels: list[str]) -> str:
    said = [_inside(gettext(label)) for label in labels]
    if len(said) == 1:
        return said[0]
    return f"{', '.join(said[:-1])} {gettext(duplicates.AND)} {said[-1]}"


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
