"""Drawing from the register: a frozen frame that is kept, villages, large ones, a panel."""

import random
from datetime import timedelta
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions, queries
from lampit.measure.models import DrawnVillage, ReserveUnit, Round, SampleMember
from lampit.measure.queries.frames import Marking, frame_path, kept_frame, read_frame
from lampit.measure.queries.rechecking import draws_again
from lampit.measure.rules import states
from lampit.measure.rules.planning import TWO, Choices
from lampit.registry.models import Business
from tests.measure.fieldwork import NOW, SECTORS, TODAY, place

pytestmark = pytest.mark.django_db
REGION = "63.08"


def villages(count: int = 8, each: int = 12, region: str = REGION) -> list[Business]:
    """Fill two kecamatan with villages of businesses of all sectors and sizes."""
    dice = random.Random(4)
    made: list[Business] = []
    for k in (1, 2):
        for v in range(1, count + 1):
            village = place(f"{region}.{k:02d}.{2000 + v}")
            made += [
                Business(
                    public_id=f"D{region}{k}{v}{n}", region_id=region,
                    district_id=f"{region}.{k:02d}", village=village,
                    sector=SECTORS[n % 3], name=f"Usaha {n}",
                    workers_total=dice.choice((None, 1, 2, 6)), created_at=NOW, updated_at=NOW,
                )
                for n in range(each + v)
            ]  # fmt: skip
    return list(Business.objects.bulk_create(made))


def planned(name: str = "2026-1", *, after: Round | None = None, **choices: Any) -> Round:
    """Return a round that waits for its draw."""
    opened = actions.open_round(
        None, REGION, name, wanted=60, recommendation="V-26.6308.001", reference_on=TODAY, now=NOW
    )
    told = Choices(**({"smallest": 10} | choices)).as_json()
    Round.objects.filter(pk=opened.pk).update(plan=told, after=after)
    return opened


def drawn(name: str = "2026-1", *, seed: int = 11, **how: Any) -> Round:
    """Return a drawn round."""
    return actions.draw(None, planned(name, **how).pk, seed=seed, now=NOW)


def failing() -> set[str]:
    """Return the checks of `lampit verify` that fail."""
    return {check.name for check in queries.checks() if not check.ok}


def test_the_frame_is_kept_while_the_register_moves_on() -> None:
    """Without names; drawing again gives the same list; a changed or lost file is noticed."""
    villages()
    found = drawn(by_size=True, reserve_share=0.2)
    frame = kept_frame(found.frame_hash)
    assert frame.cells.total == found.frame_count == len(frame.ids)
    assert b"Usaha 1" not in frame_path(found.frame_hash).read_bytes()
    Business.objects.update(sector="jasa", status="tutup")
    assert draws_again(found)
    assert failing() == set()
    frame_path(found.frame_hash).write_bytes(b"PAR1")
    with pytest.raises(Refusal) as refused:
        kept_frame(found.frame_hash)
    assert refused.value.code == "frame_changed"
    frame_path(found.frame_hash).unlink()
    assert not draws_again(found)
    assert "survey_draws_again" in failing()


def test_the_frame_holds_who_runs_on_the_day_and_villages_of_nobody() -> None:
    """Closed, later and merged ones are not in it; an empty village is, with nobody."""
    made = villages(2, 3)
    place(f"{REGION}.02.2099")
    Business.objects.filter(pk=made[0].pk).update(status="tutup")
    Business.objects.filter(pk=made[1].pk).update(started_on=TODAY + timedelta(days=1))
    Business.objects.filter(pk=made[2].pk).update(golden=made[3])
    Business.objects.filter(pk=made[4].pk).update(village=None)
    codes = [f"{REGION}.{k:02d}.{2000 + v}" for k in (1, 2) for v in (1, 2)]
    frame = read_frame(REGION, TODAY, Marking(), [*codes, f"{REGION}.02.2099"])
    assert sorted(frame.ids.tolist()) == [b.pk for b in made[3:]]
    empty = [c for c, n in zip(frame.cells.cells, frame.cells.counts, strict=True) if not n]
    assert [cell.village for cell in empty] == [f"{REGION}.02.2099"]
    assert frame.number_of([made[5].pk, made[0].pk]).keys() == {made[5].pk}


def test_villages_are_drawn_first_in_two_stages() -> None:
    """Their chances are kept, weights multiply, the design of the variance stands in the rows."""
    villages()
    found = drawn(design=TWO, per_village=5)
    chosen = {row.village_id: row for row in DrawnVillage.objects.filter(round=found)}
    rows = list(SampleMember.objects.filter(round=found))
    assert {row.psu for row in rows} == set(chosen)
    for row in rows:
        village = chosen[row.psu]
        assert row.probability == pytest.approx(village.probability * 5 / row.stratum_size)
        assert row.village_probability == pytest.approx(village.probability)
        assert row.psu_stratum == (row.psu if village.is_certain else village.subdistrict)
        assert row.village == row.psu
    assert draws_again(found)
    assert failing() == set()


def test_the_large_are_asked_for_certain() -> None:
    """Twenty workers and more: all, weight 1, on top of the others."""
    made = villages(4, 10)
    Business.objects.filter(pk__in=[b.pk for b in made[:5]]).update(workers_total=25)
    for number, design in enumerate(("satu", TWO)):
        found = drawn(f"r{number}", design=design, certain_from=20)
        sure = SampleMember.objects.filter(round=found, selection="pasti")
        assert {row.business_id for row in sure} == {b.pk for b in made[:5]}
        assert set(sure.values_list("probability", flat=True)) == {1.0}


@pytest.mark.parametrize("design", ["satu", TWO])
def test_a_panel_keeps_half_and_ends_are_not_lost(design: str) -> None:
    """The next round asks half again; who ended meanwhile counts as ineligible in it."""
    villages()
    first = drawn(design=design, per_village=8)
    asked = set(SampleMember.objects.filter(round=first).values_list("business_id", flat=True))
    gone = sorted(asked)[:10]
    Business.objects.filter(pk__in=gone).update(status="tutup")
    second = drawn("2026-2", seed=12, after=first, design=design, per_village=8)
    rows = SampleMember.objects.filter(round=second)
    kept = rows.filter(selection="panel", disposition="")
    fresh = rows.filter(selection="undian")
    assert {row.business_id for row in kept} <= asked - set(gone)
    assert not {row.business_id for row in fresh} & asked
    assert abs(kept.count() - fresh.count()) <= 10
    assert set(kept.values_list("rounds_in_panel", flat=True)) == {2}
    ended = rows.filter(disposition="tutup_tetap")
    assert ended.count() in (3, 4, 5, 6)
    assert states.outcome_of("tutup_tetap") == "ineligible"
    alive = Business.objects.filter(status="aktif").count()
    weights = sum(1 / row.probability for row in rows.filter(disposition=""))
    assert weights == pytest.approx(alive, rel=0.25 if design == TWO else 0.02)
    if design == TWO:
        assert {row.psu for row in rows} <= {row.village_id for row in first.villages.all()}
    assert draws_again(second)
    assert failing() == set()


def test_nobody_is_asked_in_more_than_four_rounds() -> None:
    """A business that was in four rounds rests."""
    villages(3, 12)
    first = drawn()
    SampleMember.objects.filter(round=first).update(rounds_in_panel=4)
    rested = set(SampleMember.objects.filter(round=first).values_list("business_id", flat=True))
    second = drawn("2026-2", after=first)
    assert not rested & set(
        SampleMember.objects.filter(round=second).values_list("business_id", flat=True)
    )


def test_no_draw_without_word_of_bps() -> None:
    """A recommendation or the reason why there is none comes before the draw, not the plan."""
    villages(2, 8)
    opened = actions.open_round(
        None, REGION, "a", wanted=60, recommendation="", reference_on=TODAY, now=NOW
    )
    with pytest.raises(Refusal) as refused:
        actions.draw(None, opened.pk, seed=1, now=NOW)
    assert refused.value.code == "recommendation_missing"
    assert not ReserveUnit.objects.exists()
