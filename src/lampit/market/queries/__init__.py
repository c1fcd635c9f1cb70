"""Reads that join rooms for the pages of the market."""

from lampit.market.queries.asking import asked_offices
from lampit.market.queries.today import Facts, facts
from lampit.market.queries.turns import ring_of_day, turns_of_day

__all__ = ["Facts", "asked_offices", "facts", "ring_of_day", "turns_of_day"]
