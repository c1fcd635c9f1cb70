"""Reporting without an account, reviewing by the order's address, deciding, appealing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import timezone

from lampit.people.models import User
from lampit.shops.models import Product
from lampit.trust.models import Appeal, Notice, Report, Review
from lampit.trust.views import _pace
from tests.factories import maker, member, product
from tests.orders.things import account_of, shop
from tests.shops.test_views import photo
from tests.trust.things import HSU, bought, review

pytestmark = pytest.mark.django_db
WORDS = "Ramin perlu surat asal, belum ada."


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Forget who wrote how often."""
    cache.clear()


def asked(address: str) -> HttpRequest:
    """Return a request from an address."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = address
    return request


def typed(seconds: int = 9, **more: str) -> dict[str, str]:
    """Return a report as a form sends it, opened some seconds ago."""
    opened = _pace.opened(timezone.now() - timedelta(seconds=seconds))
    usual = {"reason": "palsu", "text": "Ini bukan purun asli.", "opened": opened}
    return usual | more


def test_anybody_reports_and_reads_the_answer(client: Client) -> None:
    """No account; the answer page tells the term and never who reported."""
    good = product(HSU, name="Tas <b>purun</b>")
    page = f"/lapor/barang/{good.slug}/"
    shown = client.get(page).content.decode()
    assert "<b>purun" not in shown
    assert "Permendag 31/2023" in shown
    assert f'href="/produk/{good.slug}/"' in shown, "and the way back"
    answer = client.post(page, typed(contact="0812-0000-7731"), follow=True)
    text = answer.content.decode()
    assert "Dijawab paling lambat" in text
    assert "7731" not in text
    made = Report.objects.get()
    assert (made.product, made.state) == (good, "BARU")
    assert client.get("/lapor/tidak-ada/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"seconds": 1}, "Tunggu beberapa detik"),
        ({"seconds": 90_000}, "dibuka terlalu lama"),
        ({"opened": "dibuat-buat"}, "dibuka terlalu lama"),
        ({"website": "http://iklan"}, "Kosongkan isian ini"),
        ({"reason": "benci"}, ""),
        ({"text": "pendek"}, "paling sedikit 10 huruf"),
    ],
)
def test_programs_and_empty_reports_are_refused(
    client: Client, sent: dict[str, Any], said: str
) -> None:
    """In words, with what was typed kept; nothing is written."""
    good, form = product(HSU), typed(**sent)
    answer = client.post(f"/lapor/barang/{good.slug}/", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert form["text"] in text
    assert not Report.objects.exists()


def test_a_page_left_open_too_long_goes_through_the_second_time(client: Client) -> None:
    """The refused form carries a new instant; pressing again is enough."""
    page = f"/lapor/barang/{product(HSU).slug}/"
    text = client.post(page, typed(90_000)).content.decode()
    told = text.split('name="opened" value="')[1].split('"')[0]
    assert _pace.seconds_since(told, timezone.now()) is not None


def test_one_address_writes_five_times_an_hour(client: Client) -> None:
    """The sixth is told to wait; another address goes on; nothing of the address is kept."""
    pages = [f"/lapor/barang/{product(HSU).slug}/" for _ in range(6)]
    for page in pages[:5]:
        assert client.post(page, typed()).status_code == 302
    refused = client.post(pages[5], typed())
    assert "Terlalu banyak laporan" in refused.content.decode()
    assert client.post(pages[5], typed(), REMOTE_ADDR="10.0.0.9").status_code == 302
    again = client.post(pages[5], typed(), REMOTE_ADDR="10.0.0.9")
    assert "dari tempat Anda" in again.content.decode()
    assert not Report.objects.filter(sender__contains="10.0.0.9").exists()
    told = {_pace.senders(asked(f"2001:db8::{n}"), timezone.now())[0] for n in (1, 2)}
    assert len(told) == 1, "who has a network of IPv6 has one voice"
    told = {_pace.senders(asked(f"::ffff:10.0.0.{n}"), timezone.now())[0] for n in (1, 2)}
    assert len(told) == 2, "IPv4 heard as IPv6 stays apart"
    columns = {field.name for field in Report._meta.get_fields()}
    assert not {name for name in columns if "ip" in name.split("_") or "address" in name}


def test_hidden_things_cannot_be_reported(client: Client) -> None:
    """What nobody sees does not exist here either."""
    hidden = product(HSU, state="disembunyikan")
    held = review(state="DITAHAN")
    shut = maker(HSU, is_published=False)
    for page in (f"barang/{hidden.slug}", f"ulasan/{held.pk}", f"lapak/{shut.slug}", "ulasan/x"):
        assert client.get(f"/lapor/{page}/").status_code == 404


def test_a_buyer_reviews_by_the_address_of_her_order(client: Client, tmp_path: Path) -> None:
    """Without an account; the photo waits for a look; withdrawn it is gone."""
    line = bought()
    public = line.part.order.public_id
    lists = f"/pesan/{public}/ulasan/"
    assert "Tulis ulasan" in client.get(lists).content.decode()
    page = f"{lists}{line.pk}/"
    assert client.get(page).status_code == 200
    sent = {"as_pictured": "5", "tidy": "4", "arrived_well": "5", "text": "Rapi.", "how": "nama"}
    refused = client.post(page, {**sent, "tidy": ""})
    assert refused.status_code == 422
    assert "Rapi." in refused.content.decode()
    with override_settings(MEDIA_ROOT=tmp_path):
        assert client.post(page, {**sent, "photo": photo()})["Location"] == lists
    made = Review.objects.get()
    assert (made.name, made.state, len(made.photo), made.photo_allowed) == (
        "Dewi", "TAMPIL", 64, False,
    )  # fmt: skip
    assert client.get(page)["Location"] == lists
    client.post(f"{page}tarik/")
    made.refresh_from_db()
    assert made.state == "DITARIK"
    assert "Ditarik" in client.get(lists).content.decode()


def test_nobody_reviews_another_order(client: Client) -> None:
    """A foreign line and a wrong address do not exist; what was not received leads back."""
    line, other, sent_only = bought(), bought(), bought(state="DIKIRIM")
    public = line.part.order.public_id
    assert client.get(f"/pesan/{public}/ulasan/{other.pk}/").status_code == 404
    assert client.get("/pesan/tidak-ada/ulasan/").status_code == 404
    there = f"/pesan/{sent_only.part.order.public_id}/ulasan/"
    assert client.get(f"{there}{sent_only.pk}/")["Location"] == there
    assert "Belum ada barang" in client.get(there).content.decode()


def test_the_desk_decides_and_the_maker_appeals(client: Client, tmp_path: Path) -> None:
    """From the queue to the notice on her pages, her appeal with a photo, another's answer."""
    keeper = shop()
    good = product(keeper, name="Meja ramin")
    client.post(f"/lapor/barang/{good.slug}/", typed(reason="dilarang"))
    made = Report.objects.get()
    staff, head = member("staff", HSU), member("head", HSU)
    client.force_login(staff)
    desk = client.get("/balai/laporan/").content.decode()
    assert "Meja ramin" in desk
    page = f"/balai/laporan/{made.pk}/"
    assert "tidak menyebut diri" in client.get(page).content.decode()
    refused = client.post(f"{page}putusan/", {"decision": "turun", "words": "ya"})
    assert refused.status_code == 422
    client.post(f"{page}putusan/", {"decision": "turun", "words": WORDS})
    notice = Notice.objects.get()

    client.force_login(account_of(keeper))
    assert "1 keputusan dinas" in client.get("/saya/teguran/ringkas/").content.decode()
    told = client.get(f"/saya/teguran/{notice.pk}/").content.decode()
    assert all(one in told for one in (WORDS, "UU 8/1999", "Ajukan keberatan", "Pesanan yang"))
    with override_settings(MEDIA_ROOT=tmp_path):
        sent = {"text": "Ini suratnya, kayu rakyat.", "photo": photo()}
        client.post(f"/saya/teguran/{notice.pk}/keberatan/", sent)
    appeal = Appeal.objects.get()
    assert len(appeal.photo) == 64
    assert "Ini suratnya" in client.get(f"/saya/teguran/{notice.pk}/").content.decode()

    yes = {"granted": "ya", "words": "Suratnya benar, barang kembali."}
    client.force_login(staff)
    assert (
        "dijawab orang lain" in client.get(f"/balai/laporan/teguran/{notice.pk}/").content.decode()
    )
    client.post(f"/balai/laporan/keberatan/{appeal.pk}/", yes)
    assert Product.objects.get(pk=good.pk).state == "diturunkan"
    client.force_login(head)
    client.post(f"/balai/laporan/keberatan/{appeal.pk}/", yes)
    assert Product.objects.get(pk=good.pk).state == "tayang"


def test_every_tab_of_the_desk_opens(client: Client) -> None:
    """Full and empty; queries do not grow with the rows."""
    staff = member("staff", HSU)
    client.force_login(staff)
    tabs = ("", "diminta", "selesai", "dilihat", "ulasan", "keberatan", "tutup", "ubah", "<x>")
    for tab in tabs:
        assert client.get("/balai/laporan/", {"isi": tab}).status_code == 200
    keeper = shop()
    good = product(keeper)
    review(text="WA 0812", state="DITAHAN", held_for="telepon", photo="a" * 64)
    base = {"maker": keeper, "region_id": HSU, "reason": "palsu", "words": WORDS, "by": staff}
    now = timezone.now()
    asked = Notice.objects.create(
        kind="UBAH", product=good, at=now, until=now.date() - timedelta(days=1), **base
    )
    Notice.objects.create(kind="TUTUP", state="USUL", at=now, **base)
    Appeal.objects.create(notice=asked, text="Tidak setuju.", at=now)
    good.pledges.create(
        version="x", category="kayu", asked={"kayu": ["ramin"]}, answers={"kayu": "ya"},
        reasons=["kayu"], needs_look=True, at=now,
    )  # fmt: skip
    for tab, sign in (
        ("dilihat", "Ya, tanpa surat"), ("ulasan", "ada nomor telepon"),
        ("keberatan", "Tidak setuju."), ("tutup", keeper.name), ("ubah", good.name),
    ):  # fmt: skip
        assert sign in client.get("/balai/laporan/", {"isi": tab}).content.decode(), tab


def test_a_waiting_good_is_let_through_at_the_desk(client: Client) -> None:
    """And the maker of another kabupaten's desk finds nothing there."""
    good = product(shop(), state="menunggu")
    kept = good.pledges.create(
        version="x", category="kayu", asked={}, answers={}, needs_look=True, at=timezone.now()
    )
    url = f"/balai/laporan/dilihat/{kept.pk}/"
    client.force_login(member("staff", "63.09"))
    assert client.post(url, {"boleh": "ya"}).status_code == 404
    client.force_login(member("staff", HSU))
    client.post(url, {"boleh": "ya"})
    good.refresh_from_db()
    assert good.state == "tayang"


def test_a_maker_answers_reviews_of_her_goods_only(client: Client) -> None:
    """Unanswered first; a foreign one does not exist."""
    mine, foreign = review(text="Bagus sekali"), review()
    client.force_login(account_of(mine.maker))
    assert "Bagus sekali" in client.get("/saya/ulasan/").content.decode()
    assert client.get(f"/saya/ulasan/{foreign.pk}/").status_code == 404
    page = f"/saya/ulasan/{mine.pk}/"
    assert client.post(page, {"answer": "WA 081234567890"}).status_code == 422
    client.post(page, {"answer": "Terima kasih."})
    mine.refresh_from_db()
    assert mine.answer == "Terima kasih."


def test_the_office_tells_who_runs_the_market(client: Client) -> None:
    """Name, number and hours; a wrong number is refused in words."""
    person: User = member("staff", HSU)
    client.force_login(person)
    sent = {"name": "Dinas Perdagangan", "whatsapp": "0812-0000-4567", "hours": "08.00–15.00"}
    assert client.post("/balai/pasar/", {**sent, "whatsapp": "12"}).status_code == 422
    assert client.post("/balai/pasar/", sent).status_code == 302
    assert "Dinas Perdagangan" in client.get("/balai/pasar/").content.decode()
