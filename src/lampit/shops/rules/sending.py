"""How many photos one sent form may bring, so that no form keeps a server busy for long. Pure."""

from collections.abc import Sequence

from lampit.basics.refusal import Refusal

MOST_AT_ONCE = 10
MOST_BYTES_AT_ONCE = 60 * 1024 * 1024  # ten of a good camera; our script sends singly


def taken(sizes: Sequence[int]) -> int:
    """Return how many of the photos, from the first on, one form may bring.

    Args:
        sizes: bytes of each photo, in the order in which they were chosen. A single one is always
            taken: whether it is too large is judged where it is read.
    """
    count = total = 0
    for size in sizes[:MOST_AT_ONCE]:
        total += size
        if count and total > MOST_BYTES_AT_ONCE:
            break
        count += 1
    return count


def left_out(count: int) -> Refusal:
    """Return the sentence for photos that were not looked at; the others are kept."""
    most = MOST_BYTES_AT_ONCE // (1024 * 1024)
    return Refusal(
        "foto_sekaligus",
        f"{count} foto terakhir belum disimpan: paling banyak {MOST_AT_ONCE} foto dan {most} MB. "
        "Yang lain sudah tersimpan; kirim sisanya sekali lagi.",
    )
