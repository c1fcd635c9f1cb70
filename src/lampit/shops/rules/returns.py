"""What happens when a good comes broken or wrong: the rule of each kind of good. Pure.

PP 80/2019 has sellers give buyers at least two working days after receipt; UU 8/1999 obliges to
make good what does not agree with what was promised.
"""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """Working days to tell, and the words of the rule."""

    days: int
    words: str


CRAFT = ReturnRule(
    2,
    gettext_noop(
        "Rusak, salah kirim atau tidak sesuai foto: kabari perajin dalam 2 hari kerja setelah "
        "diterima, dengan foto. Diganti atau uang kembali; ongkos kirimnya ditanggung perajin."
    ),
)
FOOD = ReturnRule(
    2,
    gettext_noop(
        "Rusak, basi atau salah kirim: kabari perajin paling lambat 2 hari kerja setelah diterima, "
        "dengan foto. Diganti atau uang kembali. Pangan yang sudah dibuka tidak dikembalikan."
    ),
)
MADE = ReturnRule(
    2,
    gettext_noop(
        "Dibuat khusus untuk Anda: rusak atau tidak sesuai pesanan, kabari dalam 2 hari kerja "
        "setelah diterima, dengan foto. Diperbaiki, diganti atau uang kembali; berubah pikiran "
        "tidak termasuk."
    ),
)


def return_rule(*, is_food: bool, is_made_to_order: bool) -> ReturnRule:
    """Return the rule that a product page tells."""
    if is_food:
        return FOOD
    return MADE if is_made_to_order else CRAFT
