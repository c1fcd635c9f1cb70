"""A list of recipients from another office: its heading, and what a row says. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lampit.basics.texts import gettext_noop
from lampit.national import nik as niks
from lampit.national import phone as phones
from lampit.national import rupiah
from lampit.registry.rules.importing import layout, points, vocabulary

FIELDS = {
    "name": gettext_noop("Nama penerima"),
    "nik": "NIK",
    "kk": gettext_noop("Nomor KK"),
    "village": gettext_noop("Desa/kelurahan"),
    "district": gettext_noop("Kecamatan"),
    "rt": "RT",
    "address": gettext_noop("Alamat"),
    "phone": gettext_noop("Nomor HP/WA"),
    "amount": gettext_noop("Nilai bantuan (Rp)"),
    "goods": gettext_noop("Barang yang diterima"),
}
KK_DIGITS = 16
# As many are brought in while the page waits; more by a job. The longest list that is taken.
AT_ONCE, LONGEST = 2_000, 100_000
SEARCHED_ROWS = 40
_OWN = (
    ("kk", re.compile(r"\b(kk|kartu keluarga)\b", re.IGNORECASE)),
    ("amount", re.compile(r"(?=.*\b(nilai|jumlah|besar\w*|nominal|rupiah|rp)\b).*(bantuan|rp|rupiah"
                          r"|nominal|diterima|dana)|^(nominal|nilai|jumlah)$", re.IGNORECASE)),
    ("goods", re.compile(r"\b(barang|alat|jenis bantuan|bentuk bantuan|paket|bantuan)\b",
                         re.IGNORECASE)),
)  # fmt: skip
_RECIPIENT = re.compile(r"(nama )?penerima( bantuan| manfaat)?")
_SHARED = {"owner": "name", "name": "name", "nik": "nik", "village": "village",
           "district": "district", "rt": "rt", "address": "address", "phone": "phone"}  # fmt: skip
Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says about a recipient.

    Attributes:
        nik: 16 well-formed digits or empty.
        kk: 16 digits or empty.
        amount: rupiah, None when not told.
        problems: sentences for the person who imports.
    """

    name: str = ""
    nik: str = ""
    kk: str = ""
    village: str = ""
    district: str = ""
    rt: str = ""
    address: str = ""
    phone: str = ""
    amount: int | None = None
    goods: str = ""
    problems: tuple[str, ...] = field(default=())


def heading_at(rows: Sequence[Cells]) -> int:
    """Return the place of the heading among the first rows, -1 when none looks like one."""
    for place, cells in enumerate(rows[:SEARCHED_ROWS]):
        headings = [layout.texts([cell])[0] for cell in cells]
        found = {name for name in map(field_of, headings) if name}
        if "name" in found and len(found) >= 2 and sum(map(bool, headings)) >= 3:
            return place
    return -1


def field_of(heading: str) -> str:
    """Return what a column is taken for by its heading, empty when that cannot be told."""
    text = vocabulary.even_out(heading)
    if not text:
        return ""
    if _RECIPIENT.fullmatch(text):
        return "name"
    for name, pattern in _OWN[:2]:
        if pattern.search(text):
            return name
    read = sorted(vocabulary.readings(heading), key=lambda one: -one[1])
    if read and read[0][0] in _SHARED:
        return _SHARED[read[0][0]]
    return "goods" if _OWN[2][1].search(text) else ""


def guess(headings: Cells) -> list[str]:
    """Return a field per column, each field once: the first column that claims it has it."""
    taken: set[str] = set()
    found = []
    for text in layout.texts(headings):
        name = field_of(text)
        found.append(name if name not in taken else "")
        taken.add(name)
    return found


def is_recipient(cells: Cells) -> bool:
    """Say whether a row tells of somebody: no sums, numbering, signatures or blanks."""
    texts = layout.texts(cells)
    filled = [text for text in texts if text]
    if len(filled) < 2 or layout.is_counting(texts) or layout.is_total(texts):
        return False
    return not layout.is_signature(texts)


def read_row(cells: Cells, places: Mapping[str, int]) -> Row:
    """Return what a row says; a value that cannot be is left out and told as a problem."""

    def cell(name: str) -> object:
        place = places.get(name, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    def text(name: str, most: int) -> str:
        return " ".join(layout.texts([cell(name)])[0].split())[:most]

    problems: list[str] = []
    nik = _nik(cell("nik"), problems)
    return Row(
        name=text("name", 120),
        nik=nik,
        kk=_kk(cell("kk"), problems),
        village=text("village", 60),
        district=text("district", 60),
        rt=text("rt", 8).removesuffix(".0").zfill(3)[:3] if text("rt", 8) else "",
        address=points.coarse_free(text("address", 200)),
        phone=next(iter(phones.read(_plain(cell("phone"))).numbers), ""),
        amount=_amount(cell("amount"), problems),
        goods=text("goods", 200),
        problems=tuple(problems),
    )


def _plain(value: object) -> str | float:
    return value if isinstance(value, str | int | float) else str(value)


def _nik(value: object, problems: list[str]) -> str:
    try:
        return niks.parse(_plain(value)).number
    except niks.NikError as error:
        if error.code != "nik_kosong":
            problems.append(error.message)
        return ""


def _kk(value: object, problems: list[str]) -> str:
    text = f"{value:.0f}" if isinstance(value, float) else str(value)
    digits = "".join(sign for sign in text if sign in "0123456789")
    if not digits:
        return ""
    if len(digits) != KK_DIGITS or isinstance(value, float):
        problems.append(gettext_noop("Nomor KK harus 16 angka."))
        return ""
    return digits


def _amount(value: object, problems: list[str]) -> int | None:
    try:
        amount = rupiah.parse(_plain(value))
        if rupiah.is_negative(str(value)):
            raise rupiah.RupiahError("Jumlah tidak boleh kurang dari nol.")
    except rupiah.RupiahError as error:
        problems.append(error.message)
        return None
    return amount if amount is None or amount >= 0 else None
