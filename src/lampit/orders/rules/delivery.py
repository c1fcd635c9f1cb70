"""Ways goods reach the buyer and ways the maker is paid (commerce 2.4, 9; domain 12)."""

from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.orders.rules.sums import QRIS_LIMIT

AMBIL, KURIR_KAB, EKSPEDISI, KLOTOK = "AMBIL", "KURIR_KAB", "EKSPEDISI", "KLOTOK"
OFFERED = (AMBIL, KURIR_KAB, EKSPEDISI)
QRIS, TRANSFER, COD, MIDTRANS, XENDIT = "QRIS", "TRANSFER", "COD", "MIDTRANS", "XENDIT"
# Flat fee inside the kabupaten, rupiah; boat villages cost more (to be set by the office).
FEE_DISTRICT = 10_000
FEE_RIVER = 25_000
RIVER_SUBDISTRICTS = frozenset({"63.08.09"})  # Paminggir: reached by water only


@dataclass(frozen=True, slots=True)
class Fee:
    """What delivery costs; `is_settled` is False while the maker still has to say."""

    amount: int
    is_settled: bool


def fee(method: str, subdistrict: str) -> Fee:
    """Return the delivery fee of one parcel to `subdistrict` (code, may be empty)."""
    if method == AMBIL:
        return Fee(0, is_settled=True)
    if method == KURIR_KAB:
        is_river = subdistrict in RIVER_SUBDISTRICTS
        return Fee(FEE_RIVER if is_river else FEE_DISTRICT, is_settled=True)
    return Fee(0, is_settled=False)


def check_delivery(method: str, *, address: str, subdistrict: str, maker_district: str) -> None:
    """Refuse a delivery that nobody could carry out.

    Raises:
        Refusal: `method`, `address` or `subdistrict`: the field to correct.
    """
    if method not in OFFERED:
        raise Refusal("method", "Pilih cara kirim.")
    if method == AMBIL:
        return
    if len(address.strip()) < 8:
        raise Refusal("address", "Tulis alamat: jalan atau RT/RW, desa, dan patokan.")
    if method == KURIR_KAB and not subdistrict.startswith(f"{maker_district}."):
        raise Refusal("subdistrict", "Diantar perajin hanya di dalam kabupaten. Pilih kecamatan.")


def ways(
    method: str, total: int, *, has_qris: bool, has_account: bool, allows_cod: bool
) -> tuple[str, ...]:
    """Return how a part of `total` may be paid, the handiest first.

    A maker without QRIS and account sells by pickup or delivery against cash from day one.
    """
    found = []
    if has_qris and total <= QRIS_LIMIT:
        found.append(QRIS)
    if has_account:
        found.append(TRANSFER)
    cash_works = method in {AMBIL, KURIR_KAB}
    if cash_works and (allows_cod or not found):
        found.append(COD)
    return tuple(found)
