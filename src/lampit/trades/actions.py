"""Writes of industry codes: the table of KBLI 2020 from the file of the house."""

import csv
from typing import Any

from django.db import transaction

from lampit.trades import queries, rules
from lampit.trades.models import Kbli

CHUNK = 500


def load_trades() -> int:
    """Bring the KBLI 2020 codes up to the file and return how many rows were written.

    None is removed, for businesses hang on them.
    """
    present = {row.code: row for row in Kbli.objects.filter(version=queries.VERSION)}
    plain = {row["code"]: row for row in _read("kbli_relevant.csv")}
    changed: list[Kbli] = []
    for row in _read("kbli.csv"):
        wanted = _fields(row["title"], plain.get(row["code"], {}))
        old = present.get(row["code"])
        if old is None or any(getattr(old, name) != value for name, value in wanted.items()):
            changed.append(Kbli(version=queries.VERSION, code=row["code"], **wanted))
    with transaction.atomic():
        Kbli.objects.bulk_create(
            changed,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["version", "code"],
            update_fields=["title", "plain_words", "examples", "search"],
        )
    return len(changed)


def _fields(title: str, plain: dict[str, str]) -> dict[str, Any]:
    words = plain.get("plain_words", "")
    return {
        "title": title,
        "plain_words": words,
        "examples": plain.get("hsu_examples", ""),
        "search": rules.fold(f"{title} {words}"),
    }


def _read(name: str) -> list[dict[str, str]]:
    with (queries.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
