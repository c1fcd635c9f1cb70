"""Spreadsheets in and out: any office's list as rows of cells, and reports as XLSX.

`rows` reads XLSX, XLS, ODS and CSV by their content, never by their name. Files that are no
spreadsheets, or that could harm, are refused with one sentence before anything is opened.
"""

from lampit.outside.spreadsheets._delimited import delimiter_of, encoding_of
from lampit.outside.spreadsheets.epochs import DAYS_BETWEEN, counts_from_1904
from lampit.outside.spreadsheets.hidden import Hidden, hidden, sheet_names
from lampit.outside.spreadsheets.looks import Looks, SheetLook, Style
from lampit.outside.spreadsheets.reading import Merged, check, rows
from lampit.outside.spreadsheets.sniffing import MAX_BYTES, Kind, sniff
from lampit.outside.spreadsheets.writing import FaultyCell, Part, ReportRow, write_report

__all__ = [
    "DAYS_BETWEEN",
    "MAX_BYTES",
    "FaultyCell",
    "Hidden",
    "Kind",
    "Looks",
    "Merged",
    "Part",
    "ReportRow",
    "SheetLook",
    "Style",
    "check",
    "counts_from_1904",
    "delimiter_of",
    "encoding_of",
    "hidden",
    "rows",
    "sheet_names",
    "sniff",
    "write_report",
]
