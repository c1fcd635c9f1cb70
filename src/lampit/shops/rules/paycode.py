"""The QRIS of a shop: what may be kept, and when a swap needs a second yes (commerce.md 1.4)."""

from datetime import timedelta

from lampit.basics.refusal import Refusal
from lampit.national import qris
from lampit.national.qris import Qris

WARNED = timedelta(days=14)  # so long a swapped code is told on the shop's first page


class UnreadableQris(Refusal):
    """A text that is no QRIS of a shop: what is wrong, and where.

    Attributes:
        qris_code: the code of commerce.md 1.3, or `already_dynamic`.
        position: 0-based offset in the stripped text.
    """

    def __init__(self, code: str, message: str, qris_code: str, position: int = 0) -> None:
        """Keep the fault beside the refusal of the page."""
        super().__init__(code, message)
        self.qris_code = qris_code
        self.position = position


def read_static(payload: str) -> Qris:
    """Parse a pasted QRIS and return it when it is a shop's static code.

    Raises:
        UnreadableQris: `qris_salah` with advice, `already_dynamic` for a code of one bill.
    """
    try:
        code = qris.parse(payload)
    except qris.QrisError as error:
        if error.code == "not_emv":
            raise UnreadableQris(
                "qris_salah",
                "Ini bukan teks QRIS: teks QRIS dimulai dengan 000201. "
                "Cara menyalinnya dari stiker ada di halaman ini.",
                error.code,
                error.position,
            ) from error
        raise UnreadableQris("qris_salah", error.message, error.code, error.position) from error
    if code.kind == "dynamic":
        raise UnreadableQris(
            "already_dynamic",
            "QRIS sekali pakai, bukan QRIS toko. Pakai QRIS yang ditempel.",
            "already_dynamic",
        )
    return code


def kept(payload: str) -> Qris | None:
    """Return the code a shop has, None when it has none."""
    try:
        return qris.parse(payload) if payload else None
    except qris.QrisError:
        return None


def check_swap(before: Qris | None, code: Qris, *, confirmed: bool) -> None:
    """Refuse a code of another name or NMID until it is confirmed: stickers get swapped.

    Raises:
        Refusal: `qris_beda`.
    """
    if before is None or confirmed:
        return
    if (before.nmid, before.merchant_name) != (code.nmid, code.merchant_name):
        raise Refusal(
            "qris_beda",
            f"QRIS ini atas nama {code.merchant_name}, yang lama {before.merchant_name}. "
            "Centang setuju bila memang ganti, supaya uang tidak salah masuk.",
        )
