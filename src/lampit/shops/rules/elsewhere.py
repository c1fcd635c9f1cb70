"""Addresses of a maker's shops on other sites: known by their host, brought into one form.

Nothing is fetched and no redirect is followed: what is not plainly such an address is refused.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

LONGEST_ADDRESS = 200
MOST = 12
OWN_SITE = "SITUS"
NAMES = {
    "SHOPEE": "Shopee",
    "TOKOPEDIA": "Tokopedia",
    "TIKTOK": "TikTok",
    "LAZADA": "Lazada",
    "IG": "Instagram",
    "FB": "Facebook",
    OWN_SITE: gettext_noop("Situs sendiri"),
}
MARKETPLACES = frozenset({"SHOPEE", "TOKOPEDIA", "TIKTOK", "LAZADA"})

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}"


@dataclass(frozen=True, slots=True)
class _Site:
    """How addresses of a site look: hosts, the path of a shop, and how it is written by us."""

    code: str
    hosts: frozenset[str]
    path: re.Pattern[str]
    form: str
    example: str


def _site(code: str, hosts: str, path: str, form: str, example: str) -> _Site:
    return _Site(code, frozenset(hosts.split()), re.compile(path), form, example)


SITES = (
    _site("SHOPEE", "shopee.co.id www.shopee.co.id id.shopee.co.id",
          rf"(?:/shop/(?P<number>\d{{4,20}})|/(?P<name>{_NAME}))/?",
          "https://shopee.co.id/{name}", "shopee.co.id/namatoko"),
    _site("TOKOPEDIA", "tokopedia.com www.tokopedia.com m.tokopedia.com",
          rf"/(?P<name>{_NAME})/?", "https://www.tokopedia.com/{name}", "tokopedia.com/namatoko"),
    _site("TIKTOK", "tiktok.com www.tiktok.com m.tiktok.com",
          rf"/@(?P<name>{_NAME})/?(?:shop/?)?", "https://www.tiktok.com/@{name}",
          "tiktok.com/@namatoko"),
    _site("LAZADA", "lazada.co.id www.lazada.co.id",
          rf"/shop/(?P<name>{_NAME})/?", "https://www.lazada.co.id/shop/{name}",
          "lazada.co.id/shop/namatoko"),
    _site("IG", "instagram.com www.instagram.com m.instagram.com",
          rf"/(?P<name>{_NAME})/?", "https://www.instagram.com/{name}/", "instagram.com/namatoko"),
    _site("FB", "facebook.com www.facebook.com m.facebook.com web.facebook.com id-id.facebook.com",
          rf"(?:/profile\.php\?id=(?P<number>\d{{5,20}})|/(?P<name>{_NAME}))/?",
          "https://www.facebook.com/{name}", "facebook.com/namahalaman"),
)  # fmt: skip
BY_CODE = {site.code: site for site in SITES}
# Words of these sites' own pages, which are no shop.
_NO_SHOP = frozenset(
    ["p", "reel", "reels", "stories", "explore", "accounts", "login", "share", "sharer",
     "sharer.php", "groups", "events", "watch", "marketplace", "pages", "people", "profile.php",
     "search", "cart", "checkout", "discovery", "help", "promo", "product", "user", "buyer",
     "shop", "universal-link", "hashtag", "story.php", "photo.php", "home", "m", "about"]
)  # fmt: skip
_SHORT = frozenset(
    ["shp.ee", "s.shopee.co.id", "shope.ee", "tokopedia.link", "vt.tiktok.com", "vm.tiktok.com",
     "s.lazada.co.id", "bit.ly", "s.id", "linktr.ee", "tinyurl.com", "fb.me", "t.co", "goo.gl",
     "instagr.am", "ig.me", "m.me", "wa.me", "cutt.ly", "rb.gy", "is.gd", "t.me"]
)  # fmt: skip
_HOST = re.compile(r"(?=.{4,100}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_HIDDEN = re.compile(r"[\s\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A shop on another site: the code of the site, its whole address."""

    site: str
    address: str


def read(typed: str, site: str = "") -> Elsewhere:
    """Return the shop that an address means; `site` helps where only a name was typed.

    `@namatoko` or `namatoko` is taken as a name on `site`. Parameters and marks are left off.

    Raises:
        Refusal: `alamat_kosong`, `alamat_salah`, `alamat_pendek` (a link that leads elsewhere),
            `bukan_lapak` (a page of the site that is no shop), `situs_lain` (another site than
            the one chosen).
    """
    text = _HIDDEN.sub("", typed)[:500]
    if not text:
        raise Refusal("alamat_kosong", "Tempel alamat lapaknya, misalnya shopee.co.id/namatoko.")
    if site in BY_CODE and re.fullmatch(rf"@?{_NAME}", text) and not _looks_like_host(text):
        return _named(BY_CODE[site], text.lstrip("@"))
    host, path = _parted(text)
    if host in _SHORT:
        raise Refusal(
            "alamat_pendek",
            "Ini tautan pendek, isinya bisa berubah. Buka tautannya, lalu salin alamat lengkap "
            "dari atas layar.",
        )
    found = next((one for one in SITES if host in one.hosts), None)
    if found is None:
        return _own(host, path, site)
    if site and site != found.code:
        raise Refusal("situs_lain", f"Alamat ini milik {NAMES[found.code]}. Pilih situs itu.")
    match = found.path.fullmatch(path)
    if match is None:
        raise Refusal("bukan_lapak", f"Ini bukan alamat lapak. Contoh: {found.example}.")
    number = match.groupdict().get("number")
    if number:
        kind = "shop/{}" if found.code == "SHOPEE" else "profile.php?id={}"
        return Elsewhere(found.code, found.form.format(name=kind.format(number)))
    return _named(found, match["name"])


def _looks_like_host(text: str) -> bool:
    return bool(_HOST.fullmatch(text.lower())) and text.lower().rsplit(".", 1)[-1] in {
        "com", "id", "net", "org", "me", "ee", "link", "shop", "store", "my"
    }  # fmt: skip


def _named(site: _Site, name: str) -> Elsewhere:
    if name.lower() in _NO_SHOP:
        raise Refusal("bukan_lapak", f"Ini bukan alamat lapak. Contoh: {site.example}.")
    # Names on these sites do not tell capitals from small letters.
    return Elsewhere(site.code, site.form.format(name=name.lower()))


def _parted(text: str) -> tuple[str, str]:
    """Return host and path of an address typed with or without https.

    The number of a profile stays in the path; every other parameter goes.
    """
    wrong = Refusal("alamat_salah", "Alamat ini belum benar. Salin dari atas layar peramban.")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d)", text)
    if scheme and (scheme[1].lower() not in ("http", "https") or "://" not in text[:8]):
        raise wrong
    try:
        parts = urlsplit(text if "://" in text[:8] else f"https://{text}")
        if parts.username is not None or parts.port not in (None, 80, 443):
            raise wrong
    except ValueError as error:
        raise wrong from error
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host):
        raise wrong
    path = parts.path or "/"
    number = re.search(r"(?:^|&)id=(\d{5,20})(?:&|$)", parts.query)
    if path == "/profile.php" and number:
        path += f"?id={number[1]}"
    return host, path


def _own(host: str, path: str, site: str) -> Elsewhere:
    """Return a site of the maker's own: always https, path kept, no parameters."""
    if site and site != OWN_SITE:
        raise Refusal("situs_lain", f"Alamat ini bukan milik {NAMES.get(site, site)}.")
    if any(host == other or host.endswith(f".{other}") for one in SITES for other in one.hosts):
        raise Refusal("bukan_lapak", "Ini bukan alamat lapak. Buka halaman lapaknya, lalu salin.")
    plain = quote(unquote(path), safe="/-._~!$&'()*+,;=:@")
    address = f"https://{host}{plain}"
    if len(address) > LONGEST_ADDRESS:
        raise Refusal("alamat_salah", "Alamat ini terlalu panjang. Tulis halaman depannya saja.")
    return Elsewhere(OWN_SITE, address)
