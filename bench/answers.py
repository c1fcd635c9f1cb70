"""A round of 5,000 answers: weighed, all its figures, what may leave; processor seconds.

The yardstick is every plain weighted mean of the same answers in the same groups, without errors,
intervals or judgement: what the figures alone would cost.
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import lampit
from lampit.measure.rules import estimating
from lampit.measure.rules.estimating import AnalysisRow, Found, IndicatorName, Sample, releasing
from lampit.measure.rules.estimating.domains import CROSSED
from lampit.measure.rules.estimating.naming import Link
from lampit.measure.rules.estimating.sample import reckoned
from lampit.measure.rules.estimating.totals import Register
from lampit.measure.rules.instrument import read_instrument

DATA = Path(lampit.__file__).parent / "measure" / "data"
ANSWERS, DRAWN = 5_000, 5_900
SECTORS = ("dagang", "jasa", "kriya", "kuliner", "lain")
ROUNDS = 3
Say = Callable[[str], None]


def _values(dice: random.Random, names: list[IndicatorName]) -> dict[str, float | None]:
    """Return one invented questionnaire: shares of two fifths, numbers around 40."""
    return {
        name.code: float(dice.random() < 0.4) if name.is_share else dice.gauss(40, 15)
        for name in names
    }


def _rows(names: list[IndicatorName]) -> list[AnalysisRow]:
    """Return the drawn businesses of ten kecamatan and five sectors."""
    dice = random.Random(1)
    found = []
    for number in range(DRAWN):
        done = number < ANSWERS
        found.append(
            AnalysisRow(
                f"63.08.{dice.randint(1, 10):02d}", dice.choice(SECTORS), 2.4, 280,
                "selesai" if done else dice.choice(("menolak", "tutup_tetap", "tidak_dikenal")),
                True, _values(dice, names) if done else {}, member=number + 1,
                size=dice.choice(("1", "2-4", "5+")), sex=dice.choice("LP"),
                generation=dice.choice(("gen_z", "milenial", "gen_x", "boomer")),
            )
        )  # fmt: skip
    return found


def _best(way: Callable[[], object]) -> float:
    """Return the fewest processor seconds of a way."""
    found = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        way()
        found = min(found, time.process_time() - begun)
    return found


def _plain(sample: Sample, names: list[IndicatorName]) -> None:
    """Reckon every weighted mean of every kecamatan × sector, and nothing else."""
    matrix = sample.matrix([name.code for name in names])
    weights = sample.design.weights
    for _, inside in sample.inside(CROSSED):
        np.average(matrix[inside], axis=0, weights=weights[inside])


def _released(told: list[Found], links: list[Link]) -> None:
    """Judge all figures, with nothing remembered of the last time."""
    releasing._disclosed.cache_clear()
    estimating.release(told, links)


def figures(say: Say) -> Iterator[dict[str, Any]]:
    """Measure weighing, kecamatan × sector, all groupings and withholding; yield figures."""
    instrument = read_instrument(json.loads((DATA / "instrument_v1.json").read_text()))
    names = estimating.indicator_names(instrument)
    rows = _rows(names)
    places = {(f"63.08.{k:02d}", s): 280.0 for k in range(1, 11) for s in SECTORS}
    sizes = dict.fromkeys(("1", "2-4", "5+"), 4667.0)
    register = Register(places, sizes, dict.fromkeys("LP", 7000.0))
    say(f"{ANSWERS} answers, {len(names)} figures")
    weighing = estimating.weigh(rows, register)
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    plain = _best(lambda: _plain(sample, names))
    told = estimating.everything(sample, names)
    links = estimating.links(instrument)
    crossed = ["", "kecamatan", "sektor", CROSSED]
    ways: list[tuple[str, Callable[[], object]]] = [
        ("weights of 5,000 answers, fitted to 3 margins", lambda: estimating.weigh(rows, register)),
        ("all figures × kecamatan × sector", lambda: reckoned(sample, names, crossed)),
        (f"all figures, all groups ({len(told)})", lambda: estimating.everything(sample, names)),
        ("withholding with covers", lambda: _released(told, links)),
    ]
    for name, way in ways:
        seconds = _best(way)
        yield {
            "name": name,
            "value": seconds,
            "unit": "cpu s",
            "better": "lower",
            "ratio_to": {"plain weighted means": seconds / plain},
        }
