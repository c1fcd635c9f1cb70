"""Villages listed before businesses are drawn: the list, who was met, the second draw."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions, queries
from lampit.measure.actions.keeping import keep_terms
from lampit.measure.models import (
    DrawnVillage,
    FoundBusiness,
    ListedDraw,
    ListedEntry,
    ReserveUnit,
    Round,
    SampleMember,
    VillageListing,
)
from lampit.measure.queries import listing as reads
from lampit.measure.queries.rechecking import draws_again, second_draws_again
from lampit.measure.rules import keeping, states
from lampit.measure.rules.frames import LISTED
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import business, listed_round, listings, note, ready, walk
from tests.measure.test_drawing import failing

pytestmark = pytest.mark.django_db


def refused(call: Any, *told: Any, **named: Any) -> str:
    """Return the code of a refusal."""
    with pytest.raises(Refusal) as caught:
        call(*told, **named)
    return caught.value.code


def test_only_villages_are_drawn_first() -> None:
    """No business yet; each village waits; the receipt is that of the villages."""
    found = listed_round()
    assert (found.method, found.drawn_count, found.state) == (LISTED, 0, states.DRAWN)
    assert not SampleMember.objects.filter(round=found).exists()
    drawn = DrawnVillage.objects.filter(round=found)
    assert drawn.count() == len(listings(found)) > 4
    assert {one.state for one in listings(found)} == {"belum"}
    assert draws_again(found)
    assert failing() == set()
    DrawnVillage.objects.filter(pk=drawn[0].pk).delete()
    assert "survey_receipts" in failing()


def test_businesses_without_a_village_wait_to_be_met() -> None:
    """Who has no village in the register is no place to walk to; a village of nobody is one."""
    found = listed_round()
    Business.objects.filter(village="63.08.01.2001").update(village=None)
    Business.objects.filter(village="63.08.02.2002").delete()
    again = actions.open_round(
        None, "63.08", "r2", wanted=60, recommendation="V-26.6308.001",
        reference_on=found.reference_on, now=NOW,
    )  # fmt: skip
    Round.objects.filter(pk=again.pk).update(plan=found.plan)
    drawn = actions.draw(None, again.pk, seed=1, now=NOW)
    assert all(one.drawn.village_id.count(".") == 3 for one in listings(drawn))
    assert draws_again(drawn)


def test_the_list_of_a_village_is_that_of_the_frozen_register() -> None:
    """Begun once; who came later is not on it; who ended meanwhile is marked so."""
    found = listed_round()
    code = listings(found)[0].drawn.village_id
    held = list(Business.objects.filter(village=code).order_by("pk"))
    business(code, "Datang kemudian")
    Business.objects.filter(pk=held[0].pk).update(status="tutup")
    actor = staff()
    actions.begin_village(actor, found.pk, code, now=NOW)
    begun = actions.begin_village(actor, found.pk, code, now=NOW)
    assert begun.state == "berjalan"
    entries = ListedEntry.objects.filter(listing=begun)
    assert {row.business_id for row in entries} == {b.pk for b in held}
    assert entries.get(business=held[0]).outcome == "tutup"
    assert entries.exclude(business=held[0]).filter(outcome="").count() == len(held) - 1


def test_an_entry_is_met_or_wrong_and_the_register_hears_of_it() -> None:
    """Met is a sign of life, closed is told; what was said can be taken back."""
    found = listed_round()
    code, actor = listings(found)[0].drawn.village_id, staff()
    assert refused(actions.mark_entries, actor, found.pk, code, {1: "ditemui"}, now=NOW) == (
        "village_not_running"
    )
    begun = actions.begin_village(actor, found.pk, code, now=NOW)
    first, second = ListedEntry.objects.filter(listing=begun).order_by("id")[:2]
    told = {first.pk: "ditemui", second.pk: "tutup"}
    assert actions.mark_entries(actor, found.pk, code, told, now=NOW) == 2
    assert actions.mark_entries(actor, found.pk, code, told, now=NOW) == 0
    known = Business.objects.get(pk=first.business_id)
    assert (known.confirmed_by, known.confirmed_on) == ("kunjungan", NOW.date())
    assert Business.objects.get(pk=second.business_id).status == "tutup"
    actions.mark_entries(actor, found.pk, code, {second.pk: ""}, now=NOW)
    assert ListedEntry.objects.get(pk=second.pk).outcome == ""
    mark = actions.mark_entries
    assert refused(mark, actor, found.pk, code, {first.pk: "x"}, now=NOW) == "outcome_unknown"
    other = actions.begin_village(actor, found.pk, listings(found)[1].drawn.village_id, now=NOW)
    strange = ListedEntry.objects.filter(listing=other)[0]
    assert refused(mark, actor, found.pk, code, {strange.pk: "ditemui"}, now=NOW) == "entry_unknown"


def test_complete_asks_for_untouched_entries_and_can_be_taken_back() -> None:
    """Untouched ones are known to nobody once that is said; then nothing is written any more."""
    found = listed_round()
    code, actor = listings(found)[0].drawn.village_id, staff()
    actions.begin_village(actor, found.pk, code, now=NOW)
    done = actions.complete_village
    assert refused(done, actor, found.pk, code, is_sure=False, now=NOW) == "entries_untouched"
    whole = done(actor, found.pk, code, is_sure=True, now=NOW)
    entries = ListedEntry.objects.filter(listing=whole)
    assert set(entries.values_list("outcome", flat=True)) == {"tidak_dikenal"}
    told = {entries[0].pk: "ditemui"}
    assert refused(actions.mark_entries, actor, found.pk, code, told, now=NOW) == (
        "village_not_running"
    )
    assert actions.reopen_village(actor, found.pk, code, now=NOW).state == "berjalan"
    assert actions.mark_entries(actor, found.pk, code, told, now=NOW) == 1


def test_an_enumerator_lists_only_villages_given_to_her() -> None:
    """Others' villages do not exist for her; villages are divided by area; the head looks on."""
    found = listed_round()
    boss, ours = staff(), member("enumerator", "63.08")
    code, other = (one.drawn.village_id for one in listings(found)[:2])
    begin = actions.begin_village
    assert refused(begin, ours, found.pk, code, now=NOW) == "village_out_of_reach"
    actions.give_village(boss, found.pk, code, ours, now=NOW)
    assert begin(ours, found.pk, code, now=NOW).lister == ours
    assert refused(begin, ours, found.pk, other, now=NOW) == "village_out_of_reach"
    assert refused(begin, member("head", "63.08"), found.pk, other, now=NOW) == (
        "village_out_of_reach"
    )
    assert refused(begin, member("staff", "63.09"), found.pk, other, now=NOW) == (
        "village_out_of_reach"
    )
    assert refused(actions.give_village, ours, found.pk, other, ours, now=NOW) == (
        "village_out_of_reach"
    )
    assert refused(actions.divide_villages, boss, found.pk, now=NOW) == "enumerators_missing"
    for one in (ours, member("enumerator", "63.08")):
        actions.add_enumerator(boss, found.pk, one, per_day=8, now=NOW)
    count = actions.divide_villages(boss, found.pk, now=NOW)
    held = VillageListing.objects.filter(drawn__round=found)
    assert count == held.count()
    assert len(set(held.values_list("lister", flat=True))) == 2


def test_a_finding_is_taken_while_villages_are_listed() -> None:
    """In a drawn village; twice it is one; the same business as an entry counts as met."""
    found = listed_round()
    code, actor = listings(found)[0].drawn.village_id, staff()
    actions.begin_village(actor, found.pk, code, now=NOW)
    listed, number = actions.Listed(code, "Anyaman Baru"), uuid4()
    for _ in range(2):
        actions.record_listed(actor, found.pk, number, listed, found_at=NOW, now=NOW)
    assert FoundBusiness.objects.filter(round=found).count() == 1
    drawn = {one.drawn.village_id for one in listings(found)}
    outside = next(b for b in Business.objects.exclude(village__in=drawn))
    away = actions.Listed(outside.village_id or "", "Jauh")
    assert refused(
        actions.record_listed, actor, found.pk, uuid4(), away, found_at=NOW, now=NOW
    ) == "round_not_open"  # fmt: skip
    entry = ListedEntry.objects.filter(listing__drawn__village=code)[0]
    row = FoundBusiness.objects.get()
    actions.match_found(actor, row.pk, entry.business.public_id, now=NOW)
    assert ListedEntry.objects.get(pk=entry.pk).outcome == "ditemui"
    assert reads.counted(found)[0].new == 0


def test_the_second_draw_waits_for_villages_and_decisions() -> None:
    """Nothing is drawn, and no field work begins, before all are listed and decided."""
    found = listed_round()
    actor = staff()
    draw = actions.draw_businesses
    assert refused(draw, actor, found.pk, seed=3, now=NOW) == "villages_open"
    assert refused(actions.move_round, actor, found.pk, states.FIELD, now=NOW) == (
        "businesses_not_drawn"
    )
    walk(found, actor)
    row = note(found, actor, listings(found)[0].drawn.village_id, "Terlambat")
    assert refused(draw, actor, found.pk, seed=3, now=NOW) == "found_undecided"
    actions.drop_found(actor, row.pk, now=NOW)
    assert refused(draw, member("enumerator", "63.08"), found.pk, seed=3, now=NOW) == (
        "round_out_of_reach"
    )
    draw(actor, found.pk, seed=3, now=NOW)
    assert refused(draw, actor, found.pk, seed=4, now=NOW) == "listing_closed"
    code = listings(found)[0].drawn.village_id
    assert refused(actions.reopen_village, actor, found.pk, code, now=NOW) == "listing_closed"
    assert actions.move_round(actor, found.pk, states.FIELD, now=NOW).state == states.FIELD
    assert note(found, actor, code, "Sesudahnya").state == "menunggu"


def test_businesses_are_drawn_from_what_was_listed() -> None:
    """Met and new have their chance, wrong ones none; chances multiply; anybody draws again."""
    found = ready(reserve_share=0.4, by_size=True)
    done = actions.draw_businesses(staff(), found.pk, seed=3, now=NOW)
    rows = list(SampleMember.objects.filter(round=found).select_related("business"))
    counts = {one.code: one for one in reads.counted(found)}
    chosen = {one.village_id: one for one in DrawnVillage.objects.filter(round=found)}
    wrong = ListedEntry.objects.filter(outcome="tutup").values_list("business_id", flat=True)
    assert not {row.business_id for row in rows} & set(wrong)
    assert any(row.business.name.startswith("Baru") for row in rows)
    for row in rows:
        listed = counts[row.psu].listed
        assert row.stratum_size == listed
        chance = chosen[row.psu].probability * min(5, listed) / listed
        assert row.probability == pytest.approx(chance)
        assert row.village_probability == pytest.approx(chosen[row.psu].probability)
    assert done.frame_count == sum(one.listed for one in counts.values())
    assert ReserveUnit.objects.filter(round=found).count() == 2 * len(chosen)
    assert Round.objects.get(pk=found.pk).drawn_count == len(rows)
    assert second_draws_again(done)
    assert failing() == set()
    first = rows[0]
    other = Business.objects.exclude(pk__in=[row.business_id for row in rows])[0]
    SampleMember.objects.filter(pk=first.pk).update(business=other)
    assert "survey_receipts" in failing()
    ListedDraw.objects.update(seed=99)
    assert "survey_draws_again" in failing()


def test_the_large_are_certain_and_new_large_ones_in_their_village() -> None:
    """Known large ones everywhere with weight 1; a new one with the chance of its village."""
    found = listed_round(certain_from=20)
    drawn = [one.drawn.village_id for one in listings(found)]
    actor = staff()
    sure = list(Business.objects.exclude(village__in=drawn)[:1])
    assert sure == [] or sure[0].workers_total != 25
    note(found, actor, drawn[0], "Pabrik", sector="kriya", workers=40)
    walk(found, actor, missed=1)
    actions.draw_businesses(actor, found.pk, seed=3, now=NOW)
    large = SampleMember.objects.get(round=found, business__name="Pabrik")
    village = DrawnVillage.objects.get(round=found, village=drawn[0])
    assert large.stratum == f"{drawn[0]}|pasti"
    assert large.probability == pytest.approx(village.probability)
    assert second_draws_again(ListedDraw.objects.get())


def test_a_village_that_cannot_be_walked_keeps_its_register_list() -> None:
    """With a reason, named; not in the coverage; too many of them are no listing."""
    found = listed_round()
    actor = staff()
    every = listings(found)
    code = every[0].drawn.village_id
    assert refused(actions.leave_village, actor, found.pk, code, "banjir", now=NOW) == (
        "reason_missing"
    )
    actions.leave_village(actor, found.pk, code, "Jalan putus karena banjir", now=NOW)
    held = set(Business.objects.filter(village=code).values_list("pk", flat=True))
    for one in every[1:]:
        actions.begin_village(actor, found.pk, one.drawn.village_id, now=NOW)
        actions.complete_village(actor, found.pk, one.drawn.village_id, is_sure=True, now=NOW)
    actions.draw_businesses(actor, found.pk, seed=3, now=NOW)
    asked = SampleMember.objects.filter(round=found)
    assert {row.business_id for row in asked} <= held
    told = reads.coverage_of(found)
    assert told is not None
    assert (told.listed, told.drawn) == (len(every) - 1, len(every))
    assert told.why == "ditemui_kurang"


def test_checks_of_the_house_see_both_draws() -> None:
    """`lampit verify` counts the second draw among those it repeats."""
    found = ready()
    actions.draw_businesses(staff(), found.pk, seed=3, now=NOW)
    checks = {check.name: check for check in queries.checks()}
    assert checks["survey_draws_again"].detail == "2 undian diulang"


def test_a_finding_whose_term_is_over_bars_no_draw() -> None:
    """Its name went after half a year: nobody can decide on it, so it is not waited for."""
    found, actor = ready(), staff()
    note(found, actor, listings(found)[0].drawn.village_id, "Lupa Diputuskan")
    draw = actions.draw_businesses
    assert refused(draw, actor, found.pk, seed=3, now=NOW) == "found_undecided"
    keep_terms(NOW + keeping.FOUND + timedelta(days=1))
    assert reads.undecided(found.pk) == 0
    assert draw(actor, found.pk, seed=3, now=NOW).frame_count > 0
