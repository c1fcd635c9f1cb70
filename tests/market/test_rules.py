"""What machines are told: data blocks that can not be broken, previews that fit."""

import json

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
    assert "telephone" not in rules.maker_data("Bunga", "Haur Gading", "https://x")


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
