"""What machines are told: data blocks that can not be broken, previews that fit."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lampit.market import rules
from lampit.shops.rules import texts

OFFER = rules.Offer(
    name="Tas", text="", code="B1", price=85_000, availability="InStock", unit="buah",
    material="", maker="Bunga", place="Haur Gading", address="https://x/produk/tas/",
    maker_address="https://x/lapak/bunga/",
)  # fmt: skip


@given(st.text(max_size=200))
def test_data_blocks_can_not_be_left(text: str) -> None:
    """Whatever a name holds, the block holds no sign that ends it, and reads back the same."""
    written = rules.script_text({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text}


def test_unknown_things_are_left_out() -> None:
    """No picture, no material, no phone: no key, rather than an empty one."""
    data = rules.product_data(OFFER)
    assert not {"image", "material"} & set(data)
    assert data["description"] == "Tas"
    assert not {"weight", "additionalProperty", "sku"} & set(data["offers"])
    told = rules.maker_data(rules.Shop("Bunga", "Haur Gading", "https://x"))
    assert not {"telephone", "image", "sameAs", "description"} & set(told)


def test_a_good_is_told_whole() -> None:
    """Origin, tariff, weights, way of sending, return rule, last day of the price, seller."""
    offer = replace(
        OFFER, material="Purun", province="Kalimantan Selatan", weight_g=1_400, net_weight_g=1_200,
        size_cm=(120, 20, 20), hs_code="460129", lead_days=7, availability="MadeToOrder",
        valid_until=date(2026, 12, 24),
    )  # fmt: skip
    data = rules.product_data(offer)
    assert data["countryOfOrigin"] == "ID"
    assert data["weight"] == {"@type": "QuantitativeValue", "value": 1_200, "unitCode": "GRM"}
    assert data["additionalProperty"][0]["value"] == "460129"
    told = data["offers"]
    assert told["priceValidUntil"] == "2026-12-24"
    assert told["availability"] == "https://schema.org/MadeToOrder"
    sent = told["shippingDetails"]
    assert sent["deliveryTime"]["handlingTime"]["maxValue"] == 7
    assert sent["weight"]["value"] == 1_400
    assert sent["depth"]["value"] == 120
    assert told["hasMerchantReturnPolicy"]["merchantReturnDays"] == 2
    assert told["seller"]["address"]["addressRegion"] == "Kalimantan Selatan"


def test_each_variant_has_its_own_offer() -> None:
    """Two colours, two prices: two offers with code and name; one alone names none."""
    red = rules.Sold("B1", "merah", 85_000, "InStock", 3)
    blue = rules.Sold("B2", "biru", 95_000, "OutOfStock")
    data = rules.product_data(replace(OFFER, sold=(red, blue)))
    assert [(o["sku"], o["price"], o["availability"][-10:]) for o in data["offers"]] == [
        ("B1", "85000", "rg/InStock"), ("B2", "95000", "OutOfStock"),
    ]  # fmt: skip


def test_the_market_tells_its_search() -> None:
    """Search boxes of others know where to ask."""
    office, site = rules.market_data(
        "Lampit", "https://x/", logo="https://x/mark.svg", search="https://x/cari/?q={q}",
        language="id",
    )  # fmt: skip
    assert office["@type"] == "Organization"
    assert site["potentialAction"]["target"]["urlTemplate"] == "https://x/cari/?q={q}"


@given(st.text(max_size=400), st.text(max_size=400))
def test_previews_fit(name: str, text: str) -> None:
    """Titles and texts stay within what chat previews show; the price comes first."""
    assert len(rules.preview_title(name)) <= texts.LONGEST_OG_TITLE
    shown = rules.preview_text(85_000, text, name, "Haur Gading")
    assert len(shown) <= texts.LONGEST_OG_TEXT
    assert shown.startswith("Rp85.000")


def test_filter_amounts() -> None:
    """Amounts as people type them; anything else filters nothing."""
    assert rules.asked_amount("80rb") == 80_000
    assert rules.asked_amount("Rp 1,5 jt") == 1_500_000
    for nothing in ("", "abc", "-", "9" * 15):
        assert rules.asked_amount(nothing) is None
