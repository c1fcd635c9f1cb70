"""The desk: the right page for each role, honest where nothing is known, bounded."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lampit.measure.queries import Outcome
from lampit.measure.queries.answers import Answers
from lampit.measure.queries.trending import Point, Trend
from lampit.measure.rules.wording import Shown
from lampit.privacy import actions as privacy
from lampit.registry.actions import requesting
from lampit.registry.models import Transfer
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.exporting import Wanted
from tests.factories import assigned, business, member, owner, product, region, sale

pytestmark = pytest.mark.django_db
URL = "/balai/"
HOME = import_module("lampit.desk.views.home")
Counter = Callable[..., AbstractContextManager[Any]]


def answers(value: float | None = 34.2, n: int = 212) -> Answers:
    """Return the whole answer around an outcome: one round, nothing else known."""
    told = outcome(value, n)
    share = Shown("Ada penjualan daring", "d07", n, 31.4, 27.2, 35.1, "ok", "")
    many = Shown("Perkiraan jumlah usaha", "usaha", n, 14_200.0, 13_100.0, 15_600.0, "ok", "")
    point = Point(7, "2026-1", told.on, "lampit-digital v1", told.index, share)
    return Answers(
        f"{value}/{n}", 7, replace(told, online=share), many, 64, (), None, None, None, None, None,
        (), Trend((point,), (), None),
    )  # fmt: skip


def outcome(value: float | None, n: int) -> Outcome:
    """Return what a survey might have said."""
    low, high = (31.0, 37.4) if value is not None else (None, None)
    quality = "ok" if value is not None else "suppressed"
    index = Shown("Indeks digital", "index", n, value, low, high, quality, "")
    places = [
        Shown("Amuntai Tengah", "63.08.05", 61, 52.0, 46.0, 58.0, "ok", ""),
        Shown("Paminggir", "63.08.09", 6, None, None, None, "suppressed", "answers"),
    ]
    return Outcome(
        "2026-1", "terbit", date(2026, 11, 1), 260, n, n / 260, index, "Mulai kenal", None,
        [], [], [], [], places, [], ranks_overlap=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "code", "leads_to"),
    [
        ("mentor", "63.08", "/balai/pembinaan/"),
        ("enumerator", "63.08", "/balai/survei/"),
        ("province", "63", "/nasional/"),
        ("nation", None, "/nasional/"),
        ("admin", None, "/nasional/"),
    ],
)
def test_other_desks_are_led_to(client: Client, role: str, code: str | None, leads_to: str) -> None:
    """People whose work lies elsewhere are led there, not refused."""
    client.force_login(member(role, code))
    assert client.get(URL).headers["Location"] == leads_to


@pytest.mark.parametrize("role", ["buyer", "maker"])
def test_others_have_no_desk(client: Client, role: str) -> None:
    """Buyers and makers: 403."""
    client.force_login(member(role, "63.08"))
    assert client.get(URL).status_code == 403


def test_empty_region_says_so(client: Client) -> None:
    """No survey, no register: words instead of zeros that look like answers."""
    client.force_login(member("head", "63.08"))
    page = client.get(URL).content.decode()
    assert "Belum cukup data untuk menjawab" in page
    assert "Belum ada survei" in page
    assert "Belum ada usaha terdaftar" in page


def test_a_change_stands_with_its_chance(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed since the round before, in words about noise; a break is told as one."""
    said = "Indeks naik 3,1 poin sejak 2025-1: hampir pasti bukan kebetulan."
    gap = "Indeks putaran 2025-1 (v1) dan 2026-1 (v2) tidak disambung: dimensinya tidak sama."
    told = answers()
    first = replace(told.trend[0], name="2025-1")
    known = replace(told, mark="changed", rounds=Trend((first, *told.trend), (said,), first))
    monkeypatch.setattr(HOME, "latest_answers", lambda *_, **__: known)
    client.force_login(member("head", "63.08"))
    page = client.get(URL).content.decode()
    assert said in page
    assert "2025-1" in page.partition("<svg")[2], "the scale marks the round before"
    broken = replace(told.trend[0], index_gap=gap)
    known = replace(told, mark="broken", rounds=Trend((first, broken), (), None))
    page = client.get(URL).content.decode()
    assert said not in page
    assert gap in page


def test_the_answer_is_one_sentence(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Index, interval, n, month in words and as machine values; the small kecamatan withheld."""
    monkeypatch.setattr(HOME, "latest_answers", lambda *_, **__: answers())
    region("63.08", "Kabupaten Hulu Sungai Utara")
    client.force_login(member("head", "63.08"))
    page = " ".join(client.get(URL).content.decode().split())
    told = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "Dari perkiraan 14.200" in told
    assert "usaha di Kabupaten Hulu Sungai Utara," in told
    assert "31\u202f%" in told or "31 %" in told
    assert "31 persen, antara 27 dan 35" in told
    assert "indeks digital rata-rata 34,2" in told
    assert "(31,0–37,4)" in told
    assert "Survei November 2026, 212 usaha dari 64 desa, tingkat jawaban 82" in told
    assert "/balai/survei/7/hasil/angka/index/" in page
    assert 'data-value="34.2" data-low="31" data-high="37.4" data-n="212"' in page
    assert "Paminggir: belum cukup data (n 6), kurang dari 30 jawaban" in page
    assert "belum cukup data · kurang dari 30 jawaban</td>" in page
    assert "ditahan: kurang dari 30 jawaban atau selangnya terlalu lebar" in page
    assert "212 jawaban dari 260 usaha terpilih." in page


def test_few_answers_show_no_number(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve answers: the page says how many and how many it takes."""
    monkeypatch.setattr(HOME, "latest_answers", lambda *_, **__: answers(None, 12))
    client.force_login(member("head", "63.08"))
    page = client.get(URL).content.decode()
    assert "Baru 12 jawaban dari 260" in page
    assert "fig xl" not in page


def test_staff_sees_work_first_and_head_the_answer(client: Client) -> None:
    """The same parts in another order; the board sees no work queue."""
    orders = {}
    for role in ("staff", "head", "board"):
        client.force_login(member(role, "63.08"))
        page = client.get(URL).content.decode()
        orders[role] = [page.find('id="kerja"'), page.find('id="jawab"')]
    assert 0 < orders["staff"][0] < orders["staff"][1]
    assert 0 < orders["head"][1] < orders["head"][0]
    assert orders["board"][0] == -1


def test_only_who_may_import_is_sent_to_imports(client: Client) -> None:
    """The head watches the queue, and no link leads to a page that refuses him."""
    links = {}
    for role in ("staff", "head", "board"):
        client.force_login(member(role, "63.08"))
        links[role] = 'href="/balai/impor/"' in client.get(URL).content.decode()
    assert links == {"staff": True, "head": False, "board": False}


def test_neighbours_businesses_are_not_counted_or_named(client: Client) -> None:
    """Tabalong's desk knows nothing of HSU's businesses."""
    business("63.08", name="Tikar Rahasia")
    client.force_login(member("staff", "63.09"))
    assert "Tikar Rahasia" not in client.get(URL).content.decode()
    client.force_login(member("staff", "63.08"))
    assert "Tikar Rahasia" in client.get(URL).content.decode()


def test_a_full_desk_asks_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: Counter
) -> None:
    """Twenty businesses with shops, sales and mentors cost no more queries than one."""
    mentor = member("mentor", "63.08")
    for _ in range(20):
        shop = product("63.08").maker.business
        assigned(mentor, shop)
        sale(shop, timezone.localdate(), 50_000, channel="LAPAK")
    for role in ("staff", "head"):
        client.force_login(member(role, "63.08"))
        with django_assert_max_num_queries(12):
            page = client.get(URL)
        assert 'data-value="20"' in page.content.decode()


def test_the_head_reads_what_waits_for_her_yes(client: Client) -> None:
    """A long list, an erasure and a move: one line each with its link; without them, no card."""
    head, staff = member("head", "63.08"), member("staff", "63.08")
    client.force_login(head)
    assert "menunggu-anda" not in client.get(URL).content.decode()
    region("63.09", "Kabupaten Tabalong")
    wanted = Wanted("csv", ("name",), "undangan pelatihan kemasan")
    now = timezone.now()
    requesting.ask_for_export(staff, wanted, Asked(), 900, now=now)
    person = owner("63.08", name="Siti Rahmah")
    about = privacy.About("63.08", owner=person)
    asked = privacy.enter(
        staff, about, "hapus", "", channel="meja", identity="KTP dicocokkan", received_at=now,
        now=now,
    )  # fmt: skip
    privacy.propose_erasure(staff, asked, now=now)
    moved = business("63.09", name="Anyaman Noor")
    Transfer.objects.create(
        business=moved, from_region_id="63.09", to_region_id="63.08", asked_at=now,
        expires_at=now + timedelta(days=3), moved_on=now.date(),
    )  # fmt: skip
    page = client.get(URL).content.decode()
    for link in (
        "/balai/usaha/unduh/permintaan/", f"/balai/permintaan/{asked.pk}/hapus/",
        reverse("registry:moves") + "?arah=masuk",
    ):  # fmt: skip
        assert link in page
    client.force_login(staff)
    assert "menunggu-anda" not in client.get(URL).content.decode()
