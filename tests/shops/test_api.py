"""The API of goods: who may, what is written and told, figures that hold, never a 500."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lampit.national import qris
from lampit.people.models import AuditEntry, User
from lampit.shops.actions.stock import reserve_stock
from lampit.shops.models import Assistance, Capacity, Maker, Product, StockMove, Variant
from tests.factories import NOON, maker, member, product
from tests.shops.programs import GOOD, LIST, bearer, deeds_of, problem, send, static_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counters() -> None:
    """Let no test run into the limit of another."""
    cache.clear()


@pytest.fixture
def owner() -> User:
    """Give a maker's account."""
    return member("maker", "63.08")


@pytest.fixture
def shop(owner: User) -> Maker:
    """Give her shop."""
    return maker("63.08", owner, slug="purun-ibu-contoh")


def test_a_maker_sells_a_good_through_the_api(owner: User, shop: Maker) -> None:
    """201 with exactly the three keys; on sale at once, with its page, stock and ledger row."""
    client = bearer(owner)
    answer = send(client, "post", LIST, GOOD | {"maker": shop.slug})
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert set(told) == {"product", "variant", "url"}
    made = Product.objects.get()
    assert (made.slug, made.state, made.price, made.weight_g) == (
        told["product"], "tayang", 85_000, 900,
    )  # fmt: skip
    assert (made.length_cm, made.width_cm, made.height_cm) == (120, 10, 10)
    assert made.category == "anyaman-purun"
    assert StockMove.objects.get().d_on_hand == 7
    assert Client().get(told["url"]).status_code == 200
    stock = client.get(f"/api/v1/variants/{told['variant']}/stock")
    assert stock.json() == {"on_hand": 7, "reserved": 0, "available": 7}
    read = client.get(answer["Location"]).json()
    assert (read["price"], read["state"], read["url"]) == (85_000, "tayang", told["url"])
    assert read["variants"][0]["availability"] == "siap"
    assert not AuditEntry.objects.filter(deed="barang.tambah").exists()


def test_a_good_made_to_order_takes_its_slots(owner: User, shop: Maker) -> None:
    """Days and slots stand with the variant; figures that do not agree with the kind are told."""
    client = bearer(owner)
    made = GOOD | {"maker": shop.slug, "kind": "BUAT", "lead_days": 5, "slots_each": 4}
    del made["stock"]
    told = send(client, "post", LIST, made).json()
    variant = Variant.objects.get(code=told["variant"])
    assert (variant.kind, variant.lead_days, variant.slots_each) == ("BUAT", 5, 4)
    send(client, "patch", f"{LIST}/{told['product']}", {"price": 90_000})
    variant.refresh_from_db()
    assert (variant.kind, variant.lead_days, variant.slots_each) == ("BUAT", 5, 4)
    for wrong, word in (
        (made | {"lead_days": None}, "lead_days"),
        (made | {"stock": 3}, "stock"),
        (GOOD | {"maker": shop.slug, "lead_days": 3}, "lead_days"),
    ):
        answer = send(client, "post", LIST, wrong)
        assert problem(answer) == (422, "tidak_valid")
        assert word in answer.json()["detail"]
    assert Product.objects.count() == 1


def test_the_check_list_holds_for_programs(owner: User, shop: Maker) -> None:
    """A word that wants a look lets the good wait, as on the page; food says how long it keeps."""
    client = bearer(owner)
    risky = GOOD | {"maker": shop.slug, "name": "Gantungan gading gajah"}
    slug = send(client, "post", LIST, risky).json()["product"]
    assert client.get(f"{LIST}/{slug}").json()["state"] == "menunggu"
    food = GOOD | {"maker": shop.slug, "name": "Keripik pisang"}
    unsaid = send(client, "post", LIST, food).json()["product"]
    assert client.get(f"{LIST}/{unsaid}").json()["state"] == "menunggu"
    said = send(client, "post", LIST, food | {"answers": {"tahan": "3", "janji": "ya"}}).json()
    assert client.get(f"{LIST}/{said['product']}").json()["state"] == "tayang"
    assert Product.objects.get(slug=said["product"]).keeps_days == 3
    shown = client.get(LIST).json()["items"]
    assert [one["product"] for one in shown] == [said["product"]]


def test_the_same_key_sells_one_good(owner: User, shop: Maker) -> None:
    """A lost answer sent again gives the same good; the key with another good is refused."""
    client, sent = bearer(owner), GOOD | {"maker": shop.slug}
    first = send(client, "post", LIST, sent, **{"Idempotency-Key": "satu"})
    again = send(client, "post", LIST, sent, **{"Idempotency-Key": "satu"})
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Product.objects.count() == 1
    other = send(client, "post", LIST, sent | {"price": 1_000}, **{"Idempotency-Key": "satu"})
    assert problem(other) == (422, "kunci_dipakai")
    assert send(client, "post", LIST, sent).json()["product"] != first.json()["product"]
    staff = bearer(member("staff", "63.08"))  # another program counts its own numbers
    made = send(staff, "post", LIST, sent, **{"Idempotency-Key": "satu"})
    assert made.json()["product"] != first.json()["product"]


def test_a_token_of_the_register_reaches_no_shop(owner: User, shop: Maker) -> None:
    """Tokens that add and change businesses sell nothing and change no code of payment."""
    one = product(shop)
    for method, url, told in deeds_of(shop, one, one.variants.get().code):
        answer = send(bearer(owner, "read write"), method, url, told)
        assert problem(answer) == (403, "not_allowed"), url


def test_the_same_qris_again_warns_nobody(owner: User, shop: Maker) -> None:
    """A till that sends it each night is no swap: no entry, no other moment."""
    client, url = bearer(owner), f"/api/v1/makers/{shop.slug}/qris"
    for _night in range(2):
        assert send(client, "put", url, {"payload": static_code("PURUN IBU")}).status_code == 200
    deeds = AuditEntry.objects.filter(deed__startswith="qris.").values_list("deed", flat=True)
    assert list(deeds) == ["qris.pasang"]


def test_too_large_is_a_problem_too(owner: User) -> None:
    """A body beyond what the address takes is refused as everything there is."""
    answer = send(bearer(owner), "post", LIST, '{"name": "' + "x" * 6_000_000 + '"}')
    assert problem(answer) == (413, "too_large")


def test_a_price_is_changed_and_nothing_else(owner: User, shop: Maker) -> None:
    """PATCH leaves what is not sent, also stock and the days of making."""
    one = product(shop, stock=4, description="Dua warna", material="Purun", cost=40_000)
    answer = send(bearer(owner), "patch", f"{LIST}/{one.slug}", {"price": 99_000})
    assert (answer.status_code, answer.json()["price"]) == (200, 99_000)
    one.refresh_from_db()
    assert (one.price, one.description, one.material, one.cost, one.version) == (
        99_000, "Dua warna", "Purun", 40_000, 2,
    )  # fmt: skip
    assert one.variants.get().stock.on_hand == 4
    assert problem(send(bearer(owner), "patch", f"{LIST}/{one.slug}", {})) == (422, "tidak_valid")


def test_stock_is_counted_but_never_below_what_is_ordered(owner: User, shop: Maker) -> None:
    """PUT is an opname with its ledger row; below the reserved pieces it is 409."""
    one = product(shop, stock=5)
    variant, client = one.variants.get(), bearer(owner)
    reserve_stock([(variant.pk, 3)], "uji", "1", NOON)
    url = f"/api/v1/variants/{variant.code}/stock"
    assert client.get(url).json() == {"on_hand": 5, "reserved": 3, "available": 2}
    low = send(client, "put", url, {"count": 2, "reason": "OPNAME"})
    assert problem(low) == (409, "stok_dipesan")
    told = send(client, "put", url, {"count": 9, "reason": "OPNAME"})
    assert told.json() == {"on_hand": 9, "reserved": 3, "available": 6}
    assert StockMove.objects.filter(reason="OPNAME").get().d_on_hand == 4
    for wrong in ({"count": 9}, {"count": "9", "reason": "OPNAME"}, {"count": 1, "reason": "X"}):
        assert problem(send(client, "put", url, wrong)) == (422, "tidak_valid")
    made = product(shop, stock=None).variants.get()
    none = send(client, "put", f"/api/v1/variants/{made.code}/stock",
                {"count": 1, "reason": "OPNAME"})  # fmt: skip
    assert problem(none) == (422, "tidak_valid")
    assert none.json()["reason"] == "tanpa_stok"


def test_a_week_is_told(owner: User, shop: Maker) -> None:
    """PUT sets the slots of one week; a week that is none, and one that is promised, are told."""
    client, url = bearer(owner), f"/api/v1/makers/{shop.slug}/capacity"
    told = send(client, "put", url, {"week": "2026-W50", "slots": 5})
    assert told.json() == {"week": "2026-W50", "slots": 5, "used": 0}
    assert Capacity.objects.get().slots == 5
    Capacity.objects.update(used=3)
    low = send(client, "put", url, {"week": "2026-W50", "slots": 2})
    assert problem(low) == (409, "minggu_dipesan")
    for week in ("2025-W53", "2026-50", "9999-W52", "2026-W00", 50):
        wrong = send(client, "put", url, {"week": week, "slots": 2})
        assert problem(wrong) == (422, "tidak_valid")


def test_a_qris_is_kept_as_it_parses(owner: User, shop: Maker) -> None:
    """200 is the whole reading; another name is taken too and stands in the audit trail."""
    client, url = bearer(owner), f"/api/v1/makers/{shop.slug}/qris"
    for name in ("ANYAMAN CONTOH", "LAPAK LAIN"):
        code = static_code(name)
        answer = send(client, "put", url, {"payload": f" {code}\n"})
        assert answer.status_code == 200, answer.json()
        assert answer.json() == qris.parse(code).as_dict()
        shop.refresh_from_db()
        assert shop.qris == code
    deeds = AuditEntry.objects.filter(subject_kind="maker").values_list("deed", flat=True)
    assert sorted(deeds) == ["qris.ganti", "qris.pasang"]
    page = Client()
    page.force_login(owner)
    told = page.get("/saya/").content.decode()
    assert "atas nama <b>LAPAK LAIN</b>" in told
    Maker.objects.update(qris_changed_at=timezone.now() - timedelta(days=15))
    assert "LAPAK LAIN" not in page.get("/saya/").content.decode()


@pytest.mark.parametrize(
    ("payload", "code", "position"),
    [
        ("", "empty", 0),
        ("https://contoh.id", "not_emv", 0),
        (static_code("ANYAMAN")[:-1] + "x", "bad_crc", len(static_code("ANYAMAN")) - 8),
        (static_code("ANYAMAN")[:50], "truncated", 12),
        (static_code("ANYAMAN", initiation="12"), "already_dynamic", 0),
    ],
)
def test_what_is_wrong_with_a_qris_is_told(
    payload: str, code: str, position: int, owner: User, shop: Maker
) -> None:
    """422 names the code of commerce.md 1.3 and the offset; nothing is kept."""
    url = f"/api/v1/makers/{shop.slug}/qris"
    answer = send(bearer(owner), "put", url, {"payload": payload})
    assert problem(answer) == (422, "tidak_valid")
    assert answer.json()["qris"] == {"code": code, "position": position}
    shop.refresh_from_db()
    assert shop.qris == ""


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("staff", "63.08", 200), ("staff", "63.09", 404), ("maker", "63.08", 404),
        ("mentor", "63.08", 404), ("head", "63.08", 403), ("board", "63.08", 403),
        ("enumerator", "63.08", 403), ("buyer", None, 403), ("province", "63", 403),
        ("nation", None, 403), ("admin", None, 403),
    ],
)  # fmt: skip
def test_a_token_does_what_its_person_does(
    role: str, place: str | None, status: int, shop: Maker
) -> None:
    """Staff of the kabupaten for its shops; to others a foreign shop does not exist."""
    one = product(shop)
    code = one.variants.get().code
    client = bearer(member(role, place))
    for method, url, told in deeds_of(shop, one, code):
        answer = send(client, method, url, told)
        assert answer.status_code in ({200, 201} if status == 200 else {status}), (url, answer)
    read = client.get(f"/api/v1/variants/{code}/stock")
    assert read.status_code == status
    assert client.get(LIST).status_code == 200
    if status == 200:
        assert AuditEntry.objects.filter(deed="barang.tambah").exists()
    else:
        one.refresh_from_db()
        assert (one.price, Product.objects.count()) == (85_000, 1)


def test_a_relative_keeps_goods_but_not_the_money(shop: Maker) -> None:
    """Who helps with the owner's consent sells and counts; the QRIS is the owner's."""
    helper = member("buyer", None)
    Assistance.objects.create(
        maker=shop, account=helper, kind="kerabat", consent="sendiri", asked_at=NOON,
        started_at=NOON,
    )  # fmt: skip
    one = product(shop)
    client = bearer(helper)
    *goods, money = deeds_of(shop, one, one.variants.get().code)
    for method, url, told in goods:
        assert send(client, method, url, told).status_code in {200, 201}
    assert problem(send(client, *money)) == (403, "hanya_pemilik")


def test_scopes_hold_and_nobody_is_shut_out_with_401(owner: User, shop: Maker) -> None:
    """A reading token writes nothing, a writing one reads nothing, no cookie counts."""
    one = product(shop)
    code = one.variants.get().code
    for method, url, told in deeds_of(shop, one, code):
        assert problem(send(bearer(owner, "read"), method, url, told)) == (403, "not_allowed")
        page = Client()
        page.force_login(owner)
        assert problem(send(page, method, url, told)) == (401, "token_needed")
    for url in (LIST, f"{LIST}/{one.slug}", f"/api/v1/variants/{code}/stock"):
        assert problem(bearer(owner, "shop").get(url)) == (403, "not_allowed")
        assert problem(Client().get(url)) == (401, "token_needed")


def test_a_list_shows_what_is_on_sale_page_after_page(
    owner: User, shop: Maker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Without gap or double; hidden goods only to their keeper; as many queries for more goods."""
    now = timezone.now()
    goods = [product(shop, checked_at=now) for _ in range(5)]
    other = product("63.09", checked_at=now, category="sasirangan")
    hidden = product(shop, state="disembunyikan")
    client, seen = bearer(owner), []
    asked = {"limit": "2"}
    while told := client.get(LIST, asked).json():
        seen += [one["product"] for one in told["items"]]
        if told["next"] is None:
            break
        asked["cursor"] = told["next"]
    assert seen == [one.slug for one in (*goods, other)]
    own = client.get(LIST, {"own": "true"}).json()["items"]
    assert [one["product"] for one in own] == [one.slug for one in (*goods, hidden)]
    assert [x["product"] for x in client.get(LIST, {"region": "63.09"}).json()["items"]] == [
        other.slug
    ]
    assert len(client.get(LIST, {"maker": shop.slug}).json()["items"]) == 5
    assert len(client.get(LIST, {"category": "sasirangan"}).json()["items"]) == 1
    for wrong in ({"kategori": "x"}, {"category": "x"}, {"cursor": "1:x"}, {"limit": "0"}):
        assert client.get(LIST, wrong).status_code == 422
    assert client.get(f"{LIST}/{hidden.slug}").status_code == 200
    assert problem(bearer(member("buyer", None)).get(f"{LIST}/{hidden.slug}"))[0] == 404
    with django_assert_num_queries(3):  # token, goods, variants
        client.get(LIST)


def test_wrong_types_name_their_field(owner: User, shop: Maker) -> None:
    """Money is whole rupiah; every wrong value is told by its name."""
    client, url = bearer(owner), f"{LIST}/{product(shop).slug}"
    wrong: Any
    for wrong in (85_000.5, "85000", 0, -1, True, 10**9, None, [], "Rp1"):
        answer = send(client, "patch", url, {"price": wrong})
        assert problem(answer) == (422, "tidak_valid")
        assert "price" in answer.json()["detail"]
    sent = GOOD | {"maker": shop.slug, "size_cm": [1, 2], "weight_g": "berat", "kind": "LAIN"}
    told = send(client, "post", LIST, sent).json()["detail"]
    assert all(name in told for name in ("size_cm", "weight_g", "kind"))
    strange = send(client, "post", LIST, GOOD | {"maker": shop.slug, "harga": 1})
    assert "harga tidak dikenal" in strange.json()["detail"]
    for broken in ("{", "[]", "", '{"price": NaN}', '{"price": 1' + "0" * 5000 + "}"):
        assert problem(send(client, "patch", url, broken)) == (422, "tidak_valid")
    gone = client.delete(url)
    assert problem(gone) == (405, "method_unknown")
    assert "PATCH" in gone["Allow"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def test_no_body_is_answered_by_an_error_of_ours(owner: User, shop: Maker) -> None:
    """Whatever stands in a field, the answer is 2xx or a problem that says why."""
    one = product(shop)
    client = bearer(owner)
    deeds = deeds_of(shop, one, one.variants.get().code)
    fields = sorted({name for _m, _u, told in deeds for name in told})

    @settings(max_examples=150, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(deeds), st.dictionaries(st.sampled_from(fields), VALUES, max_size=3))
    def ask(deed: tuple[str, str, Any], change: dict[str, Any]) -> None:
        cache.clear()
        method, url, told = deed
        body = {name: value for name, value in (told | change).items() if name in told}
        answer = send(client, method, url, json.dumps(body))
        if answer.status_code not in {200, 201}:
            assert problem(answer)[0] in {404, 409, 422}

    ask()


def test_the_description_and_the_page_name_them(client: Client) -> None:
    """OpenAPI tells each operation with its problems; the page lists the addresses."""
    told = client.get("/api/v1/openapi.json").json()["paths"]
    for address, methods in {
        "/api/v1/products": {"get", "post"},
        "/api/v1/products/{product}": {"get", "patch"},
        "/api/v1/variants/{code}/stock": {"get", "put"},
        "/api/v1/makers/{maker}/capacity": {"put"},
        "/api/v1/makers/{maker}/qris": {"put"},
    }.items():
        assert set(told[address]) == methods
        for operation in told[address].values():
            assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/variants/{code}/stock" in page
    assert "BUAT: dibuat sesudah dipesan" in page
