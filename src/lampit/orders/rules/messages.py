"""Ready texts for WhatsApp and masked phones; a message is never a condition of a state."""

from urllib.parse import quote

from lampit.national import rupiah

LONGEST_LISTED = 5


def goods_line(lines: list[tuple[str, int]]) -> str:
    """Return `2 Tas purun, 1 Lampit` of (name, quantity); long orders are cut with a count."""
    named = [f"{quantity} {name}" for name, quantity in lines[:LONGEST_LISTED]]
    rest = len(lines) - LONGEST_LISTED
    return ", ".join(named) + (f", dan {rest} lagi" if rest > 0 else "")


def to_maker(number: str, goods: str, buyer: str, total: int, link: str) -> str:
    """Return what a buyer writes to the maker about an order."""
    return (
        f"Assalamu'alaikum, saya {buyer}. Pesanan {number}: {goods}. "
        f"Jumlah {rupiah.show(total)}.\n{link}"
    )


def to_oneself(number: str, link: str) -> str:
    """Return what a buyer without account sends to her own WhatsApp, to find the order again."""
    return f"Pesanan saya {number} di Lampit:\n{link}"


def to_buyer(state: str, number: str, maker: str, total: int, link: str) -> str:
    """Return what a maker writes to the buyer when the part is in `state`; `link` may be empty."""
    where = "lewat tautan ini" if link else "di halaman pesanan Anda"
    said = {
        "MENUNGGU_BAYAR": f"Bayar {rupiah.show(total)} {where}. Uang langsung ke perajin.",
        "MENUNGGU_KONFIRMASI": "Kami sedang memeriksa pembayaran Anda.",
        "DIBAYAR": "Pembayaran sudah kami terima, barang kami siapkan. Terima kasih.",
        "DIPROSES": "Pesanan Anda sedang kami kerjakan.",
        "SIAP_DIAMBIL": "Pesanan Anda siap diambil.",
        "DIKIRIM": "Pesanan Anda sudah dikirim.",
        "SELESAI": "Terima kasih sudah berbelanja. Semoga cocok.",
    }.get(state, "Ada kabar tentang pesanan Anda.")
    return f"Assalamu'alaikum, ini {maker}. Pesanan {number}: {said}\n{link}".rstrip()


def masked_phone(phone: str) -> str:
    """Return `0812••••34` of an E.164 or local number; short ones are hidden entirely."""
    digits = "".join(char for char in phone if char in "0123456789")
    local = f"0{digits[2:]}" if digits.startswith("62") else digits
    return f"{local[:4]}••••{local[-2:]}" if len(local) >= 9 else "••••"


def whatsapp_address(phone: str, text: str) -> str:
    """Return the wa.me address of a ready text for `phone` (E.164); empty: the sender chooses."""
    digits = "".join(char for char in phone if char in "0123456789")
    return f"https://wa.me/{digits}?text={quote(text, safe='')}"
