"""What the last full search of a kabupaten tells of names; kept beside its index."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

RATES = "rates.json"


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of 1 over the groups of records that the search took for one business.

    Attributes:
        homonymy: of the names of owners, how many stand in more than one group.
        name_variation: of the groups of two or more records, how many hold more than one name.
        records, clusters: records compared, groups of two or more.
        at: when.
    """

    homonymy: float
    name_variation: float
    records: int
    clusters: int
    at: datetime


def indexes() -> Path:
    """Return the folder that holds the index of every kabupaten."""
    return Path(settings.LAMPIT_HOME) / "linkage"


def index_folder(region: str) -> Path:
    """Return where the index of a kabupaten lies."""
    return indexes() / region


def rates_of(region: str) -> Rates | None:
    """Return the rates of a kabupaten; None before its first full search. No query."""
    try:
        told = json.loads((index_folder(region) / RATES).read_text("utf-8"))
        return Rates(**{**told, "at": datetime.fromisoformat(told["at"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
