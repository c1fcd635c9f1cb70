"""Pairs that may be one business: stored, leased, answered, and the last answer taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions.merging import merge, unmerge
from lampit.registry.models import Business, MergeEvent, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.merging import children, conflicts_of, sells
from lampit.registry.rules import duplicates, merging

CHUNK = 400
STORED = ("probability", "weight", "explanation", "evidence", "conflict", "model", "state", "mark",
          "found_at")  # fmt: skip


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

    Answers of people outlive models: a pair called the same or unsure stays so, one called
    different comes back only when a compared value changed.

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
            seen |= _store(region, chunk, model, now, done)
    if is_full or looked_at:
        waiting = Pair.objects.filter(region_id=region, state=Pair.State.NEW)
        ends = waiting.values_list("pk", "left_id", "right_id")
        lost = [
            pk for pk, left, right in ends
            if pk not in seen and (is_full or left in looked_at or right in looked_at)
        ]  # fmt: skip
        for start in range(0, len(lost), CHUNK):
            rows = Pair.objects.filter(pk__in=lost[start : start + CHUNK])
            done.gone += rows.update(state=Pair.State.GONE)
    return done


def lease(actor: User, pair_id: int, *, now: datetime) -> Pair:
    """Hold a pair for ten minutes and return it with both records.

    Raises:
        Refusal: `not_found`; a pair held by somebody else, or waiting for a second person, is
            shown, but not held.
    """
    pairs = access.visible_pairs(actor)
    free = pairs.filter(pk=pair_id, state=Pair.State.NEW)
    pair = queries.loaded(pairs, pair_id)
    if pair is None:
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    if queries.first_answer(pair, actor.pk) == "own":
        return pair  # it waits for somebody else
    held = pair.leased_by_id not in (None, actor.pk)
    if not (held and pair.leased_until is not None and pair.leased_until > now):
        until = now + duplicates.LEASE
        free.update(leased_by=actor, leased_until=until)
        pair.leased_by, pair.leased_until = actor, until
    return pair


def decide(
    actor: User, pair_id: int, answer: str, *, mark: str, now: datetime, reason: str = ""
) -> Pair:
    """Note that two records are different (`beda`) or that nobody knows (`ragu`).

    Args:
        actor: who looked at both.
        pair_id: the pair.
        answer: `beda` or `ragu`.
        mark: of the records as they were shown.
        now: the moment of the answer.
        reason: in words, may be empty.

    Raises:
        Refusal: `not_found`, `answer_unknown`, `leased`, `changed_meanwhile`.
    """
    duplicates.check_answer(answer)
    with transaction.atomic():
        pair = _held(actor, pair_id, mark, now)
        _answer(pair, answer, actor, reason, now)
    return pair


def merge_pair(
    actor: User,
    pair_id: int,
    *,
    mark: str,
    now: datetime,
    choices: Mapping[str, int] | None = None,
    reason: str = "",
) -> MergeEvent | None:
    """Merge the two records of a pair and note that they are the same; return the merge.

    Where money or aid hangs on a record, the first person's answer is noted and None returned;
    the second person's merges.

    Raises:
        Refusal: `not_found`, `leased`, `changed_meanwhile`, `second_person`, and those of `merge`.
    """
    with transaction.atomic():
        pair = _held(actor, pair_id, mark, now)
        if _is_first_of_two(actor, pair, reason, now):
            return None
        ids = (pair.left_id, pair.right_id)
        event = merge(actor, ids, now=now, choices=choices, reason=reason)
        _answer(pair, Pair.State.SAME, actor, reason, now)
    return event


def confirm_sure(actor: User, marks: Mapping[int, str], *, now: datetime) -> tuple[int, int]:
    """Merge the sure pairs that a person left ticked; return how many, and how many were not.

    A pair that changed, is held by somebody else or has turned doubtful stays in the queue.
    """
    done = 0
    asked = queries.sure(access.visible_pairs(actor)).filter(pk__in=marks)
    known = list(asked.values_list("pk", flat=True))
    for pair_id in sorted(known):
        try:
            done += merge_pair(actor, pair_id, mark=marks[pair_id], now=now) is not None
        except Refusal:
            continue
    return done, len(marks) - done


def undo_last(actor: User, *, now: datetime) -> Pair:
    """Take back the last answer of a person, with the merge it made, and return the pair.

    Raises:
        Refusal: `nothing_to_undo`.
    """
    since = now - duplicates.UNDO_FOR
    with transaction.atomic():
        pair = queries.last_decided(access.visible_pairs(actor), actor.pk, since)
        if pair is None:
            raise Refusal("nothing_to_undo", "Belum ada jawaban Anda yang bisa diurungkan.")
        if pair.state == Pair.State.SAME and pair.decided_at is not None:
            made = MergeEvent.objects.filter(
                actor=actor, at=pair.decided_at, undo_of=None, undone_by=None
            )
            for event in made.order_by("-id"):
                if {pair.left_id, pair.right_id} & {event.golden_id, *event.members}:
                    unmerge(actor, event.pk, now=now)
        _audit(actor, pair, Pair.State.NEW, now)
        pair.state, pair.reviewer, pair.decided_at = Pair.State.NEW, None, None
        pair.reason = ""
        pair.save(update_fields=["state", "reviewer", "decided_at", "reason"])
    return pair


def _held(actor: User, pair_id: int, mark: str, now: datetime) -> Pair:
    """Return a pair that may be answered now, locked."""
    rows = access.visible_pairs(actor).filter(pk=pair_id)
    if not list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)):
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    pair = queries.loaded(rows, pair_id)
    if pair is None or pair.left.withdrawn_at or pair.right.withdrawn_at:
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    duplicates.check_lease(pair.leased_by_id, pair.leased_until, actor.pk, now)
    duplicates.check_mark(mark, queries.mark_of(pair.left, pair.right))
    return pair


def _is_first_of_two(actor: User, pair: Pair, reason: str, now: datetime) -> bool:
    """Note the first "the same" of a pair that needs two people and say so; else say no.

    Raises:
        Refusal: `not_allowed`, `second_person`, `conflict_reason`.
    """
    both = (pair.left_id, pair.right_id)
    members = Business.objects.filter(golden__in=both).values_list("pk", flat=True)
    counted = children([*both, *members])
    first = queries.first_answer(pair, actor.pk)
    if first == "other" or not any(map(sells, counted.values())):
        return False
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh menggabungkan catatan.")
    if first == "own":
        raise Refusal(
            "second_person", "Anda sudah menjawab sama. Minta orang kedua memeriksa pasangan ini."
        )
    merging.check_conflicts(conflicts_of(pair.left, pair.right, counted), reason)
    pair.first_reviewer, pair.first_at = actor, now
    pair.first_mark = queries.mark_of(pair.left, pair.right)
    pair.reason = " ".join(reason.split())[:200]
    pair.leased_by = pair.leased_until = None
    pair.save()
    _audit(actor, pair, "sama, pertama", now)
    return True


def _answer(pair: Pair, state: str, actor: User, reason: str, now: datetime) -> None:
    pair.mark = queries.mark_of(pair.left, pair.right)
    pair.state, pair.reviewer, pair.decided_at = state, actor, now
    pair.reason = " ".join(reason.split())[:200]
    pair.leased_by = pair.leased_until = None
    pair.save()
    _audit(actor, pair, state, now)


def _audit(actor: User, pair: Pair, state: str, now: datetime) -> None:
    audit(
        actor, "decide_pair", subject_kind="pair", subject_id=pair.pk, fields=[str(state)],
        reason=pair.reason, region=pair.region_id, at=now,
    )  # fmt: skip


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
    return pair
