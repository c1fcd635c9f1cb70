"""Two keepers of one shop at one moment: money and prices follow from what is there then."""

from pathlib import Path

import pytest

from lampit.shops.actions import Sighting, demo_qris, record_reference
from tests.factories import NOON, maker, member, product
from tests.meeting import Met, meet
from tests.shops.meetings import TODAY
from tests.shops.test_actions_goods import HSU

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.shops.meetings:", "lampit.shops.actions."


def test_two_first_codes_at_once_are_a_swap_that_is_asked_about(tmp_path: Path) -> None:
    """The second name needs its second yes: else a buyer's money goes where nobody agreed."""
    siti = member("maker", HSU)
    maker(HSU, siti)
    first, other = demo_qris("bunga rawa", 1), demo_qris("penipu", 2)
    found = meet(
        f"{DEEDS}set_first", f"{DEEDS}set_other", siti.pk, first, other,
        at=f"{ACTIONS}makers.paycode.check_swap", look=f"{DEEDS}code_of", folder=tmp_path,
    )  # fmt: skip
    assert found == Met("ok", "qris_beda", [first])


def test_proofs_of_one_moment_are_reckoned_with_each_other(tmp_path: Path) -> None:
    """One is added while another is taken back: the price follows from those that stand."""
    siti = member("maker", HSU)
    good = product(maker(HSU, siti), price=85_000)
    for price, name in ((110_000, "A"), (98_000, "B")):
        seen = Sighting(price, "TOKO", name, TODAY, photo="a" * 64)
        record_reference(siti, good, seen, NOON, today=TODAY)
    found = meet(
        f"{DEEDS}record", f"{DEEDS}withdraw", siti.pk,
        at=f"{ACTIONS}proofs.queries.proofs_of", look=f"{DEEDS}price", folder=tmp_path,
    )  # fmt: skip
    assert found == Met("ok", "ok", [None])
