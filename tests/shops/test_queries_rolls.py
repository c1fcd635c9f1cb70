"""The roll of a large market gives what its rows give: same goods, same order, same counts."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from lampit.shops import access, actions
from lampit.shops.actions import rolls as keeping
from lampit.shops.models import Curation, Maker, Product, Roll, RollChange, Stock, Variant
from lampit.shops.queries import finding
from lampit.shops.queries.finding import Held, Wish, browse, find, rolls
from lampit.shops.rules.finding import rolling
from tests.factories import NOON, maker, product, region

pytestmark = pytest.mark.django_db
HSU = "63.08"
TODAY = NOON.date()
NEAR = finding.Point(-2350, 115_200, "sini")
WISHES = (
    Wish(), Wish(category="lampit"), Wish(material="rotan"), Wish(place="63.08.08"),
    Wish(place="63.08.08.2010"), Wish(band="1"), Wish(lowest=40_000, highest=150_000),
    Wish(ready=True), Wish(curated=True), Wish(order="murah"), Wish(order="mahal"),
    Wish(order="baru"), Wish(order="dekat"), Wish(ready=True, order="dekat"),
    Wish(category="lampit", band="2", ready=True, order="murah"),
)  # fmt: skip
QUESTIONS = ("tas purun", "tas", "rotan", "songket", "tas sngket")


@pytest.fixture
def chance() -> Random:
    """Return chance that is the same each time."""
    return Random(11)


@pytest.fixture(autouse=True)
def market(chance: Random) -> list[Product]:
    """Make a market of nine shops with goods of every kind, and its roll."""
    far = region("63.71", "Banjarmasin")
    far.latitude, far.longitude = -3.32, 114.59
    far.save()
    region("63.08.08", "Haur Gading")
    places = [region("63.08.08.2010", "Hulu"), region("63.08.09.2001", "Hilir"), far]
    shops = [maker(HSU, place=chance.choice(places), is_published=n != 4) for n in range(9)]
    made = []
    for number in range(60):
        at = NOON - timedelta(days=chance.randrange(120), hours=chance.randrange(24))
        price = chance.randrange(10, 900) * 1_000
        proven = chance.random() < 0.4
        made.append(
            product(
                chance.choice(shops), stock=chance.choice((0, 3, None)), price=price,
                name=chance.choice(("Tas purun", "Tas rotan", "Lampit rotan", "Tikar purun")),
                category=chance.choice(("lampit", "anyaman-purun", "gerabah")),
                published_at=at, checked_at=at, state=chance.choice(("tayang", "tayang", "draf")),
                shown_until=chance.choice((None, None, TODAY, TODAY - timedelta(1))),
                ready_until=chance.choice((None, None, TODAY, TODAY - timedelta(1))),
                reference_price=price * chance.randrange(80, 160) // 100 if proven else None,
                reference_until=TODAY + timedelta(chance.randrange(-9, 9)) if proven else None,
            )
        )  # fmt: skip
        if number % 7 == 0:
            Curation.objects.create(
                product=made[-1], passed_on=TODAY, until=TODAY + timedelta(days=number)
            )
    actions.index_products(made)
    actions.reckon_rarities(NOON, at_once=True)
    assert actions.keep_roll(NOON, fewest=5) > 20
    return made


def same(monkeypatch: pytest.MonkeyPatch, every: int = 1) -> None:
    """Hold questions to the roll against the rows, with few and with many goods allowed.

    `every` takes every so many of the wishes.
    """
    rows = access.public_products(TODAY)
    columns = rolls.held(TODAY)
    assert columns is not None
    held = Held(columns, TODAY)
    assert columns.pk.tolist() == sorted(rows.values_list("pk", flat=True))
    for most in (1_000, 6):
        for module in ("browsing", "search"):
            monkeypatch.setattr(f"lampit.shops.queries.finding.{module}.MOST", most)
        for wish in WISHES[::every]:
            near = NEAR if wish.order == "dekat" else None
            for span in ((0, 24), (5, 11)):
                told = (browse(goods, wish, TODAY, span, near) for goods in (held, rows))
                assert next(told) == next(told), (most, wish, span)
            for question in QUESTIONS[::every]:
                answers = [find(goods, question, wish, TODAY, near) for goods in (held, rows)]
                assert answers[0] == answers[1], (most, wish, question)
    shelves = [finding.standing(goods, TODAY) for goods in (held, rows)]
    assert shelves[0].census() == shelves[1].census()
    assert shelves[0].places() == shelves[1].places()
    shelf = rolls.held(TODAY, "lampit")
    assert shelf is not None
    assert shelf.pk.tolist() == sorted(rows.filter(category="lampit").values_list("pk", flat=True))


def test_a_fresh_roll_tells_what_rows_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every filter, order and question, short and long, and the sums of the market."""
    same(monkeypatch)


def _closed(_goods: list[Product]) -> None:
    Maker.objects.filter(pk=_goods[0].maker_id).update(is_published=False)


def _opened(_goods: list[Product]) -> None:
    Maker.objects.filter(is_published=False).update(is_published=True)


def _sold_out(_goods: list[Product]) -> None:
    Stock.objects.update(on_hand=0)


def _gone(goods: list[Product]) -> None:
    with connection.cursor() as cursor:
        for table in ("shops_stock", "shops_stockmove"):
            cursor.execute(
                f"DELETE FROM {table} WHERE variant_id IN "  # noqa: S608 - names of ours
                "(SELECT id FROM shops_variant WHERE product_id = %s)", [goods[1].pk],
            )  # fmt: skip
    Product.objects.filter(pk=goods[1].pk).delete()


CHANGES: dict[str, Callable[[list[Product]], Any]] = {
    "price": lambda goods: Product.objects.filter(pk__in=[g.pk for g in goods[:9]]).update(price=9),
    "shelf": lambda _: Product.objects.filter(category="lampit").update(category="gerabah"),
    "state": lambda goods: Product.objects.filter(pk__in=[g.pk for g in goods[:30]]).update(
        state="tayang"
    ),
    "confirmed": lambda _: Product.objects.update(checked_at=NOON, shown_until=None),
    "ready": lambda _: Product.objects.update(ready_until=TODAY - timedelta(1)),
    "proofs": lambda _: Product.objects.update(reference_price=70_000, reference_until=TODAY),
    "shop": lambda goods: Product.objects.filter(maker=goods[0].maker_id).update(
        maker=goods[5].maker_id
    ),
    "place": lambda _: Maker.objects.update(place=region("63.08.08.2010")),
    "closed": _closed, "opened": _opened, "sold_out": _sold_out, "gone": _gone,
    "variant": lambda _: Variant.objects.update(is_offered=False),
    "new": lambda _: actions.index_products(
        [product(HSU, name="Tas purun baru", category="lampit")]
    ),
    "curated": lambda _: Curation.objects.update(until=TODAY),
    "words": lambda goods: (
        Product.objects.update(material="rotan"), actions.index_products(goods)
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_is_asked_anew(
    change: str, market: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database notes every change itself; the roll is not read anew for it."""
    before = Roll.objects.get().digest
    CHANGES[change](market)
    same(monkeypatch, every=4)
    assert Roll.objects.get().digest == before


def test_on_other_days_it_holds_too() -> None:
    """A roll knows no day: what is shown follows from today."""
    for days in (1, 40, 89, 200):
        day = TODAY + timedelta(days=days)
        columns = rolls.held(day)
        assert columns is not None
        assert set(columns.pk.tolist()) == set(
            access.public_products(day).values_list("pk", flat=True)
        )


def test_much_changed_it_is_not_asked_and_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some changes rows are asked, until the clock has read the roll again."""
    monkeypatch.setattr(rolls, "MOST_CHANGES", 3)
    Product.objects.update(price=50_000)
    assert RollChange.objects.count() > 3
    assert rolls.held(TODAY) is None
    monkeypatch.setattr(keeping, "MANY_CHANGES", 4)
    assert actions.keep_roll(NOON, fewest=5) > 0
    assert not RollChange.objects.exists()
    same(monkeypatch, every=7)
    assert actions.keep_roll(NOON, fewest=5) == 0, "nothing to do"


def test_a_small_market_has_none_and_notes_nothing() -> None:
    """Below 2,000 goods rows are quick: no roll, no triggers; its shelves are told that it went."""
    assert actions.keep_roll(NOON) == 0
    assert not Roll.objects.exists()
    assert rolls.held(TODAY) is None
    Product.objects.update(price=50_000)
    assert not RollChange.objects.exists()


def test_no_roll_is_believed_whose_triggers_went() -> None:
    """SQLite makes tables anew and forgets their triggers: then the roll goes as well."""
    name = next(t for t in rolling.triggers(connection.vendor) if t.table == "shops_product").name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER "{name}" ON shops_product')
            cursor.execute(f'DROP FUNCTION "{name}"()')
        else:
            cursor.execute(f'DROP TRIGGER "{name}"')
    actions.check_roll()
    assert not Roll.objects.exists()
    every = set(RollChange.objects.values_list("category", flat=True))
    assert every == set(rolls.CATEGORIES), "pages made of the roll hear that it went"


def test_other_words_of_materials_make_a_new_roll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places in the columns follow from the lists of the house; another list, another roll."""
    monkeypatch.setattr(rolls, "edition", lambda: "another")
    assert rolls.held(TODAY) is None
    assert actions.keep_roll(NOON, fewest=5) > 0
    assert rolls.held(TODAY) is not None


def test_asking_costs_two_statements(django_assert_num_queries: Any) -> None:
    """However many goods: which roll stands, and what changed since."""
    rolls.held(TODAY)
    with django_assert_num_queries(2):
        rolls.held(TODAY, "")
    with django_assert_num_queries(2):
        rolls.held(TODAY, "lampit")


def test_a_narrowed_market_asks_rows() -> None:
    """A copy of one region's market holds no goods of others."""
    from lampit.market.queries import goods_of_day

    assert isinstance(goods_of_day(TODAY), Held)
    with access.market_of("63.71"):
        assert not isinstance(goods_of_day(TODAY), Held)


def test_verify_finds_a_roll_that_tells_something_else(market: list[Product]) -> None:
    """What no trigger told would be seen by the check of an instance."""
    found = {check.name: check for check in finding.checks()}
    assert found["goods-roll"].ok
    Product.objects.filter(pk=market[0].pk).update(price=77_000, state="tayang")
    assert {check.name: check.ok for check in finding.checks()}["goods-roll"], "noted, so asked"
    RollChange.objects.all().delete()
    wrong = {check.name: check for check in finding.checks()}["goods-roll"]
    assert not wrong.ok
    assert str(market[0].pk) in wrong.detail


def test_what_changes_while_verify_reads_is_no_fault(
    market: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order between both readings, or a roll made anew between them, blames no good."""
    reading = rolls.columns_of
    monkeypatch.setattr(keeping, "MANY_CHANGES", 1)

    live = list(rolls.on_sale().order_by("pk")[:2])
    deeds: list[Callable[[], object]] = [
        lambda: actions.take_down(live[0]),
        lambda: actions.take_down(live[1]) and keeping.keep_roll(NOON, fewest=5),
    ]

    def meanwhile(goods: Any) -> Any:
        if deeds:
            deeds.pop(0)()
        return reading(goods)

    for _turn in range(2):
        monkeypatch.setattr(rolls, "columns_of", meanwhile)
        found = {check.name: check for check in finding.checks()}["goods-roll"]
        assert found.ok, found.detail
    assert not deeds


def test_verify_says_when_nothing_could_be_compared(
    market: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A roll that is renewed at each reading is not called true."""
    monkeypatch.setattr(rolls, "_roll", lambda _digest: None)
    found = {check.name: check for check in finding.checks()}["goods-roll"]
    assert not found.ok
    assert "not compared" in found.detail


def test_a_roll_ends_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages made of it hang on what is told then: killed in between, it still stands."""

    def killed(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(RollChange.objects, "bulk_create", killed)
    with pytest.raises(KeyboardInterrupt):
        keeping.drop_roll()
    assert Roll.objects.exists()
