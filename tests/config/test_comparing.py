"""`lampit verify` compares kept pages with live ones."""

import gzip
import time
from pathlib import Path

import brotli
import pytest

from lampit.config import comparing
from lampit.config.comparing import compare
from lampit.config.keeping import Keeper
from lampit.config.renderer import made
from lampit.market.actions.touching import watch_tables
from lampit.shops.models import Product
from lampit.web import kept
from lampit.web.kept import Key, kept_path, pack
from lampit.web.rendering import render
from tests.factories import maker, product


@pytest.fixture
def keeper(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """Return the keeper of the pages of three goods."""
    monkeypatch.setattr(comparing, "PATIENCE", 0.0)
    monkeypatch.setattr(kept, "OLDEST_PULSE", 600.0)  # nobody beats while a test runs
    watch_tables()
    shop = maker("63.08")
    found = Keeper(tmp_path)
    monkeypatch.setattr(found, "_has_news", lambda: True)
    goods = [product(shop) for _ in range(3)]
    found.hear()
    keys = [Key(f"/produk/{good.slug}/", "id") for good in goods]
    assert found.accept([made(key, tmp_path) for key in keys], found.turn) == []
    found.heart.beat(time.monotonic())
    return found


def test_true_pages_are_counted(keeper: Keeper) -> None:
    """It says how many it looked at, and how many there are."""
    found = compare(keeper.folder, print)
    assert (found.kept, found.looked_at, found.untrue) == (3, 3, [])
    assert compare(keeper.folder, print, most=2).detail.startswith("2 of 3 pages compared")


def test_an_untrue_page_is_named(keeper: Keeper) -> None:
    """Whatever made it so: a file that somebody changed is found."""
    key = Key(f"/produk/{Product.objects.earliest('pk').slug}/", "id")
    kept_path(keeper.folder, key).write_bytes(pack(b"other", (), time.time() + 60))
    found = compare(keeper.folder, print)
    assert found.untrue == [f"{key.address} (id)"]
    assert key.address in found.detail


@pytest.mark.parametrize("what", ["brotli", "gzip", "tag", "headers", "spoilt"])
def test_every_coding_is_compared(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A page that is true in one coding alone, under a false tag or a false header, is named."""
    key = Key(f"/produk/{Product.objects.earliest('pk').slug}/", "id")
    live = render(key.address)
    other = live.body.replace(b"<h1", b"<h2")
    headers, end = live.headers, time.time() + 60
    path = kept_path(keeper.folder, key)
    if what == "headers":
        path.write_bytes(pack(live.body, (*headers, ("X-Robots-Tag", "none")), end))
    elif what == "tag":
        monkeypatch.setattr(kept, "tag_of", lambda _body: "0" * 24)
        path.write_bytes(pack(live.body, headers, end))
    elif what == "spoilt":
        path.write_bytes(pack(live.body, headers, end)[:-99])
    else:
        module = brotli if what == "brotli" else gzip
        good = module.compress
        monkeypatch.setattr(module, "compress", lambda _body, *a, **k: good(other, *a, **k))
        path.write_bytes(pack(live.body, headers, end))
        monkeypatch.undo()
        monkeypatch.setattr(comparing, "PATIENCE", 0.0)
        monkeypatch.setattr(kept, "OLDEST_PULSE", 600.0)
    keeper.heart.beat(time.monotonic())
    assert compare(keeper.folder, print).untrue == [f"{key.address} (id)"]
    path.write_bytes(pack(live.body, headers, end))


def test_many_doubtful_pages_are_waited_for_once(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many seem to have changed just now."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    Product.objects.update(price=77_000)
    assert len(compare(keeper.folder, print).untrue) == 3
    assert waits == [comparing.PATIENCE]


def test_what_was_withdrawn_or_is_answered_by_nobody_is_no_lie(keeper: Keeper) -> None:
    """A page that is gone is answered live; without a publisher all are."""
    Product.objects.update(price=77_000)
    assert len(compare(keeper.folder, print).untrue) == 3, "not heard yet: the control"
    keeper.hear()
    assert compare(keeper.folder, print).untrue == []
    keeper.heart.stop()
    assert "no publisher" in compare(keeper.folder, print).detail


def test_nothing_kept_is_no_fault(tmp_path: Path) -> None:
    """An instance without a publisher holds."""
    assert compare(tmp_path, print).detail.startswith("0 of 0")
