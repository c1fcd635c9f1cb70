"""The pages on which keepers write what buyers abroad read."""

import pytest
from django.test import Client
from django.urls import reverse

from lampit.shops.models import MakerAbroad, Product, ProductAbroad
from tests.factories import maker, member, product

pytestmark = pytest.mark.django_db
HSU = "63.08"


@pytest.fixture
def good() -> Product:
    """Return a good of a maker with an account, packed as a roll."""
    return product(
        maker(HSU, member("maker", HSU), story="Kami menganyam."), name="Tikar purun",
        description="Lembut.", weight_g=450, length_cm=120, width_cm=10, height_cm=10,
    )  # fmt: skip


def entered(client: Client, made: Product) -> str:
    """Sign the maker in and return the address of the page."""
    assert made.maker.account is not None
    client.force_login(made.maker.account)
    return reverse("shops:english", args=[made.slug])


def seen(page: str) -> str:
    """Return the mark a page brings along."""
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def test_a_maker_translates_a_good(client: Client, good: Product) -> None:
    """Indonesian beside English, the estimate of the tariff, what carriers charge."""
    address = entered(client, good)
    page = client.get(address).content.decode()
    for words in ("Lembut.", "4602.19", "2 kg; berat volume 2 kg", 'lang="en"', "Bea Cukai"):
        assert words in page, words
    sent = {
        "seen": seen(page), "name": "Reed mat", "material": "", "description": "Soft.",
        "net_weight_g": "400", "hs_code": "4601.29",
    }  # fmt: skip
    assert client.post(address, sent)["Location"] == address
    page = client.get(address).content.decode()
    assert 'value="Reed mat"' in page
    assert f"/produk/{good.slug}/?bahasa=en" in page
    assert "berubah sejak diterjemahkan" not in page
    Product.objects.filter(pk=good.pk).update(description="Tebal.")
    page = client.get(address).content.decode()
    assert "berubah sejak diterjemahkan" in page
    assert "Lembut." in page, "what was translated then is shown"


def test_a_refused_form_keeps_what_was_typed(client: Client, good: Product) -> None:
    """A wrong tariff number, a text that changed meanwhile: words stay, the next try works."""
    address = entered(client, good)
    sent = {"seen": "alt", "name": "Reed mat", "description": "Soft <b>.", "hs_code": "12"}
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Soft &lt;b&gt;." in page
    assert "baru saja diubah" in page
    answer = client.post(address, sent | {"seen": seen(page)})
    assert "Kode HS terdiri dari" in answer.content.decode()
    assert client.post(address, sent | {"seen": seen(page), "hs_code": ""}).status_code == 302
    assert ProductAbroad.objects.get().name == "Reed mat"


def test_the_story_of_a_shop_is_translated(client: Client, good: Product) -> None:
    """On a page of its own, linked from the page about the shop."""
    entered(client, good)
    address = reverse("shops:shop_english")
    assert address in client.get(reverse("shops:profile")).content.decode()
    page = client.get(address).content.decode()
    assert "Kami menganyam." in page
    assert client.post(address, {"seen": seen(page), "story": "We weave."}).status_code == 302
    assert MakerAbroad.objects.get().story == "We weave."
    again = client.post(address, {"seen": seen(page), "story": "Kami menganyam."})
    assert again.status_code == 422


def test_a_foreign_good_is_not_there(client: Client, good: Product) -> None:
    """Another maker gets 404, a buyer is not let in."""
    address = entered(client, good)
    client.force_login(member("maker", HSU))
    assert client.get(address).status_code == 404
    client.force_login(member("buyer", None))
    assert client.get(address).status_code == 403
