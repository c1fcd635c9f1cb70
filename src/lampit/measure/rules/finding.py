"""What must be known of a business met in the field, and what the register's cover is. Pure."""

from dataclasses import dataclass

from lampit.basics.refusal import Refusal

SECTORS = frozenset({"kriya", "kuliner", "dagang", "jasa", "lain"})
MOST_WORKERS = 100_000


@dataclass(frozen=True)
class Named:
    """The names of a found business, without outer blanks."""

    name: str
    owner_name: str


def check(name: str, owner_name: str, workers: int | None) -> Named:
    """Return the names; one of the two must be known.

    Raises:
        Refusal: `listed_nameless`, `listed_invalid`.
    """
    named = Named(" ".join(name.split())[:200], " ".join(owner_name.split())[:120])
    if not (named.name or named.owner_name):
        raise Refusal("listed_nameless", "Isi nama usaha atau nama pemiliknya.")
    if workers is not None and not 0 <= workers <= MOST_WORKERS:
        raise Refusal("listed_invalid", "Jumlah pekerja tidak mungkin. Periksa lagi.")
    return named
