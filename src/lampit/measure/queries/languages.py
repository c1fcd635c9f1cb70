"""The languages of a version: files that came with the house, and those an office brought."""

import json
from functools import lru_cache

from lampit.measure.models import Instrument, InstrumentLanguage
from lampit.measure.queries.instruments import DATA
from lampit.measure.rules.languages import Language, read_language


@lru_cache(maxsize=1)
def shipped_languages() -> tuple[tuple[str, str, Language], ...]:
    """Return (instrument, version, language) of each file in `data/languages`; no query."""
    found = []
    for path in sorted((DATA / "languages").glob("*.json")):
        told = json.loads(path.read_bytes())
        found.append((str(told["instrument"]), str(told["version"]), read_language(told)))
    return tuple(found)


def languages_of(row: Instrument) -> tuple[Language, ...]:
    """Return the further languages of a version, by code; one query.

    What an office brought goes before the file of the house.
    """
    found = {
        language.code: language
        for code, version, language in shipped_languages()
        if (code, version) == (row.code, row.version)
    }
    brought = InstrumentLanguage.objects.filter(instrument=row, is_current=True)
    for one in brought:
        found[one.code] = read_language(one.content, one.edition)
    return tuple(found[code] for code in sorted(found))
