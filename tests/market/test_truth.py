"""Whatever happens to the market, every kept page is what a live answer would be, byte for byte."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.config.keeping import Keeper
from lampit.config.renderer import made
from lampit.market.actions.touching import watch_tables
from lampit.market.queries.addresses import every_address
from lampit.market.rules import touching
from lampit.shops import actions
from lampit.shops.models import Maker, MakerStory, Photo, PriceReference, Product, Stock
from lampit.web.kept import Key, kept_path, unpack
from lampit.web.rendering import render
from tests.factories import fair, member, owner, product
from tests.orders.things import order, shop

NOW = datetime.fromisoformat("2026-11-30T11:00:00+08:00")
EXTRA = ("/?hal=2", "/cerita/", "/cerita/dari-rawa/", "/acara/bazar/")


class Market:
    """A small market whose pages are kept, and the ways in which it can change."""

    def __init__(self, folder: Path) -> None:
        """Open two shops with goods of every readiness; keep all pages in both languages."""
        self.now, self.counted = NOW, 0
        watch_tables()
        self.shops = [shop(), shop()]
        self.shops[0].business.owner = owner("63.08")
        self.shops[0].business.save()
        self.goods = [
            product(self.shops[n % 2], stock=stock, category=category)
            for n, (stock, category) in enumerate(
                [(5, "lampit"), (1, "lampit"), (0, "pangan"), (None, "anyaman-purun")]
            )
        ]
        MakerStory.objects.create(
            maker=self.shops[0], slug="dari-rawa", title="Dari rawa", text="Purun dari rawa.",
            state="tayang", published_at=NOW, created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        soon = NOW.date() + timedelta(days=9)
        fair(member("staff", "63.08"), self.goods[:3], slug="bazar", until_on=soon)
        for name in "ABC":
            self.proof(self.goods[0], name)
        self.start(folder)
        self.keeper.hear()  # of the market itself
        self.keep(self.pages())

    def start(self, folder: Path) -> None:
        """Let a keeper take over a folder."""
        self.keeper = Keeper(folder)
        self.keeper._has_news = lambda: True  # type: ignore[method-assign]  # one connection

    def pages(self) -> set[Key]:
        """Return all pages there are now."""
        addresses = {*every_address(timezone.localdate()), *EXTRA}
        return {Key(address, language) for address in addresses for language in ("id", "en")}

    def proof(self, good: Product, name: str) -> None:
        """Note a price seen elsewhere."""
        PriceReference.objects.create(
            product=good, price=120_000, source_kind="TOKO", source_name=f"Toko {name}",
            photo="a" * 64, seen_on=NOW.date() - timedelta(days=9), created_at=NOW,
        )  # fmt: skip

    def keep(self, keys: Iterable[Key]) -> None:
        """Make pages and keep them, as the publisher does."""
        self.keeper.accept([made(key, self.keeper.folder) for key in keys], self.keeper.turn)

    def hear(self) -> int:
        """Let the keeper hear what changed; return how many pages it withdrew."""
        return len(self.keeper.hear())

    def untrue(self) -> list[str]:
        """Return the addresses whose kept page is not what a live answer would be."""
        wrong = []
        for key, _kind in list(self.keeper.index.pages()):
            kept = unpack(kept_path(self.keeper.folder, key).read_bytes())
            if timezone.now().timestamp() >= kept.until:
                continue  # ended by the clock: the front answers it no more
            live = render(key.address, language=key.language)
            if live.status != 200 or live.body != kept.plain:
                wrong.append(f"{key.address} {key.language}")
        return wrong


def _text(field: Any, number: int) -> Any:
    words = [value for value, _label in field.choices or ()]
    if words:
        return words[number % len(words)]
    return ("a" * 64 if field.max_length == 64 else f"Baru {number}")[: field.max_length]


VALUES: dict[type, Callable[[Any, int], Any]] = {
    models.CharField: _text,
    models.TextField: _text,
    models.SlugField: lambda _field, number: f"alamat-{number}",
    models.BooleanField: lambda _field, number: bool(number % 2),
    models.IntegerField: lambda _field, number: number,
    models.BigIntegerField: lambda _field, number: number * 1_000,
    models.PositiveIntegerField: lambda _field, number: number,
    models.PositiveSmallIntegerField: lambda _field, number: number % 3_000,
    models.DateTimeField: lambda _field, number: NOW - timedelta(days=number % 120),
    models.DateField: lambda _field, number: NOW.date() - timedelta(days=number % 300 - 20),
}
WATCHED = [m for m in apps.get_models() if m._meta.db_table in touching.TRACKED]


def any_write(market: Market, place: int, number: int) -> None:
    """Change any column of any row of any watched table by plain SQL, or delete the row."""
    model = WATCHED[place % len(WATCHED)]
    rows = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    if not rows:
        return
    row = model._default_manager.filter(pk=rows[number % len(rows)])
    fields = [f for f in model._meta.concrete_fields if type(f) in VALUES and not f.primary_key]
    field = fields[(place // len(WATCHED)) % len(fields)]
    try:
        with transaction.atomic():
            if number % 17 == 0:
                row.delete()
            else:
                row.update(**{field.name: VALUES[type(field)](field, number)})
    except (DatabaseError, models.ProtectedError):
        return  # the database refuses it: no such change


def count_stock(market: Market, place: int, number: int) -> None:
    """Count what lies on the shelf of a good."""
    found = list(Product.objects.order_by("pk"))
    if not found:
        return
    variant = found[place % len(found)].variants.first()
    if variant is not None and Stock.objects.filter(variant=variant).exists():
        market.counted += 1  # no two counts of a good at the same instant
        at = market.now + timedelta(microseconds=market.counted)
        with suppress(Refusal):  # fewer than buyers have ordered
            actions.count_stock(None, variant, number % 9, at)


def buy(market: Market, place: int, number: int) -> None:
    """Order some pieces of a good that can be had."""
    there = Stock.objects.filter(on_hand__gt=models.F("reserved"), variant__product__state="tayang")
    found = list(there.select_related("variant").order_by("pk"))
    if not found:
        return
    chosen = found[place % len(found)]
    with suppress(Refusal, LookupError, ValueError):  # random words may have closed the shop
        order({chosen.variant: 1 + number % chosen.available}, now=market.now)


def new_good(market: Market, place: int, number: int) -> None:
    """Put a new good on sale."""
    found = list(Maker.objects.order_by("pk"))
    if found:
        product(found[place % len(found)], stock=number % 6, category="lampit")


def new_photo(market: Market, place: int, number: int) -> None:
    """Add a photo to a good."""
    found = list(Product.objects.order_by("pk"))
    if found:
        Photo.objects.get_or_create(
            product=found[place % len(found)], digest=f"{number:064x}",
            defaults={"width": 640, "height": 640, "created_at": NOW, "position": number % 5},
        )  # fmt: skip


def next_days(market: Market, place: int, number: int) -> None:
    """Let days pass."""
    market.now += timedelta(days=number % 50)


DEEDS = [any_write, any_write, any_write, count_stock, buy, new_good, new_photo, next_days]
WALKS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 400), st.integers(1, 3_000)),
    min_size=3,
    max_size=7,
)


@pytest.mark.django_db
@settings(max_examples=12)
@given(walk=WALKS)
def test_kept_pages_are_true_whatever_happens(
    walk: list[tuple[Callable[[Market, int, int], None], int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Random deeds and random writes: after each is heard, no kept page differs from a live one."""
    market: list[Market] = []
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(timezone, "now", lambda: market[0].now if market else NOW)
        market.append(Market(tmp_path_factory.mktemp("kept")))
        for deed, place, number in walk:
            market[0].now += timedelta(seconds=1)  # two deeds are never of one moment
            deed(market[0], place, number)
            market[0].hear()
            assert market[0].untrue() == [], deed.__name__
            market[0].keep(k for k in market[0].pages() if not market[0].keeper.index.has(k))
        market[0].keeper.stop()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_change_withdraws_what_shows_it_and_no_more(tmp_path: Path) -> None:
    """The price of one good: its page, its shop and the shelves; no other good, no other shop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        before = {key.address for key, _kind in market.keeper.index.pages()}
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        gone = {key.address for key, _kind in market.keeper.hear()}
        good, other = market.goods[0], market.goods[1]
        assert {"/", f"/produk/{good.slug}/", "/kategori/lampit/"} <= gone <= before
        assert f"/lapak/{good.maker.slug}/" in gone
        assert not {f"/produk/{other.slug}/", f"/lapak/{other.maker.slug}/"} & gone
        assert market.untrue() == []


@pytest.mark.django_db
def test_without_its_triggers_a_table_lies(tmp_path: Path) -> None:
    """The negative control: the same walk over a table that tells nothing leaves an old page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        triggers = [t for t in touching.triggers(connection.vendor) if t.table == "shops_product"]
        with connection.cursor() as cursor:
            for trigger in triggers:
                where = " ON shops_product" if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER "{trigger.name}"{where}')
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        assert market.hear() == 0
        assert f"/produk/{market.goods[0].slug}/ id" in market.untrue()


@pytest.mark.django_db
def test_an_order_of_one_of_many_changes_no_page(tmp_path: Path) -> None:
    """Pages say "siap kirim", not how many: most orders make nothing anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        order({market.goods[0].variants.get(): 1}, now=NOW)
        assert market.hear() == 0
        order({market.goods[0].variants.get(): 2}, now=NOW)
        assert market.hear() > 0, "now only a few are left"
        assert market.untrue() == []


@pytest.mark.django_db
def test_what_became_untrue_while_it_was_made_is_not_kept(tmp_path: Path) -> None:
    """A change between rendering and placing is seen in time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        key = Key(f"/produk/{market.goods[0].slug}/", "id")
        began, old = market.keeper.turn, made(key, tmp_path)
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        market.hear()
        assert [one.key for one in market.keeper.accept([old], began)] == [key]
        assert not market.keeper.index.has(key)
        assert not kept_path(tmp_path, key).exists()
        market.keep([key])
        assert market.keeper.index.has(key)


@pytest.mark.django_db
def test_a_killed_keeper_loses_no_news(tmp_path: Path) -> None:
    """News is forgotten only after its pages are gone; the next keeper hears it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        market.keeper.hear()
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        market.keeper.index.close()  # killed: nothing heard, nothing stopped
        market.keeper = Keeper(tmp_path)
        assert market.hear() > 0
        assert market.untrue() == []


@pytest.mark.django_db
def test_a_copy_of_the_database_put_back_leaves_no_page_of_what_was(tmp_path: Path) -> None:
    """Pages made of rows that a restored copy never had are not believed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        market.keeper.stop()  # so that nothing waits to be heard again
        market.start(tmp_path)
        market.hear()
        copy = transaction.savepoint()
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        market.hear()
        market.keep(market.pages())
        market.keeper.stop()
        transaction.savepoint_rollback(copy)
        market.start(tmp_path)
        market.hear()
        assert market.untrue() == []


@pytest.mark.django_db
def test_news_that_another_home_heard_leaves_no_old_page_here(tmp_path: Path) -> None:
    """Two homes of one database take turns: what one of them forgot, the other one never hears."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path / "here")
        market.keeper.stop()
        market.start(tmp_path / "there")
        Product.objects.filter(pk=market.goods[0].pk).update(price=77_000)
        market.hear()
        market.keeper.stop()
        market.start(tmp_path / "here")
        market.hear()
        assert market.untrue() == []


@pytest.mark.django_db
def test_own_words_of_the_office_are_heard(tmp_path: Path, settings: Any) -> None:
    """A file that no table tells of: changed while pages are kept, made, or nobody publishes."""
    settings.LAMPIT_HOME = tmp_path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path / "kept")
        key = Key("/kategori/lampit/", "id")
        began, old = market.keeper.turn, made(key, market.keeper.folder)
        (tmp_path / "kata.csv").write_text("word,means,kind,note\nbakul,kampil,sama,\n")
        assert market.hear() > 0
        assert not market.keeper.index.has(key)
        assert market.keeper.accept([old], began) == [old]
        market.keep(market.pages())
        assert market.hear() == 0
        market.keeper.stop()
        (tmp_path / "kata.csv").unlink()
        market.start(tmp_path / "kept")
        assert market.keeper.index.count == 0


@pytest.mark.django_db
def test_a_restarted_keeper_keeps_what_is_true(tmp_path: Path) -> None:
    """Stopped and started with nothing heard by others between, no page is made anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        market = Market(tmp_path)
        kept = market.keeper.index.count
        for _time in range(2):
            market.keeper.stop()
            market.start(tmp_path)
            assert market.hear() == 0
            assert market.keeper.index.count == kept
