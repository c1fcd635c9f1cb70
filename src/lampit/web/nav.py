"""Navigation of the doors: which links stand in the frame, told by plain values.

The frame stands low in the house and may not ask higher rooms who may do what: it gets the
acting role as a word. A link shown here opens nothing; each page has its own door.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICE = frozenset({"head", "staff", "board", "admin"})
ABOVE = frozenset({"province", "nation"})


@dataclass(frozen=True)
class Item:
    """A link of a navigation: its URL name, icon, label, the roles that see it, its group."""

    name: str
    icon: str
    label: str | Promise
    roles: frozenset[str] = frozenset()
    group: str = ""
    counted: str = ""  # URL name of a fragment with what waits there; asked for after the page


@dataclass(frozen=True)
class Entry:
    """A link as the template draws it."""

    url: str
    icon: str
    label: str | Promise
    current: bool
    begins: bool = False  # the first of a group: a line stands above it
    count_url: str = ""


DESK = (
    Item("desk:home", "chart", _("Ringkasan"), OFFICE | ABOVE),
    Item("registry:businesses", "list", _("Usaha"), OFFICE | {"mentor"}),
    Item("registry:imports", "upload", _("Impor"), frozenset({"staff"})),
    Item(
        "registry:duplicates",
        "people",
        _("Duplikat"),
        frozenset({"head", "staff"}),
        counted="registry:waiting_pairs",
    ),
    Item("registry:silent", "bell", _("Masih jualan?"), frozenset({"head", "staff", "mentor"})),
    Item("registry:papers", "star", _("Surat usaha"), OFFICE | {"mentor"}),
    Item("measure:rounds", "phone", _("Survei"), OFFICE | {"mentor", "enumerator"}, "work"),
    Item("coaching:visits", "chat", _("Pembinaan"), OFFICE | {"mentor"}, "work"),
    Item("aid:programmes", "cash", _("Bantuan"), OFFICE | {"mentor"}, "work"),
    Item(
        "shops:curation_queue",
        "star",
        _("Kurasi"),
        frozenset({"head", "staff", "board"}) | ABOVE,
        "work",
    ),
    Item("trust:desk", "alert", _("Laporan pasar"), frozenset({"head", "staff"}), "work"),
    Item("shops:fairs", "cal", _("Acara"), frozenset({"head", "staff", "board"}) | ABOVE, "work"),
    Item("proof:impact", "leaf", _("Dampak"), OFFICE | ABOVE, "proof"),
    Item("desk:channels", "share", _("Kanal jualan"), OFFICE, "proof"),
    Item("registry:quality", "check", _("Mutu daftar"), ABOVE, "proof"),
    Item("proof:nation", "map", _("Papan nasional"), OFFICE | ABOVE, "proof"),
    Item("privacy:requests", "key", _("Permintaan data"), frozenset({"head", "staff"}), "rights"),
    Item(
        "market:hand_over",
        "share",
        _("Serah terima"),
        frozenset({"head", "staff", "admin"}),
        "rights",
    ),
    Item("people:audit", "shield", _("Catatan akses"), frozenset({"head", "admin"}), "rights"),
    Item("people:staff", "user", _("Akun petugas"), frozenset({"head", "admin"}), "rights"),
)
SELLER = frozenset({"maker"})  # who helps a shop reads neither its orders nor its money
MAKER = (
    Item("shops:home", "home", _("Beranda")),
    Item("orders:maker_orders", "box", _("Pesanan"), SELLER),
    Item("shops:products", "camera", _("Barang")),
    Item("orders:sales", "cash", _("Kas"), SELLER),
    Item("people:account", "user", _("Akun")),
)


# Addresses the contract fixes for everybody: the frame may use them before their room is asked.
FIXED = {
    "market:search": "/cari/",
    "orders:basket": "/keranjang/",
    "people:sign_in": "/masuk/",
    "people:sign_out": "/keluar/",
    "people:account": "/akun/",
    "people:act": "/akun/peran/",
    "people:language": "/bahasa/",
}


# Where each role works: the way from the market back to one's own door.
HOMES = {
    **dict.fromkeys(OFFICE, Item("desk:home", "chart", _("Balai"))),
    **dict.fromkeys(ABOVE, Item("proof:nation", "map", _("Papan nasional"))),
    "mentor": Item("coaching:visits", "chat", _("Pembinaan")),
    "enumerator": Item("measure:rounds", "phone", _("Survei")),
    "maker": Item("shops:home", "home", _("Lapak saya")),
    "buyer": Item("orders:my_orders", "box", _("Pesanan saya")),
}


@lru_cache(maxsize=256)
def _address(name: str, _urlconf: str) -> str:
    """Return the address of a URL name, or nothing where its room is not mounted."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return FIXED.get(name, "")


def address(name: str) -> str:
    """Return the address of a URL name, or nothing; looked up once per URL configuration."""
    return _address(name, str(get_urlconf() or settings.ROOT_URLCONF))


def _is_current(item: Item, view_name: str, path: str, url: str) -> bool:
    """Say whether the open page belongs to a link: the same view, or a page below its address."""
    if item.name == view_name:
        return True
    home = item.name.endswith(":home")
    return not home and path.startswith(url)


def home(role: str) -> Entry | None:
    """Return the link to the door where a role works; None for strangers and missing rooms."""
    item = HOMES.get(role)
    url = address(item.name) if item else ""
    return Entry(url, item.icon, item.label, current=False) if item and url else None


def entries(items: tuple[Item, ...], role: str, view_name: str, path: str) -> list[Entry]:
    """Return the links a role sees, the open one marked; rooms not mounted fall out."""
    seen = (item for item in items if not item.roles or role in item.roles)
    known = ((item, address(item.name)) for item in seen)
    found: list[Entry] = []
    group = items[0].group if items else ""
    for item, url in known:
        if not url:
            continue
        is_current = _is_current(item, view_name, path, url)
        begins = bool(found) and item.group != group
        count = address(item.counted) if item.counted else ""
        found.append(Entry(url, item.icon, item.label, is_current, begins, count))
        group = item.group
    return found
