"""Train the model of businesses anew: `python tools/linkage_model.py` writes the shipped file.

Trained on the simulated register of the tests, without its truth; the truth only fills the
evaluation table of the file, with FEBRL and its own schema beside it. A changed schema or a
changed training gets a new version: `--version 3`.
"""

import argparse
import csv
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
TARGET = ROOT / "src/lampit/science/linkage/data/businesses.model.json"

PLACES = ROOT / "src/lampit/places/data/centroids.csv"
POINTS = TARGET.with_name("village_points.csv")


def points() -> str:
    """Return the villages that have a map, with a point inside each: those of the place data."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"].count(".") == 3]
    lines = [f"{row['code']},{row['lat']},{row['lon']}" for row in rows]
    return "\n".join(["code,lat,lon", *lines]) + "\n"


def evaluation(name: str, pairs: Any, truth: dict[str, str], records: int) -> dict[str, Any]:
    """Return one row of the table: how the pairs did at three thresholds."""
    from tests.science.linkage_data import score

    row: dict[str, Any] = {"file": name, "records": records}
    for least in (0.6, 0.95, 0.99):
        found = score(pairs, truth, least)
        row[f"p>={least}"] = {
            "precision": round(found.precision, 4),
            "recall": round(found.recall, 4),
            "f1": round(found.f1, 4),
        }
    return row


def trained(version: str) -> Any:
    """Return the model with its evaluation."""
    from lampit.science import linkage
    from tests.science.linkage_data import febrl, febrl_schema, register

    records, truth = register()
    model = linkage.train(records, linkage.shipped_schema(), linkage.DuckEngine(), version)
    found = linkage.find_pairs(records, model=model)
    rows = [evaluation("registry_sim_a", found.pairs, truth, records.num_rows)]
    for number in (1, 3):
        people, same = febrl(number)
        own = linkage.train(people, febrl_schema(), linkage.DuckEngine())
        pairs = linkage.find_pairs(people, model=own).pairs
        rows.append(evaluation(f"febrl{number}", pairs, same, people.num_rows))
    return replace(found.model, evaluation=tuple(rows))


def main() -> None:
    """Write the model file, or only say whether the shipped one is what training gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", default="2")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    if not options.check:
        POINTS.write_text(points(), encoding="utf-8")
    text = trained(options.version).as_json()
    if not options.check:
        TARGET.write_text(text, encoding="utf-8")
        print(f"written: {TARGET.relative_to(ROOT)}")
    elif text != TARGET.read_text("utf-8"):
        sys.exit("The shipped model is not what training gives: run tools/linkage_model.py.")


if __name__ == "__main__":
    main()
