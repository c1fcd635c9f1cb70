"""Promotion: tracked links and who is counted, what a campaign cost, what an order cost.

A click is counted per link and day, nothing of the person is kept (commerce.md 10.5). What brought
a buyer is told apart from where the sale was agreed (section 7).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

# No vowels: a code is never a word. No 0, 1, l, o: read aloud and typed from a poster.
LETTERS = "23456789bcdfghjkmnpqrstvwxz"
CODE_LENGTH = 6
PARAMETER = "x"
VISIT, ASK = "v", "t"

# Where a link is put: code → words (message ids).
CHANNELS = {
    "WA": gettext_noop("Pesan WhatsApp"),
    "STATUS": gettext_noop("Status WhatsApp"),
    "IG": "Instagram",
    "FB": "Facebook",
    "TIKTOK": "TikTok",
    "POSTER": gettext_noop("Poster dan kartu (QR)"),
    "LAIN": gettext_noop("Tempat lain"),
}
# What promotion is paid for (domain.md section 5, benefit 4).
SPENT_ON = {
    "IKLAN": gettext_noop("Iklan"),
    "STAN": gettext_noop("Sewa stan"),
    "ANGKUT": gettext_noop("Ongkos jalan dan angkut"),
    "CONTOH": gettext_noop("Kemasan contoh"),
    "KUOTA": gettext_noop("Kuota internet"),
    "JAM": gettext_noop("Waktu sendiri"),
}
HOURS = "JAM"
MOST_RUPIAH = 1_000_000_000
MOST_MINUTES = 60 * 24 * 31
LONGEST_CAMPAIGN = 80
LONGEST_NOTE = 200
FIRST_YEAR = 2000
ASK_HOURS = gettext_noop("Tulis berapa jam, misalnya 3 atau 1,5.")

_CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}")
# Programs that open links: previews of chats, search engines, watchers, scripts.
_PROGRAMS = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|facebookexternalhit|facebot|facebookcatalog"
    r"|meta-external|whatsapp|telegram|twitterbot|slack|discord|linkedin|skype|viber|embedly"
    r"|pinterest/|google-|googleother|bingbot|yandex|baidu|duckduck|petal|ahrefs|semrush"
    r"|curl|wget|python|httpx|aiohttp|go-http|java/|okhttp|libwww|perl|ruby|php/|node|axios"
    r"|headless|phantom|lighthouse|pagespeed|monitor|uptime|pingdom|statuscake|validator|feed",
    re.IGNORECASE,
)


def code_from(number: int) -> str:
    """Return the code that a whole number below `len(LETTERS) ** CODE_LENGTH` writes as."""
    signs = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        signs.append(LETTERS[place])
    return "".join(reversed(signs))


CODES = len(LETTERS) ** CODE_LENGTH


def read_code(typed: str) -> str:
    """Return the code of an address as people type or chats cut it, "" when it is none.

    Capitals are read as small ones; a stop or bracket that a chat took along is left off.
    """
    found = typed[:40].strip().lower().rstrip(".,;:!?)]}'\"/")
    return found if _CODE.fullmatch(found) else ""


def code_in(page: str, host: str) -> str:
    """Return the code in the address of one of our own pages (a Referer), "" without one."""
    if len(page) > 2_000:
        return ""
    try:
        parts = urlsplit(page)
        told = parse_qs(parts.query, max_num_fields=20).get(PARAMETER, [""])[0]
    except ValueError:
        return ""
    return read_code(told) if parts.netloc.lower() == host.lower() else ""


def is_counted(headers: Mapping[str, str]) -> bool:
    """Say whether a person asked: no program, no preview, no page fetched ahead.

    `headers` of the request by name; nothing of them is kept.
    """
    agent = headers.get("User-Agent", "")
    ahead = (headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    if any(re.search("prefetch|preview|prerender", told, re.IGNORECASE) for told in ahead):
        return False
    return bool(agent.strip()) and not _PROGRAMS.search(agent)


@dataclass(frozen=True, slots=True)
class Spending:
    """Money or own hours put into a campaign, as its maker tells it.

    Attributes:
        amount: rupiah; for own hours what they are worth, reckoned here.
        minutes, hourly_value: of own hours, else None.
    """

    kind: str
    amount: int
    spent_on: date
    note: str = ""
    minutes: int | None = None
    hourly_value: int | None = None


def minutes_of(hours: str) -> int | None:
    """Return whole minutes of hours as typed: 3, 1,5 or 1.5; None when nothing is told.

    Raises:
        Refusal: `minutes`.
    """
    if not hours.strip():
        return None
    match = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?", hours.strip())
    if match is None:
        raise Refusal("minutes", ASK_HOURS)
    return int(match[1]) * 60 + round(int((match[2] or "0").ljust(2, "0")) * 60 / 100)


def check_spending(
    kind: str,
    amount: int | None,
    spent_on: date,
    *,
    today: date,
    note: str = "",
    minutes: int | None = None,
    hourly_value: int | None = None,
) -> Spending:
    """Return what was spent; own hours are worth hours × value, half a rupiah up.

    Raises:
        Refusal: `kind`, `amount`, `minutes`, `hourly_value`, `spent_on`: the field to correct.
    """
    if kind not in SPENT_ON:
        raise Refusal("kind", "Pilih untuk apa uangnya.")
    if not spent_on.year >= FIRST_YEAR or spent_on > today:
        raise Refusal("spent_on", "Tulis tanggal hari ini atau sebelumnya.")
    if kind == HOURS:
        if minutes is None or not 1 <= minutes <= MOST_MINUTES:
            raise Refusal("minutes", ASK_HOURS)
        if hourly_value is None or not 0 < hourly_value <= MOST_RUPIAH:
            raise Refusal("hourly_value", "Tulis nilai satu jam kerja, misalnya 8.000.")
        worth = (minutes * hourly_value * 2 + 60) // 120
        return Spending(kind, worth, spent_on, note[:LONGEST_NOTE], minutes, hourly_value)
    if amount is None or not 0 < amount <= MOST_RUPIAH:
        raise Refusal("amount", "Tulis jumlah uangnya, misalnya 50.000.")
    return Spending(kind, amount, spent_on, note[:LONGEST_NOTE])


def cost_per_order(spent: int, orders: int) -> int | None:
    """Return rupiah per order, half up; None when no order came (domain.md section 5)."""
    return (spent * 2 + orders) // (orders * 2) if orders else None


def return_on_spend(sales: int, spent: int) -> float | None:
    """Return sales for each rupiah spent (ROAS); None when nothing was spent."""
    return sales / spent if spent else None


def money_and_hours(spendings: Iterable[tuple[str, int]]) -> tuple[int, int]:
    """Return money spent and the worth of own hours apart, of (kind, amount) pairs."""
    money = hours = 0
    for kind, amount in spendings:
        if kind == HOURS:
            hours += amount
        else:
            money += amount
    return money, hours
