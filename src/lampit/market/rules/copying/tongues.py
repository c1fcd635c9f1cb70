"""The two languages of a copy: English pages stand in the folder `en`, Indonesian ones beside it.

The live market tells them apart by `?bahasa=en` (decision 0027); a folder has no queries.
"""

from html import escape
from urllib.parse import parse_qsl, urlencode

from lampit.market.rules.world import ENGLISH, KEY, english_address

INDONESIAN = "id"
FOLDER = "en"
NAMES = {INDONESIAN: "Indonesia", ENGLISH: "English"}  # each in its own words


def language_of(address: str) -> str:
    """Return the language that an address of the live market shows."""
    if KEY not in address:
        return INDONESIAN
    query = address.partition("?")[2]
    return ENGLISH if (KEY, ENGLISH) in parse_qsl(query) else INDONESIAN


def indonesian(address: str) -> str:
    """Return the Indonesian address of a page."""
    if KEY not in address:
        return address
    path, _mark, query = address.partition("?")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != KEY]
    return f"{path}?{urlencode(kept)}" if kept else path


def spoken(address: str, language: str) -> str:
    """Return the address of a page in a language."""
    bare = indonesian(address)
    return english_address(bare) if language == ENGLISH else bare


def other_than(language: str) -> str:
    """Return the other language."""
    return INDONESIAN if language == ENGLISH else ENGLISH


def file_in(language: str, file: str) -> str:
    """Return where a file of the copy stands in a language."""
    return f"{FOLDER}/{file}" if language == ENGLISH else file


def switch(link: str, language: str) -> str:
    """Return the mark-up that leads to a page in another language."""
    return (
        f'<div class="seg"><a href="{escape(link)}" rel="alternate" lang="{language}" '
        f'hreflang="{language}">{NAMES[language]}</a></div>'
    )
