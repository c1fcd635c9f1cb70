"""Sums, payments, channels and delivery: exact rupiah, any order of facts."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.orders.rules import channels, delivery, messages, payments, sums
from lampit.orders.rules.payments import Fact, standing

MONEY = st.integers(0, 10**9)
FACTS = st.builds(
    Fact,
    kind=st.sampled_from(payments.KINDS),
    amount=st.sampled_from([0, 50, 100]),
    reference=st.sampled_from(["", "a", "b"]),
)


@pytest.mark.parametrize(
    ("discount", "goods", "shares"),
    [
        (10_000, [33_333, 33_333, 33_334], [3_333, 3_333, 3_334]),
        (5_000, [150_000, 85_000, 12_500], [3_030, 1_717, 253]),
        (1, [1, 1, 1], [1, 0, 0]),
        (0, [5], [0]),
        (5, [0], [0]),
    ],
)
def test_discount_is_shared_as_computed(discount: int, goods: list[int], shares: list[int]) -> None:
    """The worked examples of the specification."""
    assert sums.split_discount(discount, goods) == shares


@given(goods=st.lists(st.integers(1, 10**9), min_size=1, max_size=8), data=st.data())
def test_shares_sum_to_the_discount(goods: list[int], data: st.DataObject) -> None:
    """No rupiah is lost or made, and no share exceeds its goods."""
    discount = data.draw(st.integers(0, sum(goods)))
    shares = sums.split_discount(discount, goods)
    assert sum(shares) == discount
    assert all(0 <= share <= part for share, part in zip(shares, goods, strict=True))


def test_total_is_never_negative() -> None:
    """A discount above the goods is refused."""
    assert sums.part_total(100, 30, 20) == 90
    with pytest.raises(Refusal):
        sums.part_total(100, 101, 50)


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_baskets_take_1_to_999(quantity: int) -> None:
    """Units outside 1 to 999 are refused."""
    with pytest.raises(Refusal):
        sums.check_quantity(quantity)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([], "BELUM"),
        ([Fact("created")], "MENUNGGU"),
        ([Fact("deny"), Fact("pending")], "GAGAL"),
        ([Fact("expire"), Fact("deny")], "KEDALUWARSA"),
        ([Fact("cancel"), Fact("expire")], "DIBATALKAN"),
        ([Fact("success", 100, "a"), Fact("expire")], "DIBAYAR"),
        ([Fact("success", 90, "a")], "SELISIH"),
        ([Fact("success", 100, "a", "USD")], "SELISIH"),
        ([Fact("success", 90, "a"), Fact("accept")], "DIBAYAR"),
        ([Fact("success", 100, "a"), Fact("void", 0, "a"), Fact("created")], "MENUNGGU"),
        ([Fact("success", 100, "a"), Fact("refund", 40, "r")], "DIKEMBALIKAN_SEBAGIAN"),
        (
            [Fact("success", 100, "a"), Fact("refund", 60, "r"), Fact("refund", 40, "s")],
            "DIKEMBALIKAN",
        ),
        ([Fact("refund", 40, "r"), Fact("pending")], "MENUNGGU"),
    ],
)
def test_payment_is_what_its_facts_say(facts: list[Fact], state: str) -> None:
    """Every order of arrival, with every fact sent twice, gives one state."""
    told = {standing([*order, *order], 100).state for order in permutations(facts)}
    assert told == {state}


@given(facts=st.lists(FACTS, max_size=6), data=st.data())
def test_order_of_arrival_means_nothing(facts: list[Fact], data: st.DataObject) -> None:
    """Shuffled and repeated facts give the same standing."""
    repeats = data.draw(st.lists(st.sampled_from(facts), max_size=4)) if facts else []
    shuffled = data.draw(st.permutations(facts + repeats))
    assert standing(shuffled, 100) == standing(facts, 100)


def test_overpayment_goes_back() -> None:
    """Two successful attempts leave one to refund; nothing owed leaves all."""
    facts = [Fact("success", 100, "a"), Fact("success", 100, "b")]
    assert payments.refund_due(standing(facts, 100).paid, 0, 100) == 100
    assert payments.refund_due(100, 30, 0) == 70
    assert payments.refund_due(100, 0, 150) == 0


@pytest.mark.parametrize("amount", [0, 99, 101])
def test_wrong_amount_is_refused_until_accepted(amount: int) -> None:
    """What came in must be the total; a difference needs a word, zero is never money."""
    with pytest.raises(Refusal):
        payments.check_received(amount, 100, accept_difference=False)
    if amount:
        payments.check_received(amount, 100, accept_difference=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "PASAR MALAM"}, "tidak_valid"),
        ({"channel": "LAIN"}, "tidak_valid"),
        ({"channel": "LAIN", "contact": "direct"}, "tidak_valid"),
        ({"occurred_on": date(2026, 11, 25)}, "sale_in_future"),
        ({"quantity": 0}, "tidak_valid"),
        ({"goods": 0}, "tidak_valid"),
        ({"fees": -1}, "tidak_valid"),
    ],
)
def test_impossible_sales_are_refused(change: dict[str, object], code: str) -> None:
    """Each impossible entry carries its code."""
    told = {"channel": "RUMAH", "quantity": 1, "goods": 5000, "occurred_on": date(2026, 11, 24)}
    with pytest.raises(Refusal) as refused:
        channels.check_sale(
            channels.SaleTold(**(told | change)),  # type: ignore[arg-type]
            today=date(2026, 11, 24),
        )
    assert refused.value.code == code


def test_channels_are_direct_or_online() -> None:
    """A sale agreed in WhatsApp is online; the floating market is not; LAIN is as told."""
    assert [channels.contact_of(c) for c in ("WA", "PASAR", "LAPAK")] == [
        "online",
        "direct",
        "online",
    ]
    assert channels.contact_of("LAIN", "direct") == "direct"
    assert channels.direct_share(0, 0) is None
    assert channels.direct_share(1, 3) == 0.25


@pytest.mark.parametrize(
    ("method", "address", "subdistrict", "code"),
    [
        ("DRONE", "Jl. Panjang 5", "63.08.01", "method"),
        ("EKSPEDISI", "rumah", "", "address"),
        ("KURIR_KAB", "RT 3 Desa Tapus", "", "subdistrict"),
        ("KURIR_KAB", "RT 3 Desa Tapus", "63.09.01", "subdistrict"),
    ],
)
def test_undeliverable_parcels_are_refused(
    method: str, address: str, subdistrict: str, code: str
) -> None:
    """Delivery names the field to correct; pickup needs nothing."""
    delivery.check_delivery("AMBIL", address="", subdistrict="", maker_district="63.08")
    with pytest.raises(Refusal) as refused:
        delivery.check_delivery(
            method, address=address, subdistrict=subdistrict, maker_district="63.08"
        )
    assert refused.value.code == code


def test_fees_are_settled_or_said_later() -> None:
    """Pickup is free, the boat costs more, a courier's price comes from the maker."""
    assert delivery.fee("AMBIL", "") == delivery.Fee(0, is_settled=True)
    assert delivery.fee("KURIR_KAB", "63.08.04").amount == 10_000
    assert delivery.fee("KURIR_KAB", "63.08.09").amount == 25_000
    assert not delivery.fee("EKSPEDISI", "").is_settled


@pytest.mark.parametrize(
    ("method", "total", "has", "ways"),
    [
        ("AMBIL", 5000, (True, True, True), ("QRIS", "TRANSFER", "COD")),
        ("EKSPEDISI", 5000, (True, False, True), ("QRIS",)),
        ("AMBIL", 10_000_001, (True, True, False), ("TRANSFER",)),
        ("AMBIL", 5000, (False, False, False), ("COD",)),
        ("EKSPEDISI", 5000, (False, False, False), ()),
    ],
)
def test_ways_to_pay_follow_the_maker(
    method: str, total: int, has: tuple[bool, bool, bool], ways: tuple[str, ...]
) -> None:
    """A maker without QRIS and account still sells by pickup."""
    qris, account, cod = has
    offered = delivery.ways(method, total, has_qris=qris, has_account=account, allows_cod=cod)
    assert offered == ways


def test_phones_are_masked() -> None:
    """The order page shows enough to know one's own number."""
    assert messages.masked_phone("+6281200000034") == "0812••••34"
    assert messages.masked_phone("08") == "••••"


def test_long_orders_are_told_short() -> None:
    """A WhatsApp text names five goods and counts the rest."""
    assert messages.goods_line([(f"barang {i}", i) for i in range(1, 8)]).endswith(", dan 2 lagi")


def test_ready_texts_carry_number_and_link() -> None:
    """Both sides get the order's number, the sum and the way back."""
    told = messages.to_maker("LMP-2611-000001-1", "2 Tas", "Dewi", 170_000, "https://contoh.id/x")
    assert "LMP-2611-000001-1: 2 Tas" in told
    assert "Rp170.000" in told
    back = messages.to_buyer("DIKIRIM", "LMP-2611-000001-1", "Norhasanah", 1, "https://contoh.id/x")
    assert "sudah dikirim" in back


@given(
    lines=st.lists(
        st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)).map(lambda p: (max(p), min(p))),
        min_size=1,
        max_size=5,
    ),
    received=st.integers(-(10**6), 10**8),
)
def test_lines_sum_to_what_was_received(lines: list[tuple[int, int]], received: int) -> None:
    """Goods less discounts less shipping borne are exactly what came in; no line below zero."""
    found = sums.as_received(lines, received)
    net = sum(goods - discount for (goods, _), (_, discount) in zip(found, lines, strict=True))
    assert net - sum(borne for _, borne in found) == received
    assert all(goods >= 0 and borne >= 0 for goods, borne in found)
