"""A drawn share of pairs is answered by two people, the second not seeing the first's answer.

Where they agree the answer is carried out; where not, the head decides. What both said is kept,
for how far people agree at all bounds what any model can be measured by.
"""

from datetime import datetime

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.models import Pair
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.merging import children, conflicts_of
from lampit.registry.rules import duplicates, merging


def is_noted_only(actor: User, pair: Pair, answer: str, reason: str, now: datetime) -> bool:
    """Keep an answer of a pair that two people answer, and say whether it ends there.

    Call it with a pair that is held; False means that the answer is carried out now.

    Raises:
        Refusal: `second_person`, `for_head`, `conflict_reason`, `not_allowed`.
    """
    if queries.is_disputed(pair):
        if not access.may_settle(actor):
            raise Refusal("for_head", "Dua orang berbeda jawaban. Kepala yang memutuskan.")
        return False
    first = queries.first_answer(pair, actor.pk)
    if pair.is_double and first == "own":
        raise Refusal("second_person", "Anda sudah menjawab. Minta orang kedua memeriksanya.")
    if pair.is_double and first == "other":
        return _is_second_apart(actor, pair, answer, now)
    if first or answer not in (Pair.State.SAME, Pair.State.DIFFERENT) or not _is_drawn(actor, pair):
        return False
    _check(actor, pair, answer, reason)
    pair.is_double, pair.first_answer = True, answer
    pair.first_reviewer, pair.first_at = actor, now
    pair.first_mark = queries.mark_of(pair.left, pair.right)
    pair.second_reviewer, pair.second_at, pair.second_answer = None, None, ""
    pair.leased_by = pair.leased_until = None
    pair.save()
    note(actor, pair, f"{answer}, pertama", now)
    return True


def note(actor: User, pair: Pair, state: str, now: datetime) -> None:
    """Write an answer to the audit trail."""
    audit(
        actor, "decide_pair", subject_kind="pair", subject_id=pair.pk, fields=[str(state)],
        reason=pair.reason, region=pair.region_id, at=now,
    )  # fmt: skip


def _is_second_apart(actor: User, pair: Pair, answer: str, now: datetime) -> bool:
    """Keep the second answer and say whether it differs from the first."""
    pair.second_reviewer, pair.second_at, pair.second_answer = actor, now, answer
    pair.leased_by = pair.leased_until = None
    pair.save()
    if duplicates.settled_by(pair.first_answer, answer):
        return False
    note(actor, pair, f"{answer}, kedua", now)
    return True


def _is_drawn(actor: User, pair: Pair) -> bool:
    number = vault.blind_index("double", str(pair.pk))
    drawn = duplicates.is_drawn(number, settings.DOUBLE_SHARE)
    return drawn and access.has_other_reviewer(actor)


def _check(actor: User, pair: Pair, answer: str, reason: str) -> None:
    """Refuse a first "the same" that could not be carried out."""
    if answer != Pair.State.SAME:
        return
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh menggabungkan catatan.")
    counted = children([pair.left_id, pair.right_id])
    merging.check_conflicts(conflicts_of(pair.left, pair.right, counted), reason)
