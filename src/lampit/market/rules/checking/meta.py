"""Meta's catalogue, line by line (commerce.md 10.1)."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping

from lampit.market.rules.checking._faults import (
    Fault,
    description_faults,
    fault,
    link_fault,
    picture_fault,
    price_fault,
    text_faults,
)

REQUIRED = (
    "id", "title", "description", "availability", "condition", "price", "link", "image_link",
    "brand",
)  # fmt: skip
KNOWN = frozenset(REQUIRED) | {
    "additional_image_link", "item_group_id", "size", "color", "material", "pattern", "sale_price",
    "sale_price_effective_date", "quantity_to_sell_on_facebook", "google_product_category",
    "fb_product_category", "product_type", "gtin", "mpn", "shipping", "shipping_weight", "status",
    "custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4",
}  # fmt: skip
AVAILABLE = ("in stock", "out of stock")
MOST_PICTURES = 20
Row = Mapping[str, str]


def check_meta(content: Iterable[bytes]) -> Iterator[Fault]:
    """Yield the faults of a catalogue read as lines of bytes, in the order of the file."""
    reader = csv.reader(_decoded(content), strict=True)
    header: list[str] = []
    known: dict[str, int] = {}
    line = 1
    try:
        for cells in reader:
            if not header:
                header = [cell.removeprefix("\ufeff") for cell in cells]
                yield from _header_faults(cells)
                if not set(REQUIRED) <= set(header):
                    return
            elif cells:
                yield from _row(line, header, cells, known)
            line = reader.line_num + 1
    except csv.Error:
        yield fault(max(reader.line_num, 1), "", "", "kutip")
    except UnicodeDecodeError:
        yield fault(reader.line_num + 1, "", "", "bukan_utf8")
    if not header:
        yield fault(1, "", "", "kosong")


def _decoded(content: Iterable[bytes]) -> Iterator[str]:
    for line in content:
        yield line.decode("utf-8")


def _header_faults(cells: list[str]) -> Iterator[Fault]:
    if cells[0].startswith("\ufeff"):
        yield fault(1, "", cells[0].removeprefix("\ufeff"), "bom")
    names = [cell.removeprefix("\ufeff") for cell in cells]
    if len(names) == 1 and re.search(r"[;\t|]", names[0]):
        yield fault(1, "", names[0], "bukan_koma")
    for name in REQUIRED:
        if name not in names:
            yield fault(1, "", name, "kolom_hilang")
    for place, name in enumerate(names):
        if name in names[:place]:
            yield fault(1, "", name, "kolom_ganda")
        elif name not in KNOWN:
            yield fault(1, "", name, "kolom_asing")


def _row(line: int, header: list[str], cells: list[str], known: dict[str, int]) -> Iterator[Fault]:
    if len(cells) != len(header):
        yield fault(line, cells[0], "", "jumlah_kolom", str(len(cells)))
        return
    row = dict(zip(header, cells, strict=True))
    code = row["id"]
    for field, wrong in _faults(row):
        yield fault(line, code, field, wrong, row.get(field, ""))
    if code in known:
        yield fault(line, code, "id", "id_ganda", str(known[code]))
    known.setdefault(code, line)


def _faults(row: Row) -> Iterator[tuple[str, str]]:
    for field in REQUIRED:
        if not row[field].strip():
            yield field, "kosong"
    told = {field for field in row if row[field].strip()}
    yield from _texts(row, told)
    yield from _stock(row, told)
    yield from _money(row, told)
    yield from _addresses(row, told)


def _texts(row: Row, told: set[str]) -> Iterator[tuple[str, str]]:
    for field, longest in (("id", 100), ("title", 200), ("brand", 100), ("item_group_id", 100)):
        if field in told:
            for wrong in text_faults(row[field], longest):
                # A code or the name of a shop may be in capitals.
                if wrong != "huruf_besar" or field == "title":
                    yield field, wrong
    if "description" in told:
        for wrong in description_faults(row["description"], row["title"], 9_999):
            yield "description", wrong


def _stock(row: Row, told: set[str]) -> Iterator[tuple[str, str]]:
    if "availability" in told and row["availability"] not in AVAILABLE:
        yield "availability", "keadaan"
    if "condition" in told and row["condition"] != "new":
        yield "condition", "kondisi"
    field = "quantity_to_sell_on_facebook"
    if field in told:
        if re.fullmatch(r"[0-9]{1,9}", row[field]) is None:
            yield field, "jumlah"
        elif int(row[field]) == 0 and row["availability"] == "in stock":
            yield field, "stok_nol"


def _money(row: Row, told: set[str]) -> Iterator[tuple[str, str]]:
    for field in ("price", "sale_price"):
        if field in told and (wrong := price_fault(row[field], 0)):
            yield field, wrong
    if {"price", "sale_price"} <= told and not any(
        price_fault(row[field], 0) for field in ("price", "sale_price")
    ):
        price, sale = (int(row[field].split()[0]) for field in ("price", "sale_price"))
        if sale >= price:
            yield "sale_price", "harga_obral"


def _addresses(row: Row, told: set[str]) -> Iterator[tuple[str, str]]:
    if "link" in told and (wrong := link_fault(row["link"])):
        yield "link", wrong
    if "image_link" in told and (wrong := picture_fault(row["image_link"])):
        yield "image_link", wrong
    field = "additional_image_link"
    if field in told:
        more = row[field].split(",")
        if len(more) > MOST_PICTURES:
            yield field, "gambar_banyak"
        if len(set(more)) < len(more) or row["image_link"] in more:
            yield field, "gambar_ganda"
        found = next((wrong for one in more if (wrong := picture_fault(one))), "")
        if found:
            yield field, found
