"""Pages of aid: what each role reads, what a decision needs, bounded queries."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from lampit.aid.jobs import JOBS
from lampit.aid.models import Grant, Overlap, Programme
from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, Membership, User
from lampit.registry.models import ExportRequest, LeftList
from tests.aid.things import CODE, NIK, given, person, planned, programme, shop
from tests.factories import assigned, member

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def signed_in(user: User) -> Client:
    """Return a browser of this person."""
    client = Client()
    client.force_login(user)
    return client


def test_an_overlap_is_said_before_approval_and_decided_on_the_page() -> None:
    """Approve, read why not, decide with a reason, approve."""
    staff = member("staff", CODE)
    given(staff, programme(staff), name="Siti", nik=NIK)
    again = planned(staff, programme(staff, "BPUM"), name="Siti R.", nik=NIK)
    client = signed_in(staff)
    address = reverse("aid:do", args=[again.public_id, "setujui"])
    answer = client.post(address)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "NIK yang sama sudah tercatat di Modal usaha" in page
    found = Overlap.objects.get()
    decide = reverse("aid:decide", args=[found.pk])
    client.post(decide, {"answer": "boleh", "reason": ""})
    found.refresh_from_db()
    assert found.state == "open"
    assert "Siti R." in client.get(reverse("aid:overlaps")).content.decode()
    client.post(decide, {"answer": "boleh", "reason": "tahap kedua, sudah dicek"})
    assert client.post(address).status_code == 302
    again.refresh_from_db()
    assert again.status == "approved"


def test_the_page_says_when_the_nik_of_the_register_found_the_overlap() -> None:
    """It is not called unknown where the same page says that it is the same."""
    staff = member("staff", CODE)
    known = shop(person(NIK, name="Siti"))
    given(staff, programme(staff), name="Siti", nik=NIK)
    mine = planned(staff, programme(staff, "BPUM"), name="Siti", business=known.public_id)
    client = signed_in(staff)
    page = client.get(reverse("aid:grant", args=[mine.public_id])).content.decode()
    assert "NIK dari daftar usaha dipakai untuk mencocokkan" in page
    nobody = planned(staff, programme(staff, "Lain"), name="Orang")
    page = client.get(reverse("aid:grant", args=[nobody.public_id])).content.decode()
    assert "dipakai untuk mencocokkan" not in page


def test_several_are_approved_at_once_and_who_has_a_question_is_left() -> None:
    """Counted, each taken back by itself; an overlap and an unsure recipient wait for a look."""
    staff = member("staff", CODE)
    fund, client = programme(staff), signed_in(staff)
    given(staff, programme(staff, "BPUM"), name="Siti", nik=NIK)
    good = [planned(staff, fund, name=f"Penerima {n}") for n in range(3)]
    doubled = planned(staff, fund, name="Siti R.", nik=NIK)
    unsure = planned(staff, fund, name="Noor")
    Grant.objects.filter(pk=unsure.pk).update(match="ditanya")
    address = reverse("aid:programme", args=[fund.pk])
    assert client.get(f"{address}?pilih=semua").content.decode().count(" checked") == 5
    chosen = [grant.public_id for grant in (*good, doubled, unsure)]
    deed = reverse("aid:approve", args=[fund.pk])
    answer = client.post(deed, {"penerima": [*chosen, "takada"]}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert '<b data-value="3">3</b> disetujui, <b data-value="2">2</b> dilewati.' in page
    assert "1 sudah diubah orang lain lebih dulu." in page
    assert "putuskan dulu tumpang tindihnya" in page
    assert "belum dipastikan siapa penerimanya" in page
    assert Grant.objects.filter(programme=fund, status="approved").count() == 3
    undo = reverse("aid:do", args=[good[0].public_id, "batal"])
    assert undo in page
    assert client.post(undo, {"reason": "Salah pilih"}).status_code == 302
    again = client.post(deed, {"penerima": [g.public_id for g in good]}, follow=True)
    assert '<b data-value="1">1</b> disetujui' in " ".join(again.content.decode().split())
    assert "Centang dulu" in client.post(deed, {}, follow=True).content.decode()
    assert signed_in(member("staff", "63.09")).post(deed, {"penerima": chosen}).status_code == 404


def test_a_mentor_reads_only_those_in_care_and_no_sums() -> None:
    """Others' names and amounts are nowhere on his pages."""
    staff, mentor = member("staff", CODE), member("mentor", CODE)
    mine, other = shop(person(name="Binaan")), shop(person(name="Orang Lain"))
    assigned(mentor, mine)
    fund = programme(staff, budget=900_000_000)
    own = given(staff, fund, business=mine.public_id)
    foreign = given(staff, fund, business=other.public_id, amount=7_654_321)
    client = signed_in(mentor)
    pages = [reverse("aid:programmes"), reverse("aid:programme", args=[fund.pk])]
    for address in pages:
        page = client.get(address).content.decode()
        assert "7.654.321" not in page
        assert "900.000.000" not in page
        assert "Orang Lain" not in page
    assert client.get(reverse("aid:grant", args=[own.public_id])).status_code == 200
    assert client.get(reverse("aid:grant", args=[foreign.public_id])).status_code == 404
    assert client.get(reverse("aid:of_business", args=[other.public_id])).status_code == 404
    assert client.get(reverse("aid:export", args=[fund.pk])).status_code == 403


def test_a_neighbour_finds_nothing() -> None:
    """Another kabupaten's aid does not exist."""
    staff, neighbour = member("staff", CODE), member("staff", "63.09")
    fund = programme(staff)
    grant = given(staff, fund, name="Siti", nik=NIK)
    client = signed_in(neighbour)
    for name, words in (
        ("aid:programme", [fund.pk]),
        ("aid:grant", [grant.public_id]),
        ("aid:export", [fund.pk]),
        ("aid:add_grant", [fund.pk]),
        ("aid:send_list", [fund.pk]),
    ):
        assert client.get(reverse(name, args=words)).status_code == 404, name
    assert "Modal usaha" not in client.get(reverse("aid:programmes")).content.decode()


def test_pages_cost_the_same_however_many_rows(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """No query per row."""
    staff = member("staff", CODE)
    fund = programme(staff)
    for number in range(30):
        planned(staff, fund, name=f"Orang {number}")
    client = signed_in(staff)
    client.get(reverse("aid:programmes"))
    for address in (
        reverse("aid:programmes"), reverse("aid:programme", args=[fund.pk]),
        reverse("aid:overlaps"),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(24):
        file = client.post(reverse("aid:export", args=[fund.pk]), {"purpose": "undangan pelatihan"})
    assert file.content.decode().count("\r\n") == 32


def test_a_list_of_recipients_leaves_marked_and_a_long_one_by_two_people(
    settings: Any, tmp_path: Path
) -> None:
    """Purpose, trail, mark; board and admin read sums; more than the limit asks the head."""
    settings.LIST_ALONE, settings.LAMPIT_HOME = 2, tmp_path
    staff, head = member("staff", CODE), member("head", CODE)
    fund, mine = programme(staff), shop(person())
    given(staff, fund, business=mine.public_id)
    planned(staff, fund, name="Orang Dua")
    address = reverse("aid:export", args=[fund.pk])
    client = signed_in(staff)
    assert client.post(address, {"purpose": "x"}).status_code == 422
    file = client.post(address, {"purpose": "undangan pelatihan"}).content.decode()
    assert file.splitlines()[0].endswith("keperluan: undangan pelatihan")
    noted = AuditEntry.objects.get(deed="list_taken")
    assert (noted.reason, noted.region) == ("undangan pelatihan", CODE)
    assert LeftList.objects.get(subject=noted.subject_id).rows == 1
    for role in ("board", "admin"):
        watching = signed_in(member(role, CODE if role == "board" else None))
        page = watching.get(reverse("aid:programme", args=[fund.pk])).content.decode()
        assert "Orang Dua" not in page
        assert watching.get(address).status_code == 403
        assert watching.get(reverse("aid:of_business", args=[mine.public_id])).status_code == 403
    planned(staff, fund, name="Orang Tiga")
    asked = client.post(address, {"purpose": "undangan pelatihan"})
    request = ExportRequest.objects.get()
    assert asked["Location"] == reverse("registry:export_request", args=[request.pk])
    signed_in(head).post(reverse("registry:allow_export", args=[request.pk]))
    request.refresh_from_db()
    assert request.job is not None
    JOBS[request.job.kind](request.job)
    fetched = client.get(reverse("registry:fetch_export", args=[request.pk]))
    assert b"Orang Tiga" in b"".join(fetched)
    assert "bantuan-" in fetched["Content-Disposition"]


def test_a_right_that_ended_writes_no_file(settings: Any, tmp_path: Path) -> None:
    """Who asked and has become board meanwhile gets nothing."""
    settings.LIST_ALONE, settings.LAMPIT_HOME = 0, tmp_path
    staff, head = member("staff", CODE), member("head", CODE)
    fund = programme(staff)
    planned(staff, fund, name="Orang Satu")
    signed_in(staff).post(reverse("aid:export", args=[fund.pk]), {"purpose": "undangan pelatihan"})
    request = ExportRequest.objects.get()
    signed_in(head).post(reverse("registry:allow_export", args=[request.pk]))
    Membership.objects.filter(user=staff).update(role="board")
    request.refresh_from_db()
    assert request.job is not None
    with pytest.raises(Refusal):
        JOBS[request.job.kind](request.job)


def test_the_page_of_a_business_shows_what_it_received() -> None:
    """As a part of its page and, without JavaScript, as a page of its own."""
    staff = member("staff", CODE)
    siti = shop(person(name="Siti"), name="Tikar Siti")
    given(staff, programme(staff), business=siti.public_id)
    client = signed_in(staff)
    address = reverse("aid:of_business", args=[siti.public_id])
    assert (
        address in client.get(reverse("registry:business", args=[siti.public_id])).content.decode()
    )
    whole = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Rp1.000.000" in whole
    assert "Rp1.000.000" in part
    assert "<html" not in part


def test_a_form_keeps_what_was_typed() -> None:
    """An unknown business number is said at its field; the name stays."""
    staff = member("staff", CODE)
    fund = programme(staff)
    client = signed_in(staff)
    sent = {"business": "TIDAKADA", "name": "Siti Rahmah", "amount": "1.000.000"}
    answer = client.post(reverse("aid:add_grant", args=[fund.pk]), sent)
    assert answer.status_code == 422
    assert "Siti Rahmah" in answer.content.decode()
    assert client.post(reverse("aid:add_programme"), {"name": "X", "year": "26"}).status_code == 422
    sent = {"name": "Siti Rahmah", "nik": NIK, "kk": "6308051101100001", "amount": "1.000.000"}
    assert client.post(reverse("aid:add_grant", args=[fund.pk]), sent).status_code == 302
    kept = Grant.objects.get()
    assert kept.nik_index
    assert kept.kk_index
    assert NIK not in str(Grant.objects.values().get())


def test_aid_of_another_kabupaten_is_told_without_name_or_sum() -> None:
    """Programme, year and whom to ask; with a reason the aid goes on, and the reason is kept."""
    staff, there = member("staff", CODE), member("staff", "63.09")
    fund = programme(there, "Modal Tabalong")
    given(there, fund, name="Rahasia Sekali", nik=NIK, amount=7_654_321)
    asked = planned(staff, programme(staff), name="Siti", nik=NIK)
    free = planned(staff, programme(staff, "Lain", year=2025), name="Siti", nik=NIK)
    client = signed_in(staff)
    address = reverse("aid:do", args=[asked.public_id, "setujui"])
    answer = client.post(address)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Modal Tabalong (2026)" in page
    assert 'name="reason"' in page
    assert "Rahasia" not in page
    assert "7.654.321" not in page
    asked.refresh_from_db()
    assert asked.status == "planned"
    assert AuditEntry.objects.filter(deed="aid_compared", subject_id=asked.public_id).exists()
    assert client.post(address, {"reason": "sudah ditelepon, beda orang"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("approved", "sudah ditelepon, beda orang")
    assert client.post(reverse("aid:do", args=[free.public_id, "setujui"])).status_code == 302


def test_a_person_reads_what_she_received_and_nobody_elses() -> None:
    """By record, by business and by the NIK of a list; what is only planned says so."""
    staff, account = member("staff", CODE), member("maker", CODE)
    me = person(NIK, account=account, name="Siti")
    mine, other = shop(me), shop(person(name="Orang Lain"))
    fund = programme(staff, once_per="usaha")
    given(staff, fund, business=mine.public_id, amount=2_345_678)
    planned(staff, programme(staff, "BPUM", kind="alat"), name="S. Rahmah", nik=NIK)
    given(staff, fund, business=other.public_id, amount=7_654_321)
    page = signed_in(account).get("/saya/bantuan/").content.decode()
    assert "2.345.678" in page
    assert "BPUM" in page
    assert "Baru diusulkan" in page
    assert "7.654.321" not in page
    empty = signed_in(member("buyer", None)).get("/saya/bantuan/").content.decode()
    assert "belum tersambung" in empty
    assert Client().get("/saya/bantuan/").status_code == 302


def test_who_is_refused_is_told_why_and_where_to_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a letter, or by WhatsApp where she allowed messages; of others nothing is told."""
    monkeypatch.setattr("lampit.aid.views.telling.timezone.now", lambda: NOON)
    staff = member("staff", CODE)
    given(staff, programme(staff), name="Siti", nik=NIK)
    again = planned(staff, programme(staff, "BPUM"), name="Siti R.", nik=NIK)
    client = signed_in(staff)
    client.post(reverse("aid:do", args=[again.public_id, "setujui"]))
    address = reverse("aid:refusal", args=[again.public_id])
    assert client.get(address)["Location"] == reverse("aid:grant", args=[again.public_id])
    decide = reverse("aid:decide", args=[Overlap.objects.get().pk])
    client.post(decide, {"answer": "tidak", "reason": "sudah menerima tahun ini"})
    assert address in client.get(reverse("aid:grant", args=[again.public_id])).content.decode()
    page = client.get(address).content.decode()
    assert "Siti R., usulan untuk Anda di program “BPUM” 2026" in page
    assert "bantuan serupa sudah tercatat atas nama Anda di Modal usaha" in page
    assert "datang ke Dinas di" in page
    assert "membawa KTP, dan tanyakan di sana sampai kapan keberatan diterima." in page
    assert "21 hari" not in page, "no term of a law that nobody here can prove"
    Programme.objects.filter(pk=again.programme_id).update(objections_until=date(2026, 12, 14))
    page = client.get(address).content.decode()
    assert "membawa KTP, paling lambat 14 Desember 2026." in page
    assert "/saya/bantuan/" in page
    answer = client.post(address)
    assert answer.status_code == 422
    assert "belum mengizinkan pesan WhatsApp" in answer.content.decode()
    who = person()
    Grant.objects.filter(pk=again.pk).update(owner=who, phone="+6281251110001")
    monkeypatch.setattr("lampit.aid.actions.telling.may_use", lambda *_: True)
    assert client.post(address)["Location"].startswith("https://wa.me/6281251110001?text=Siti")
    assert AuditEntry.objects.filter(deed="aid_refusal_told").count() == 1
    stranger = signed_in(member("staff", "63.09"))
    assert stranger.get(address).status_code == 404
