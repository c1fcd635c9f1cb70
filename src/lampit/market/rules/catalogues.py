"""A catalogue of goods on paper: what it holds, how long it may be, when it is another one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from lampit.basics.texts import gettext_noop
from lampit.shops.rules.fairs import FEW_GOODS

PHOTOS, PRICES = "foto", "harga"
KINDS = (PHOTOS, PRICES)
# A catalogue that somebody waits for; longer ones are made by a job, in full.
MOST_AT_ONCE = {PHOTOS: FEW_GOODS, PRICES: 600}
MOST = {PHOTOS: 600, PRICES: 5_000}
# Whose goods a long catalogue tells.
ALL, SHELF, MAKER, FAIR = "semua", "rak", "lapak", "acara"
SHOP = "toko"  # one shop, asked for by an office; `MAKER`: by its owner
WIDE_PHOTOS = 24  # up to so many goods photos are the finer ones: the file stays within 3 MB
READINESS = {
    "siap": gettext_noop("Siap kirim"),
    "tinggal_sedikit": gettext_noop("Tinggal sedikit"),
    "dibuat": gettext_noop("Dibuat setelah dipesan"),
    "tanya_dulu": gettext_noop("Tanya dulu"),
    "habis": gettext_noop("Habis"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a long catalogue is asked for.

    Attributes:
        what: whose goods: `ALL`, `SHELF`, `MAKER`, `SHOP`, `FAIR`.
        slug: the address word of the shelf, shop or event.
        kind: one of `KINDS`.
    """

    what: str
    slug: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """A good in a catalogue.

    Attributes:
        size: as packed, "" while unknown.
        link: where its QR leads: its page, or a chat; "" for no QR.
        photo: digest of its picture, "" without one.
        readiness: one of `READINESS`.
        tongue: language of its name where it is not the one of the catalogue.
    """

    name: str
    code: str
    price: int
    unit: str
    size: str
    material: str
    maker: str
    place: str
    readiness: str
    link: str
    photo: str
    category: str
    tongue: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue before it is typeset.

    Attributes:
        title, about: whose goods, and where they come from.
        kind: one of `KINDS`.
        on: the day whose prices it tells, ISO.
        link: where the QR on its first page leads, "" for none.
        left_out: goods that did not go in.
        by_category: whether goods stand under the headings of their shelves.
    """

    title: str
    about: str
    kind: str
    on: str
    office: str
    contact: str
    link: str
    lines: Sequence[Line]
    left_out: int = 0
    by_category: bool = False
    language: str = "id"


def mark_of(catalogue: Catalogue, template: bytes) -> str:
    """Return the mark of everything a catalogue says and of how it is laid out."""
    told = json.dumps(asdict(catalogue), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(template + told.encode()).hexdigest()[:32]


def parts(catalogue: Catalogue) -> list[tuple[str, list[Line]]]:
    """Return the goods under their headings, the order of shelves kept; one part without."""
    if not catalogue.by_category:
        return [("", list(catalogue.lines))]
    found: dict[str, list[Line]] = {}
    for line in catalogue.lines:
        found.setdefault(line.category, []).append(line)
    return list(found.items())


def size_text(length: int | None, width: int | None, height: int | None) -> str:
    """Return the size of a good as paper tells it: `200 × 120 cm`."""
    told = [str(side) for side in (length, width, height) if side]
    return f"{' × '.join(told)} cm" if told else ""
