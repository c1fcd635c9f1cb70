"""Reads that join rooms for the pages of the market."""

from lampit.market.queries.asking import asked_offices
from lampit.market.queries.standing import goods_of_day
from lampit.market.queries.today import Facts, facts
from lampit.market.queries.turns import ring_of_day, turns_of_day

__all__ = ["Facts", "asked_offices", "facts", "goods_of_day", "ring_of_day", "turns_of_day"]
