"""Posters of goods and shops, and the pictures of link previews: drawn once, kept by content.

No table is written; what is drawn lies in a folder of its own and goes when nobody wants it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import segno
from django.conf import settings
from django.utils import timezone

from lampit.national import rupiah
from lampit.outside import posters, qr, typesetting
from lampit.outside.pictures import file_name
from lampit.outside.pictures.keeping import open_picture
from lampit.outside.posters import drawable
from lampit.shops import access, queries
from lampit.shops.actions.photos import media_folder
from lampit.shops.models import Maker, Product
from lampit.shops.rules import kinds

VERSION = 1  # of the layouts: another number draws everything anew
KINDS = {
    "persegi.png": "image/png",
    "status.png": "image/png",
    "a4.pdf": "application/pdf",
    "a6.pdf": "application/pdf",
}
PAPER = Path(__file__).resolve().parents[1] / "data" / "typst" / "poster.typ"
KEPT_DAYS = 60
PREVIEWS, PREVIEW_DIGITS = "pratinjau", 32
MADE = datetime(2026, 1, 1, tzinfo=UTC)  # the same poster is the same file
CALL = "Pindai untuk melihat dan memesan"
CODE_SHARE = 4  # modules of quiet zone


@dataclass(frozen=True, slots=True)
class Facts:
    """All that stands on a poster; the same facts are the same file."""

    name: str
    instead: str
    price: str
    unit: str
    maker: str
    place: str
    photo: str
    code: str = ""
    call: str = ""


def poster_folder() -> Path:
    """Return where drawn posters lie; nothing there is served by its name."""
    return Path(settings.LAMPIT_HOME) / "poster"


def facts_of_good(product: Product, place: str, code: str = "") -> Facts:
    """Return what stands on the poster of a good whose maker is loaded; `code`: what is scanned."""
    shelf = kinds.category(product.category)
    return Facts(
        name=product.name,
        instead=shelf.label,
        price=rupiah.show(product.price),
        unit=f"per {product.unit}",
        maker=product.maker.name,
        place=place,
        photo=product.cover,
        code=code,
        call=CALL if code else "",
    )


def facts_of_shop(maker: Maker, place: str, cover: str, code: str = "") -> Facts:
    """Return what stands on the poster of a shop; `cover` is the photo of one of its goods."""
    return Facts(
        name=maker.name, instead=f"Lapak di {place}", price="", unit="",
        maker=maker.person if maker.person != maker.name else "", place=place,
        photo=cover, code=code, call=CALL if code else "",
    )  # fmt: skip


def digest_of(facts: Facts, kind: str) -> str:
    """Return the hash of a picture by all that is on it, 64 hex digits; nothing is drawn."""
    told = json.dumps([VERSION, kind, asdict(facts)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def poster(facts: Facts, kind: str) -> bytes:
    """Return a poster of a kind of `KINDS`, drawn when it was not yet."""
    draw = {
        "persegi.png": lambda: posters.square(_card(facts)),
        "status.png": lambda: posters.story(_card(facts)),
        "a4.pdf": lambda: _paper(facts, "a4"),
        "a6.pdf": lambda: _paper(facts, "a6"),
    }[kind]
    return posters.kept(poster_folder(), digest_of(facts, kind), kind, draw)


def preview_name(facts: Facts, kind: str, slug: str) -> str:
    """Return the name of a preview below the pictures' folder, with the hash of its content.

    `kind` is `b` for a good, `l` for a shop. Chats keep what they saw by its address: another
    name or price is another address (commerce.md 10.4). Nothing is drawn.
    """
    key = digest_of(facts, "pratinjau")[:PREVIEW_DIGITS]
    return f"{PREVIEWS}/{key[:2]}/{key}.{kind}.{slug}.jpg"


def preview(facts: Facts, kind: str, slug: str) -> bytes:
    """Return the picture of a link preview, JPEG of 1200 x 630, drawn when it was not yet."""
    key = digest_of(facts, "pratinjau")[:PREVIEW_DIGITS]
    folder = media_folder() / PREVIEWS
    return posters.kept(folder, key, f"{kind}.{slug}.jpg", lambda: posters.preview(_card(facts)))


def preview_opens(name: str) -> bool:
    """Say whether the page that a preview belongs to is open to everybody; one query."""
    _key, kind, slug, _jpg = PurePosixPath(name).name.split(".")
    rows = access.reachable_products() if kind == "b" else access.public_makers()
    return rows.filter(slug=slug).exists()


def redraw_preview(name: str) -> tuple[bytes, bool] | None:
    """Return the present preview behind a name, and whether it is the one that was named.

    An older name gives what is true now; None for a good or shop whose page does not open.
    """
    _key, kind, slug, _jpg = PurePosixPath(name).name.split(".")
    if kind == "b":
        good = queries.previewed_good(access.reachable_products(), slug)
        facts = facts_of_good(*good) if good else None
    else:
        goods = access.public_products(timezone.localdate())
        shop = queries.previewed_shop(access.public_makers(), goods, slug)
        facts = facts_of_shop(*shop) if shop else None
    if facts is None:
        return None
    return preview(facts, kind, slug), preview_name(facts, kind, slug) == name


def _card(facts: Facts) -> posters.Card:
    photo = open_picture(facts.photo, media_folder()) if facts.photo else None
    return posters.Card(
        name=facts.name, instead=facts.instead, price=facts.price, unit=facts.unit,
        maker=facts.maker, place=facts.place, code=facts.code, address=_typed(facts.code),
        call=facts.call, photo=photo,
    )  # fmt: skip


def _typed(address: str) -> str:
    """Return an address as people type it."""
    return address.partition("://")[2] or address


def _paper(facts: Facts, kind: str) -> bytes:
    pictures: dict[str, str | bytes] = {"kode.svg": qr.picture(facts.code)}
    path = media_folder() / file_name(facts.photo, "1080.jpg") if facts.photo else None
    if path is not None and path.is_file():
        pictures["foto.jpg"] = path.read_bytes()
    across = segno.make(facts.code, error="m", micro=False).symbol_size(border=CODE_SHARE)[0]
    name = drawable(facts.name) or drawable(facts.instead) or "Lampit"
    data = {
        "kind": kind, "title": name, "name": name, "price": facts.price,
        "unit": drawable(facts.unit), "maker": drawable(facts.maker) or drawable(facts.place),
        "place": drawable(facts.place) if drawable(facts.maker) else "", "call": facts.call,
        "address": _typed(facts.code), "photo": "foto.jpg" if "foto.jpg" in pictures else "",
        "quiet": CODE_SHARE / across,
    }  # fmt: skip
    return typesetting.typeset(PAPER, data, pictures=pictures, at=MADE)


def drop_old_posters(_now: datetime) -> int:
    """Remove posters that nobody wanted for sixty days; return how many."""
    return _drop(KEPT_DAYS * 24 * 3600)


def drop_all_posters() -> int:
    """Remove all that was drawn; return how many. Who stands in which, its name does not tell."""
    return _drop(-1)


def _drop(older: float) -> int:
    folders = (poster_folder(), media_folder() / PREVIEWS)
    return sum(posters.sweep(folder, older=older) for folder in folders)
