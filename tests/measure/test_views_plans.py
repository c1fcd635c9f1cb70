"""A round planned in steps without JavaScript: a draft, with intervals, then drawn."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure.actions import answerfiles
from lampit.measure.models import Round, SampleMember
from lampit.measure.rules import states
from lampit.people.models import AuditEntry
from tests.measure.fieldwork import NOW, TODAY, register, staff
from tests.measure.test_drawing import drawn, villages

pytestmark = pytest.mark.django_db
HOME = "/balai/survei/"
TYPED: dict[str, Any] = {
    "wanted": 60, "margin_whole": "", "margin_place": "", "response_rate": 85, "design": "satu",
    "allocation": "power", "smallest": 10, "per_village": 8, "certain_from": 20,
    "reserve_share": 20, "kept_share": 50, "enumerators": 3, "scattered_day": 6,
    "together_day": 10, "interview": 40000, "travel_day": 0, "boat_day": 0, "training": 0,
    "boats": [],
}  # fmt: skip


def opened(client: Client, **more: object) -> Round:
    """Sign in and open a round by the first step."""
    client.force_login(staff())
    typed = {"name": "2026-1", "reference_on": TODAY.isoformat()} | more
    answer = client.post(f"{HOME}baru/", typed)
    found = Round.objects.get(name=typed["name"])
    assert answer.headers["Location"] == reverse("measure:plan", args=[found.pk])
    return found


def test_planning_shows_the_interval_before_the_draw(client: Client) -> None:
    """Open, size, compare, draw: nobody is drawn before the last step, the draft is kept."""
    villages()
    found = opened(client)
    url = reverse("measure:plan", args=[found.pk])
    assert client.post(url, TYPED).status_code == 302
    page = client.get(url).content.decode()
    assert "Dua rancangan berdampingan" in page
    assert page.count("Rp") >= 2
    found.refresh_from_db()
    assert found.wanted_count == 60
    assert found.plan["reserve_share"] == 0.2
    assert not SampleMember.objects.exists()
    last = reverse("measure:draw", args=[found.pk])
    assert "Bagian ± %" in client.get(last).content.decode()
    refused = client.post(last, {"recommendation": "x"})
    assert refused.status_code == 422
    assert not SampleMember.objects.exists()
    assert client.post(last, {"recommendation": "V-26.6308.001"}).status_code == 302
    found.refresh_from_db()
    assert found.state == states.DRAWN
    assert SampleMember.objects.filter(round=found).count() == found.drawn_count == 71
    assert found.reserve.exists()
    assert found.expected["places"][0]["share_half_width"] > 0
    # What was drawn is planned no more.
    assert client.get(url).status_code == 302
    assert client.post(url, TYPED).status_code == 302
    assert client.post(last, {"recommendation": "V-26.6308.001"}).status_code == 302


def test_a_refused_plan_keeps_what_was_typed(client: Client) -> None:
    """422, the reason, and the form as it was; an empty register says so and shows the form."""
    found = opened(client)
    url = reverse("measure:plan", args=[found.pk])
    assert "masih kosong" in client.get(url).content.decode()
    page = client.post(url, TYPED | {"wanted": 5, "interview": 12345})
    assert page.status_code == 422
    assert "12345" in page.content.decode()
    again = client.post(f"{HOME}baru/", {"name": "2026-1", "reference_on": TODAY.isoformat()})
    assert again.status_code == 422
    assert "sudah ada" in again.content.decode()


def test_going_on_to_the_draw_keeps_what_was_just_typed(client: Client) -> None:
    """One press saves and goes on; what cannot be kept stays on the page."""
    villages()
    found = opened(client)
    url = reverse("measure:plan", args=[found.pk])
    page = client.get(url).content.decode()
    assert 'form="rencana"' in page
    assert 'id="rencana"' in page
    wrong = client.post(url, TYPED | {"wanted": 0, "lanjut": "undi"})
    assert wrong.status_code == 422
    on = client.post(url, TYPED | {"lanjut": "undi"})
    assert on.headers["Location"] == reverse("measure:draw", args=[found.pk])
    found.refresh_from_db()
    assert found.wanted_count == TYPED["wanted"]


def test_a_reference_day_of_another_year_is_a_slip(client: Client) -> None:
    """2062 for 2026 is refused beside its field, and what was typed stays."""
    client.force_login(staff())
    for year in (TODAY.year + 4, TODAY.year - 4):
        day = TODAY.replace(year=year, day=1).isoformat()
        answer = client.post(f"{HOME}baru/", {"name": "2026-7", "reference_on": day})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Periksa tahunnya" in page
        assert day in page
    assert not Round.objects.exists()


def test_a_margin_decides_the_size_and_an_unreachable_one_is_said(client: Client) -> None:
    """The wanted precision is kept by the chosen design, or the page says which cannot."""
    villages(8, 30)
    found = opened(client)
    url = reverse("measure:plan", args=[found.pk])
    client.post(url, TYPED | {"margin_whole": 7})
    page = client.get(url).content.decode()
    assert "tidak dapat dicapai" in page, "few villages cannot"
    client.post(
        reverse("measure:draw", args=[found.pk]),
        {"recommendation": "belum ada, uji coba", "waived": "on"},
    )
    found.refresh_from_db()
    assert found.expected["whole"]["share_half_width"] <= 7


def test_a_round_that_asks_again(client: Client) -> None:
    """The first step offers drawn rounds; half of the sample comes from there."""
    villages()
    first = drawn("2025-1")
    found = opened(client, after=first.pk)
    assert found.after_id == first.pk
    client.post(reverse("measure:plan", args=[found.pk]), TYPED)
    client.post(reverse("measure:draw", args=[found.pk]), {"recommendation": "V-26.6308.001"})
    kept = SampleMember.objects.filter(round=found, selection="panel").count()
    assert kept == pytest.approx(SampleMember.objects.filter(round=found).count() / 2, abs=4)


def test_a_neighbour_plans_nothing_here(client: Client) -> None:
    """Plans and draws of another kabupaten do not exist for her."""
    register(5)
    found = opened(client)
    client.force_login(staff("63.09"))
    for name in ("measure:plan", "measure:draw"):
        url = reverse(name, args=[found.pk])
        assert client.get(url).status_code == 404
        assert client.post(url, TYPED).status_code == 404


def test_the_smallest_change_that_can_be_found(client: Client) -> None:
    """The same businesses again find a smaller one; impossible numbers are told."""
    client.force_login(staff())
    url = reverse("measure:change")
    page = client.get(f"{url}?answers=400&deff=1.3&overlap=50&correlation=60")
    assert page.context["found"] == pytest.approx(9.45, abs=0.02)
    assert page.context["apart"] > page.context["found"]
    assert client.get(url, {"answers": 1}).status_code == 422


def test_without_a_number_the_box_and_a_reason_are_both_needed(client: Client) -> None:
    """Words alone, the box alone, the box with a number: each is said, what was typed stays."""
    villages()
    found = opened(client)
    url = reverse("measure:draw", args=[found.pk])
    for typed, said in (
        ({"recommendation": "masih diurus"}, "centang kotaknya"),
        ({"recommendation": "belum", "waived": "on"}, "Tulis alasan"),
        ({"recommendation": "V-26.6308.001", "waived": "on"}, "Hapus centangnya"),
    ):
        page = client.post(url, typed)
        assert page.status_code == 422
        assert said in page.content.decode()
        assert f'value="{typed["recommendation"]}"' in page.content.decode()
        assert ("checked" in page.content.decode()) == ("waived" in typed)
    reason = {"recommendation": "Surat ke BPS dikirim 1 November", "waived": "on"}
    assert client.post(url, reason).status_code == 302
    found.refresh_from_db()
    assert found.is_waived


def test_a_draft_is_deleted_and_a_drawn_round_is_not(client: Client) -> None:
    """Asked once, kept in the trail; a neighbour's does not exist."""
    villages()
    found = opened(client)
    url = reverse("measure:drop_round", args=[found.pk])
    assert client.post(url).status_code == 302
    assert Round.objects.filter(pk=found.pk).exists()
    client.force_login(staff("63.09"))
    assert client.post(url, {"yakin": "ya"}).status_code == 404
    client.force_login(staff())
    assert client.post(url, {"yakin": "ya"}).status_code == 302
    assert not Round.objects.filter(pk=found.pk).exists()
    assert AuditEntry.objects.get(deed="survey_round_dropped").reason == "2026-1"
    second = drawn("2026-2")
    assert (
        client.post(reverse("measure:drop_round", args=[second.pk]), {"yakin": "ya"}).status_code
        == 302
    )
    assert Round.objects.filter(pk=second.pk).exists()


def test_a_plan_that_asks_more_says_so(client: Client) -> None:
    """Before the draw and after it, with the reasons; one that does not says nothing."""
    villages()
    found = opened(client)
    plan = reverse("measure:plan", args=[found.pk])
    client.post(plan, TYPED)
    assert "lebih banyak daripada" not in client.get(plan).content.decode()
    client.post(plan, TYPED | {"design": "dua", "per_village": 20, "wanted": 30, "smallest": 10})
    for name in ("plan", "draw"):
        page = client.get(reverse(f"measure:{name}", args=[found.pk])).content.decode()
        assert "lebih banyak daripada" in page
        assert "dua atau tiga desa" in page
    client.post(reverse("measure:draw", args=[found.pk]), {"recommendation": "V-26.6308.001"})
    page = client.get(reverse("measure:round", args=[found.pk])).content.decode()
    assert "lebih banyak daripada" in page


def test_a_draft_with_a_file_is_not_deleted(client: Client) -> None:
    """Somebody uploaded answers too early: the round stays, with a sentence."""
    villages()
    found = opened(client)
    answerfiles.open_file(staff(), found.pk, "isian.csv", [b"id_usaha;setuju\nU1;YA\n"], now=NOW)
    url = reverse("measure:drop_round", args=[found.pk])
    page = client.post(url, {"yakin": "ya"}, follow=True)
    assert "sudah dipakai" in page.content.decode()
    assert Round.objects.filter(pk=found.pk).exists()
