"""What becomes of the answer "the same" to a pair whose records were parted again."""

from collections.abc import Iterable
from datetime import datetime

from lampit.people.models import User
from lampit.registry.models import Business, Pair
from lampit.registry.queries.duplicates import mark_of


def end_answers(rows: Iterable[Business], actor: User | None, reason: str, now: datetime) -> int:
    """End the answers that two of `rows` are the same which are apart now; return how many.

    Left as they are, such pairs would never be asked about again, and count as rightly proposed.

    Args:
        rows: the records that hung together, linked as they are now.
        actor: who says that they are different; None has them asked about again.
        reason: why, in words.
        now: when.
    """
    tops = {row.pk: row.golden_id or row.pk for row in rows}
    said = Pair.objects.filter(left__in=tops, right__in=tops, state=Pair.State.SAME)
    whole = said.select_related("left__owner", "left__village", "right__owner", "right__village")
    apart = [pair for pair in whole if tops[pair.left_id] != tops[pair.right_id]]
    for pair in apart:
        if actor is not None:
            pair.state, pair.reviewer, pair.decided_at = Pair.State.DIFFERENT, actor, now
            pair.reason, pair.mark = reason, mark_of(pair.left, pair.right)
        else:
            _ask_again(pair)
        pair.save()
    return len(apart)


def _ask_again(pair: Pair) -> None:
    pair.state, pair.reviewer, pair.decided_at, pair.reason = Pair.State.NEW, None, None, ""
    forget_both(pair)


def forget_both(pair: Pair) -> None:
    """Forget the answers of two people to a pair that is asked about anew: they were to another."""
    pair.is_double, pair.first_answer, pair.second_answer = False, "", ""
    pair.first_reviewer, pair.first_at, pair.first_mark = None, None, ""
    pair.second_reviewer, pair.second_at = None, None
