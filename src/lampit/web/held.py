"""What was typed into a form that could not be taken: carried on to be sent again.

A session that ended, or a token that another tab renewed, must not cost a mentor the note
typed on the way. The fields travel through the person's own pages only (never stored): as
hidden inputs of the sign-in form, then of a page with one button that sends them again.
Files and passwords do not travel.
"""

import json
from collections.abc import Iterable

from django.http import HttpRequest

Fields = list[tuple[str, str]]
HELD = "tahan"
MOST_SIGNS = 100_000
NEVER = frozenset({"csrfmiddlewaretoken", HELD, "password", "old", "new"})


def typed(request: HttpRequest) -> Fields:
    """Return the fields of a posted form that can be sent again; none when they are too many."""
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    return _fit((name, str(value)) for name, value in pairs)


def pack(fields: Fields) -> str:
    """Write fields as the value of one hidden input; nothing when there are none."""
    return json.dumps(fields) if fields else ""


def unpack(text: str) -> Fields:
    """Read what `pack` wrote; whatever else somebody sends is no fields at all."""
    try:
        pairs = json.loads(text) if len(text) <= 2 * MOST_SIGNS else []
        return _fit((str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return []


def is_ours(request: HttpRequest) -> bool:
    """Say whether the browser swears that the form stood on a page of this site."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.method == "POST" and request.headers.get("Origin") == origin


def _fit(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Return the pairs that may travel, or none when they would weigh too much."""
    kept = [(name, value) for name, value in pairs if name not in NEVER]
    return kept if sum(len(name) + len(value) for name, value in kept) <= MOST_SIGNS else []
