"""Brings the queue of pairs up to date with what a search found; answers of people stay."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from lampit.places import queries as places
from lampit.registry.actions._parting import forget_both
from lampit.registry.models import Business, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.merging import children
from lampit.registry.rules import duplicates, merging

CHUNK = 400
STORED = ("probability", "weight", "explanation", "evidence", "conflict", "model", "state", "mark",
          "found_at", "sampled_on", "stratum", "sample_order", "is_double", "first_answer",
          "first_reviewer", "first_at", "first_mark", "second_answer", "second_reviewer",
          "second_at")  # fmt: skip


class FoundPair(NamedTuple):
    """A pair as an engine found it: ids, probability, weight (log2 odds), words, evidence."""

    left: int
    right: int
    probability: float
    weight: float = 0.0
    explanation: str = ""
    evidence: Sequence[tuple[str, str, float]] = ()


@dataclass
class Stored:
    """What became of found pairs."""

    new: int = 0
    renewed: int = 0
    kept: int = 0
    gone: int = 0


def store_pairs(
    region: str, found: Iterable[FoundPair], model: str, *, now: datetime, is_full: bool = False,
    looked_at: Collection[int] = (),
) -> Stored:  # fmt: skip
    """Bring the queue of a kabupaten up to date and return what changed; twice is once.

    Answers of people outlive models: a pair called the same stays so, one called different
    or unsure comes back only when a compared value changed. Whoever answers, merges or stores
    takes turns block by block, so that no answer of this moment is written over.

    Args:
        region: code of the kabupaten; pairs of other records are left out.
        found: pairs of business ids in any order, read once.
        model: version of the model that found them.
        now: stamped on what changed.
        is_full: waiting pairs that a full run no longer finds fall out.
        looked_at: ids of the records that a search of new ones looked at; waiting pairs of theirs
            that it no longer finds fall out.
    """
    done, seen = Stored(), set()
    source = iter(found)
    while chunk := list(islice(source, CHUNK)):
        with transaction.atomic():
            places.held(region)
            seen |= _store(region, chunk, model, now, done)
    if is_full or looked_at:
        lost = [
            pk for pk, left, right in _waiting(region)
            if pk not in seen and (is_full or left in looked_at or right in looked_at)
        ]  # fmt: skip
        for start in range(0, len(lost), CHUNK):
            rows = Pair.objects.filter(pk__in=lost[start : start + CHUNK], state=Pair.State.NEW)
            done.gone += rows.update(state=Pair.State.GONE)
    mark_chains(region)
    return done


def mark_chains(region: str) -> int:
    """Send the sure pairs of loose chains to the queue, and tight ones back; return how many.

    Not before this is a new pair confirmed with others on one page.
    """
    with transaction.atomic():
        places.held(region)
        rows = list(queries.beyond_doubt(region))
        known = queries.likely_ends(region) if rows else set()
        chained = duplicates.chained(((left, right) for _, left, right, _ in rows), known)
        loose = {pk for pk, left, right, conflict in rows
                if conflict in ("", merging.CHAIN) and (left, right) in chained}  # fmt: skip
        waiting = Pair.objects.filter(region_id=region, state=Pair.State.NEW)
        marked = set(waiting.filter(conflict=merging.CHAIN).values_list("pk", flat=True))
        _tell(sorted(loose - marked), merging.CHAIN)
        _tell(sorted(marked - loose), "")
    return len(loose ^ marked)


def _tell(ids: list[int], conflict: str) -> None:
    for start in range(0, len(ids), CHUNK):
        Pair.objects.filter(pk__in=ids[start : start + CHUNK]).update(conflict=conflict)


def _waiting(region: str) -> list[tuple[int, int, int]]:
    """Return the proposed pairs that wait now: their id and those of both records."""
    rows = Pair.objects.filter(queries.PROPOSED, region_id=region, state=Pair.State.NEW)
    return list(rows.values_list("pk", "left_id", "right_id"))


def _store(
    region: str, chunk: list[FoundPair], model: str, now: datetime, done: Stored
) -> set[int]:
    ids = {pk for pair in chunk for pk in (pair.left, pair.right)}
    present = Business.objects.filter(pk__in=ids, region_id=region, withdrawn_at=None, golden=None)
    rows = {row.pk: row for row in present.select_related("owner", "village")}
    lefts = [min(pair.left, pair.right) for pair in chunk]
    known = {
        (pair.left_id, pair.right_id): pair
        for pair in Pair.objects.filter(left__in=lefts, region_id=region)
    }
    counted = children(ids)
    fresh: dict[tuple[int, int], Pair] = {}
    changed: list[Pair] = []
    seen = set()
    for one in chunk:
        key = (min(one.left, one.right), max(one.left, one.right))
        if key[0] == key[1] or key[0] not in rows or key[1] not in rows or key in fresh:
            continue
        left, right = rows[key[0]], rows[key[1]]
        conflict = ",".join(queries.doubts_of(left, right, counted))[:60]
        if one.probability >= duplicates.DOUBTFUL_BELOW:
            conflict = conflict or merging.CHAIN  # nothing is sure before chains are looked at
        pair = known.get(key)
        if pair is None:
            fresh[key] = _filled(
                Pair(region_id=region, left=left, right=right), one, model, conflict, now
            )
            continue
        seen.add(pair.pk)
        again = duplicates.may_propose(pair.state, pair.mark, queries.mark_of(left, right))
        if again or pair.state == Pair.State.NEW:
            done.renewed += again
            done.kept += not again
            pair.state = Pair.State.NEW
            pair.left, pair.right = left, right
            if again and pair.second_answer:
                forget_both(pair)  # both answered other values: else nobody is shown it any more
            changed.append(_filled(pair, one, model, conflict, now))
        else:
            done.kept += 1
    made = Pair.objects.bulk_create(fresh.values())
    Pair.objects.bulk_update(changed, STORED)
    done.new += len(made)
    return seen | {pair.pk for pair in made}


def _filled(pair: Pair, one: FoundPair, model: str, conflict: str, now: datetime) -> Pair:
    pair.probability, pair.weight = one.probability, one.weight
    pair.explanation, pair.evidence = one.explanation, [list(part) for part in one.evidence]
    pair.model, pair.conflict, pair.found_at = model[:40], conflict, now
    pair.mark = queries.mark_of(pair.left, pair.right)
    if pair.stratum:  # drawn as one that was not proposed: it is now, and tells of no miss
        pair.sampled_on = pair.stratum = pair.sample_order = None
    return pair
