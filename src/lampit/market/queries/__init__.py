"""Reads that join rooms for the pages of the market."""

from lampit.market.queries.today import Facts, facts

__all__ = ["Facts", "facts"]
