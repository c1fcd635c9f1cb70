"""Pictures of link previews: their address is their content, whoever asks when."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from lampit.shops import actions
from lampit.shops.actions import posters as acting
from lampit.shops.models import Maker, Product
from tests.factories import NOW, product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def _good() -> Product:
    good = product("63.08", name="Tas purun", checked_at=NOW)
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG")
    photo = actions.keep_photo(out.getvalue())
    Product.objects.filter(pk=good.pk).update(cover=photo.digest)
    good.photos.create(digest=photo.digest, width=640, height=480, made=1, created_at=NOW)
    return good


def _named(path: str) -> str:
    page = Client().get(path).content.decode()
    assert page.index("og:image") < 30_000
    found = re.search(r'og:image" content="http://testserver([^"]+)"', page)
    assert found
    return found[1]


def _bytes(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_preview_is_drawn_once_and_kept_for_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """JPEG 1200 x 630 below 300 KB for good and shop; the second asking reads the file."""
    good = _good()
    for path in (f"/produk/{good.slug}/", f"/lapak/{good.maker.slug}/"):
        address = _named(path)
        first = Client().get(address)
        content = _bytes(first)
        assert Image.open(io.BytesIO(content)).size == (1200, 630)
        assert len(content) < 300_000
        assert first["Content-Type"] == "image/jpeg"
        with monkeypatch.context() as patch:
            patch.setattr(acting, "_card", lambda _facts: pytest.fail("drawn again"))
            again = Client().get(address)
        assert _bytes(again) == content
        assert "immutable" in first["Cache-Control"]
        assert "immutable" in again["Cache-Control"]


def test_another_name_or_price_is_another_address() -> None:
    """Chats keep pictures by address: an old one shows what is true now, for minutes only."""
    good = _good()
    before = _named(f"/produk/{good.slug}/")
    Product.objects.filter(pk=good.pk).update(price=99_000)
    after = _named(f"/produk/{good.slug}/")
    assert before != after
    old = Client().get(before)
    assert old["Cache-Control"] == "public, max-age=300"
    assert _bytes(old) == _bytes(Client().get(after))
    Maker.objects.update(name="Lapak lain")
    assert _named(f"/produk/{good.slug}/") != after


def test_no_preview_of_what_does_not_open() -> None:
    """Hidden goods, closed shops and made-up names are 404; nothing is drawn for them."""
    good = _good()
    good_address, shop_address = (
        _named(f"/produk/{good.slug}/"),
        _named(f"/lapak/{good.maker.slug}/"),
    )
    Product.objects.update(state="disembunyikan")
    assert Client().get(good_address).status_code == 404
    Maker.objects.update(is_published=False)
    assert Client().get(shop_address).status_code == 404
    made_up = f"/media/pratinjau/aa/{'a' * 32}.b.tidak-ada.jpg"
    assert Client().get(made_up).status_code == 404
    assert Client().get("/media/pratinjau/aa/../x.jpg").status_code == 404


def test_a_good_without_photo_has_a_preview_too() -> None:
    """On a woven ground: name and price say enough."""
    good = product("63.08", name="تيكر")
    content = _bytes(Client().get(_named(f"/produk/{good.slug}/")))
    assert Image.open(io.BytesIO(content)).size == (1200, 630)


def test_a_preview_ends_with_its_page() -> None:
    """Drawn while it was open, it is not answered once the good is hidden or the shop closed."""
    good = _good()
    of_good, of_shop = _named(f"/produk/{good.slug}/"), _named(f"/lapak/{good.maker.slug}/")
    assert Client().get(of_good).status_code == Client().get(of_shop).status_code == 200
    Product.objects.filter(pk=good.pk).update(state="disembunyikan")
    assert Client().get(of_good).status_code == 404
    Maker.objects.update(is_published=False)
    assert Client().get(of_shop).status_code == 404
