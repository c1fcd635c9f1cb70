"""Google's feed, element by element (commerce.md 10.2)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from xml.parsers import expat

from lampit.market.rules.checking._faults import (
    Fault,
    description_faults,
    fault,
    link_fault,
    picture_fault,
    price_fault,
    text_faults,
)
from lampit.market.rules.feeds import GOOGLE_NAMESPACE

G = f"{GOOGLE_NAMESPACE} "
REQUIRED = (
    "id", "title", "description", "link", "image_link", "availability", "price", "condition",
    "brand",
)  # fmt: skip
KNOWN = frozenset(REQUIRED) | {
    "additional_image_link", "availability_date", "identifier_exists", "gtin", "mpn",
    "product_type", "google_product_category", "shipping", "shipping_weight", "item_group_id",
    "sale_price", "material", "size", "color", "pattern", "custom_label_0", "custom_label_1",
    "custom_label_2", "custom_label_3", "custom_label_4", "product_weight",
}  # fmt: skip
MANY = {"additional_image_link": 10, "shipping": 100, "product_type": 5}
AVAILABLE = ("in_stock", "out_of_stock", "backorder", "preorder")
DATED = ("backorder", "preorder")
INSIDE_SHIPPING = frozenset({"country", "price", "service", "region"})
DEPTH = 12
Value = tuple[int, str]  # line, text


@dataclass
class _Item:
    """An item as read: its line, values by element, the parts of each shipping."""

    line: int
    values: dict[str, list[Value]] = field(default_factory=dict)
    shipping: list[dict[str, str]] = field(default_factory=list)


class _Reader:
    """Reads XML piece by piece, keeps one item at a time, and holds the line of everything."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.items: list[_Item] = []
        self.path: list[str] = []
        self.item: _Item | None = None
        self.channel: set[str] = set()
        self.text: list[str] = []
        self.line = 1
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype

    def _doctype(self, *_told: object) -> None:
        raise ValueError("dtd")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        here = self.parser.CurrentLineNumber
        self.path.append(name)
        if len(self.path) > DEPTH:
            raise ValueError("bukan_rss")
        if len(self.path) == 1 and (name != "rss" or attributes.get("version") != "2.0"):
            self.faults.append(fault(here, "", name, "bukan_rss"))
        if self.path == ["rss", "channel", "item"]:
            self.item = _Item(here)
        if self.item is not None and self.path[3:] == [f"{G}shipping"]:
            self.item.shipping.append({})
        self.line = here
        self.text.clear()

    def _end(self, name: str) -> None:
        text, path = "".join(self.text), self.path[:]
        self.path.pop()
        self.text.clear()
        if len(path) == 3 and path[:2] == ["rss", "channel"]:
            if name == "item" and self.item is not None:
                self.items.append(self.item)
                self.item = None
            elif text.strip():
                self.channel.add(name)
        elif self.item is not None and len(path) == 4:
            self._value(self.item, name, text)
        elif self.item is not None and len(path) == 5:
            self._part(self.item, path[3], name, text)

    def _value(self, item: _Item, name: str, text: str) -> None:
        plain = name.removeprefix(G)
        # Title, link and description may also stand without the mark of Google.
        if not name.startswith(G) and plain not in ("title", "link", "description"):
            code = "ruang_nama" if " " in name else "kolom_asing"
            told = name.rpartition(" ")[2]
            self.faults.append(fault(self.line, self._code(), told, code))
            return
        item.values.setdefault(plain, []).append((self.line, text))

    def _part(self, item: _Item, above: str, name: str, text: str) -> None:
        plain = name.removeprefix(G)
        if above == f"{G}shipping" and plain in INSIDE_SHIPPING:
            item.shipping[-1][plain] = text
        else:
            told = above.removeprefix(G)
            self.faults.append(fault(self.line, self._code(), told, "unsur_isi", plain))

    def _code(self) -> str:
        found = self.item.values.get("id") if self.item else None
        return found[0][1] if found else ""


def check_google(content: Iterable[bytes], *, today: date) -> Iterator[Fault]:
    """Yield the faults of a feed read as pieces of bytes; `today` bounds the days it names."""
    reader, known = _Reader(), dict[str, int]()
    ended = ""
    try:
        for piece in content:
            reader.parser.Parse(piece, False)
            yield from _taken(reader, known, today)
        reader.parser.Parse(b"", True)
    except expat.ExpatError:
        ended = "bukan_xml"
    except ValueError as error:
        ended = str(error)
    yield from _taken(reader, known, today)
    if ended:
        yield fault(reader.parser.CurrentLineNumber, "", "", ended)
    elif not {"title", "link", "description"} <= reader.channel:
        yield fault(1, "", "channel", "saluran")


def _taken(reader: _Reader, known: dict[str, int], today: date) -> Iterator[Fault]:
    """Yield the faults of what was read since; what is told is forgotten, memory stays flat."""
    found = [*reader.faults]
    for item in reader.items:
        found += _item(item, known, today)
    reader.faults.clear()
    reader.items.clear()
    yield from sorted(found, key=lambda one: one.line)


def _item(item: _Item, known: dict[str, int], today: date) -> Iterator[Fault]:
    first = {name: values[0][1] for name, values in item.values.items()}
    lines = {name: values[0][0] for name, values in item.values.items()}
    code = first.get("id", "")
    for name, wrong in _shape(item):
        yield fault(lines.get(name, item.line), code, name, wrong)
    told = {name: text for name, text in first.items() if text.strip()}
    for name, wrong in _faults(item, told, today):
        yield fault(lines.get(name, item.line), code, name, wrong, told.get(name, ""))
    if code in known:
        yield fault(lines["id"], code, "id", "id_ganda", str(known[code]))
    if code:
        known.setdefault(code, lines["id"])


def _shape(item: _Item) -> Iterator[tuple[str, str]]:
    for name in REQUIRED:
        if not any(text.strip() for _, text in item.values.get(name, [])):
            yield name, "kosong"
    for name, values in item.values.items():
        if name not in KNOWN:
            yield name, "kolom_asing"
        if len(values) > MANY.get(name, 1):
            yield name, "gambar_banyak" if name == "additional_image_link" else "unsur_ganda"


def _faults(item: _Item, told: dict[str, str], today: date) -> Iterator[tuple[str, str]]:
    yield from _texts(told)
    if "condition" in told and told["condition"] != "new":
        yield "condition", "kondisi"
    for name in ("price", "sale_price"):
        if name in told and (wrong := price_fault(told[name], 2)):
            yield name, wrong
    yield from _availability(told, today)
    yield from _addresses(item, told)
    yield from _identity(told)
    yield from _sending(item, told)


def _texts(told: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, longest in (("id", 50), ("title", 150), ("brand", 70), ("item_group_id", 50),
                          ("product_type", 750), ("material", 200)):  # fmt: skip
        if name in told:
            for wrong in text_faults(told[name], longest):
                if wrong != "huruf_besar" or name == "title":
                    yield name, wrong
    if "description" in told:
        for wrong in description_faults(told["description"], told.get("title", ""), 5_000):
            yield "description", wrong


def _availability(told: dict[str, str], today: date) -> Iterator[tuple[str, str]]:
    state = told.get("availability")
    if state is not None and state not in AVAILABLE:
        yield "availability", "keadaan"
    on = told.get("availability_date")
    if on is None:
        if state in DATED:
            yield "availability_date", "tanggal_hilang"
        return
    if state not in DATED:
        yield "availability_date", "tanggal_lebih"
    if wrong := _day_fault(on, today):
        yield "availability_date", wrong


def _day_fault(on: str, today: date) -> str:
    """Return what is wrong with the day from which a good can be had, "" if nothing."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:?\d{2}|Z)", on):
        return "tanggal"
    try:
        day = datetime.fromisoformat(on).date()
    except ValueError:
        return "tanggal"
    if day > today + timedelta(days=366):
        return "tanggal_jauh"
    return "tanggal_lewat" if day < today else ""


def _addresses(item: _Item, told: dict[str, str]) -> Iterator[tuple[str, str]]:
    if "link" in told and (wrong := link_fault(told["link"])):
        yield "link", wrong
    pictures = [text for _, text in item.values.get("additional_image_link", [])]
    if "image_link" in told and (wrong := picture_fault(told["image_link"])):
        yield "image_link", wrong
    for one in pictures:
        if wrong := picture_fault(one):
            yield "additional_image_link", wrong
            break
    if len(set(pictures)) < len(pictures) or told.get("image_link") in pictures:
        yield "additional_image_link", "gambar_ganda"


def _identity(told: dict[str, str]) -> Iterator[tuple[str, str]]:
    exists, gtin = told.get("identifier_exists"), told.get("gtin")
    if gtin is None:
        if exists != "no":
            yield "identifier_exists", "identifier_exists"
        return
    if exists == "no":
        yield "identifier_exists", "gtin_bertentangan"
    elif exists not in (None, "yes"):
        yield "identifier_exists", "identifier_exists"
    if not _is_gtin(gtin):
        yield "gtin", "gtin"


def _is_gtin(text: str) -> bool:
    if re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", text) is None:
        return False
    digits = [int(sign) for sign in text[::-1]]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _sending(item: _Item, told: dict[str, str]) -> Iterator[tuple[str, str]]:
    for parts in item.shipping:
        is_country = re.fullmatch(r"[A-Z]{2}", parts.get("country", ""))
        wrong = price_fault(parts.get("price", ""), 2)
        # Free is a price here.
        if not is_country or wrong not in ("", "harga_nol"):
            yield "shipping", "kirim"
    weight = told.get("shipping_weight")
    if weight is not None and re.fullmatch(r"\d+(?:\.\d+)? (?:kg|g)", weight) is None:
        yield "shipping_weight", "berat"
