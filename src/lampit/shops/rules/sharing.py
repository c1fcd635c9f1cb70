"""What makers say when they share: chat texts, captions with tags, a block for chat catalogues."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.national import rupiah
from lampit.shops.rules import texts

LONGEST_CAPTION = 2_200  # of Instagram
MOST_TAGS = 8
LONGEST_CATALOGUE_NAME, LONGEST_CATALOGUE_TEXT = 150, 5_000  # of WhatsApp's catalogue
EXCERPT = 280
LONGEST_TYPED = 1_500
# Words that people look for, by shelf; the maker may change them.
TAGS = {
    "lampit": ("lampit", "lampitrotan"),
    "anyaman-purun": ("anyamanpurun", "purun"),
    "anyaman-eceng-gondok": ("ecenggondok", "ilung"),
    "anyaman-rotan": ("anyamanrotan", "rotan"),
    "anyaman-jangang": ("anyamanjangang",),
    "sasirangan": ("sasirangan",),
    "mebel": ("mebelrotan", "mebel"),
    "kayu": ("ukirankayu",),
    "gerabah": ("gerabah",),
    "pangan": ("pangankhas", "oleholeh"),
    "unggas": ("itikalabio",),
}
ALWAYS = ("kerajinantangan", "produklokal")
FOOD = ("produklokal", "umkm")


@dataclass(frozen=True, slots=True)
class Told:
    """A good as its maker tells it; `unit` and `text` in her words."""

    name: str
    price: int
    unit: str
    text: str
    maker: str
    place: str
    shelf: str = ""
    is_food: bool = False


def chat_text(told: Told, address: str) -> str:
    """Return the text of a chat: what, how much, whose, where; always short enough for a link."""
    maker = texts.cleaned(told.maker)
    return (
        f"*{texts.shortened(told.name, texts.LONGEST_NAME)}*\n"
        f"{rupiah.show(told.price)} per {told.unit}\n"
        f"Buatan {maker}, {told.place}\n"
        f"Lihat dan pesan: {address}"
    )


def shop_text(maker: str, place: str, address: str) -> str:
    """Return the text with which a shop is passed on in a chat."""
    return f"*{texts.cleaned(maker)}*, {place}\nLihat semua barang dan pesan: {address}"


def caption(told: Told, address: str, tags: Iterable[str]) -> str:
    """Return a caption for a picture: the maker's own words, price, address, tags."""
    excerpt = texts.shortened(told.text, EXCERPT)
    parts = [
        texts.cleaned(told.name),
        f"{excerpt}\n" if excerpt else "",
        f"{rupiah.show(told.price)} per {told.unit}",
        f"Buatan {texts.cleaned(told.maker)}, {told.place}",
        f"Pesan: {address}",
        "",
        " ".join(f"#{tag}" for tag in tags),
    ]
    return "\n".join(part for place, part in enumerate(parts) if part or place == 5)[
        :LONGEST_CAPTION
    ]


def shop_caption(maker: str, place: str, story: str, address: str, tags: Iterable[str]) -> str:
    """Return a caption for the picture of a shop."""
    excerpt = texts.shortened(story, EXCERPT)
    head = f"{texts.cleaned(maker)}, {place}"
    words = " ".join(f"#{tag}" for tag in tags)
    body = f"{head}\n{excerpt}\n" if excerpt else f"{head}\n"
    return f"{body}Lihat dan pesan: {address}\n\n{words}"


def tags(told: Told, *, district: str) -> list[str]:
    """Return tags without blanks and signs, the shelf's first, at most eight."""
    general = FOOD if told.is_food else ALWAYS
    wanted = [*TAGS.get(told.shelf, ()), *general, *place_tags(told.place, district)]
    return list(dict.fromkeys(wanted))[:MOST_TAGS]


def place_tags(place: str, district: str) -> list[str]:
    """Return tags of a village or kecamatan and of its kabupaten, each once."""
    return list(dict.fromkeys(tag for tag in (_joined(place), _joined(district)) if tag))


def _joined(name: str) -> str:
    """Return a name of a place as one word: `Hulu Sungai Utara` as `hulusungaiutara`."""
    plain = unicodedata.normalize("NFKD", re.sub(r"^(?:Kabupaten|Kota)\s+", "", name))
    return re.sub(r"[^a-z0-9]", "", plain.encode("ascii", "ignore").decode().lower())


def catalogue_block(told: Told, code: str, address: str) -> str:
    """Return what is typed into a chat app's catalogue, field by field in its order."""
    text = texts.shortened(told.text, LONGEST_CATALOGUE_TEXT)
    rows = (
        ("Nama", texts.shortened(told.name, LONGEST_CATALOGUE_NAME)),
        ("Harga", str(told.price)),
        ("Keterangan", text or f"Buatan {texts.cleaned(told.maker)}, {told.place}."),
        ("Tautan", address),
        ("Kode barang", code),
    )
    return "\n".join(f"{name}: {value}" for name, value in rows)


def checked_text(typed: str) -> str:
    """Return an edited text that fits into a link whole; it is never cut behind one's back.

    Raises:
        Refusal: `teks_kosong`, `teks_panjang`.
    """
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal("teks_kosong", "Tulis dulu pesannya.")
    if texts.wa_link("", text) != texts.wa_link("", text, longest=100_000):
        raise Refusal(
            "teks_panjang",
            "Pesannya terlalu panjang untuk tautan WhatsApp. Pendekkan, atau kurangi emoji.",
        )
    return text
