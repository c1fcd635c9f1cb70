"""Following up in a round: given again, called, undone, brought back; the page and its paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import FollowUp, Round, SampleMember
from lampit.measure.queries.assignments import assignments_for
from lampit.measure.queries.following import followed
from lampit.measure.rules import states
from lampit.people.models import AuditEntry, User
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, staff
from tests.measure.test_drawing import drawn, villages

pytestmark = pytest.mark.django_db


def divided() -> tuple[Round, User, User, User]:
    """Return a divided round in the field, who runs it, and two who go out."""
    villages()
    found = actions.move_round(None, drawn().pk, states.FIELD, now=NOW)
    boss, first, second = staff(), member("enumerator", "63.08"), member("enumerator", "63.08")
    for one in (first, second):
        actions.add_enumerator(boss, found.pk, one, per_day=8, now=NOW)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    return found, boss, first, second


def told(found: Round, person: User, code: str, count: int, reason: str = "") -> list[int]:
    """Let some businesses of an enumerator have a result; return them."""
    rows = SampleMember.objects.filter(round=found, assigned_to=person, disposition="")
    keys = list(rows.order_by("id").values_list("pk", flat=True)[:count])
    SampleMember.objects.filter(pk__in=keys).update(
        disposition=code, reason=reason, disposed_at=NOW, disposed_by=person, visit_count=1
    )
    return keys


def test_a_refusal_goes_to_somebody_else_once() -> None:
    """Open again for another with her day; the same person is refused; the past result is kept."""
    found, boss, first, second = divided()
    keys = told(found, first, "menolak", 3, "sibuk")
    day = TODAY + timedelta(days=2)
    with pytest.raises(Refusal) as refused:
        actions.give_again(boss, found.pk, keys, to=first, day=day, now=NOW)
    assert refused.value.code == "same_person"
    assert actions.give_again(boss, found.pk, keys, to=second, day=day, now=NOW) == 3
    rows = SampleMember.objects.filter(pk__in=keys)
    assert set(rows.values_list("assigned_to", "disposition")) == {(second.pk, "")}
    assert all(row.route_day and row.route_day >= day for row in rows)
    loads = SampleMember.objects.filter(round=found, assigned_to=second, disposition="")
    each: dict[date | None, int] = {}
    for row in loads:
        each[row.route_day] = each.get(row.route_day, 0) + 1
    assert max(each.values()) <= 8
    assert set(keys) <= {one.member for one in assignments_for(access.askable_members(second))}
    actions.set_disposition(second, keys[0], "menolak", "sibuk", confirmed=True, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.give_again(boss, found.pk, keys[:1], to=first, day=day, now=NOW)
    assert refused.value.code == "not_to_follow"
    assert AuditEntry.objects.filter(deed="survey_given_again").count() == 1


def test_it_is_undone_and_brought_back_at_the_end() -> None:
    """Undone: as before. Not met until the round closes: the result that was there counts."""
    found, boss, first, second = divided()
    keys = told(found, first, "menolak", 2, "sibuk")
    before = list(SampleMember.objects.filter(pk__in=keys).order_by("pk").values())
    actions.give_again(boss, found.pk, keys, to=second, day=TODAY, now=NOW)
    done = FollowUp.objects.get(member=keys[0])
    actions.undo_follow_up(boss, found.pk, done.pk, now=NOW)
    assert SampleMember.objects.filter(pk=keys[0]).values().get() == before[0]
    with pytest.raises(Refusal) as refused:
        actions.undo_follow_up(boss, found.pk, done.pk, now=NOW)
    assert refused.value.code == "follow_up_unknown"
    assert SampleMember.objects.get(pk=keys[1]).disposition == ""
    actions.move_round(boss, found.pk, states.CLOSED, now=NOW)
    brought = SampleMember.objects.get(pk=keys[1])
    assert (brought.disposition, brought.reason) == ("menolak", "sibuk")


def test_neighbours_and_closed_rounds_are_left_alone() -> None:
    """Nobody of another kabupaten, nothing outside the field, nobody who answered."""
    found, boss, first, second = divided()
    keys = told(found, first, "selesai", 1)
    left = told(found, first, "tutup_sementara", 1)
    for actor, chosen, code in (
        (staff("63.09"), left, "round_out_of_reach"),
        (boss, keys, "not_to_follow"),
        (boss, [], "nobody_chosen"),
        (boss, [999_999_999], "not_to_follow"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.give_again(actor, found.pk, chosen, to=second, day=TODAY, now=NOW)
        assert refused.value.code == code
    past = TODAY - timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        actions.give_again(boss, found.pk, left, to=second, day=past, now=NOW)
    assert refused.value.code == "day_past"
    actions.move_round(boss, found.pk, states.CLOSED, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.note_call(boss, found.pk, left[0], "nanti", "", now=NOW)
    assert refused.value.code == "round_not_open"


def test_the_page_shows_who_is_left_and_takes_deeds(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Filters, rates and widths, give, call, undo; typed things stay; queries do not grow."""
    found, boss, first, second = divided()
    told(found, first, "selesai", 10)
    refusing = told(found, first, "menolak", 2, "tidak_percaya")
    client.force_login(boss)
    url = reverse("measure:follow", args=[found.pk])
    with django_assert_max_num_queries(28):
        page = client.get(url)
    seen = followed(found)
    assert page.context["total"] == len(seen.left) == found.drawn_count - 10
    assert seen.whole.widths.now is not None
    assert client.get(url, {"macam": "menolak"}).context["total"] == 2
    assert client.get(url, {"pendata": str(second.pk)}).context["total"] > 0
    assert client.get(url, {"telepon": "1"}).context["total"] == 0
    typed = {"apa": "tugas", "pilih": [str(refusing[0])], "kepada": "", "hari": TODAY.isoformat()}
    answer = client.post(url + "?macam=menolak", typed)
    assert answer.status_code == 422
    assert f'value="{refusing[0]}"\n                 checked' in answer.content.decode()
    far = date(2099, 1, 5).isoformat()
    typed |= {"kepada": str(second.pk), "semua": "ya", "hari": far}
    assert client.post(url + "?macam=menolak", typed).status_code == 302
    assert set(
        SampleMember.objects.filter(pk__in=refusing).values_list("assigned_to", flat=True)
    ) == {second.pk}
    one = refusing[0]
    call = {"apa": f"telepon:{one}", f"hasil-{one}": "nanti", f"catatan-{one}": "sesudah zuhur"}
    assert client.post(url, call).status_code == 302
    called = FollowUp.objects.get(kind="telepon")
    assert called.note == "sesudah zuhur"
    assert client.post(url, {"apa": f"batal:{called.pk}"}).status_code == 302
    assert client.post(url, {"apa": "batal:x"}).status_code == 422
    paper = client.get(reverse("measure:follow_list", args=[found.pk, second.pk]))
    assert {m.pk for m, _told in paper.context["lines"]} == set(refusing)
    client.force_login(second)
    assert client.get(reverse("measure:follow_list", args=[found.pk, second.pk])).status_code == 200
    assert client.get(reverse("measure:follow_list", args=[found.pk, first.pk])).status_code == 404
    client.force_login(boss)
    missing = client.get(reverse("measure:nonresponse", args=[found.pk]))
    assert [trait.code for _title, trait, _groups in missing.context["traits"]][:2] == [
        "kecamatan", "sektor",
    ]  # fmt: skip


def test_odd_numbers_and_far_days_are_refused(client: Client) -> None:
    """Whoever sends what no page offers gets a sentence."""
    found, boss, first, second = divided()
    keys = told(found, first, "tidak_ditemui", 1)
    client.force_login(boss)
    typed = {"apa": "tugas", "kepada": str(second.pk), "hari": "2027-01-04"}
    url = reverse("measure:follow", args=[found.pk])
    assert client.post(url, typed | {"pilih": "9" * 30}).status_code == 422
    last = typed | {"pilih": str(keys[0]), "hari": "9999-12-31"}
    page = client.post(url, last)
    assert page.status_code == 422
    assert "tidak ada hari untuk turun" in page.content.decode()
