"""Known totals of a round are frozen with it: the register moves on, its weights do not."""

from datetime import date, timedelta

import numpy as np
import pytest

from lampit.measure import actions, jobs, queries
from lampit.measure.actions import processing
from lampit.measure.actions.margins import freeze_margins, freeze_waiting
from lampit.measure.models import MemberWeight, Round, RoundMargins, SampleMember
from lampit.measure.queries.checks_margins import margins_check
from lampit.measure.queries.margins import known_now, register_of
from lampit.measure.rules import states
from lampit.registry.models import Business, Owner
from tests.factories import member
from tests.measure.fieldwork import NOW, open_field, register
from tests.measure.test_actions_processing import closed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def owned(women: int) -> None:
    """Give every business an owner; of each hundred `women` are women, and a third a telephone."""
    for serial, row in enumerate(Business.objects.order_by("id")):
        owner = Owner.objects.create(
            public_id=f"P{row.pk:07d}", region_id=row.region_id,
            sex="P" if serial % 100 < women else "L", created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        row.owner = owner
        row.workers_total = 1 + serial % 6
        row.phone = "6281200000" if serial % 3 == 0 else ""
        row.save(update_fields=["owner", "workers_total", "phone"])


def drawn_with_owners() -> Round:
    """Return a round over a register whose owners, sizes and telephones are known, closed."""
    register(40)
    owned(40)
    found = closed(0, wanted=150)
    return Round.objects.get(pk=found.pk)


def turn_over() -> None:
    """Change sex, size, telephone, sector and number of what the register holds."""
    Owner.objects.update(sex="P")
    Business.objects.update(workers_total=30, phone="", sector="jasa")
    register(60)


def weights(found: Round) -> list[float]:
    """Return the final weights that processing gives now."""
    return [row.final for row in processing.reckon(found).weighing.rows]


def test_the_register_moves_on_weights_do_not() -> None:
    """Sex, size, telephone, sector, number change after the draw: the same weights to the bit."""
    found = drawn_with_owners()
    before = weights(found)
    turn_over()
    assert weights(found) == before
    assert np.ptp(before) > 0


def test_without_freezing_weights_would_move() -> None:
    """Negative control: take what was frozen away, and today's register moves the weights."""
    found = drawn_with_owners()
    before = weights(found)
    turn_over()
    RoundMargins.objects.all().delete()
    SampleMember.objects.update(sex=None, has_phone=None)
    assert weights(found) != before


def test_weights_meet_the_counts_of_the_draw() -> None:
    """Summed by hand, weights give the women and the sizes that the frame had, not today's."""
    found = drawn_with_owners()
    frame = Business.objects.filter(region="63.08").values_list("owner__sex", "workers_total")
    women = sum(sex == "P" for sex, _ in frame) / len(frame)
    alone = sum(workers == 1 for _, workers in frame) / len(frame)
    drawn = dict(SampleMember.objects.filter(round=found).values_list("id", "business__owner__sex"))
    sizes = dict(
        SampleMember.objects.filter(round=found).values_list("id", "business__workers_total")
    )
    turn_over()
    actions.move_round(None, found.pk, states.PROCESSED, now=LATER)
    rows = list(MemberWeight.objects.filter(revision__round=found))
    whole = sum(row.final for row in rows)
    assert sum(r.final for r in rows if drawn[r.member_id] == "P") / whole == pytest.approx(women)
    assert sum(r.final for r in rows if sizes[r.member_id] == 1) / whole == pytest.approx(alone)


def test_an_older_round_is_frozen_once_and_tells_the_day() -> None:
    """Drawn before counts were kept: frozen by the clock or by processing, then never again."""
    found = drawn_with_owners()
    RoundMargins.objects.all().delete()
    assert jobs.TICKS["margins_frozen"](LATER) == 1
    kept = RoundMargins.objects.get(round=found)
    assert (kept.occasion, kept.frozen_at) == ("sesudah", LATER)
    assert kept.reference_on == found.reference_on
    turn_over()
    assert freeze_waiting(LATER) == 0
    assert freeze_margins(found, now=LATER).fingerprint == kept.fingerprint
    assert sum(register_of(found).sexes.values()) == 240


def test_who_begins_after_the_day_is_not_counted() -> None:
    """The counts are of the reference day, as the frame is."""
    found = open_field(10)
    ids = list(Business.objects.order_by("id").values_list("id", flat=True)[:7])
    Business.objects.filter(pk__in=ids).update(started_on=date(2026, 11, 20))
    assert sum(n for _, n in known_now(found).sexes) == 53
    assert sum(n for *_, n in RoundMargins.objects.get(round=found).places) == 60


def test_verify_sees_changed_counts() -> None:
    """What was frozen is checked against its fingerprint, the frame and the published weights."""
    found = drawn_with_owners()
    for state in (states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, state, now=NOW)
    assert margins_check().ok
    kept = RoundMargins.objects.get(round=found)
    kept.sexes = [["L", 100], ["P", 140]]
    kept.save()
    assert not margins_check().ok
    assert found.name in margins_check().detail
    kept.fingerprint = queries.margins.known_of(kept).fingerprint()
    kept.save()
    assert not margins_check().ok, "the published weights were fitted to other counts"


def test_the_page_of_weights_tells_the_day(client: object) -> None:
    """The page of the weights says since when the counts stand."""
    found = drawn_with_owners()
    actions.move_round(None, found.pk, states.PROCESSED, now=NOW)
    client.force_login(member("head", "63.08"))  # type: ignore[attr-defined]
    page = client.get(f"/balai/survei/{found.pk}/bobot/").content.decode()  # type: ignore[attr-defined]
    assert "dibekukan bersama undian" in page
