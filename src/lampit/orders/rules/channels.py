"""Where a sale was agreed, and how ledger entries add up (commerce 7)."""

from dataclasses import dataclass
from datetime import date

from lampit.basics.refusal import Refusal

DIRECT, ONLINE = "direct", "online"
CHANNELS: dict[str, str] = {
    "RUMAH": DIRECT,
    "PASAR": DIRECT,
    "PAMERAN": DIRECT,
    "RESELLER": DIRECT,
    "WA": ONLINE,
    "LAPAK": ONLINE,
    "SHOPEE": ONLINE,
    "TOKOPEDIA": ONLINE,
    "TIKTOK": ONLINE,
    "LAZADA": ONLINE,
    "IG": ONLINE,
    "FB": ONLINE,
    "LAIN": "",
}
ORDER, MANUAL, IMPOR, SURVEI = "ORDER", "MANUAL", "IMPOR", "SURVEI"
# What a maker may note by hand; shop sales land in the ledger by themselves.
BY_HAND = tuple(code for code in CHANNELS if code != "LAPAK")
FIRST_CHOICES = ("RUMAH", "WA", "PASAR", "PAMERAN")
MOST_RUPIAH = 10**12
MOST_UNITS = 100_000
FIRST_YEAR = 2000  # sales of earlier years are slips of the finger


@dataclass(frozen=True, slots=True)
class SaleTold:
    """A sale as somebody tells it, before it becomes an entry."""

    channel: str
    quantity: int
    goods: int
    occurred_on: date
    contact: str = ""
    note: str = ""
    discount: int = 0
    fees: int = 0
    shipping: int = 0

    @property
    def net(self) -> int:
        """Return what the maker keeps: goods less discount, fees and shipping borne."""
        return self.goods - self.discount - self.fees - self.shipping


def contact_of(channel: str, told: str = "") -> str:
    """Return direct or online; for LAIN what the person said.

    Raises:
        Refusal: `tidak_valid`, for an unknown channel or LAIN without an answer.
    """
    if channel not in CHANNELS:
        raise Refusal("tidak_valid", "Pilih tempat jualan.")
    contact = CHANNELS[channel] or told
    if contact not in {DIRECT, ONLINE}:
        raise Refusal("tidak_valid", "Pilih: bertemu langsung atau lewat internet.")
    return contact


def check_sale(told: SaleTold, *, today: date) -> None:
    """Refuse an entry that cannot have happened as told.

    Raises:
        Refusal: `tidak_valid`, or `sale_in_future` for a day that cannot be.
    """
    contact_of(told.channel, told.contact)
    if told.occurred_on > today:
        raise Refusal("sale_in_future", "Tanggal jualan belum tiba.")
    if not 1 <= told.quantity <= MOST_UNITS:
        raise Refusal("tidak_valid", "Jumlah barang paling sedikit 1, paling banyak 100.000.")
    if told.occurred_on.year < FIRST_YEAR:
        raise Refusal("sale_in_future", "Tahun di tanggal ini salah ketik. Periksa lagi.")
    if told.goods > MOST_RUPIAH:
        raise Refusal("tidak_valid", "Jumlah uangnya terlalu besar. Periksa lagi nolnya.")
    if told.goods < 1:
        raise Refusal("tidak_valid", "Tulis jumlah uang, paling sedikit Rp1.")
    if min(told.discount, told.fees, told.shipping) < 0:
        raise Refusal("tidak_valid", "Potongan dan biaya tidak boleh kurang dari 0.")
    if told.channel == "LAIN" and not told.note.strip():
        raise Refusal("tidak_valid", "Tulis di mana terjualnya.")


def direct_share(direct: int, online: int) -> float | None:
    """Return the share of direct sales, None when nothing was sold."""
    whole = direct + online
    return direct / whole if whole > 0 else None
