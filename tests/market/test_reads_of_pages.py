"""What pages of a large market hang on: few rows, so that a change makes few of them anew."""

from typing import Any

import pytest
from django.urls import reverse

from lampit.market.rules import mapping
from lampit.market.rules.touching import FOLLOWING, TRACKED
from lampit.shops import actions
from lampit.shops.models import MakerStory
from lampit.web.reads import Read
from lampit.web.rendering import render
from tests.factories import NOON, maker, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"
# Small tables that few write to: curation, events, stories, and what changed beside the roll.
SMALL = {"shops_curation", "shops_fair", "shops_fairgood", "shops_makerstory"}
ROLL = {"shops_rollchange"}


@pytest.fixture(autouse=True)
def market(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a market so large that it has a roll, with a story."""
    region("63.08.08", "Haur Gading")
    shop = maker(HSU, place=region("63.08.08.2010", "Haur Gading Hulu"))
    now = NOON
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    made = [product(shop, name=f"Tikar purun {n}", material="purun") for n in range(6)]
    actions.index_products(made)
    MakerStory.objects.create(
        maker=shop, slug="cerita", title="Cerita", text="Kata.", state="tayang", published_at=NOON,
        changed_at=NOON,
        created_at=NOON,
    )  # fmt: skip
    actions.keep_roll(NOON, fewest=3)
    return made


def whole(address: str) -> set[str]:
    """Return the tables of which any row changes a page."""
    found: frozenset[Read] = render(address, root="http://testserver", tracked=TRACKED).reads
    assert found, address
    return {table for table, column, _value in found if not column} - FOLLOWING


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", SMALL | ROLL), ("/kategori/anyaman-purun/", {"shops_curation"}),
        ("/jelajah/", ROLL), ("/jelajah/tikar-purun/", SMALL | ROLL),
        ("/jelajah/bahan-purun/", SMALL | ROLL), ("/cara-urut/", SMALL | ROLL),
        ("/umpan/baru.xml", ROLL), ("/umpan/kategori/anyaman-purun.xml", set()),
        ("/katalog/", SMALL | ROLL),
    ],
)  # fmt: skip
def test_shelves_hang_on_no_big_table(address: str, most: set[str]) -> None:
    """No shelf hangs on all goods, shops, variants, stocks or words."""
    assert whole(address) <= most


def test_a_shelf_hears_of_its_own_goods_alone(market: Any) -> None:
    """The roll's changes are heard by shelf."""
    address = reverse("market:category", args=["anyaman-purun"])
    found = render(address, root="http://testserver", tracked=TRACKED).reads
    told = {(column, value) for table, column, value in found if table == "shops_rollchange"}
    assert told == {("category", "anyaman-purun")}


def test_a_file_of_the_map_hangs_on_its_own_rows(market: Any) -> None:
    """A price moves one file of hundreds."""
    good = market[0]
    files = [("barang", good.pk), ("lapak", good.maker_id)]
    for kind, number in files:
        file = (number - 1) // mapping.GOODS_A_FILE + 1
        address = reverse("market:sitemap_file", args=[kind, file])
        assert whole(address) == set(), kind
