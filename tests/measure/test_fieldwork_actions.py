"""Field work: divided and handed over, a reserve released by rule, businesses found."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions, queries
from lampit.measure.jobs import TICKS
from lampit.measure.models import FoundBusiness, ReserveUnit, Round, SampleMember
from lampit.measure.queries import assignments_for
from lampit.measure.rules import states
from lampit.people.models import User
from lampit.registry.access import visible_businesses
from lampit.registry.actions import send_to_field
from lampit.registry.models import Business, FieldTask
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, place, staff
from tests.measure.test_drawing import drawn, villages

pytestmark = pytest.mark.django_db


def in_field(**how: object) -> tuple[Round, User]:
    """Return a round in the field and the staff member who runs it."""
    villages()
    found = drawn(**how)  # type: ignore[arg-type]
    return actions.move_round(None, found.pk, states.FIELD, now=NOW), staff()


def crew(found: Round, boss: User, *days: int) -> list[User]:
    """Send enumerators out for a round, each with her visits a day."""
    people = [member("enumerator", "63.08") for _ in days]
    for person, per_day in zip(people, days, strict=True):
        actions.add_enumerator(boss, found.pk, person, per_day=per_day, now=NOW)
    return people


def test_a_round_is_divided_by_area() -> None:
    """Villages whole, loads by visits a day, no day too full, each sees only her own."""
    found, boss = in_field()
    first, second = crew(found, boss, 10, 5)
    assert actions.divide_round(boss, found.pk, first=TODAY, now=NOW) == found.drawn_count
    rows = list(SampleMember.objects.filter(round=found))
    homes: dict[str, set[int | None]] = {}
    for row in rows:
        homes.setdefault(row.village, set()).add(row.assigned_to_id)
    assert all(len(people) == 1 for people in homes.values())
    loads = Counter(row.assigned_to_id for row in rows)
    assert loads[first.pk] == pytest.approx(2 * loads[second.pk], abs=12)
    days = Counter((row.assigned_to_id, row.route_day) for row in rows)
    assert max(n for (person, _), n in days.items() if person == first.pk) <= 10
    assert len(assignments_for(access.askable_members(second))) == loads[second.pk]


def test_the_register_shows_an_enumerator_her_own_and_no_other() -> None:
    """Shared before the division; then each her own, after a hand-over too; none once closed."""
    found, boss = in_field()
    first, second = crew(found, boss, 8, 8)

    def seen(person: User) -> set[int]:
        return set(visible_businesses(person).values_list("pk", flat=True))

    def given(person: User) -> set[int]:
        rows = SampleMember.objects.filter(round=found, assigned_to=person)
        return set(rows.values_list("business_id", flat=True))

    assert len(seen(first)) == len(seen(second)) == found.drawn_count
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    assert given(first)
    assert (seen(first), seen(second)) == (given(first), given(second))
    actions.end_enumerator(boss, found.pk, first, now=NOW)
    assert seen(first) == set()
    waiting = SampleMember.objects.filter(round=found, assigned_to=None)
    taken = list(waiting.values_list("pk", flat=True)[:3])
    actions.hand_over(boss, found.pk, to=second, members=taken, now=NOW)
    assert seen(second) == given(second)
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    assert seen(second) == set()


def test_who_leaves_hands_over() -> None:
    """Her open businesses wait, seen by nobody else, until somebody takes them over."""
    found, boss = in_field()
    first, second = crew(found, boss, 8, 8)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    hers = assignments_for(access.askable_members(first))
    done = SampleMember.objects.filter(round=found, assigned_to=first)[0]
    SampleMember.objects.filter(pk=done.pk).update(disposition="menolak", reason="sibuk")
    assert actions.end_enumerator(boss, found.pk, first, now=NOW) == len(hers) - 1
    before = len(assignments_for(access.askable_members(second)))
    waiting = SampleMember.objects.filter(round=found, assigned_to=None, disposition="")
    ids = list(waiting.values_list("pk", flat=True))
    moved = actions.hand_over(boss, found.pk, to=second, members=ids, now=NOW)
    assert moved == len(hers) - 1
    assert len(assignments_for(access.askable_members(second))) == before + moved
    with pytest.raises(Refusal):
        actions.hand_over(boss, found.pk, to=first, members=ids, now=NOW)


@pytest.mark.parametrize(("role", "code"), [("enumerator", "63.08"), ("staff", "63.09")])
def test_only_the_office_divides(role: str, code: str) -> None:
    """Neither an enumerator nor a neighbour; and no stranger is sent out."""
    found, boss = in_field()
    with pytest.raises(Refusal) as refused:
        actions.divide_round(member(role, code), found.pk, first=TODAY, now=NOW)
    assert refused.value.code == "round_out_of_reach"
    with pytest.raises(Refusal) as unknown:
        actions.add_enumerator(boss, found.pk, member("enumerator", "63.09"), per_day=8, now=NOW)
    assert unknown.value.code == "enumerator_unknown"
    with pytest.raises(Refusal) as nobody:
        actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    assert nobody.value.code == "enumerators_missing"


@pytest.mark.parametrize("design", ["satu", "dua"])
def test_a_reserve_comes_one_for_one_and_raises_the_chances(design: str) -> None:
    """The next of the same stratum, once; the lost one stays lost; weights keep their sum."""
    found, boss = in_field(reserve_share=0.5, design=design)
    with pytest.raises(Refusal) as none:
        actions.release_reserve(boss, found.pk, now=NOW)
    assert none.value.code == "reserve_none"
    lost = SampleMember.objects.filter(round=found).order_by("id")[3]
    SampleMember.objects.filter(pk=lost.pk).update(disposition="menolak", reason="sibuk")
    rows = SampleMember.objects.filter(round=found, stratum=lost.stratum)
    before = sum(1 / row.probability for row in rows)
    assert actions.release_reserve(boss, found.pk, now=NOW) == 1
    unit = ReserveUnit.objects.get(round=found, batch=1)
    first = ReserveUnit.objects.filter(round=found, stratum=lost.stratum).order_by("order")[0]
    assert unit.pk == first.pk
    assert unit.member is not None
    assert (unit.member.stratum, unit.member.village) == (lost.stratum, unit.village)
    assert sum(1 / row.probability for row in rows.all()) == pytest.approx(before)
    lost.refresh_from_db()
    assert lost.disposition == "menolak"
    with pytest.raises(Refusal):
        actions.release_reserve(boss, found.pk, now=NOW)
    assert all(check.ok for check in queries.checks())


def listed(name: str = "Anyaman Baru", **told: object) -> actions.Listed:
    """Return what was noted of a business."""
    return actions.Listed(**({"village": "63.08.01.2001", "name": name} | told))  # type: ignore[arg-type]


def test_a_found_business_is_noted_once() -> None:
    """Sent twice it is one; a nameless one, a strange village or a closed round are refused."""
    found, boss = in_field()
    person, key = member("enumerator", "63.08"), uuid.uuid4()
    when = NOW + timedelta(days=1)
    row, is_new = actions.record_listed(
        person, found.pk, key, listed(phone="0812-0000-1234", workers=2), found_at=when, now=NOW
    )
    assert is_new
    assert (row.phone, row.found_at) == ("+6281200001234", NOW), "a clock ahead is set back"
    again, is_new = actions.record_listed(person, found.pk, key, listed("X"), found_at=NOW, now=NOW)
    assert (again.pk, again.name, is_new) == (row.pk, "Anyaman Baru", False)
    for wrong, code in (
        (listed(""), "listed_nameless"),
        (listed(village="63.09.01.2001"), "village_unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.record_listed(person, found.pk, uuid.uuid4(), wrong, found_at=NOW, now=NOW)
        assert refused.value.code == code
    with pytest.raises(Refusal) as foreign:
        actions.record_listed(
            member("enumerator", "63.09"), found.pk, uuid.uuid4(), listed(), found_at=NOW, now=NOW
        )
    assert foreign.value.code == "round_out_of_reach"
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    with pytest.raises(Refusal) as closed:
        actions.record_listed(person, found.pk, uuid.uuid4(), listed(), found_at=NOW, now=NOW)
    assert closed.value.code == "round_not_open"
    assert FoundBusiness.objects.count() == 1
    assert access.visible_found(boss).count() == 1
    assert access.visible_found(staff("63.09")).count() == 0


def test_a_found_business_is_matched_or_registered() -> None:
    """Its look-alike is shown first; what was kept to recognise it goes with the decision."""
    found, boss = in_field()
    place("63.08.01.2001")
    known = Business.objects.filter(village="63.08.01.2001")[0]
    rows = [
        actions.record_listed(
            boss,
            found.pk,
            uuid.uuid4(),
            listed(name, owner_name="Siti Aminah"),
            found_at=NOW,
            now=NOW,
        )[0]
        for name in ("Anyaman Siti", "Anyaman Siti", "Kios")
    ]
    matched = actions.match_found(boss, rows[0].pk, known.public_id, now=NOW)
    assert (matched.state, matched.name, matched.owner_name) == ("cocok", "", "")
    with pytest.raises(Refusal) as taken:
        actions.match_found(boss, rows[1].pk, known.public_id, now=NOW)
    assert taken.value.code == "found_taken"
    added = actions.add_found(boss, rows[1].pk, now=NOW)
    assert added.business is not None
    assert (added.business.name, added.business.village_id) == ("Anyaman Siti", "63.08.01.2001")
    with pytest.raises(Refusal) as again:
        actions.add_found(boss, rows[1].pk, now=NOW)
    assert again.value.code == "found_decided"
    assert actions.drop_found(boss, rows[2].pk, now=NOW).state == "bukan"
    with pytest.raises(Refusal):
        actions.drop_found(staff("63.09"), rows[2].pk, now=NOW)


def test_the_clock_narrows_rounds_divided_earlier() -> None:
    """Sent out to all although divided: each sees her own after one tick, and the next is idle."""
    found, boss = in_field()
    first, second = crew(found, boss, 8, 8)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    drawn_ones = SampleMember.objects.filter(round=found).values_list("business_id", flat=True)
    send_to_field(f"measure.round {found.pk}", "63.08", list(drawn_ones))
    FieldTask.objects.update(person=None)
    assert visible_businesses(first).count() == found.drawn_count
    assert TICKS["field_tasks_narrowed"](NOW) == 1
    given = SampleMember.objects.filter(round=found, assigned_to=first).count()
    assert visible_businesses(first).count() == given
    assert visible_businesses(second).count() == found.drawn_count - given
    assert TICKS["field_tasks_narrowed"](NOW) == 0
