"""Finding goods: the same ranks on every database, filters that count right, mended slips."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from lampit.shops import access
from lampit.shops.actions import index_products, reckon_rarities
from lampit.shops.models import Curation, Posting, Product, Term
from lampit.shops.queries import finding
from lampit.shops.queries.finding import Wish, browse, find, search
from lampit.shops.queries.finding.ranking import ranked
from lampit.shops.queries.finding.texts import texts_of
from lampit.shops.queries.shelf import shelf_of
from lampit.shops.rules.finding.weights import analysed
from tests.factories import NOON, maker, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = NOON.date()
Counted = Callable[[int], Any]


def goods(*names: str, **values: Any) -> list[Product]:
    """Return indexed goods of one shop in Haur Gading."""
    region("63.08.08", "Haur Gading")
    shop = maker(HSU, place=region("63.08.08.2010", "Haur Gading Hulu"), name="Bunga Rawa")
    made = [product(shop, name=name, **values) for name in names]
    index_products(made)
    reckon_rarities(NOON, at_once=True)
    return made


def found(question: str, wish: Wish | None = None) -> list[str]:
    """Return the names of what a question finds, in order."""
    answer = find(access.public_products(TODAY), question, wish or Wish(), TODAY)
    names = dict(Product.objects.values_list("pk", "name"))
    return [names[pk] for pk in answer.ids]


def test_ranks_equal_an_oracle_of_its_own() -> None:
    """On either database the walk gives what plain Python reckons from the texts: same order."""
    chance = Random(7)
    words = [
        "tas",
        "purun",
        "rotan",
        "bakul",
        "tikar",
        "lampit",
        "kecil",
        "merah",
        "anyam",
        "haruan",
    ]
    names = [" ".join(chance.choices(words, k=chance.randint(1, 4))) for _ in range(90)]
    made = goods(*names, description="Tikar rotan dari rawa.")
    told = finding.lexicon()
    texts = {
        pk: analysed(t, told.words, told.materials)
        for pk, t in texts_of([p.pk for p in made]).items()
    }
    rare = dict(Term.objects.values_list("text", "rarity"))
    numbers = dict(Term.objects.values_list("text", "pk"))
    for question in (
        ["tas"],
        ["tas", "purun"],
        ["tikar", "rotan", "kecil"],
        ["keranjang", "merah"],
    ):
        points = {
            pk: sum(one.impacts[t] * rare[t] for t in question)
            for pk, one in texts.items() if all(t in one.impacts for t in question)
        }  # fmt: skip
        wanted = sorted(points, key=lambda pk: (-points[pk], pk))
        got = ranked([(1, {numbers[t]: rare[t]}) for t in question], 500)
        assert got == wanted, question
        assert got, question


def test_the_name_as_typed_comes_first() -> None:
    """Bakul rotan before Keranjang rotan, though both mean the same; then text."""
    goods("Keranjang rotan", "Bakul rotan kecil", "Rotan untuk bakul")
    assert found("bakul rotan") == ["Bakul rotan kecil", "Keranjang rotan", "Rotan untuk bakul"]
    assert found("keranjang rotan")[0] == "Keranjang rotan"


def test_all_words_must_be_held_and_one_of_a_group_is_enough() -> None:
    """Words are joined by and; what is shown for another word too comes after what holds it."""
    goods("Tikar purun", "Tas purun", "Lampit rotan", "Karpet bundar")
    assert found("tikar besi") == []
    assert found("karpet")[0] == "Karpet bundar"
    assert set(found("karpet")) == {"Karpet bundar", "Tikar purun", "Lampit rotan"}
    assert found("tikar bunga rawa haur gading") == ["Tikar purun"], "shop and place count"


def test_sizes_and_codes_find() -> None:
    """However a size is written; the code of a variant finds its good."""
    made = goods("Tikar purun 150 × 200 cm", "Tikar purun 60 × 120 cm")
    for question in ("150x200", "200 x 150 cm", "tikar 1,5 x 2 m", "tikar 2 meter", "tikar 150"):
        assert found(question) == [made[0].name], question
    code = made[1].variants.get().code
    assert found(code.lower()) == [made[1].name]


def test_slips_and_beginnings_are_understood() -> None:
    """The last word may be begun only; a mistyped one is mended and told."""
    goods("Kain sasirangan", "Tas purun")
    assert found("sasir") == ["Kain sasirangan"]
    answer = find(access.public_products(TODAY), "sasirngan", Wish(), TODAY)
    assert answer.mended == {"sasirngan": "sasirangan"}
    assert len(answer.ids) == 1
    assert found("porun")[0] == "Tas purun"
    assert search.mend("qqqqqq") is None


def test_an_empty_result_offers_the_nearest_and_says_why() -> None:
    """Fewest words left out first; filters that hid everything are told as such."""
    made = goods("Tikar purun merah", "Lampit rotan", price=90_000)
    shelf = access.public_products(TODAY)
    answer = find(shelf, "tikar purun traktor", Wish(), TODAY)
    assert (answer.ids, list(answer.nearest), list(answer.dropped)) == (
        [],
        [made[0].pk],
        ["traktor"],
    )
    answer = find(shelf, "tikar", Wish(highest=1_000), TODAY)
    assert answer.unfiltered
    assert list(answer.nearest) == [made[0].pk]
    assert list(find(shelf, "qwrtzp", Wish(), TODAY).nearest) == []


def test_only_public_goods_are_found() -> None:
    """Hidden, stale and closed shops' goods are in no result, whatever the index holds."""
    (shown,) = goods("Tas purun")
    goods("Tas purun tua", checked_at=NOON - timedelta(days=120))
    hidden = product(maker(HSU, name="Tutup", is_published=False), name="Tas purun tutup")
    index_products([hidden])
    Product.objects.filter(pk=product(HSU, name="Tas purun draf", state="draf").pk)
    assert found("tas purun") == [shown.name]
    assert not Posting.objects.filter(product__state="draf").exists()


def test_filters_and_their_counts() -> None:
    """Each filter counts what it would leave with the others as they are."""
    cheap, dear = goods("Tas satu", "Tas dua", price=40_000)
    Product.objects.filter(pk=dear.pk).update(price=90_000)
    other = product(HSU, name="Tas rotan tiga", category="lampit", stock=None, price=60_000)
    index_products([dear, other])
    Curation.objects.create(product=cheap, passed_on=TODAY, until=TODAY + timedelta(days=9))
    shelf = access.public_products(TODAY)
    wishes = {
        Wish(): {cheap, dear, other}, Wish(lowest=50_000): {dear, other},
        Wish(highest=60_000): {cheap, other}, Wish(ready=True): {cheap, dear},
        Wish(category="lampit"): {other}, Wish(place="63.08.08"): {cheap, dear},
        Wish(place="63.08.08.2010"): {cheap, dear}, Wish(place="62.04.01"): set(),
        Wish(band="1"): {dear, other}, Wish(curated=True): {cheap}, Wish(material="rotan"): {other},
    }  # fmt: skip
    for wish, wanted in wishes.items():
        assert set(find(shelf, "tas", wish, TODAY).ids) == {one.pk for one in wanted}, wish
        browsed = browse(shelf, wish, TODAY, (0, 24))
        assert set(browsed.ids) == {one.pk for one in wanted}, wish
    told = find(shelf, "tas", Wish(category="lampit"), TODAY).facets
    assert {v.code: v.count for v in told.category} == {"anyaman-purun": 2, "lampit": 1}
    assert {v.code: v.count for v in told.band} == {"1": 1}, "the others stay as they are"
    assert (told.ready, told.curated) == (0, 0)
    assert find(shelf, "tas", Wish(order="mahal"), TODAY).ids == [dear.pk, other.pk, cheap.pk]


def test_ready_means_what_the_cards_say() -> None:
    """Where an office set other days than 45, its days decide in the filter as on the cards."""
    said = {"siap", "tinggal_sedikit"}
    made = [
        goods("Tas", checked_at=NOON - timedelta(days=age), ready_until=until)[0]
        for age in (20, 50)
        for until in (None, TODAY, TODAY - timedelta(days=1))
    ]
    cards = {
        card.pk for card in shelf_of([one.pk for one in made], today=TODAY)
        if card.readiness.code in said
    }  # fmt: skip
    assert len(cards) == 3
    for question in ("", "tas"):
        goods_ = access.public_products(TODAY)
        told = (
            find(goods_, question, Wish(ready=True), TODAY)
            if question
            else browse(goods_, Wish(ready=True), TODAY, (0, 24))
        )
        assert set(told.ids) == cards, question
        assert told.facets.ready == 3


def test_long_shelves_narrow_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the database filters and the page says so; the answers are the same."""
    made = goods(*[f"Tas purun {n}" for n in range(9)], price=40_000)
    Product.objects.filter(pk__in=[p.pk for p in made[:3]]).update(price=90_000)
    index_products(Product.objects.filter(pk__in=[p.pk for p in made]))
    shelf = access.public_products(TODAY)
    wishes = [Wish(), Wish(band="0"), Wish(band="1", ready=True), Wish(lowest=50_000, order="baru")]
    whole = [find(shelf, "tas purun", wish, TODAY).ids for wish in wishes]
    monkeypatch.setattr(search, "MOST", 4)
    for wish, wanted in zip(wishes, whole, strict=True):
        answer = find(shelf, "tas purun", wish, TODAY)
        assert answer.ids == wanted[:4]
        assert answer.more == (len(wanted) > 4)


def test_the_long_shelf_is_dealt_like_the_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting in the database or in rows gives the same fair order."""
    for number in range(5):
        shop = maker(HSU, name=f"Lapak {number}")
        for _ in range(number + 1):
            product(shop)
    shelf = access.public_products(TODAY)
    short = browse(shelf, Wish(), TODAY, (0, 15))
    monkeypatch.setattr("lampit.shops.queries.finding.browsing.MOST", 3)
    long = browse(shelf, Wish(), TODAY, (0, 15))
    assert list(short.ids) == list(long.ids)
    assert (short.total, long.total) == (15, 15)
    assert long.facets.ready is None


def test_near_is_told_in_steps() -> None:
    """Goods of the same kecamatan come before those a hundred kilometres away."""
    here = region("63.08.08", "Haur Gading")
    here.latitude, here.longitude = -2.35, 115.2
    here.save()
    far = region("63.71", "Banjarmasin")
    far.latitude, far.longitude = -3.32, 114.59
    far.save()
    away = product(maker("63.71", place=far), name="Tas purun jauh")
    close = product(maker(HSU, place=region("63.08.08.2010", "Hulu")), name="Tas purun dekat")
    index_products([away, close])
    near = finding.point_of("63.08.08.2010")
    assert near is not None
    shelf = access.public_products(TODAY)
    wish = Wish(order="dekat")
    assert find(shelf, "tas", wish, TODAY, near).ids == [close.pk, away.pk]
    assert list(browse(shelf, wish, TODAY, (0, 9), near).ids) == [close.pk, away.pk]
    assert finding.steps_to(["63.71", "63.08.08.2010"], near) == {"63.71": 5, "63.08.08.2010": 0}
    assert finding.point_of("99.99") is None


def test_a_question_costs_few_queries(django_assert_max_num_queries: Counted) -> None:
    """However many goods, a question of two words costs eight queries."""
    goods(*[f"Tas purun {n}" for n in range(30)])
    with django_assert_max_num_queries(8):
        assert len(found("tas purun", Wish(ready=True))) == 30
