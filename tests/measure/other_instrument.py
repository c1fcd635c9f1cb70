"""An instrument that shares no name with the shipped one: other codes, two dimensions, roles."""

from typing import Any

from lampit.measure.rules.logic import Answer


def _options(*rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Return options from (code, score, meaning or None)."""
    found = []
    for code, score, means in rows:
        option: dict[str, Any] = {"code": code, "text_id": f"Teks {code}", "score": score}
        found.append(option | ({"means": means} if means is not None else {}))
    return found


def definition(*, roles: bool = True) -> dict[str, Any]:
    """Return the definition; without `roles` no question says what it is for."""
    asked: list[dict[str, Any]] = [
        {"id": "umur", "type": "integer", "min": 15, "max": 99, "role": "usia_pemilik"},
        {"id": "orang", "type": "integer", "min": 1, "max": 99, "role": "pekerja_kini"},
        {"id": "sepuluh", "type": "integer", "min": 0, "max": 10, "role": "daring_kini",
         "dimension": "jual", "max_score": 4,
         "score_bands": [{"min": 0, "max": 0, "score": 0}, {"min": 1, "max": 10, "score": 4}]},
        {"id": "bertemu", "type": "select_one", "role": "tatap_muka",
         "options": _options(("selalu", 0, "semua"), ("jarang", 0, "tidak"))},
        {"id": "keadaan", "type": "select_one", "role": "pulih",
         "options": _options(("mati", 0, "berhenti"), ("pelan", 0, "dibawah"),
                             ("normal", 0, "pulih"), ("aman", 0, "tak_pernah"))},
        {"id": "alat", "type": "select_multiple", "dimension": "alat", "max_score": 6, "cap": 6,
         "options": [*_options(("ponsel", 4, None), ("laptop", 2, None)),
                     {"code": "nihil", "text_id": "Nihil", "score": 0, "exclusive": True}]},
        {"id": "pesan_lewat", "type": "select_multiple", "role": "cara_pesan",
         "options": _options(("toko", 0, "datang"), ("lokapasar", 0, "marketplace"),
                             ("radio", 0, ""))},
    ]  # fmt: skip
    for number, question in enumerate(asked, start=1):
        question |= {"no": number, "text_id": f"Tanya {number}?", "required": True}
        question.setdefault("dimension", None)
        question["refusable"] = question["type"] != "select_multiple"
        if not roles:
            question.pop("role", None)
            for option in question.get("options", ()):
                option.pop("means", None)
    yes = [{"code": c, "text_id": c, "score": 0} for c in ("ya", "tidak")]
    return {
        "id": "lain", "version": "1", "revision": "2026-11-30", "language_default": "id",
        "title_id": "Alat lain", "special_codes": {}, "scoring": {},
        "gate": [{"id": "setuju", "type": "select_one", "text_id": "Boleh?", "options": yes}],
        "questions": asked,
        "dimensions": [
            {"code": "alat", "text_id": "Alat", "weight": 50},
            {"code": "jual", "text_id": "Jualan", "weight": 50},
        ],
        "maturity_levels": [
            {"code": "awal", "text_id": "Awal", "min": 0, "max_exclusive": 50},
            {"code": "maju", "text_id": "Maju", "min": 50, "max_exclusive": 100.000001},
        ],
        "dii_like": {
            "basic": "satu", "indicators": [
                {"code": "c1", "text_id": "Punya ponsel", "rule": {"selected": ["alat", "ponsel"]}},
            ],
            "levels": [{"code": "semua", "text_id": "Semua", "min": 0, "max": 1}],
        },
    }  # fmt: skip


def told(number: int, **changes: Answer) -> dict[str, Answer]:
    """Return the answers of one business: a third sells online, some have a telephone."""
    base: dict[str, Answer] = {
        "umur": 25 + number % 40,
        "orang": 1 + number % 5,
        "sepuluh": 4 if number % 3 == 0 else 0,
        "bertemu": "selalu" if number % 2 else "jarang",
        "keadaan": ("pelan", "normal", "aman")[number % 3],
        "alat": ["ponsel"] if number % 4 else ["nihil"],
        "pesan_lewat": ["toko", "lokapasar"] if number % 3 == 0 else ["toko"],
    }
    return base | changes
