"""Small cells: counts from which one could tell a single shop are withheld (domain.md 18)."""

LEAST = 3


def shown(count: int, of: int) -> int | None:
    """Return a count, None when it or the rest of `of` is 1 or 2: then somebody could be told."""
    rest = of - count
    return None if 0 < count < LEAST or 0 < rest < LEAST else count
