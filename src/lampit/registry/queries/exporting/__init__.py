"""Reads of files that leave the house: columns, rows, and counts by village."""

from lampit.registry.queries.exporting.columns import (
    BY_CODE,
    COLUMNS,
    GROUPS,
    USUAL,
    Column,
    Look,
    chosen,
)
from lampit.registry.queries.exporting.files import TYPES, line_for, line_of, pieces
from lampit.registry.queries.exporting.geography import counts_by_village, geojson
from lampit.registry.queries.exporting.rows import cells, passed_on, sheet

__all__ = [
    "BY_CODE",
    "COLUMNS",
    "GROUPS",
    "TYPES",
    "USUAL",
    "Column",
    "Look",
    "cells",
    "chosen",
    "counts_by_village",
    "geojson",
    "line_for",
    "line_of",
    "passed_on",
    "pieces",
    "sheet",
]
