"""Checks of `lampit verify`: what must always be true of the tables of surveys."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from lampit.measure.models import (
    Attachment,
    Delivery,
    Instrument,
    ListedDraw,
    Round,
    Score,
    Submission,
)
from lampit.measure.queries.checks_frozen import Check, frozen_checks
from lampit.measure.queries.checks_margins import margins_check
from lampit.measure.queries.checks_models import models_check
from lampit.measure.queries.instruments import is_unchanged
from lampit.measure.queries.rechecking import (
    draws_again,
    receipt_in_tables,
    second_draws_again,
    second_receipt_in_tables,
)
from lampit.measure.rules import receiving, versions
from lampit.outside.kept import path_of

__all__ = ["Check", "checks"]
ROUNDS, REDRAWN = 50, 10
INSTRUMENTS = 200
UNCOUNTED, FILES = timedelta(hours=1), 5_000


def checks() -> list[Check]:
    """Return the checks of surveys; at most 50 rounds are drawn up again."""
    own = [_receipts(), _frames(), _scores(), _instruments(), _deliveries()]
    return [*own, margins_check(), models_check(), *frozen_checks()]


def _receipts() -> Check:
    """The sample of each round is the one its receipt was written for."""
    wrong, seen = [], 0
    for found in Round.objects.exclude(receipt="").order_by("-id")[:ROUNDS]:
        seen += 1
        if receipt_in_tables(found) != found.receipt:
            wrong.append(f"{found.region_id}/{found.name}")
    for done in ListedDraw.objects.select_related("round")[:ROUNDS]:
        seen += 1
        if second_receipt_in_tables(done) != done.receipt:
            wrong.append(f"{done.round.region_id}/{done.round.name} (usaha)")
    detail = f"{seen} undian diperiksa" + (f", berubah: {', '.join(wrong)}" if wrong else "")
    return Check("survey_receipts", not wrong, detail)


def _instruments() -> Check:
    """Every published questionnaire still holds what was published."""
    rows = Instrument.objects.exclude(state=versions.DRAFT).order_by("-id")[:INSTRUMENTS]
    changed = [str(row) for row in rows if not is_unchanged(row)]
    detail = f"{len(rows)} versi diperiksa" + (
        f", berubah: {', '.join(changed)}" if changed else ""
    )
    return Check("survey_instruments", not changed, detail)


def _frames() -> Check:
    """The frame of each round is kept, unchanged, and drawing again gives the same receipt."""
    rounds = list(Round.objects.exclude(method="").order_by("-id")[:REDRAWN])
    wrong = [f"{one.region_id}/{one.name}" for one in rounds if not draws_again(one)]
    seconds = list(ListedDraw.objects.select_related("round")[:REDRAWN])
    wrong += [
        f"{one.round.region_id}/{one.round.name} (usaha)"
        for one in seconds
        if not second_draws_again(one)
    ]
    detail = f"{len(rounds) + len(seconds)} undian diulang" + (
        f", berbeda: {', '.join(wrong)}" if wrong else ""
    )
    return Check("survey_draws_again", not wrong, detail)


def _scores() -> Check:
    """Every sent questionnaire has its score, and every scored business one latest."""
    final = Submission.objects.filter(state=Submission.State.FINAL)
    without = final.filter(score__isnull=True).count()
    latest = Count("id", filter=Q(is_latest=True))
    many = Score.objects.values("business").annotate(latest=latest).exclude(latest=1).count()
    detail = f"{without} kiriman tanpa nilai, {many} usaha tanpa satu nilai terbaru"
    return Check("survey_scores", without == 0 and many == 0, detail)


def _deliveries() -> Check:
    """What was received is counted, waits for a person, or came just now; its files lie there."""
    old = timezone.now() - UNCOUNTED
    late = Delivery.objects.filter(state=receiving.STORED, received_at__lt=old).count()
    held = Attachment.objects.order_by("-id").values_list("sha256", flat=True)[:FILES]
    gone = sum(not path_of(settings.ANSWERS_ROOT, one).exists() for one in set(held))
    return Check(
        "survey_deliveries", not late and not gone,
        f"{late} kiriman belum dihitung, {gone} berkas tidak ada",
    )  # fmt: skip
