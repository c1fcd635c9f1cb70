"""The published instrument and made-up questionnaires for the tests of this room."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import lampit
from lampit.measure.rules.instrument import Instrument, read_instrument
from lampit.measure.rules.logic import Answer
from lampit.measure.rules.steps import Step, read_steps

DATA = Path(lampit.__file__).parent / "measure" / "data"


@cache
def instrument() -> Instrument:
    """Return version 1."""
    pages = json.loads((DATA / "pages_v1.json").read_text())["pages"]
    return read_instrument(json.loads((DATA / "instrument_v1.json").read_text()) | {"pages": pages})


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of version 1."""
    return read_steps(json.loads((DATA / "next_steps_v1.json").read_text()))


@cache
def vectors() -> tuple[dict[str, Any], ...]:
    """Return the twelve answered questionnaires with their exact scores."""
    return tuple(
        json.loads((Path(__file__).parent / "data" / "instrument_v1_vectors.json").read_text())
    )


def answers(**changes: Answer) -> dict[str, Answer]:
    """Return the answers of a craftsman of 40 who uses WhatsApp a little, with changes."""
    base: dict[str, Answer] = {
        "usia_pemilik": 40,
        "pekerja_kini": 2,
        "pekerja_lalu": 2,
        "omzet": "b2",
        "arah_omzet": "sama",
        "daring_kini": 0,
        "daring_lalu": 0,
        "tatap_muka": "banyak",
        "pulih": "pulih",
        "perangkat": ["hp_pintar"],
        "internet": "cukup",
        "akun": ["wa"],
        "unggah": "jarang",
        "biaya_promosi": 0,
        "cara_pesan": ["datang"],
        "cara_bayar": ["tunai"],
        "catatan": "tidak",
        "bantuan_hp": ["tidak_ada"],
        "bisa": ["chat"],
        "pengurus": "pemilik",
        "hambatan": ["belum_bisa"],
        "aman": ["kunci"],
        "izin": ["tidak_ada"],
    }
    return base | changes
