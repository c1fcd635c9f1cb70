"""Pairs that may be one business: leased, answered, and the last answer taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.places import queries as places
from lampit.registry import access
from lampit.registry.actions import blind
from lampit.registry.actions._parting import forget_both
from lampit.registry.actions.merging import merge, unmerge
from lampit.registry.actions.persons import merge_owners, part_owners
from lampit.registry.models import Business, MergeEvent, OwnerMerge, Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries import persons
from lampit.registry.queries.merging import (
    children,
    conflicts_of,
    golden_of,
    log_of,
    members_of,
    sells,
)
from lampit.registry.rules import duplicates, merging

# Why two owners became one person, where their businesses were found to be one.
AS_RECORDS = "usaha keduanya ternyata satu"


def lease(actor: User, pair_id: int, *, now: datetime) -> Pair:
    """Hold a pair for ten minutes and return it with both records.

    Raises:
        Refusal: `not_found`; a pair held by somebody else, or waiting for a second person, is
            shown, but not held.
    """
    pair = queries.loaded(access.visible_pairs(actor), pair_id)
    if pair is None:
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    return hold_pair(actor, pair, now=now)


def hold_pair(actor: User, pair: Pair, *, now: datetime) -> Pair:
    """Hold a pair that was loaded for this person right now, as `lease` does; return it."""
    free = access.visible_pairs(actor).filter(pk=pair.pk, state=Pair.State.NEW)
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
    """Note that two records are different (`beda`) or that nobody knows (`ragu`); twice is once.

    Of a pair that two people answer blindly the first answer is only kept, see `blind`.

    Args:
        actor: who looked at both.
        pair_id: the pair.
        answer: `beda` or `ragu`.
        mark: of the records as they were shown.
        now: the moment of the answer.
        reason: in words, may be empty.

    Raises:
        Refusal: `not_found`, `answer_unknown`, `answered`, `leased`, `changed_meanwhile`.
    """
    duplicates.check_answer(answer)
    with transaction.atomic():
        pair = _held(actor, pair_id)
        if pair.state == answer and pair.reviewer_id == actor.pk:
            return pair
        _check_open(actor, pair, mark, now)
        if not blind.is_noted_only(actor, pair, answer, reason, now):
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
    same_owner: bool = False,
    together: bool = False,
) -> MergeEvent | None:
    """Merge the two records of a pair and note that they are the same; return the merge.

    Where money or aid hangs on a record, the first person's answer is noted and None returned;
    the second person's merges. With `same_owner` the two owners become one person as well;
    `together` tells that it was confirmed on the page of sure ones. Of a pair that two people
    answer blindly the first answer is kept, and None returned. Done twice is done once.

    Raises:
        Refusal: `not_found`, `answered`, `leased`, `changed_meanwhile`, `second_person`, and those
            of `merge`.
    """
    with transaction.atomic():
        pair = _held(actor, pair_id)
        ids = (pair.left_id, pair.right_id)
        if pair.state == Pair.State.SAME and pair.reviewer_id == actor.pk:
            return merge(actor, ids, now=now)  # the one that stands
        _check_open(actor, pair, mark, now)
        if not together and blind.is_noted_only(actor, pair, Pair.State.SAME, reason, now):
            return None
        if _is_first_of_two(actor, pair, reason, now):
            return None
        event = merge(actor, ids, now=now, choices=choices, reason=reason)
        if same_owner:
            _join(actor, pair, None, reason or AS_RECORDS, now)
            pair = queries.loaded(access.visible_pairs(actor), pair_id) or pair
        why = duplicates.ON_SURE_PAGE if together else reason
        _answer(pair, Pair.State.SAME, actor, why, now)
    return event


def join_owners(
    actor: User,
    pair_id: int,
    *,
    mark: str,
    now: datetime,
    choices: Mapping[str, int] | None = None,
    reason: str = "",
) -> OwnerMerge:
    """Note that both businesses are different and belong to one person; return that merge.

    Raises:
        Refusal: `not_found`, `answered`, `leased`, `changed_meanwhile`, `one_owner`, those of
            `merge_owners`.
    """
    with transaction.atomic():
        pair = _held(actor, pair_id)
        _check_open(actor, pair, mark, now)
        event = _join(actor, pair, choices, reason, now)
        if event is None:
            raise Refusal("one_owner", "Kedua usaha sudah tercatat milik satu orang.")
        pair = queries.loaded(access.visible_pairs(actor), pair_id) or pair
        _answer(pair, Pair.State.DIFFERENT, actor, reason, now)
    return event


def _join(
    actor: User, pair: Pair, choices: Mapping[str, int] | None, reason: str, now: datetime
) -> OwnerMerge | None:
    """Make one person of the owners of a pair; None where that is so, or one is unknown."""
    left, right = pair.left.owner, pair.right.owner
    if left is None or right is None or persons.are_joined(left, right):
        return None
    return merge_owners(actor, (left.pk, right.pk), now=now, choices=choices, reason=reason)


def confirm_sure(actor: User, marks: Mapping[int, str], *, now: datetime) -> tuple[int, int]:
    """Merge the sure pairs that a person left ticked; return how many, and how many were not.

    A pair that changed, is held by somebody else or has turned doubtful stays in the queue; one
    whose records became one by the pairs before it is done with them.
    """
    done = 0
    asked = queries.sure(access.visible_pairs(actor)).filter(pk__in=marks)
    known = asked.select_related("left__owner", "right__owner").order_by("pk")
    for pair in list(known):
        if golden_of(pair.left_id) == golden_of(pair.right_id):
            done += 1
            continue
        same = persons.is_one_person(pair.left.owner, pair.right.owner)
        mark = marks[pair.pk]
        try:
            merged = merge_pair(actor, pair.pk, mark=mark, now=now, same_owner=same, together=True)
            done += merged is not None
        except Refusal:
            continue
    return done, len(marks) - done


def ask_again(actor: User, pair_id: int, *, now: datetime) -> Pair:
    """Ask again about a pair that nobody knew, and hold it for who asks; return it.

    Whoever answers now, the same person or another, answers it anew. Who did not know, when and
    why, stays in the trail.

    Raises:
        Refusal: `not_found`, `answered`.
    """
    with transaction.atomic():
        pair = _held(actor, pair_id)
        duplicates.check_unsure(pair.state)
        pair.state = Pair.State.NEW
        forget_both(pair)
        pair.leased_by, pair.leased_until = actor, now + duplicates.LEASE
        pair.save()
        blind.note(actor, pair, Pair.State.NEW, now)
    return pair


def undo_last(actor: User, *, now: datetime) -> Pair:
    """Take back the last answer of a person, with the merge it made, and return the pair.

    Raises:
        Refusal: `nothing_to_undo`.
    """
    since, pairs = now - duplicates.UNDO_FOR, access.visible_pairs(actor)
    with transaction.atomic():
        pair = queries.last_decided(pairs, actor.pk, since)
        if pair is not None:
            # Looked at again under lock: somebody may have answered it anew meanwhile.
            _hold(pair.region_id, pairs.filter(pk=pair.pk))
            pair = queries.last_decided(pairs.filter(pk=pair.pk), actor.pk, since)
        if pair is None:
            raise Refusal("nothing_to_undo", "Belum ada jawaban Anda yang bisa diurungkan.")
        _take_back(actor, pair, now)
        blind.note(actor, pair, Pair.State.NEW, now)
    return pair


def _take_back(actor: User, pair: Pair, now: datetime) -> None:
    """Take back what a person answered last to a pair: the decision, or what waits for others."""
    if pair.second_reviewer_id == actor.pk:
        pair.second_reviewer, pair.second_at, pair.second_answer = None, None, ""
    elif pair.state == Pair.State.NEW:
        pair.first_reviewer, pair.first_at, pair.first_mark = None, None, ""
        pair.is_double, pair.first_answer = False, ""
    if pair.state != Pair.State.NEW:
        _part_again(actor, pair, now)
        pair.state, pair.reviewer, pair.decided_at = Pair.State.NEW, None, None
    pair.reason = ""
    pair.save()


def _part_again(actor: User, pair: Pair, now: datetime) -> None:
    """Undo the merges of businesses and owners that an answer made.

    Of merges of one moment only the last that holds the two together: the others have an answer
    of their own. Whom it parts beside them is asked about again.
    """
    ours = {"actor": actor, "at": pair.decided_at, "undo_of": None, "undone_by": None}
    log = log_of(members_of(pair.left_id))
    made = MergeEvent.objects.filter(**ours).order_by("-id").values_list("pk", flat=True)
    event = next((pk for pk in made if merging.joins(log, pk, pair.left_id, pair.right_id)), None)
    if event is not None:
        unmerge(actor, event, now=now, is_asked_again=True)
    one, other = pair.left.owner_id or 0, pair.right.owner_id or 0
    family = [persons.link_of(link) for link in persons.log_of(persons.family_of([one, other]))]
    joined = OwnerMerge.objects.filter(**ours).order_by("-id").values_list("pk", flat=True)
    both = next((pk for pk in joined if merging.joins(family, pk, one, other)), None)
    if both is not None:
        part_owners(actor, both, now=now)


def _held(actor: User, pair_id: int) -> Pair:
    """Return a pair with both records, locked for who answers it.

    Raises:
        Refusal: `not_found`.
    """
    rows = access.visible_pairs(actor).filter(pk=pair_id)
    region = rows.values_list("region_id", flat=True).first()
    found = queries.loaded(rows, pair_id) if region and _hold(region, rows) else None
    if found is None or found.left.withdrawn_at or found.right.withdrawn_at:
        raise Refusal("not_found", "Pasangan ini tidak ada di wilayah Anda.")
    return found


def _hold(region: str, rows: QuerySet[Pair]) -> bool:
    """Lock pairs and say whether there are any: the kabupaten first, as a merge and a move do."""
    places.held(region)
    return bool(list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)))


def _check_open(actor: User, pair: Pair, mark: str, now: datetime) -> None:
    """Refuse an answer to a pair that is answered, held by somebody else, or has changed.

    Raises:
        Refusal: `answered`, `leased`, `changed_meanwhile`.
    """
    duplicates.check_waiting(pair.state)
    duplicates.check_lease(pair.leased_by_id, pair.leased_until, actor.pk, now)
    duplicates.check_mark(mark, queries.mark_of(pair.left, pair.right))


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
    blind.note(actor, pair, "sama, pertama", now)
    return True


def _answer(pair: Pair, state: str, actor: User, reason: str, now: datetime) -> None:
    pair.mark = queries.mark_of(pair.left, pair.right)
    pair.state, pair.reviewer, pair.decided_at = state, actor, now
    pair.reason = " ".join(reason.split())[:200]
    pair.leased_by = pair.leased_until = None
    pair.save()
    blind.note(actor, pair, state, now)
