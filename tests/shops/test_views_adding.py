"""The page of a new good: camera first, kept at every step, whole without JavaScript too."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from lampit.people.models import User
from lampit.shops import actions
from lampit.shops.models import Maker, Photo, Product, Sketch, SketchPhoto
from lampit.shops.rules import sending
from tests.factories import NOON, maker, member, product
from tests.market.test_weight import weight
from tests.shops.test_actions_photos import content

pytestmark = pytest.mark.django_db
HSU = "63.08"
ADD = "/saya/barang/baru/"
TYPED = {
    "name": "Sajadah purun", "price": "62rb", "category": "", "unit": "lembar", "kind": "SIAP",
    "stock": "12", "cek.janji": "ya",
}  # fmt: skip
JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}


@pytest.fixture
def siti(client: Client, tmp_path: Path) -> Iterator[User]:
    """Sign in a maker with a shop and empty folders."""
    person = member("maker", HSU)
    maker(HSU, person, name="Anyaman Bunga Rawa")
    client.force_login(person)
    with override_settings(MEDIA_ROOT=tmp_path / "media", ORIGINALS_ROOT=tmp_path / "asli"):
        yield person


def photo(colour: str = "firebrick", sent: bytes | None = None, name: str = "a.jpg") -> Any:
    """Return a photo as a form sends it."""
    return SimpleUploadedFile(name, content(colour) if sent is None else sent, "image/jpeg")


def key_of(page: str) -> str:
    """Return the name of the form on a page."""
    field = re.search(r'<input[^>]*id="id_key"[^>]*>', page)
    assert field is not None
    found = re.search(r'value="([^"]+)"', field[0])
    assert found is not None
    return found[1]


def test_several_photos_at_once_and_the_shelf_by_itself(client: Client, siti: User) -> None:
    """Both inputs send under one name; the shelf follows from the name; the first leads."""
    typed = {**TYPED, "key": "k1", "photo": [photo(), photo("teal"), photo("olive")]}
    answer = client.post(ADD, typed)
    assert answer.status_code == 302
    made = Product.objects.get()
    assert (made.category, made.is_live) == ("anyaman-purun", True)
    assert made.photos.count() == 3
    assert made.cover == made.photos.all()[0].digest
    assert not Sketch.objects.exists()


def test_heic_and_a_bad_one_between_good_ones(client: Client, siti: User) -> None:
    """The bad one says its name and what to do; the others and all words stay."""
    heic = (Path(__file__).parents[1] / "outside" / "data" / "turned.heic").read_bytes()
    sent = [photo(sent=heic, name="IMG_1.HEIC"), photo(sent=b"%PDF-1.7", name="surat.jpg")]
    answer = client.post(ADD, {**TYPED, "key": "k1", "photo": sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "surat.jpg: Berkas ini bukan foto" in page
    assert 'value="Sajadah purun"' in page
    assert page.count('data-client="') == 1
    assert client.post(ADD, {**TYPED, "key": "k1"}).status_code == 302
    assert Product.objects.get().photos.count() == 1


def test_a_draft_is_kept_and_taken_up_again(client: Client, siti: User) -> None:
    """Saved with its photo, listed on the next visit, opened as it was, thrown away."""
    key = key_of(client.get(ADD).content.decode())
    typed = {"key": key, "name": "Tas", "price": "62rb", "material_1": "purun", "deed": "draf"}
    answer = client.post(ADD, {**typed, "photo": photo()})
    assert answer["Location"] == f"{ADD}?draf={key}#ft"
    fresh = client.get(ADD).content.decode()
    assert f"?draf={key}" in fresh
    assert key_of(fresh) != key
    again = client.get(f"{ADD}?draf={key}").content.decode()
    assert key_of(again) == key
    assert 'value="Tas"' in again
    assert 'value="62rb"' in again
    assert 'value="purun"' in again
    assert again.count('data-client="') == 1
    assert "data-saved-at" in again
    client.post(ADD, {"key": key, "deed": "buang"})
    assert not Sketch.objects.exists()


def test_a_page_only_opened_leaves_nothing(client: Client, siti: User) -> None:
    """Its defaults are no draft."""
    client.post(ADD, {"key": "k1", "stock": "1", "deed": "draf"}, headers=HTMX)
    assert not Sketch.objects.exists()


@pytest.mark.parametrize(
    ("deed", "size"), [("kiri", (600, 900)), ("kotak", (600, 600)), ("tegak", (480, 600))]
)
def test_buttons_put_photos_right_without_script(
    client: Client, siti: User, deed: str, size: tuple[int, int]
) -> None:
    """Each button keeps what was typed, does its one thing, and leads back to the photos."""
    client.post(ADD, {"key": "k1", "name": "Tas", "deed": "draf", "photo": photo()})
    one = SketchPhoto.objects.get()
    answer = client.post(ADD, {"key": "k1", "name": "Tas besar", "deed": f"{deed}-{one.pk}"})
    assert answer["Location"] == f"{ADD}?draf=k1#ft"
    one.refresh_from_db()
    assert (one.width, one.height) == size
    assert Sketch.objects.get().name == "Tas besar"
    client.post(ADD, {"key": "k1", "name": "Tas", "deed": f"asli-{one.pk}"})
    one.refresh_from_db()
    assert (one.width, one.height, one.digest) == (900, 600, one.source)


def test_the_phone_sends_photos_one_by_one(client: Client, siti: User) -> None:
    """Answered with the tiles; again is one; how it stands on the phone comes along; refusals."""
    typed = {"key": "k1", "client": "c1", "deed": "foto", "turned": "1", "shape": "kotak"}
    client.post(ADD, {**typed, "photo": photo()}, headers=JSON)
    answer = client.post(ADD, {**typed, "photo": photo()}, headers=JSON)
    assert answer.content.decode().count('data-client="c1"') == 1
    one = SketchPhoto.objects.get()
    assert (one.turned, one.shape, one.width, one.height) == (1, "kotak", 600, 600)
    assert "data:image/webp;base64," in answer.content.decode(), "blurred until it is made"
    refused = client.post(ADD, {**typed, "client": "c2", "photo": photo(sent=b"x")}, headers=JSON)
    assert refused.status_code == 422
    assert "bukan foto" in refused.json()["message"]
    actions.finish_photos(NOON)
    part = client.get(f"{ADD}?draf=k1&bagian=foto", headers=HTMX).content.decode()
    assert "-160.webp" in part
    assert "hx-trigger" not in part.split("<ul")[0], "nothing to wait for any more"
    set_right = {"key": "k1", "deed": f"bentuk-{one.pk}", "turned": "0", "tilt": "-3", "shape": ""}
    assert client.post(ADD, set_right, headers=HTMX).status_code == 200
    one.refresh_from_db()
    assert (one.turned, one.tilt, one.shape) == (0, -3, "")


def test_the_phone_sells_and_is_told_where_to_go(client: Client, siti: User) -> None:
    """JSON with the address; refused with words for the fields; sent again the same good."""
    refused = client.post(ADD, {**TYPED, "key": "k1", "price": ""}, headers=JSON)
    assert (refused.status_code, refused.json()["errors"]["price"]) == (422, "Tulis harga jualnya.")
    told = [client.post(ADD, {**TYPED, "key": "k1"}, headers=JSON).json() for _again in range(2)]
    assert told[0] == told[1]
    assert told[0]["address"] == f"/saya/barang/{Product.objects.get().slug}/bagikan/"


def test_a_late_form_goes_into_its_own_shop(client: Client) -> None:
    """A helper who took another shop in hand meanwhile: the good stays with the shop it names."""
    shops = [maker(HSU, member("maker", HSU), name=name) for name in ("Satu", "Dua")]
    client.force_login(member("staff", HSU))
    client.post("/saya/pilih/", {"maker": shops[1].slug})
    client.post(ADD, {**TYPED, "key": "k1", "lapak": shops[0].slug}, headers=JSON)
    assert Product.objects.get().maker == shops[0]
    far = maker("63.09", member("maker", "63.09"))
    answer = client.post(ADD, {**TYPED, "key": "k2", "lapak": far.slug}, headers=JSON)
    assert answer.status_code == 404


def test_the_next_good_begins_like_the_last(client: Client, siti: User) -> None:
    """Unit and readiness of the last good stand in the form already."""
    client.post(ADD, {**TYPED, "key": "k1", "unit": "kodi", "kind": "BUAT", "lead_days": "9"})
    page = client.get(ADD).content.decode()
    assert re.search(r'<option value="kodi"[^>]*selected', page)
    assert re.search(r'value="BUAT"[^>]*checked|checked[^>]*value="BUAT"', page)
    assert re.search(r'name="lead_days"[^>]*value="9"|value="9"[^>]*name="lead_days"', page)


def test_photos_of_a_good_on_its_page(client: Client, siti: User) -> None:
    """Several added at once, each refusal named; lead, words, turn, delete; by htmx the part."""
    good = product(Maker.objects.get())
    base = f"/saya/barang/{good.slug}/foto/"
    client.post(base, {"photo": [photo(), photo("teal"), photo(sent=b"x", name="rusak.jpg")]})
    page = client.get(f"/saya/barang/{good.slug}/").content.decode()
    assert "rusak.jpg" in page
    assert "Disiapkan" in page
    actions.finish_photos(NOON)
    second = good.photos.all()[1]
    deed = f"{base}{second.pk}/"
    client.post(deed, {"deed": "utama"})
    client.post(deed, {"deed": "keterangan", "alt": "Dari dekat"})
    client.post(deed, {"deed": "kanan"})
    good.refresh_from_db()
    second.refresh_from_db()
    assert (good.cover, good.cover_alt, second.turned) == (second.digest, "Dari dekat", 1)
    part = client.post(deed, {"deed": "asli"}, headers=HTMX).content.decode()
    assert 'id="foto"' in part
    assert "<h1" not in part
    assert client.post(deed, {"deed": "meledak"}, headers=HTMX).status_code == 422
    client.post(deed, {"deed": "hapus"})
    assert Photo.objects.count() == 1


def test_buyers_see_three_kinds_and_nothing_unmade(client: Client, siti: User) -> None:
    """AVIF before WebP before JPEG with sizes and a placeholder; a waiting photo is not there."""
    client.post(ADD, {**TYPED, "key": "k1", "photo": [photo(), photo("teal")]})
    good = Product.objects.get()
    page = client.get(f"/produk/{good.slug}/").content.decode()
    kinds = re.findall(r'<source type="image/(\w+)"', page)
    assert kinds == ["avif", "webp"]
    assert re.search(r'width="900" height="600"[^>]*fetchpriority="high"', page)
    assert page.count('class="blurup"') == 1
    named = re.search(r'image/avif" srcset="([^"]+)"', page)
    assert named is not None
    assert re.findall(r"-(\d+)\.avif (\d+)w", named[1]) == [
        ("160", "160"), ("320", "320"), ("640", "640"), ("1080", "900"),
    ]  # fmt: skip
    waiting = good.photos.all()[1]
    assert waiting.digest not in page
    actions.finish_photos(NOON)
    assert waiting.digest in client.get(f"/produk/{good.slug}/").content.decode()
    name = f"{good.cover[:2]}/{good.cover}"
    for what, kind in (("160.avif", "image/avif"), ("640.webp", "image/webp")):
        answer: Any = client.get(f"/media/{name}-{what}")
        assert answer["Content-Type"] == kind
        assert b"".join(answer.streaming_content)
    assert client.get(f"/media/{name}-asli.jpg").status_code == 404


def test_first_views_are_light(client: Client, siti: User) -> None:
    """The page of a new good and the start page travel in 150 KB, pictures and all."""
    for number, colour in enumerate(("firebrick", "teal", "olive")):
        client.post(ADD, {**TYPED, "key": f"k{number}", "photo": photo(colour)})
    client.post(ADD, {"key": "k9", "name": "Tas", "deed": "draf", "photo": photo("navy")})
    actions.finish_photos(NOON)
    for address in (f"{ADD}?draf=k9", "/saya/"):
        page = client.get(address).content.decode()
        shown = set(re.findall(r' src="(/media/[^"]+)"', page))
        assert shown, address
        answers: list[Any] = [client.get(name) for name in shown]
        pictures = sum(len(b"".join(answer.streaming_content)) for answer in answers)
        assert weight(page) + pictures <= 150_000, address
        assert weight(page) <= 70_000, address


def test_a_form_brings_ten_photos_and_says_what_was_left_out(
    client: Client, siti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve at once: ten are kept, two are never opened, words stay, the page says what to do."""
    shades = [photo(f"rgb({n * 20}, 60, 90)") for n in range(12)]
    opened: list[bytes] = []
    prove = actions.photos.prove_photo

    def watched(sent: bytes, *rest: Any) -> Any:
        opened.append(sent)
        return prove(sent, *rest)

    monkeypatch.setattr(actions.sketches, "prove_photo", watched)
    answer = client.post(ADD, {**TYPED, "key": "k1", "photo": shades})
    page = answer.content.decode()
    assert (answer.status_code, len(opened)) == (422, 10)
    assert "2 foto terakhir belum disimpan" in page
    assert 'value="Sajadah purun"' in page
    assert SketchPhoto.objects.count() == 10
    assert client.post(ADD, {**TYPED, "key": "k1"}).status_code == 302
    assert Product.objects.get().photos.count() == 10


def test_a_form_brings_sixty_megabytes_of_photos(
    client: Client, siti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it the rest waits for the next sending, on the page of a good that is there too."""
    monkeypatch.setattr(sending, "MOST_BYTES_AT_ONCE", 2 * len(content("teal")) + 999)
    good = product(Maker.objects.get())
    sent = {"photo": [photo(), photo("teal"), photo("olive")]}
    part = client.post(f"/saya/barang/{good.slug}/foto/", sent, headers=HTMX)
    assert part.status_code == 422
    assert "1 foto terakhir belum disimpan" in part.content.decode()
    assert Photo.objects.count() == 2
