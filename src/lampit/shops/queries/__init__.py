"""Reads of the shops room: bounded, plain, with their query counts."""

from lampit.shops.queries.stock import (
    StockDifference,
    counted_variants,
    short_lines,
    stock_differences,
    stock_of,
)

__all__ = [
    "StockDifference",
    "counted_variants",
    "short_lines",
    "stock_differences",
    "stock_of",
]
