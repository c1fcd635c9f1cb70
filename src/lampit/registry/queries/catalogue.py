"""Which businesses match what the list is asked for, out of the catalogue: exact, few queries.

Sets of ids are cut and joined in memory, so that any combination of filters costs the same at a
million businesses, and how many there are is counted, not guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import BinaryField, Q, QuerySet, Value

from lampit.places.queries import subdistricts
from lampit.places.rules import SUBDISTRICT, level
from lampit.registry.models import Business, Posting, Recent, Word
from lampit.registry.queries.binary import read
from lampit.registry.rules import catalogue as rules
from lampit.registry.rules import freshness, search
from lampit.registry.rules.asking import UNKNOWN, Asked
from lampit.registry.rules.numbers import Ids, Numbers

ENTRY = ("region_id", "district_id", "village_id", "sector", "status", "nib", "is_online",
         "confirmed_on", "search_key")  # fmt: skip
EARLIEST = date(1990, 1, 1)  # before it nobody confirmed anything
CHECKED_AT_ONCE = 5_000


def entry_of(values: Sequence[Any]) -> rules.Entry:
    """Return what the catalogue keeps of a business from its columns `ENTRY`."""
    region, subdistrict, village, sector, status, nib, online, confirmed, key = values
    is_online = None if online is None else bool(online)
    day = "" if confirmed is None else str(confirmed)
    return rules.Entry(
        region, subdistrict or "", village or "", sector, status, bool(nib), is_online, day, key
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Who matches as far as the catalogue knows, and who was written since, ascending.

    What it knows of the written ones is old: they are to be looked at themselves.
    """

    ids: Numbers
    recent: Ids


@dataclass(frozen=True, slots=True)
class Facet:
    """Who has one of some terms, or who has none of them."""

    terms: tuple[str, ...]
    is_without: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """Terms for one word of a search: one of `either`, or all of `grams` with digits beside."""

    either: list[str]
    grams: list[str]
    digits: str = ""


def known(
    regions: Sequence[str],
    asked: Asked,
    on: date,
    named: Sequence[str] = (),
    *,
    nearly: bool = False,
    also: Sequence[Facet] = (),
) -> Known:
    """Return who matches as far as the catalogue knows, and who was written since.

    One query, two where words are looked for, one more where the kecamatan is to be unknown, and
    one more for each 5,000 numbers that only seem to match.

    Args:
        regions: the kabupaten looked at; empty is all.
        asked: what the list is asked for, but for NIK and owner.
        on: the day on which freshness is told.
        named: villages and kecamatan that match the words of the search as well.
        nearly: words may have one slip each.
        also: further facets that all must have.
    """
    facets, wanted = [*_facets(asked, on), *also], search.wanted_of(asked.text)
    if asked.subdistrict == UNKNOWN:
        told = tuple(f"d{code}" for code in subdistricts(regions))
        facets.append(Facet(told, is_without=True))
    words, earlier = _vocabulary(wanted, nearly=nearly)
    place = [f"r{code}" for code in regions] or [rules.EVERY]
    places = [f"{_letter(code)}{code}" for code in named]
    terms = [*place, *(t for f in facets for t in f.terms), *places, *_all(words)]
    shelf, recent = _shelf(terms, place)
    recent = recent if earlier is None else earlier
    base = shelf.any_of(place)
    for facet in facets:
        held = shelf.any_of(facet.terms)
        base &= ~held if facet.is_without else held
    if not asked.text.strip():
        return Known(shelf.numbers(base), recent)
    found = _holding(shelf, base, words) if wanted else Numbers()
    if named:
        found = found.joined(shelf.numbers(base & shelf.any_of(places)).ids)
    return Known(found, recent)


def counted(region: str, on: date) -> tuple[dict[tuple[str, str], int], Ids]:
    """Return (state, band) → how many of a kabupaten, and who was written since; one query.

    The written ones are left out: they are counted from themselves.
    """
    place = [f"r{region}"]
    states = {code: [f"k{code}"] for code in Business.Status.values}
    bands = {band: band_terms(band, on) for band in freshness.BANDS if band != freshness.STALE}
    wanted = (t for terms in (*states.values(), *bands.values()) for t in terms)
    shelf, recent = _shelf([*place, *wanted], place)
    base = shelf.any_of(place) & ~shelf.places_of(recent)
    of_band = {band: base & shelf.any_of(terms) for band, terms in bands.items()}
    of_band[freshness.STALE] = base & ~np.bitwise_or.reduce(list(of_band.values()))
    found = {}
    for state, terms in states.items():
        held = shelf.any_of(terms)
        for band, members in of_band.items():
            found[state, band] = rules.count(held & members)
    return found, recent


def counted_by(region: str, places: Sequence[str]) -> tuple[dict[str, int], Ids]:
    """Return how many of a kabupaten there are, and lie in each kecamatan or village; one query.

    And who was written since, as in `counted`.
    """
    terms = {f"{_letter(code)}{code}": code for code in places}
    shelf, recent = _shelf([f"r{region}", *terms], [f"r{region}"])
    base = shelf.any_of([f"r{region}"]) & ~shelf.places_of(recent)
    found = {code: rules.count(base & shelf.any_of([term])) for term, code in terms.items()}
    return found | {region: rules.count(base)}, recent


def _letter(code: str) -> str:
    return "d" if level(code) == SUBDISTRICT else "v"


def _facets(asked: Asked, on: date) -> list[Facet]:
    """Return for each filter who has it."""
    found = [
        Facet((f"{letter}{value}",))
        for letter, value in (
            ("d", asked.subdistrict), ("v", asked.village), ("s", asked.sector),
        ) if value and value != UNKNOWN
    ]  # fmt: skip
    if asked.sector == UNKNOWN:
        found.append(Facet(("s",)))
    if asked.status:
        found.append(Facet((f"k{'' if asked.status == 'belum_dipastikan' else asked.status}",)))
    if asked.nib:
        found.append(Facet((rules.WITH_NIB,), is_without=asked.nib != "ya"))
    if asked.online == UNKNOWN:
        found.append(Facet((rules.ONLINE, rules.OFFLINE), is_without=True))
    elif asked.online:
        found.append(Facet((rules.ONLINE if asked.online == "ya" else rules.OFFLINE,)))
    if asked.band in freshness.BANDS:
        found.append(Facet(band_terms(asked.band, on)))
    return found


def band_terms(band: str, on: date) -> tuple[str, ...]:
    """Return the terms of which everybody in a band of freshness has one."""
    if band == freshness.NEVER:
        return (rules.NEVER_CONFIRMED,)
    low, high = freshness.band_bounds(band, on)
    return rules.days(low, high, earliest=EARLIEST, latest=date(on.year + 1, 12, 31))


def _vocabulary(wanted: Sequence[str], *, nearly: bool = False) -> tuple[list[_Words], Ids | None]:
    """Return the terms of each wanted word, and who was written since; one query.

    None, and no query, when all are digits or one sign. Whoever is taken into the catalogue
    after the words were read may have new ones, so the written ones are read together with them.
    """
    condition = Q()
    for word in wanted:
        condition |= _held_by(word, nearly=nearly)
    if not condition:
        return [_terms_for(word, (), nearly=nearly) for word in wanted], None
    near: list[str] = []
    recent: list[int] = []
    rows = Word.objects.filter(condition).order_by().values_list("word", Value(0))
    written = Recent.objects.order_by().values_list(Value(""), "business_id")
    for word, number in rows.union(written, all=True):
        if word:
            near.append(word)
        else:
            recent.append(number)
    ids = np.unique(np.array(recent, np.int64))
    return [_terms_for(word, near, nearly=nearly) for word in wanted], ids


def _held_by(word: str, *, nearly: bool) -> Q:
    """Return which words of the catalogue may answer a wanted word; nothing for whole words."""
    if search.is_digits(word):
        return Q()
    if len(word) < search.SHORTEST_PART:
        return Q(word__startswith=word) if search.is_beginning(word) else Q()
    condition = Q(word__contains=word)
    for half in search.halves(word) if nearly else ():
        condition |= Q(word__contains=half)
    return condition


def _terms_for(word: str, near: Sequence[str], *, nearly: bool) -> _Words:
    if search.is_digits(word):
        return _Words([], rules.grams(word), word)
    if search.is_beginning(word):
        fits = search.begins
    elif len(word) < search.SHORTEST_PART:
        return _Words([f"w{word}"], [])
    else:
        fits = search.is_nearly if nearly else search.is_part
    return _Words([f"w{other}" for other in near if fits(word, other)], [])


def _all(words: Iterable[_Words]) -> list[str]:
    terms = []
    for word in words:
        terms += word.either + word.grams
        if word.digits:
            terms += _heads(word.digits)
    return terms


def _heads(digits: str) -> list[str]:
    return [f"h{digits}"] if len(digits) in rules.HEADS else []


def _shelf(terms: Sequence[str], place: Sequence[str]) -> tuple[rules.Shelf, Ids]:
    """Return the blocks of some terms, and who was written since; of one moment, one query."""
    kept: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    recent: list[int] = []
    rows = Posting.objects.filter(term__in=set(terms)).order_by()
    none = Value(b"", BinaryField())
    written = Recent.objects.order_by().values_list(Value(""), "business_id", none)
    told: QuerySet[Any, Any] = rows.values_list("term", "block", "members")
    for term, number, members in read(told.union(written, all=True)):
        if term:
            kept[term].append((number, bytes(members)))
        else:
            recent.append(number)
    shelf = rules.Shelf({block for term in place for block, _ in kept[term]}, kept)
    return shelf, np.unique(np.array(recent, np.int64))


def _holding(shelf: rules.Shelf, base: rules.Members, words: Sequence[_Words]) -> Numbers:
    """Return who has all words; digits that only seem to be in a row are looked up."""
    found, unsure = base.copy(), []
    for word in words:
        if not word.grams:
            found &= shelf.any_of(word.either)
            continue
        for gram in word.grams:
            found &= shelf.any_of([gram])
        if len(word.grams) > 1:
            unsure.append(word.digits)
    ids = shelf.numbers(found)
    for digits in unsure:
        heads = shelf.numbers(found & shelf.any_of(_heads(digits)))
        ids = Numbers(_with_digits(ids.ids, heads.ids, digits))
    return ids


def _with_digits(ids: Ids, sure: Ids, digits: str) -> Ids:
    """Return those of `ids` whose key holds the digits; the `sure` ones are not looked up."""
    open_ = np.setdiff1d(ids, sure, assume_unique=True)
    kept = [np.intersect1d(ids, sure, assume_unique=True)]
    for start in range(0, open_.size, CHECKED_AT_ONCE):
        part = open_[start : start + CHECKED_AT_ONCE].tolist()
        rows = Business.objects.filter(pk__in=part, search_key__contains=digits)
        kept.append(np.fromiter(rows.values_list("pk", flat=True), np.int64))
    return np.sort(np.concatenate(kept))


def alive(rows: QuerySet[Business], ids: Ids) -> QuerySet[Business]:
    """Return those of `rows` that were written since the catalogue knew them."""
    if ids.size <= CHECKED_AT_ONCE:
        return rows.filter(pk__in=ids.tolist())
    return rows.filter(pk__in=Recent.objects.values("business_id"))
