"""Counts the doubtful values of a list while it is checked, and takes the office's answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions import _bulk
from lampit.registry.models import DoubtfulValue, ImportRun, ValueAnswer
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing.answers import (
    OPEN,
    REFUSE,
    VILLAGE,
    Doubt,
    Value,
    evened,
    is_fit,
)
from lampit.registry.rules.importing.record import SourceRow

MOST_VALUES = 20_000  # distinct ones kept of a list; more is no list but noise


class DoubtCount:
    """The doubtful values seen so far: each once, with its rows and the first place of it."""

    def __init__(self) -> None:
        """Start with none."""
        self._rows: Counter[Value] = Counter()
        self._first: dict[Value, tuple[Doubt, str, int]] = {}

    def add(self, rows: Iterable[SourceRow]) -> None:
        """Count the doubts of some rows."""
        for row in rows:
            for doubt in row.doubts:
                value = evened(doubt.value)
                if value not in self._first:
                    if len(self._first) == MOST_VALUES:
                        continue
                    self._first[value] = doubt, row.sheet, row.row
                self._rows[value] += 1

    def counts(self) -> dict[str, int]:
        """Return how many values there are, how many are open, and in how many rows these are."""
        still = [value for value, (doubt, _, _) in self._first.items() if not doubt.is_answered]
        return {
            "values": len(self._first),
            "values_open": len(still),
            "values_open_rows": sum(self._rows[value] for value in still),
        }

    def keep(self, run: ImportRun) -> None:
        """Put them in the place of those of the check before; in the caller's transaction."""
        DoubtfulValue.objects.filter(run=run).delete()
        _bulk.insert(
            DoubtfulValue,
            [
                {
                    **doubt.value._asdict(), "run_id": run.pk, "code": doubt.code,
                    "reading": doubt.reading, "is_answered": doubt.is_answered,
                    "rows": self._rows[value], "sheet": sheet[:60], "row": row,
                }
                for value, (doubt, sheet, row) in self._first.items()
            ],
        )  # fmt: skip


def answer_values(
    run: ImportRun, actor: User, told: Mapping[int, str | None], *, now: datetime
) -> int:
    """Remember what the office says of doubtful values of a draft; return how many changed.

    Args:
        run: a run in draft; check it anew afterwards.
        actor: who answers.
        told: number of a doubtful value → answer; None forgets an answer given before.
        now: when.

    Raises:
        Refusal: `answer_unknown`.
    """
    asked = {one.pk: one for one in DoubtfulValue.objects.filter(run=run, pk__in=told)}
    villages = queries.gazetteer(run.region_id).villages
    changed = 0
    with transaction.atomic():
        for pk, one in asked.items():
            answer = told[pk]
            if answer is not None:
                _check(one, answer, villages)
            changed += _remember(run, one, answer, actor, now)
        if changed:
            audit(
                actor, "import_answers", subject_kind="import", subject_id=run.pk,
                region=run.region_id, at=now,
            )  # fmt: skip
    return changed


def _check(one: DoubtfulValue, answer: str, villages: Mapping[str, str]) -> None:
    foreign = one.kind == VILLAGE and answer not in (OPEN, REFUSE) and answer not in villages
    if foreign or not is_fit(one.kind, answer):
        raise Refusal("answer_unknown", "Pilihan ini tidak dikenal. Muat ulang halaman.")


def _remember(
    run: ImportRun, one: DoubtfulValue, answer: str | None, actor: User, now: datetime
) -> bool:
    """Write or forget one answer; tell whether that changed anything."""
    value = evened(Value(one.kind, one.text, one.beside, one.group))
    known = ValueAnswer.objects.filter(region_id=run.region_id, **value._asdict())
    if answer is None:
        return known.delete()[0] > 0
    if known.filter(answer=answer).exists():
        return False
    ValueAnswer.objects.update_or_create(
        region_id=run.region_id,
        **value._asdict(),
        defaults={"answer": answer, "answered_by": actor, "answered_at": now},
    )
    return True
