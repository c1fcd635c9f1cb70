"""Stock: lines put together, the answer when it is short, and the words a buyer reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lampit.basics.refusal import Refusal

MOST_PER_LINE = 10_000
FEW = 3
READY_TO_SHIP, MADE_TO_ORDER = "SIAP", "BUAT"


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A variant of which more was wanted than there is."""

    variant: str
    name: str
    wanted: int
    left: int


class StockShort(Refusal):
    """Too little stock: names every short line and what is left of it.

    Attributes:
        lines: the short lines, by ascending variant code.
    """

    def __init__(self, lines: Sequence[ShortLine]) -> None:
        """Write one sentence over all short lines."""
        self.lines = tuple(sorted(lines, key=lambda line: line.variant))
        parts = (_short_words(line) for line in self.lines)
        super().__init__("stok_habis", f"{'; '.join(parts)}. Ubah jumlahnya, lalu coba lagi.")


def _short_words(line: ShortLine) -> str:
    if line.left <= 0:
        return f"{line.name} sudah habis (diminta {line.wanted})"
    return f"{line.name} tinggal {line.left} (diminta {line.wanted})"


def summed(lines: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return one line per variant, quantities added, by ascending variant id: the lock order.

    Raises:
        Refusal: `jumlah_salah` for a quantity below 1 or beyond reason.
    """
    total: dict[int, int] = {}
    for variant_id, quantity in lines:
        if not 1 <= quantity <= MOST_PER_LINE:
            raise Refusal("jumlah_salah", "Jumlah harus antara 1 dan 10.000.")
        total[variant_id] = total.get(variant_id, 0) + quantity
    return sorted(total.items())


def check_count(counted: int, reserved: int) -> None:
    """Refuse a stock count that is negative or less than what buyers already ordered.

    Raises:
        Refusal: `jumlah_salah`, `stok_dipesan`.
    """
    if not 0 <= counted <= MOST_PER_LINE * 10:
        raise Refusal("jumlah_salah", "Tulis jumlah barang antara 0 dan 100.000.")
    if counted < reserved:
        raise Refusal(
            "stok_dipesan",
            f"Ada {reserved} buah sudah dipesan pembeli. Batalkan pesanannya dulu, "
            f"atau tulis paling sedikit {reserved}.",
        )


@dataclass(frozen=True, slots=True)
class Availability:
    """How a good can be had, for page, feed and search alike.

    Attributes:
        code: `siap`, `tinggal_sedikit`, `tanya_dulu`, `dibuat`, `habis`.
        left: pieces that can be ordered now (0 for made to order).
        lead_days: days of making, None for stock.
        schema: the schema.org word.
    """

    code: str
    left: int
    lead_days: int | None
    schema: str


def availability(
    kind: str, left: int, lead_days: int | None, *, is_surely_ready: bool
) -> Availability:
    """Return how a good can be had; stock unconfirmed for long is "tanya dulu"."""
    if kind == MADE_TO_ORDER:
        return Availability("dibuat", 0, lead_days, "MadeToOrder")
    if left <= 0:
        return Availability("habis", 0, None, "OutOfStock")
    if not is_surely_ready:
        return Availability("tanya_dulu", left, None, "InStock")
    return Availability("tinggal_sedikit" if left < FEW else "siap", left, None, "InStock")
