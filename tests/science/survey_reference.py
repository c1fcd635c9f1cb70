"""Reads the reference files of the survey estimators for the tests."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from lampit.science.survey import Table, make_table

DATA = Path(__file__).parent / "data" / "survey"
TOTALS: dict[str, Any] = {
    "stype": {"E": 4421, "H": 755, "M": 1018},
    "sch.wide": {"No": 1072, "Yes": 5122},
    "api99": 3914069,
}
CALIBRATIONS = {
    "poststrat(stype)": ("poststrat", ["stype"]),
    "rake(stype,sch.wide)": ("raking", ["stype", "sch.wide"]),
    "greg(stype,api99)": ("greg", ["stype", "api99"]),
    "rakingcal(stype,api99)": ("exponential", ["stype", "api99"]),
}


@cache
def table(name: str) -> Table:
    """Return one of the data files, with the 0/1 column `usia39` where ages are known."""
    with (DATA / f"{name}.csv").open(newline="") as file:
        header, *records = list(csv.reader(file))
    found = make_table(header, records)
    if "usia" in found.columns:
        found.columns["usia39"] = [str(int(int(age) <= 39)) for age in found.columns["usia"]]
    return found


@cache
def reference() -> tuple[dict[str, str], ...]:
    """Return the rows of the reference file."""
    with (DATA / "reference_public.csv").open(newline="") as file:
        return tuple(csv.DictReader(file))


def described(row: dict[str, str]) -> dict[str, Any]:
    """Return the DESIGN description that must give this reference row."""
    base, _, extra = row["design"].partition("+")
    design: dict[str, Any] = json.loads((DATA / "designs" / f"{base}.json").read_text())
    design["lonely_psu"] = row["lonely_psu"]
    if extra:
        method, margins = CALIBRATIONS[extra]
        design["calibrate"] = [{"method": method, "margins": {m: TOTALS[m] for m in margins}}]
    variable, _, level = row["variable"].partition("=")
    asked: dict[str, Any] = {"kind": row["statistic"], "variable": variable}
    if level:
        asked |= {"level": level, "ci": row["ci_method"]}
    if row["denominator"]:
        asked["denominator"] = row["denominator"]
    if row["q"]:
        asked["q"] = [float(row["q"])]
    if row["domain"]:
        asked["by"] = [row["domain"].partition("=")[0]]
    return design | {"statistics": [asked]}
