"""Pages of villages that are listed first, and of their second draw."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import (
    FoundBusiness,
    ListedDraw,
    ListedEntry,
    Round,
    SampleMember,
    VillageListing,
)
from lampit.measure.rules import states
from lampit.people.models import AuditEntry
from lampit.web.templatetags.figures import data_value
from tests.factories import member
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import listed_round, listings, note, ready
from tests.measure.test_drawing import planned, villages
from tests.measure.test_views_fieldwork import in_field, ran

pytestmark = pytest.mark.django_db


def test_anybody_repeats_both_draws_with_plain_python(client: Client, tmp_path: Path) -> None:
    """Villages by the first receipt, businesses by the second; a changed list is found out."""
    found = ready(reserve_share=0.2, certain_from=6, by_size=True)
    row = note(found, staff(), listings(found)[0].drawn.village_id, "Pabrik", workers=40)
    actions.add_found(staff(), row.pk, now=NOW)
    done = actions.draw_businesses(staff(), found.pk, seed=5, now=NOW)
    for receipt in (found.receipt, done.receipt):
        page = client.get(reverse("measure:recheck", args=[receipt]))
        assert page.status_code == 200
        assert page.context["same"] is True
        for name in ("kerangka.csv", "undian.json", "periksa.py"):
            answer = client.get(reverse("measure:recheck_file", args=[receipt, name]))
            assert b"Baru" not in answer.content
            (tmp_path / name).write_bytes(answer.content)
        assert ran(tmp_path) == 0
        frame = tmp_path / "kerangka.csv"
        frame.write_text(frame.read_text().replace("kriya", "jasa"))
        assert ran(tmp_path) == 1


def given(found: Round) -> tuple[str, Any]:
    """Return the first village of a round, given to an enumerator."""
    ours = member("enumerator", "63.08")
    code = listings(found)[0].drawn.village_id
    actions.give_village(staff(), found.pk, code, ours, now=NOW)
    return code, ours


def test_an_enumerator_lists_a_village_with_plain_posts(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Begin, mark a page, note a new one, complete, open again; her village alone is shown."""
    found = listed_round(each=20)
    code, ours = given(found)
    client.force_login(ours)
    page = client.get(reverse("measure:villages", args=[found.pk]))
    assert [line.listing.drawn.village_id for line in page.context["lines"]] == [code]
    url = reverse("measure:village", args=[found.pk, code])
    other = reverse("measure:village", args=[found.pk, listings(found)[1].drawn.village_id])
    assert client.get(other).status_code == 404
    assert client.post(url, {"apa": "mulai"}).status_code == 302
    with django_assert_max_num_queries(24):
        page = client.get(url)
    rows = page.context["page_obj"].object_list
    assert len(rows) == 12
    assert b"Usaha 1" in page.content
    told = {f"hasil-{row.pk}": "" for row in rows} | {f"hasil-{rows[0].pk}": "tutup"}
    assert client.post(url, told | {"apa": "sisa", "tampil": "belum"}).status_code == 302
    outcomes = ListedEntry.objects.filter(pk__in=[row.pk for row in rows])
    assert sorted(outcomes.values_list("outcome", flat=True)) == ["ditemui"] * 11 + ["tutup"]
    assert client.post(url, {"apa": "lengkap"}).status_code == 302
    assert VillageListing.objects.get(drawn__village=code).state == "berjalan"
    rest = {f"hasil-{one.pk}": "ditemui" for one in client.get(url).context["page_obj"].object_list}
    assert client.post(url, rest | {"apa": "tandai", "tampil": "belum"}).status_code == 302
    assert b"sudah ditandai" in client.get(url, {"tampil": "belum"}).content
    new = {"apa": "temuan", "nomor": str(uuid4()), "village": code, "name": "", "owner_name": ""}
    page = client.post(url, new | {"note": "rumah biru"})
    assert page.status_code == 422
    assert b"rumah biru" in page.content
    for _ in range(2):
        assert client.post(url, new | {"name": "Anyaman Baru", "workers": "3"}).status_code == 302
    assert FoundBusiness.objects.filter(round=found, workers=3).count() == 1
    assert b"Anyaman Baru" in client.get(url).content
    assert client.post(url, {"apa": "lengkap", "yakin": "ya"}).status_code == 302
    assert VillageListing.objects.get(drawn__village=code).state == "lengkap"
    assert client.post(url, {"apa": "buka"}).status_code == 302
    assert VillageListing.objects.get(drawn__village=code).state == "berjalan"
    read = AuditEntry.objects.filter(deed="survey_village_read", actor=ours)
    assert read.count() == 5
    assert client.post(url, {"apa": "tanpa", "sebab": "Jalan putus banjir"}).status_code == 302
    assert VillageListing.objects.get(drawn__village=code).state == "berjalan"


def test_the_office_divides_villages_and_draws(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Given by hand or by area, left with a reason; the draw asks first; then field work begins."""
    found = ready()
    boss = staff()
    client.force_login(boss)
    url = reverse("measure:villages", args=[found.pk])
    with django_assert_max_num_queries(34):
        page = client.get(url)
    assert dict(page.context["states"])["Sudah lengkap"] == len(listings(found))
    told = page.context["listing"].coverage
    assert told.total is not None
    assert f'data-value="{data_value(told.total.value)}"'.encode() in page.content
    assert f'data-low="{data_value(told.held.low)}"'.encode() in page.content
    assert client.post(url, {"apa": "undi"}).status_code == 302
    assert not ListedDraw.objects.exists()
    ours = member("enumerator", "63.08")
    code = listings(found)[0].drawn.village_id
    assert client.post(url, {"apa": "beri", "desa": code, "pendata": ours.pk}).status_code == 302
    assert VillageListing.objects.get(drawn__village=code).lister == ours
    front = reverse("measure:round", args=[found.pk])
    page = client.get(front)
    assert b"Mulai lapangan" not in page.content
    # Nobody is drawn yet: the state says villages, and no businesses are offered to be divided.
    assert b"Desa sudah diundi" in page.content
    assert b"Contoh sudah ditarik" not in page.content
    crew = client.get(reverse("measure:crew", args=[found.pk])).content.decode()
    assert 'value="bagi"' not in crew
    assert f'href="{url}"' in crew
    assert client.post(url, {"apa": "undi", "yakin": "ya"}).status_code == 302
    assert SampleMember.objects.filter(round=found).exists()
    page = client.get(front)
    assert b"Mulai lapangan" in page.content
    assert b"Daftar memuat" in page.content
    move = reverse("measure:move_round", args=[found.pk])
    assert client.post(move, {"ke": "lapangan"}).status_code == 302
    assert Round.objects.get(pk=found.pk).state == states.FIELD
    client.force_login(member("enumerator", "63.08"))
    assert b"Daftar memuat" not in client.get(front).content


def test_the_head_looks_on_and_others_stay_outside(client: Client) -> None:
    """The head reads and draws, never lists; the board and strangers see nothing."""
    found = listed_round()
    code, _ = given(found)
    place = reverse("measure:village", args=[found.pk, code])
    client.force_login(member("head", "63.08"))
    assert client.get(place).status_code == 200
    client.post(place, {"apa": "mulai"})
    assert VillageListing.objects.get(drawn__village=code).state == "belum"
    client.force_login(staff("63.09"))
    assert client.get(place).status_code == 404
    client.force_login(member("board", "63.08"))
    assert client.get(place).status_code == 403
    client.logout()
    assert client.get(place)["Location"].startswith("/masuk/")


def test_papers_brought_back_are_typed_at_the_desk(client: Client) -> None:
    """While villages are listed and in the field; of drawn villages only; once each."""
    found = listed_round()
    code = listings(found)[0].drawn.village_id
    client.force_login(staff())
    url = reverse("measure:found", args=[found.pk])
    page = client.get(url)
    offered = [key for key, _ in page.context["form"].fields["village"].choices]
    assert offered == sorted(offered, key=lambda one: (one[:8], one))
    assert set(offered) == {one.drawn.village_id for one in listings(found)}
    typed = {"apa": "catat", "nomor": str(uuid4()), "village": code, "name": "Kue Basah"}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 302
    assert FoundBusiness.objects.filter(round=found).count() == 1
    assert client.post(url, typed | {"name": "", "phone": "0812"}).status_code == 422
    assert client.post(url, typed | {"village": "63.09.01.2001"}).status_code == 422
    client.force_login(member("head", "63.08"))
    assert client.get(url).context["form"] is None


def test_in_the_field_all_villages_are_offered_for_papers(client: Client) -> None:
    """A finding of any village of the kabupaten."""
    found = in_field()
    client.force_login(staff())
    page = client.get(reverse("measure:found", args=[found.pk]))
    assert len(page.context["form"].fields["village"].choices) == 16


def test_listing_is_chosen_while_planning(client: Client) -> None:
    """A new plan offers it, told with what it costs; a round that exists stays as it was."""
    villages()
    old = planned(design="dua")
    old.refresh_from_db()
    assert old.plan["lists_first"] is False
    Round.objects.filter(pk=old.pk).update(
        plan={k: v for k, v in old.plan.items() if k != "lists_first"}
    )
    client.force_login(staff())
    page = client.get(reverse("measure:plan", args=[old.pk]))
    assert page.context["form"].initial["lists_first"] is False
    assert page.context["walk"].businesses > 50
    assert b"Daftar dulu di desa terpilih" in page.content
    new = {"name": "2026-9", "reference_on": NOW.date().isoformat(), "after": ""}
    assert client.post(reverse("measure:new_round"), new).status_code == 302
    made = Round.objects.get(name="2026-9")
    assert made.plan["lists_first"] is True
    assert made.plan["design"] == "satu"


def test_an_older_page_takes_back_no_mark_of_another(client: Client) -> None:
    """What the page showed goes along: only what was changed on it is written, and that is said."""
    found = listed_round()
    code, ours = given(found)
    one = actions.begin_village(ours, found.pk, code, now=NOW)
    first, second, third = ListedEntry.objects.filter(listing=one).order_by("id")[:3]
    mark = actions.mark_entries
    mark(ours, found.pk, code, {first.pk: "ditemui", second.pk: "ditemui"}, now=NOW)
    client.force_login(staff())
    rows = {first: "", second: "tutup", third: "pindah"}
    told = {f"hasil-{row.pk}": value for row, value in rows.items()}
    told |= {f"dulu-{row.pk}": "" for row in rows}
    url = reverse("measure:village", args=[found.pk, code])
    page = client.post(url, told | {"apa": "tandai", "tampil": "semua"}, follow=True)
    outcomes = dict(ListedEntry.objects.filter(listing=one).values_list("pk", "outcome"))
    assert [outcomes[row.pk] for row in rows] == ["ditemui", "ditemui", "pindah"]
    assert "1 usaha sudah ditandai orang lain" in page.content.decode()
    assert f'name="dulu-{first.pk}"' in client.get(f"{url}?tampil=ditemui").content.decode()
