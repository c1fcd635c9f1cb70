"""Reads of the proof room: benefits from the rooms below, and published figures."""

from lampit.proof.queries.benefits import Benefits, Spend, benefits
from lampit.proof.queries.figures import (
    Board,
    Nation,
    One,
    Part,
    doubles_in,
    figures_table,
    latest_figures,
    nation,
    one,
    parts_of,
)

__all__ = [
    "Benefits",
    "Board",
    "Nation",
    "One",
    "Part",
    "Spend",
    "benefits",
    "doubles_in",
    "figures_table",
    "latest_figures",
    "nation",
    "one",
    "parts_of",
]
