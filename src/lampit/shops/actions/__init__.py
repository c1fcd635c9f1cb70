"""Writes to the shops tables. Each action is one transaction and checks who acts."""

from lampit.shops.actions.stock import (
    count_stock,
    release_stock,
    reserve_stock,
    return_stock,
    take_reserved,
    take_stock,
)

__all__ = [
    "count_stock",
    "release_stock",
    "reserve_stock",
    "return_stock",
    "take_reserved",
    "take_stock",
]
