"""The design of a DESIGN file: strata, stages, weights, calibration, replicates.

Keys are those of the contract (`weights`, `strata`, `clusters`, `fpc`, `lonely_psu`) and of the
measurement notes, section 6 (`conf`, `compat`, `calibrate`), and beyond both: `lonely_psu`
`collapse` joins lonely strata with their neighbour; `pps` true reads the first `fpc` column as
inclusion probabilities; `replicates` {"kind": "JK1|JKn|bootstrap", "count", "seed"}; steps of
`calibrate` may have `bounds`, or the method `given` with `base`, the column of weights before.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey import calibration, replicates
from lampit.science.survey.collapse import collapsed
from lampit.science.survey.design import LONELY_RULES, Design, LonelyRule, make_design
from lampit.science.survey.table import LARGEST, MISSING, Table

COLLAPSE = "collapse"
_DESIGN_KEYS = {
    "data", "weights", "strata", "clusters", "fpc", "lonely_psu", "statistics", "conf", "compat",
    "calibrate", "replicates", "pps",
}  # fmt: skip
_STEP_KEYS = {"method", "margins", "bounds", "base"}
_REPLICATE_KEYS = {"kind", "count", "seed"}


def texts(found: object, key: str) -> list[str]:
    """Read a list of column names; a single name may stand alone."""
    if found is None or found == "":
        return []
    if isinstance(found, str):
        return [found]
    if isinstance(found, list) and all(isinstance(x, str) for x in found):
        return list(found)
    raise Refusal("design_invalid", f"Isi “{key}” dalam rancangan harus daftar nama kolom.")


def known_keys(found: Mapping[str, Any], allowed: set[str], where: str) -> None:
    """Refuse keys that look like misspelt ones; notes of the author's own are passed over."""
    for strange in sorted(set(found) - allowed):
        near = difflib.get_close_matches(strange, allowed, n=1, cutoff=0.75)
        if near:
            message = f"Kunci “{strange}” dalam {where} tidak dikenal. Maksudnya {near[0]}?"
            raise Refusal("design_invalid", message)


def _labels(table: Table, name: str) -> list[str]:
    """Return a column of strata or clusters; a row without its label has no place in a design."""
    cells = table.text(name)
    empty = [str(row + 1) for row, cell in enumerate(cells) if cell.strip() in MISSING]
    if empty:
        message = f"Kolom “{name}” kosong di baris data {', '.join(empty[:10])}."
        raise Refusal("label_missing", message)
    return cells


def _columns(table: Table, described: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the columns of strata, clusters and fpc; lonely strata joined where asked."""
    strata: list[Any] = [_labels(table, c) for c in texts(described.get("strata"), "strata")]
    clusters: list[Any] = [_labels(table, c) for c in texts(described.get("clusters"), "clusters")]
    fpc: list[Any] = [table.numbers(c, endless=True) for c in texts(described.get("fpc"), "fpc")]
    if described.get("lonely_psu") == COLLAPSE and strata:
        stages = max(len(clusters), len(fpc), 1)
        if len(strata) > stages:  # crossed in the first stage
            strata = [[" / ".join(cells) for cells in zip(*strata, strict=True)]]
        units: Sequence[object] = clusters[0] if clusters else range(table.rows)
        labels, numbers, _ = collapsed(strata[0], units, fpc[0] if fpc else None)
        strata[0] = labels
        fpc[:1] = [] if numbers is None else [numbers]
    return {"strata": strata, "clusters": clusters, "fpc": fpc}


def read_design(table: Table, described: Mapping[str, Any]) -> Design:
    """Build the design of `table` from its description, calibrated and replicated where asked.

    Raises:
        Refusal: `design_invalid`, `column_…`, `weights_invalid`, `fpc_…`, `calibration_…`,
            `replicates_…`.
    """
    known_keys(described, _DESIGN_KEYS, "rancangan")
    lonely = described.get("lonely_psu", "fail")
    if lonely not in (*LONELY_RULES, COLLAPSE):
        raise Refusal("design_invalid", f"lonely_psu “{lonely}” tidak dikenal.")
    confidence = described.get("conf", 0.95)
    if not isinstance(confidence, float) or not 0 < confidence < 1:
        raise Refusal("design_invalid", "conf harus di antara 0 dan 1, misalnya 0.95.")
    unequal = described.get("pps", False)
    if not isinstance(unequal, bool):
        raise Refusal("design_invalid", "pps harus true atau false.")
    name = described.get("weights") or None
    if not isinstance(name, str | None):
        raise Refusal("design_invalid", "weights harus nama satu kolom.")
    design = make_design(
        table.rows,
        weights=table.numbers(name) if name else None,
        lonely=cast("LonelyRule", "fail" if lonely == COLLAPSE else lonely),
        confidence=confidence,
        unequal=unequal,
        **_columns(table, described),
    )

    def calibrate(plain: Design) -> Design:
        """Take the calibration steps in their order."""
        for step in _steps(described):
            plain = _calibrated(table, plain, step, str(described.get("compat", "r")))
        return plain

    asked = described.get("replicates")
    return _replicated(design, asked, calibrate) if asked else calibrate(design)


def _steps(described: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the calibration steps of a description."""
    steps = described.get("calibrate") or []
    if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
        raise Refusal("design_invalid", "calibrate harus berupa daftar langkah.")
    return steps


def _replicated(design: Design, asked: object, calibrate: replicates.Calibrate) -> Design:
    """Give the design the replicate weights that the description asks for."""
    if not isinstance(asked, Mapping) or asked.get("kind") not in replicates.KINDS:
        named = ", ".join(replicates.KINDS)
        raise Refusal("design_invalid", f"replicates perlu kind: {named}.")
    known_keys(asked, _REPLICATE_KEYS, "replicates")
    count, seed = asked.get("count", replicates.COUNT), asked.get("seed", 0)
    if not all(isinstance(x, int) and not isinstance(x, bool) for x in (count, seed)):
        raise Refusal("design_invalid", "count dan seed dalam replicates harus bilangan bulat.")
    if not 2 <= count <= 10_000 or not 0 <= seed < 2**32:
        raise Refusal("design_invalid", "count harus 2 sampai 10000 dan seed tidak negatif.")
    return replicates.replicated(design, asked["kind"], count=count, seed=seed, calibrate=calibrate)


def _margin(table: Table, name: str, totals: Mapping[str, float]) -> calibration.Margin:
    """Read a categorical margin; every value of the column needs a total."""
    cells = table.text(name)
    labels = list(totals)
    strange = sorted(set(cells) - set(labels))
    if strange:
        message = f"Kalibrasi {name} tidak menyebut kelompok {', '.join(strange[:5])}."
        raise Refusal("calibration_group", message)
    place = {label: index for index, label in enumerate(labels)}
    groups = np.array([place[cell] for cell in cells], dtype=np.int64)
    sums = [_total(name, totals[label]) for label in labels]
    if min(sums, default=1.0) <= 0:
        raise Refusal("calibration_total", f"Jumlah pada {name} harus lebih besar dari nol.")
    return calibration.Margin(name, groups, np.array(sums), labels)


def _given(table: Table, design: Design, step: Mapping[str, Any], compat: str) -> Design:
    """Take the weights as calibrated already; `base` is the column of those before."""
    if design.replicates is not None or not isinstance(step.get("base"), str):
        raise Refusal("design_invalid", "Kalibrasi given perlu base: kolom bobot sebelumnya.")
    base = make_design(table.rows, weights=table.numbers(str(step["base"]))).weights
    margins = []
    for name in texts(step.get("margins"), "margins"):
        cells = _labels(table, name)
        labels = sorted(set(cells))
        sums = dict.fromkeys(labels, 0.0)
        for cell, weight in zip(cells, design.weights.tolist(), strict=True):
            sums[cell] += weight
        margins.append(_margin(table, name, sums))
    before = replace(design, weights=base, base_weights=base)
    return calibration.given(before, design.weights, margins, compat=compat)


def _bounds(found: object) -> tuple[float, float] | None:
    """Read the bounds of the calibration factors."""
    if found is None:
        return None
    match found:
        case [int() | float() as low, int() | float() as high] if 0 <= low < 1 < high:
            return float(low), float(high)
    raise Refusal("design_invalid", "bounds harus dua angka di bawah dan di atas 1, mis. [0.3, 3].")


def _total(name: str, found: object) -> float:
    """Read a known total."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= LARGEST:
        raise Refusal("design_invalid", f"Jumlah kalibrasi {name} harus angka.")
    return float(found)


def _calibrated(table: Table, design: Design, step: Mapping[str, Any], compat: str) -> Design:
    """Carry out one calibration step of the description."""
    known_keys(step, _STEP_KEYS, "calibrate")
    method = str(step.get("method"))
    if method == "given":
        return _given(table, design, step, compat)
    found = step.get("margins")
    if not isinstance(found, Mapping) or not found:
        raise Refusal("design_invalid", "Tiap langkah calibrate perlu margins dengan jumlahnya.")
    margins = [_margin(table, k, v) for k, v in found.items() if isinstance(v, Mapping)]
    if method in {"raking", "poststrat"}:
        if len(margins) < len(found):
            raise Refusal("design_invalid", f"Metode {method} hanya untuk kelompok, bukan angka.")
        return calibration.rake(design, margins, compat=compat)
    if method not in {"greg", "exponential"}:
        raise Refusal("design_invalid", f"Metode kalibrasi “{method}” tidak dikenal.")
    numeric = {k: _total(k, v) for k, v in found.items() if not isinstance(v, Mapping)}
    columns = [calibration.dummies(margin) for margin in margins]
    columns += [table.numbers(name)[:, None] for name in numeric]
    matrix = np.hstack(columns)
    if not np.isfinite(matrix).all():
        raise Refusal("calibration_gap", "Kolom kalibrasi tidak boleh kosong di baris mana pun.")
    totals = np.concatenate([*(m.totals for m in margins), np.array(list(numeric.values()))])
    bounds = _bounds(step.get("bounds"))
    if bounds and method == "greg":
        names = [f"{m.name} {label}" for m in margins for label in m.labels] + list(numeric)
        return calibration.bounded(design, matrix, totals, bounds, names)
    return calibration.regress(design, matrix, totals, exponential=method == "exponential")
