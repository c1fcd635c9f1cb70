"""Impact and the board of boards: doors, neighbours, words for what is not known."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from lampit.orders.queries import month_start
from lampit.proof.actions import refresh_figures
from lampit.proof.models import Figure
from lampit.registry.models import Business
from tests.factories import business, member, product, region, sale

pytestmark = pytest.mark.django_db
IMPACT, NATION = "/balai/dampak/", "/nasional/"
Counter = Callable[..., AbstractContextManager[Any]]
PAGES = [IMPACT, f"{IMPACT}data.csv", NATION, f"{NATION}data.csv", f"{NATION}63.08/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("head", "63.08", 200),
        ("staff", "63.08", 200),
        ("board", "63.08", 200),
        ("staff", "63.09", 200),
        ("province", "63", 200),
        ("nation", None, 200),
        ("admin", None, 200),
        ("mentor", "63.08", 403),
        ("enumerator", "63.08", 403),
        ("maker", "63.08", 403),
        ("buyer", "63.08", 403),
    ],
)
def test_who_may_open_what(
    client: Client, address: str, role: str, code: str | None, status: int
) -> None:
    """Office, province and nation compare; those in the field and buyers do not."""
    region("63.08")
    client.force_login(member(role, code))
    assert client.get(address).status_code == status


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    """Not even published figures without an account, until the open data pages come."""
    for page in PAGES:
        assert client.get(page).headers["Location"].startswith("/masuk/?next=")


def test_unknown_places_are_missing(client: Client) -> None:
    """No such code, and villages have no board: 404."""
    region("63.08.01.2003")
    client.force_login(member("nation", None))
    for code in ("99", "63.77", "63.08.01", "63.08.01.2003", "x"):
        assert client.get(f"{NATION}{code}/").status_code == 404


def test_an_empty_region_has_no_invented_figures(client: Client) -> None:
    """Every benefit says "belum cukup data"; no figure carries a number."""
    client.force_login(member("head", "63.08"))
    page = client.get(IMPACT).content.decode()
    assert page.count("Belum cukup data") >= 5
    assert 'class="fig"' not in page
    assert 'data-value="0"' not in page


def test_impact_knows_only_the_own_region(client: Client) -> None:
    """The neighbour's ledger is neither counted nor reachable by the address."""
    for shop in (business("63.08"), business("63.08"), business("63.08")):
        for back in (1, 2, 3):
            sale(shop, month_start(timezone.localdate(), back=back), 700_000)
    client.force_login(member("head", "63.09"))
    assert "2.100.000" not in client.get(f"{IMPACT}?wilayah=63.08").content.decode()
    client.force_login(member("province", "63"))
    page = client.get(f"{IMPACT}?wilayah=63.08").content.decode()
    assert "2.100.000" in page
    # The file is about the same region as the page.
    assert f"{IMPACT}data.csv?wilayah=63.08" in page
    answer = client.get(f"{IMPACT}data.csv?wilayah=63.08")
    assert ";2100000;" in answer.content.decode()
    # No such place, or one below a board: one's own region, never "the whole of Indonesia".
    for code in ("63.08.zz", "63.08.01"):
        assert "Seluruh Indonesia" not in client.get(f"{IMPACT}?wilayah={code}").content.decode()


def test_a_seller_alone_is_on_no_page_and_in_no_file(client: Client) -> None:
    """A month of two businesses: the sums say "disembunyikan", in the file they are empty."""
    shops = [business("63.08"), business("63.08")]
    for shop in shops:
        for back in (1, 2, 3):
            sale(shop, month_start(timezone.localdate(), back=back), 345_678)
    client.force_login(member("head", "63.08"))
    page = client.get(IMPACT).content.decode()
    assert "disembunyikan" in page
    for text in (page, client.get(f"{IMPACT}data.csv").content.decode()):
        assert "345" not in text
        assert "691" not in text


def test_savings_are_shown_with_their_evidence(client: Client) -> None:
    """Twelve lines 20 % below a proven price: the share within 11-25 % and what is unknown."""
    today = timezone.localdate()
    proven: dict[str, Any] = {
        "reference_price": 100_000,
        "reference_until": today + timedelta(days=30),
    }
    for _ in range(4):
        good = product("63.08", price=80_000, **proven)
        for days in (1, 2, 3):
            day = today - timedelta(days=days)
            sale(good.maker.business, day, 80_000, channel="LAPAK", product=good)
    unknown = product("63.08", price=50_000)
    sale(unknown.maker.business, today, 50_000, product=unknown)
    client.force_login(member("head", "63.08"))
    page = " ".join(client.get(IMPACT).content.decode().split())
    assert 'data-value="0.2" data-low="0.2" data-high="0.2" data-n="12"' in page
    assert "<strong>100 %</strong> jatuh di 11–25 %" in page
    assert "12 dari 13 barang terjual berbukti harga toko" in page


def test_the_impact_page_asks_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: Counter
) -> None:
    """Fifteen businesses with sales cost no more queries than one."""
    today = timezone.localdate()
    for _ in range(15):
        good = product("63.08")
        for back in (1, 2, 13, 14):
            sale(good.maker.business, month_start(today, back=back), 90_000, product=good)
    client.force_login(member("head", "63.08"))
    with django_assert_max_num_queries(16):
        client.get(IMPACT)


def published() -> None:
    """Publish the figures of three boards, one of them too small."""
    for code, count in (("63.08", 6), ("63.09", 2), ("63.07", 12)):
        region(code, f"Kabupaten {code}")
        for _ in range(count):
            business(code, name="Nama Rahasia")
    region("63.01", "Kabupaten Sepi")
    refresh_figures("", timezone.localdate(), now=timezone.now())


def test_nation_shows_unknown_as_unknown(client: Client) -> None:
    """A board without data says so, is counted among the unknown, and shows no zero."""
    published()
    client.force_login(member("nation", None))
    page = " ".join(client.get(f"{NATION}?provinsi=63").content.decode().split())
    assert "dari 4 daerah punya data" in page
    row = page[page.index("Kabupaten Sepi</a>") :]
    row = row[: row.index("</tr>")]
    assert "belum diketahui" in row
    assert "data-value" not in row


def test_small_boards_are_hidden_everywhere(client: Client) -> None:
    """The 2 and its cover 6 are on no page and in no file; the total 20 is; names never."""
    published()
    client.force_login(member("province", "63"))
    for page in (NATION, f"{NATION}?provinsi=63", f"{NATION}63/", f"{NATION}63.09/"):
        text = client.get(page).content.decode()
        assert "Nama Rahasia" not in text
        assert 'data-th="Terdaftar" data-value="6"' not in " ".join(text.split())
        assert "disembunyikan" in text
    lines = client.get(f"{NATION}data.csv").content.decode("utf-8-sig").splitlines()
    small = [line for line in lines if line.startswith(("63.09;", "63.08;"))]
    assert all(";ya" in line for line in small if ";registered;" in line)
    assert any(line.startswith("63;") and ";20.0;" in line for line in lines)


def test_details_are_for_the_own_reach(client: Client) -> None:
    """Own office, own province and the nation look inside; others get published totals only."""
    published()
    region("63.08.01", "Danau Panggang")
    page = f"{NATION}63.08/"
    for role, code, inside in [
        ("staff", "63.08", True),
        ("province", "63", True),
        ("nation", None, True),
        ("staff", "63.09", False),
        ("province", "64", False),
    ]:
        client.force_login(member(role, code))
        assert ("Danau Panggang" in client.get(page).content.decode()) is inside


def test_kecamatan_counts_cover_each_other(client: Client) -> None:
    """One business in Paminggir of seven: hidden, with a cover, in a board that is shown."""
    places = {"63.08.01": 1, "63.08.02": 4, "63.08.03": 9}
    for code, count in places.items():
        place = region(code, f"Kecamatan {code}")
        for _ in range(count):
            business("63.08", district=place)
    refresh_figures("", timezone.localdate(), now=timezone.now())
    client.force_login(member("province", "63"))
    text = " ".join(client.get(f"{NATION}63.08/").content.decode().split())
    inside = text[text.index('id="bagian"') :]
    assert inside.count("disembunyikan") == 2
    assert 'data-value="9"' in inside
    assert 'data-value="1"' not in inside
    assert 'data-value="4"' not in inside


def test_the_parts_of_a_hidden_board_do_not_add_up(client: Client) -> None:
    """The cover of a small neighbour: its kecamatan must not sum to what is withheld."""
    published()
    for code, count in (("63.08.01", 3), ("63.08.02", 5)):
        place = region(code, f"Kecamatan {code}")
        for _ in range(count):
            business("63.08", district=place)
    Business.objects.filter(region_id="63.08", district=None).update(district_id="63.08.02")
    refresh_figures("", timezone.localdate(), now=timezone.now())
    client.force_login(member("province", "63"))
    Figure.objects.filter(region_id="63.08", indicator="registered").update(hidden=True, value=None)
    text = " ".join(client.get(f"{NATION}63.08/").content.decode().split())
    inside = text[text.index('id="bagian"') :]
    assert "disembunyikan" in inside
    assert 'data-value="3"' not in inside


def test_the_nation_asks_a_fixed_number_of_questions(
    client: Client, django_assert_max_num_queries: Counter
) -> None:
    """Thirty boards cost no more queries than one."""
    for number in range(1, 31):
        for _ in range(3):
            business(f"63.{number:02}")
    refresh_figures("", timezone.localdate(), now=timezone.now())
    client.force_login(member("nation", None))
    with django_assert_max_num_queries(12):
        client.get(NATION)


@pytest.mark.parametrize(("count", "word"), [(1, "business less"), (2, "businesses less")])
def test_one_business_is_one_in_english(count: int, word: str) -> None:
    """What is counted has its plural."""
    young = SimpleNamespace(hidden=False, known=9, low=count, high=count, unknown=0)
    jobs = SimpleNamespace(low=None, n=count)
    with translation.override("en"):
        drawn = render_to_string("proof/_jobs.html", {"jobs": jobs, "young": young})
    assert f"{word} than 42 months" in " ".join(drawn.split())
    assert f"{count} sample {word.split(maxsplit=1)[0]}" in " ".join(drawn.split())
