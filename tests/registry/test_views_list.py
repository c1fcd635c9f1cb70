"""The list of businesses asked in every way: few queries, places by slips, exact names first."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import Business
from lampit.registry.rules import placing, search
from lampit.registry.rules.asking import UNKNOWN
from tests.factories import business, member, owner, region

pytestmark = pytest.mark.django_db
URL = "/balai/usaha/"
SILENT = "/balai/masih/"


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return staff of a register in two kecamatan, taken into the catalogue, orders kept."""
    monkeypatch.setattr("lampit.registry.queries.paging.SORTED_AT_ONCE", 5)
    monkeypatch.setattr("lampit.registry.actions.ordering.LEAST", 10)
    region("63.08", "Kabupaten Hulu Sungai Utara")
    places = (
        (region("63.08.08", "Haur Gading"), region("63.08.08.2010", "Palimbangan")),
        (region("63.08.05", "Amuntai Selatan"), region("63.08.05.2001", "Telaga Silaba")),
    )
    today = timezone.localdate()
    for number in range(60):
        district, village = places[number % 2]
        name = f"Purun {'Rahmah' if number % 3 else 'Rahmat'} {number:02d}"
        business("63.08", name=name, search_key=search.key(name, ""), district=district,
                 village=village, confirmed_on=today - timedelta(days=40 * number),
                 kbli="16292")  # fmt: skip
    catch_up()
    client = Client()
    client.force_login(member("staff", "63.08"))
    return client


def shown(client: Client, **asked: str) -> list[str]:
    """Return the names of the first page."""
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return [row.name for row in answer.context["page_obj"].object_list]


def test_every_way_of_asking_takes_twelve_queries_at_most(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    """Lists, orders, filters, words, slips, deep pages; the door and the frame among them."""
    deep = Business.objects.order_by("pk")[30].public_id
    for asked in (
        {}, *({"urut": order} for order in ("nama", "-nama", "pemilik", "kec", "-dipastikan")),
        {"urut": "nama", "setelah": deep}, {"urut": "kec", "sebelum": deep}, {"setelah": deep},
        {"kecamatan": "63.08.08", "segar": "lama"}, {"desa": "63.08.08.2010", "urut": "nama"},
        {"q": "purun"}, {"q": "rahmha"}, {"q": "haur gadng"}, {"q": "purun", "urut": "-nama"},
        {"q": "rahmha", "urut": "nama"},
        {"kecamatan": UNKNOWN, "sektor": UNKNOWN, "daring": UNKNOWN, "q": "rahmha", "urut": "nama"},
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert staff.get(URL, asked).status_code == 200
    for asked in ({}, {"kecamatan": "63.08.08"}, {"segar": "belum"}, {"pendamping": "tanpa"}):
        with django_assert_max_num_queries(12):
            assert staff.get(SILENT, asked).status_code == 200


def test_writes_that_wait_cost_two_queries_more(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    """Read from themselves, and put in their place among those of the kept order."""
    Business.objects.filter(name__endswith="7").update(name="Aaa")
    for asked in ({}, {"urut": "nama"}, {"q": "rahmha", "urut": "nama"}):
        with django_assert_max_num_queries(14):
            assert staff.get(URL, asked).status_code == 200
    assert shown(staff, urut="nama")[:6] == ["Aaa"] * 6


@pytest.mark.parametrize("text", ["haur gadng", "Haur Gading", "kec. haur gading"])
def test_a_kecamatan_is_found_by_its_name_misspelt_too(staff: Client, text: str) -> None:
    """All that lies in it, though no business is called so."""
    answer = staff.get(URL, {"q": text})
    assert answer.context["count"] == 30
    rows = answer.context["page_obj"].object_list
    assert {row.subdistrict for row in rows} == {"Haur Gading"}


@pytest.mark.parametrize("taken", [True, False], ids=["caught up", "lagging"])
def test_a_village_is_found_misspelt(staff: Client, taken: bool) -> None:
    """As it is written in lists of offices; also those the catalogue does not know yet."""
    business("63.08", name="Baru", village=region("63.08.05.2001"), district=region("63.08.05"))
    if taken:
        catch_up()
    assert staff.get(URL, {"q": "telaga silba"}).context["count"] == 31


def test_who_is_called_just_so_stands_first(staff: Client) -> None:
    """The oldest record, before newer ones that hold the words; an order asked for counts."""
    first = business("63.08", name="Purun", search_key="purun")
    who = owner("63.08", name="Purun")
    hers = business("63.08", name="Tikar", owner=who, search_key=search.key("Tikar", "Purun"))
    for number in range(30):
        name = f"Purun Baru {number}"
        business("63.08", name=name, search_key=search.key(name, ""))
    assert shown(staff, q="purun")[:3] == ["Tikar", "Purun", "Purun Baru 29"]
    assert shown(staff, q="PURUN", urut="nama")[0] == "Purun"
    assert shown(staff, q="purun rahm")[0].startswith("Purun Rahm")
    pages, here = [], {"q": "purun"}
    while True:
        page = staff.get(URL, here).context["page_obj"]
        pages += [row.id for row in page.object_list]
        if not page.after:
            break
        here = {"q": "purun", "setelah": page.after}
    assert pages[:2] == [hers.pk, first.pk]
    assert len(pages) == len(set(pages)) == 92
    back = staff.get(URL, {"q": "purun", "sebelum": page.before}).context["page_obj"]
    assert {row.id for row in back.object_list} <= set(pages)


def test_villages_are_offered_by_kecamatan_and_follow_it(staff: Client) -> None:
    """All of them in groups; with a kecamatan its own; a village of another one is let go."""
    html = staff.get(URL).content.decode()
    assert '<optgroup label="Haur Gading"><option value="63.08.08.2010">Palimbangan' in html
    html = staff.get(URL, {"kecamatan": "63.08.05", "desa": "63.08.05.2001"}).content.decode()
    assert '<option value="63.08.05.2001" selected>Telaga Silaba' in html
    assert "Palimbangan</option>" not in html
    told = staff.post(URL, {"kecamatan": "63.08.05", "desa": "63.08.08.2010"})
    assert told["Location"] == f"{URL}?kecamatan=63.08.05"
    silent = staff.get(SILENT, {"kecamatan": "63.08.05", "desa": "63.08.08.2010"})
    assert silent.context["asked"].village == ""


def test_places_by_name_are_bounded_and_digits_are_none() -> None:
    """At most fifty; a number names no place."""
    below = [region(f"63.08.01.2{number:03d}", f"Desa Purun {number}") for number in range(60)]
    assert len(placing.named("purun", below)) == 50
    assert placing.named("2001", below) == placing.nearly_named("0812", below) == []
    assert placing.nearly_named("  ", below) == []


def test_whom_nobody_told_of_is_found_by_each_filter(staff: Client) -> None:
    """Kecamatan, trade and selling online have a choice for those of whom it is not known."""
    place = region("63.08.08", "Haur Gading")
    here = {"district": place, "sector": "jasa", "is_online": False}
    for name, gap in (
        ("Tanpa Kecamatan", {"district": None}), ("Tanpa Jenis", {"sector": ""}),
        ("Tanpa Daring", {"is_online": None}),
    ):  # fmt: skip
        business("63.08", name=name, search_key=name.lower(), **here | gap)
    for key, name in (("kecamatan", "Kecamatan"), ("sektor", "Jenis"), ("daring", "Daring")):
        asked = {key: UNKNOWN, "q": "tanpa"}
        assert shown(staff, **asked) == [f"Tanpa {name}"]
        page = staff.get(URL, asked).content.decode()
        assert f'<option value="{UNKNOWN}" selected>Belum diketahui' in page
