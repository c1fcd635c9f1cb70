"""Whom to help next: groups, reasons, filters, who sees it, and the list that is taken along."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lampit.desk import jobs
from lampit.measure import actions
from lampit.measure.actions import reckon_readiness
from lampit.measure.models import Score
from lampit.measure.rules.logic import Answer
from lampit.people.models import AuditEntry, Job
from lampit.registry.actions import give_into_care, requesting
from lampit.registry.models import Business, ExportRequest
from lampit.shops.models import Maker
from tests.factories import maker, member
from tests.measure.fieldwork import NOW, place, register
from tests.measure.questionnaires import answers
from tests.measure.test_queries import Queries

pytestmark = pytest.mark.django_db
URL = "/balai/survei/berikutnya/"
ONE_LEFT: dict[str, Answer] = {"usia_pemilik": 70, "hambatan": ["tidak_ada"]}


def asked(count: int, **changes: Answer) -> list[Business]:
    """Return businesses of 63.08 that answered, those of the tests with changes."""
    shops = register(count, districts=1)[:count]
    told = [actions.Answered(shop.pk, answers(**changes), NOW) for shop in shops]
    actions.load_answers(told, region="63.08", now=NOW)
    return shops


def text_of(client: Client, url: str = URL, **query: str) -> str:
    """Return a page as text."""
    return client.get(url, query).content.decode()


def test_the_one_thing_in_the_way_is_named(client: Client) -> None:
    """All there but a payment: the group, the reason and the count say so, at any age."""
    shops = asked(2, **ONE_LEFT)
    client.force_login(member("staff", "63.08"))
    page = text_of(client, siapa="halangan")
    assert "Tinggal satu halangan: belum menerima QRIS atau transfer" in page
    assert "umur 70" in page
    assert "(2)" in page
    assert shops[0].public_id in page
    elsewhere = text_of(client, siapa="halangan", halangan="syarat.bayar", sektor="jasa")
    assert shops[0].public_id not in elsewhere


def test_register_alone_gives_no_index(client: Client) -> None:
    """Never asked: what register and market know, no number; a shop without QRIS is told."""
    shop = register(1, districts=1)[0]
    own = maker("63.08")
    Maker.objects.filter(pk=own.pk).update(business=shop, is_published=True)
    Business.objects.exclude(pk=shop.pk).delete()
    client.force_login(member("staff", "63.08"))
    page = text_of(client, siapa="belum")
    assert shop.name in page
    assert "lapaknya belum memasang QRIS" in page
    assert "belum diketahui" in page
    assert "Tanya dulu" in page


def test_a_mentor_sees_his_own_and_no_birth(client: Client) -> None:
    """Others' makers are not on his list, in no group, and ages of the register stay shut."""
    mine, other = asked(2)
    mentor = member("mentor", "63.08")
    give_into_care(mentor.pk, [mine.pk])
    client.force_login(mentor)
    for group in ("sasaran", "hampir", "halangan", "lainnya", "belum"):
        page = text_of(client, siapa=group)
        assert other.public_id not in page
        assert "menurut daftar" not in page
    assert mine.public_id in text_of(client, siapa="hampir")


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("head", "63.08", 200),
        ("staff", "63.08", 200),
        ("mentor", "63.08", 200),
        ("board", "63.08", 403),
        ("enumerator", "63.08", 403),
        ("maker", "63.08", 403),
        ("buyer", "63.08", 403),
        ("province", "63", 403),
        ("staff", "63.09", 200),
    ],
)
def test_doors(client: Client, role: str, code: str, status: int) -> None:
    """Who reads scores opens the three pages; the neighbour finds nobody of here on them."""
    shops = asked(1)
    place(code)
    client.force_login(member(role, code))
    for name in ("who_next", "how_listed", "take_list"):
        answer = client.get(reverse(f"desk:{name}"), {"siapa": "hampir"})
        assert answer.status_code == status
        if code != "63.08":
            assert shops[0].public_id not in answer.content.decode()


def test_a_full_page_asks_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """40 on the list: 25 on the page, at most sixteen queries."""
    asked(40)
    client.force_login(member("staff", "63.08"))
    with django_assert_max_num_queries(16):
        page = text_of(client, siapa="hampir")
    assert page.count('scope="row"') == 25
    with django_assert_max_num_queries(16):
        text_of(client, siapa="belum")


def test_the_rules_are_on_a_page(client: Client) -> None:
    """Every prerequisite, the limits and the version are read from the rules themselves."""
    place("63.08")
    client.force_login(member("mentor", "63.08"))
    page = text_of(client, reverse("desk:how_listed"))
    for words in ("Pembayaran tanpa tunai", "paling banyak 5 poin", "1981", "lampit-digital v1"):
        assert words in page


def test_taken_on_paper_it_is_noted_with_its_purpose(client: Client) -> None:
    """By day; telephones masked unless asked for; purpose needed; the trail knows who stands."""
    shops = asked(3, **ONE_LEFT)
    Business.objects.filter(pk=shops[0].pk).update(phone="+6281200000142")
    client.force_login(member("staff", "63.08"))
    url = reverse("desk:take_list") + "?siapa=halangan"
    sent = {"purpose": "kunjungan QRIS", "kind": "cetak", "on": "2026-12-01", "each": "2"}
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in text_of(client, url)
    assert client.post(url, sent | {"purpose": ""}).status_code == 422
    assert not AuditEntry.objects.filter(deed="list_taken").exists()
    page = client.post(url, sent).content.decode()
    assert "1 Desember 2026" in page
    assert "2 Desember 2026" in page
    assert "kunjungan QRIS" in page
    assert "0812-0000-0142" not in page
    whole = client.post(url, sent | {"with_phone": "on"}).content.decode()
    assert "0812-0000-0142" in whole
    assert AuditEntry.objects.filter(deed="list_taken").count() == 2
    assert AuditEntry.objects.filter(deed="export_unmasked").count() == 1


def test_as_a_file_nothing_runs_as_a_formula(client: Client) -> None:
    """XLSX and CSV with the mark first; a name that begins with = stays a text."""
    shops = asked(1, **ONE_LEFT)
    Business.objects.filter(pk=shops[0].pk).update(name="=1+1")
    client.force_login(member("head", "63.08"))
    url = reverse("desk:take_list") + "?siapa=halangan"
    sent = {"purpose": "kunjungan QRIS", "on": "2026-12-01", "each": "2"}
    book = client.post(url, sent | {"kind": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue()))["Dibantu"]
    assert "kunjungan QRIS" in str(sheet["A1"].value)
    assert sheet["B3"].value == "=1+1"
    assert sheet["B3"].data_type == "s"
    csv = client.post(url, sent | {"kind": "csv"}).getvalue().decode()
    assert "'=1+1" in csv


def test_more_than_a_hundred_need_a_second_person(client: Client) -> None:
    """Staff asks, the head allows, the job writes; a mentor is told to filter."""
    shops = asked(101, **ONE_LEFT)
    staff = member("staff", "63.08")
    client.force_login(staff)
    url = reverse("desk:take_list") + "?siapa=halangan"
    sent = {"purpose": "kunjungan QRIS", "kind": "xlsx", "on": "2026-12-01", "each": "2"}
    assert client.post(url, sent | {"kind": "cetak"}).status_code == 422
    answer = client.post(url, sent)
    found = ExportRequest.objects.get()
    assert answer.headers["Location"] == reverse("registry:export_request", args=[found.pk])
    requesting.allow_export(member("head", "63.08"), found.pk, now=found.asked_at)
    jobs.write_next(Job.objects.get(kind="desk_next"))
    found.refresh_from_db()
    assert found.state == ExportRequest.State.READY
    rows = openpyxl.load_workbook(requesting.path_of(found))["Dibantu"].max_row
    assert rows == 103
    mentor = member("mentor", "63.08")
    give_into_care(mentor.pk, [shop.pk for shop in shops])
    client.force_login(mentor)
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "terlalu panjang untuk dibawa sendiri" in refused.content.decode()


def test_scores_of_older_rules_are_reckoned_again() -> None:
    """What was there before the rules changed gets its readiness, once."""
    asked(3, **ONE_LEFT)
    Score.objects.update(readiness=None, readiness_version=None, is_near=None, blocked_by="")
    assert reckon_readiness() == 3
    assert set(Score.objects.values_list("blocked_by", flat=True)) == {"syarat.bayar"}
    assert reckon_readiness() == 0
