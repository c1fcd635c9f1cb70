"""Pages of field work: people, areas and days; and a draw that anybody repeats by a program."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import FoundBusiness, Round, RoundEnumerator, SampleMember
from lampit.measure.rules import states
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, staff
from tests.measure.test_drawing import drawn, villages

pytestmark = pytest.mark.django_db


def in_field(**how: Any) -> Round:
    """Return a round in the field."""
    villages()
    return actions.move_round(None, drawn(**how).pk, states.FIELD, now=NOW)


def test_a_round_is_divided_on_one_page(client: Client) -> None:
    """Add, divide, see loads and days, release the reserve, hand over; by plain posts."""
    found = in_field(reserve_share=0.5)
    people = [member("enumerator", "63.08") for _ in range(2)]
    client.force_login(staff())
    url = reverse("measure:crew", args=[found.pk])
    assert client.post(url, {"apa": "tambah", "person": "999999", "per_day": 8}).status_code == 422
    for one in people:
        typed = {"apa": "tambah", "person": one.pk, "per_day": 8, "base": "63.08.01"}
        assert client.post(url, typed).status_code == 302
    assert RoundEnumerator.objects.filter(round=found).count() == 2
    first = {"apa": "bagi", "first": TODAY.isoformat()}
    assert client.post(url, first).status_code == 302
    lost = SampleMember.objects.filter(round=found, assigned_to=people[0])[0]
    SampleMember.objects.filter(pk=lost.pk).update(
        disposition="menolak", reason="sibuk", disposed_at=NOW
    )
    done = SampleMember.objects.filter(round=found, disposition="")[0]
    SampleMember.objects.filter(pk=done.pk).update(disposition="selesai", disposed_at=NOW)
    page = client.get(url)
    loads = {load.person.pk: load for load in page.context["loads"] if load.person}
    assert sum(load.given for load in loads.values()) == found.drawn_count
    assert loads[people[0].pk].refused == 1
    assert sum(line.planned for line in page.context["days"]) == found.drawn_count
    assert page.context["expected"][1] > 0
    assert client.post(url, {"apa": "lepas"}).status_code == 302
    assert SampleMember.objects.filter(round=found, selection="cadangan").count() == 1
    assert client.post(url, {"apa": "berhenti", "person": people[0].pk}).status_code == 302
    assert client.post(url, {"apa": "alih", "frm": "", "to": people[1].pk}).status_code == 302
    left = SampleMember.objects.filter(round=found, disposition="")
    assert set(left.values_list("assigned_to", flat=True)) == {people[1].pk}


def test_an_enumerator_prints_her_own_days_only(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Hers by day; a colleague's do not exist for her; few queries whatever the number."""
    found = in_field()
    ours, other = (member("enumerator", "63.08") for _ in range(2))
    boss = staff()
    for one in (ours, other):
        actions.add_enumerator(boss, found.pk, one, per_day=8, now=NOW)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    client.force_login(ours)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("measure:route", args=[found.pk, ours.pk]))
    shown = [row.pk for _, rows, _ in page.context["days"] for row in rows]
    mine = SampleMember.objects.filter(round=found, assigned_to=ours)
    assert sorted(shown) == sorted(mine.values_list("pk", flat=True))
    assert client.get(reverse("measure:route", args=[found.pk, other.pk])).status_code == 404
    assert client.get(reverse("measure:crew", args=[found.pk])).status_code == 403


def test_the_office_decides_what_was_found(client: Client) -> None:
    """Each with its look-alikes; the same, a new one, or none; an enumerator decides nothing."""
    found = in_field()
    known = Business.objects.filter(village="63.08.01.2001")[0]
    for name in (known.name, "Anyaman Baru", "Rumah biasa"):
        listed = actions.Listed("63.08.01.2001", name, "Siti Aminah")
        actions.record_listed(staff(), found.pk, uuid4(), listed, found_at=NOW, now=NOW)
    first, second, third = FoundBusiness.objects.order_by("id")
    url = reverse("measure:found", args=[found.pk])
    client.force_login(staff())
    page = client.get(url)
    assert [one.row.pk for one in page.context["rows"]] == [first.pk, second.pk, third.pk]
    typed = {"temuan": first.pk, "apa": "cocok", "usaha": known.public_id}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, {"temuan": second.pk, "apa": "tambah"}).status_code == 302
    assert client.post(url, {"temuan": third.pk, "apa": "bukan"}).status_code == 302
    states_now = list(FoundBusiness.objects.order_by("id").values_list("state", flat=True))
    assert states_now == ["cocok", "ditambah", "bukan"]
    assert Business.objects.filter(name="Anyaman Baru").count() == 1
    assert client.get(url).context["rows"] == []
    client.force_login(member("enumerator", "63.08"))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("design", ["satu", "dua"])
def test_anybody_draws_again_with_plain_python(client: Client, tmp_path: Path, design: str) -> None:
    """A stranger fetches three files and runs them; a changed frame or seed is found out."""
    made = villages()
    for business in made[:4]:
        business.workers_total = 40
        business.save()
    first = drawn("2025-1", design=design, per_village=6, certain_from=20, reserve_share=0.2)
    again = drawn(
        "2026-1", after=first, design=design, per_village=6, certain_from=20, by_size=True
    )
    for found in (first, again):
        page = client.get(reverse("measure:recheck", args=[found.receipt]))
        assert page.status_code == 200
        assert page.context["same"] is True
        for name in ("kerangka.csv", "undian.json", "periksa.py"):
            answer = client.get(reverse("measure:recheck_file", args=[found.receipt, name]))
            assert b"Usaha 1" not in answer.content
            (tmp_path / name).write_bytes(answer.content)
        assert ran(tmp_path) == 0
        frame = tmp_path / "kerangka.csv"
        frame.write_text(frame.read_text().replace("kriya", "jasa"))
        assert ran(tmp_path) == 1
    assert client.get(reverse("measure:recheck", args=["0" * 64])).status_code == 404
    assert client.get(reverse("measure:recheck_file", args=[first.receipt, "x"])).status_code == 404


def ran(folder: Path) -> int:
    """Run the program in a folder, with Python alone."""
    told = [sys.executable, "-I", "periksa.py", "kerangka.csv", "undian.json"]
    return subprocess.run(told, cwd=folder, check=False, capture_output=True).returncode
