"""Group shops: who may join, how many, what stands at the front. Pure."""

from collections.abc import Collection, Sequence

from lampit.basics.refusal import Refusal

MOST_MEMBERS = 60
MOST_FRONT = 12
MOST_GROUPS = 5  # of one shop
FEWEST_SHOWN = 2  # open shops; below that it is one maker's shop by another name
GROUP, MAKER = "kelompok", "perajin"


def check_room(members: int) -> None:
    """Refuse one more member of a full group.

    Raises:
        Refusal: `kelompok_penuh`.
    """
    if members >= MOST_MEMBERS:
        raise Refusal("kelompok_penuh", f"Satu kelompok paling banyak {MOST_MEMBERS} lapak.")


def check_same_office(group_region: str, maker_region: str) -> None:
    """Refuse a shop of another kabupaten: its goods and orders have another office.

    Raises:
        Refusal: `beda_kabupaten`.
    """
    if group_region != maker_region:
        raise Refusal("beda_kabupaten", "Lapak itu di kabupaten lain. Kelompok satu kabupaten.")


def front(chosen: Sequence[int], owned: Collection[int]) -> list[int]:
    """Return the goods at the front: those of members, each once, in the keeper's order.

    Raises:
        Refusal: `depan_banyak`.
    """
    kept = [pk for pk in dict.fromkeys(chosen) if pk in owned]
    if len(kept) > MOST_FRONT:
        raise Refusal("depan_banyak", f"Paling banyak {MOST_FRONT} barang di depan.")
    return kept
