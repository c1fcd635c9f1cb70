"""Files with which anybody can reckon a figure again: data, DESIGN and a script for R. Pure.

The data hold one variable, weights, strata, units and margins under numbers of their own, in an
order of their own: no business, village, kecamatan or answer besides the one that is asked for.
Groups are named as on the page; a business of a group that is withheld has none.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lampit.measure.rules.estimating.domains import domain_of
from lampit.measure.rules.estimating.naming import IndicatorName
from lampit.measure.rules.estimating.releasing import Released
from lampit.measure.rules.estimating.sample import Layout, Sample, fractions, mean_deff

DATA, DESIGN, SCRIPT = "data.csv", "rancangan.json", "hitung.R"
VALUE, GROUP, WEIGHT, STRATUM, UNIT, FRACTION = (
    "nilai", "kelompok", "bobot", "strata", "unit", "fraksi",
)  # fmt: skip


@dataclass(frozen=True)
class Files:
    """The three files of a figure, by name."""

    data: str
    design: str
    script: str

    def named(self) -> list[tuple[str, str]]:
        """Return the files with their names."""
        return [(DATA, self.data), (DESIGN, self.design), (SCRIPT, self.script)]


def _numbered(labels: Sequence[str], salt: str, letter: str) -> list[str]:
    """Return a number for each label, given in an order that tells nothing of the label."""
    known = sorted(set(labels), key=lambda one: hashlib.sha256(f"{salt}|{one}".encode()).digest())
    place = {label: f"{letter}{at + 1:0{len(str(len(known)))}d}" for at, label in enumerate(known)}
    return [place[label] for label in labels]


def files_of(
    sample: Sample,
    layout: Layout,
    name: IndicatorName,
    released: Sequence[Released],
    *,
    by: str,
    names: Sequence[IndicatorName],
    salt: str,
) -> Files:
    """Return the files of an indicator in a grouping.

    Args:
        sample: the weighted sample whose figures are on the page.
        layout: how its variance reads the weights.
        name: the indicator.
        released: its figures in that grouping, as they left.
        by: the grouping, "" for the whole alone.
        names: all indicators of the round; shares of none or all take their interval from them.
        salt: whatever is secret of the round; numbers and order follow from it.
    """
    rows = sample.rows
    told = {one.estimate.domain for one in released if not one.is_withheld}
    groups = [domain_of(by, row.cells) if by else "" for row in rows]
    margins = {
        f"jumlah{at + 1}": _numbered([row.cells[m] for row in rows], f"{salt}|{m}", "K")
        for at, m in enumerate(layout.known)
    }
    columns: dict[str, Sequence[Any]] = {
        VALUE: [_cell(row.values.get(name.code), is_share=name.is_share) for row in rows],
        WEIGHT: [repr(row.final) for row in rows],
        STRATUM: _numbered([row.stratum for row in rows], f"{salt}|s", "S"),
        UNIT: _numbered([f"{row.stratum}|{row.cluster}" for row in rows], f"{salt}|u", "U"),
        FRACTION: [repr(one) for one in fractions(rows)],
        **margins,
    }
    if by:
        columns[GROUP] = [_label(group) if group in told else "" for group in groups]
    totals = {
        column: _totals(labels, np.array([row.final for row in rows]))
        for column, labels in margins.items()
    }
    order = _shuffled(columns, len(rows), salt)
    return Files(
        _csv(columns, order),
        json.dumps(_design(sample, layout, name, totals, by, names), indent=1, ensure_ascii=False),
        _script(layout, name, totals, by=any(columns.get(GROUP, ()))),
    )


def _cell(value: float | None, *, is_share: bool) -> str:
    if value is None:
        return ""
    return str(int(value)) if is_share else repr(float(value))


def _label(domain: str) -> str:
    """Return the name of a group as one cell: `63.08.01` or `63.08.01,kriya`."""
    return ",".join(part.split("=", 1)[1] for part in domain.split(","))


def _totals(labels: Sequence[str], weights: Any) -> dict[str, float]:
    """Return the sums of the weights by group: what they were fitted to."""
    known = sorted(set(labels))
    seat = {label: at for at, label in enumerate(known)}
    sums = np.bincount([seat[label] for label in labels], weights, len(known))
    return {label: float(sums[at]) for at, label in enumerate(known)}


def _shuffled(columns: dict[str, Sequence[Any]], rows: int, salt: str) -> list[int]:
    """Return an order of rows that does not tell in which order businesses were drawn."""
    key: Callable[[int], bytes] = lambda at: hashlib.sha256(  # noqa: E731 - one use, typed
        f"{salt}|{columns[UNIT][at]}|{columns[VALUE][at]}|{at}".encode()
    ).digest()
    return sorted(range(rows), key=key)


def _csv(columns: dict[str, Sequence[Any]], order: Sequence[int]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([column[at] for column in columns.values()] for at in order)
    return told.getvalue()


def _design(
    sample: Sample,
    layout: Layout,
    name: IndicatorName,
    totals: dict[str, dict[str, float]],
    by: str,
    names: Sequence[IndicatorName],
) -> dict[str, Any]:
    """Return the DESIGN: `lampit survey estimate --file data.csv --design rancangan.json`."""
    statistic: dict[str, Any] = {"kind": "mean", "variable": VALUE}
    if name.is_count and layout.counts == "log":
        statistic["ci"] = "log"
    if name.is_share:
        told = any(row.values.get(name.code) for row in sample.rows)
        level = "1" if told else "0"
        statistic = {"kind": "proportion", "variable": VALUE, "level": level, "ci": "auto"}
        if not told:
            # A level that nobody has cannot be asked for: the file counts those without it.
            statistic["note"] = "bagian yang tidak; angka di halaman adalah 1 dikurangi ini"
    statistics = [statistic, *([{**statistic, "by": [GROUP]}] if by else [])]
    found: dict[str, Any] = {
        "data": DATA,
        "weights": WEIGHT,
        "strata": [STRATUM],
        "clusters": [UNIT],
        "fpc": [FRACTION],
        "lonely_psu": layout.lonely,
        "conf": layout.confidence,
        "compat": "r",
    }
    if totals:
        found["calibrate"] = [{"method": "raking", "margins": totals}]
    if name.is_share:
        found["mean_deff"] = mean_deff(sample, names)
    return {**found, "statistics": statistics}


def _script(
    layout: Layout, name: IndicatorName, totals: dict[str, dict[str, float]], *, by: bool
) -> str:
    """Return a script for R with the package `survey`; estimates and errors are the same.

    `by`: at least one row has a group that may be told; R falls over a grouping without any.
    """
    factors = ", ".join(f'{column} = "character"' for column in (STRATUM, UNIT, *totals))
    lines = [
        f"# {name.text_id}",
        "library(survey)",
        f'd <- read.csv("{DATA}", colClasses = c({factors}), na.strings = "")',
        f'options(survey.lonely.psu = "{layout.lonely}")',
        f"r <- svydesign(ids = ~{UNIT}, strata = ~{STRATUM}, fpc = ~{FRACTION},",
        f"  weights = ~{WEIGHT}, data = d, nest = TRUE)",
    ]
    if totals:
        formulas = ", ".join(f"~{column}" for column in totals)
        counts = ",\n  ".join(
            f"data.frame({column} = c({_quoted(told)}), Freq = c({_plain(told)}))"
            for column, told in totals.items()
        )
        lines += [
            f"r <- rake(r, list({formulas}), list(\n  {counts}),",
            "  control = list(maxit = 200, epsilon = 1e-10))",
        ]
    lines.append(f"print(svymean(~{VALUE}, r, na.rm = TRUE), digits = 10)")
    if name.is_count and layout.counts == "log":
        lines += [
            f"m <- svymean(~{VALUE}, r, na.rm = TRUE)",
            "print(coef(m) * exp(c(-1, 1) * qt(0.975, degf(r)) * SE(m) / coef(m)), digits = 10)",
        ]
    if by:
        lines.append(
            f"print(svyby(~{VALUE}, ~{GROUP}, subset(r, !is.na({GROUP})), svymean,"
            ' na.rm = TRUE, vartype = c("se", "ci")), digits = 10)'
        )
    return "\n".join(lines) + "\n"


def _quoted(told: dict[str, float]) -> str:
    return ", ".join(f'"{label}"' for label in told)


def _plain(told: dict[str, float]) -> str:
    return ", ".join(repr(total) for total in told.values())
