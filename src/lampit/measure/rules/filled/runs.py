"""What becomes of the rows of a file: names of what is sent, and how rows are held together."""

import uuid
from difflib import SequenceMatcher

from lampit.measure.rules.filled.words import plain

MOST_ROWS = 20_000
AT_ONCE = 40  # rows that are brought in while somebody waits; more become a job
NAMESPACE = uuid.UUID("8d1a0c86-6a39-5c54-9a5e-4b6f1f0f3c11")
ALIKE = 0.55


def instance_of(round_id: int, business: str, content_hash: str, undone: int) -> str:
    """Return the instance id of a row: the same content of the same business is the same one.

    `undone` counts how often just this content was brought in and undone: then it may come anew.
    """
    name = f"{round_id}/{business}/{content_hash}/{undone}"
    return f"uuid:{uuid.uuid5(NAMESPACE, name)}"


def is_other_name(written: str, known: str) -> bool:
    """Say whether a name on the sheet can hardly be that of the business with this number.

    Sorting half a sheet puts answers beside the number of somebody else; nothing else shows it.
    """
    one, other = plain(written), plain(known)
    if not one or not other or one in other or other in one:
        return False
    return SequenceMatcher(None, one, other).ratio() < ALIKE


def key_of(number: str) -> str:
    """Return a sample number as it is compared: without blanks and capitals."""
    return "".join(number.split()).casefold()
