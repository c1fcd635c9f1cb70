"""A copy takes the pages that the instance keeps, as long as somebody withdraws untrue ones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.utils import timezone

from lampit.market.actions.copying import Wishes, publish
from lampit.shops.models import Product, ProductAbroad
from lampit.web.kept import Heart, Key, kept_path, pack
from lampit.web.rendering import render
from tests.factories import maker, product

pytestmark = pytest.mark.django_db
NAME, MARK = "Bakul rotan halus", "Dari simpanan"


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """Give the folder of kept pages; nothing is in it yet."""
    settings.PUBLISHED_ROOT = tmp_path / "published"
    return tmp_path / "published"


@pytest.fixture
def good() -> Product:
    """Give a good on sale with an English page."""
    now = timezone.now()
    made = product(maker("63.08"), name=NAME, checked_at=now, published_at=now)
    ProductAbroad.objects.create(product=made, name="Fine rattan basket", written_at=now)
    return made


def keep(root: Path, address: str, language: str, *, until: float, said: str = NAME) -> None:
    """Keep a page; told another name it is known wherever it is shown."""
    page = render(address, language=language)
    path = kept_path(root, Key(address, language))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(page.body.replace(NAME.encode(), said.encode()), page.headers, until))


def copied(root: Path, **wishes: Any) -> Path:
    """Copy the market."""
    told = Wishes(processes=1, **wishes)
    publish(root, told, now=timezone.now(), say=lambda *_told: True)
    return root


@contextmanager
def beating(root: Path) -> Iterator[None]:
    """Let somebody withdraw pages, as the publisher does, who says so all the time."""
    heart, ended = Heart(root / "pulse"), Event()

    def beat() -> None:
        while not ended.wait(0.05):
            heart.beat(time.monotonic())

    hand = Thread(target=beat)
    heart.beat(time.monotonic())
    hand.start()
    try:
        yield
    finally:
        ended.set()
        hand.join()
        heart.stop()


def test_a_kept_page_is_taken_while_it_is_true(good: Product, kept: Path, tmp_path: Path) -> None:
    """With a pulse it stands in the copy, rewritten; without one, or too late, it is not taken."""
    address = f"/produk/{good.slug}/"
    file = f"{address[1:]}index.html"
    keep(kept, address, "id", until=time.time() + 600, said=MARK)
    with beating(kept):
        taken = (copied(tmp_path / "pasar") / file).read_text("utf-8")
        part = (copied(tmp_path / "hsu", region="63.08") / file).read_text("utf-8")
        keep(kept, address, "id", until=time.time() - 1, said=MARK)
        late = (copied(tmp_path / "pasar") / file).read_text("utf-8")
    keep(kept, address, "id", until=time.time() + 600, said=MARK)
    alone = (copied(tmp_path / "pasar") / file).read_text("utf-8")
    assert [MARK in told for told in (taken, part, late, alone)] == [True, False, False, False]
    assert 'href="../../index.html"' in taken


def test_a_copy_of_kept_pages_is_that_of_rendered_ones(
    good: Product, kept: Path, tmp_path: Path
) -> None:
    """In both languages, byte by byte."""
    rendered = copied(tmp_path / "rendered")
    for address in ("/", f"/produk/{good.slug}/", f"/lapak/{good.maker.slug}/"):
        for language in ("id", "en"):
            keep(kept, address, language, until=time.time() + 600)
    with beating(kept):
        taken = copied(tmp_path / "taken")
    pages = {path.relative_to(rendered) for path in rendered.rglob("*.html")}
    assert pages == {path.relative_to(taken) for path in taken.rglob("*.html")}
    assert Path(f"en/produk/{good.slug}/index.html") in pages
    assert [
        page for page in pages if (rendered / page).read_bytes() != (taken / page).read_bytes()
    ] == []
