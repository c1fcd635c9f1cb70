"""What an answer came to: changes that a correction names, parts that a deletion names."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from lampit.people.models import User
from lampit.privacy.models import Request
from lampit.privacy.queries.deletions import deletable, files_told, is_erased
from lampit.privacy.queries.dossier import records_of
from lampit.privacy.rules import requests as rules
from lampit.registry.actions.removing import forget_removed
from lampit.registry.queries.corrections import made_since


@dataclass(frozen=True, slots=True)
class Correction:
    """How a correction ended: a code of `rules.OUTCOMES`, and the changes it came to."""

    outcome: str = ""
    changes: frozenset[int] = frozenset()


NOTHING = Correction()


@dataclass(frozen=True, slots=True)
class Deletion:
    """Which parts the answer to a request to delete names as gone: keys of `Removed`."""

    parts: frozenset[str] = frozenset()


WHOLLY = Deletion()


def keep_correction(found: Request, told: Correction) -> None:
    """Keep how a correction ended, with the changes as the letter shows them."""
    made = []
    if found.kind == rules.CORRECT and found.owner is not None and told.outcome == rules.CHANGED:
        with translation.override("id"):  # the letter is hers, whatever the desk's screen speaks
            made = [m for m in made_since(found.owner, found.received_at) if m.id in told.changes]
    found.outcome = rules.check_outcome(
        found.kind, told.outcome, len(made), has_record=found.owner is not None
    )
    found.corrected = [
        {
            "change": m.id, "business": m.business, "field": m.field, "at": m.at.isoformat(),
            "old": "" if m.is_secret else m.old, "new": "" if m.is_secret else m.new,
        }
        for m in made
    ]  # fmt: skip


def keep_deletion(actor: User, found: Request, told: Deletion, words: str, now: datetime) -> str:
    """Keep what a request to delete came to, and return the words of its letter."""
    if found.kind != rules.DELETE:
        return words
    is_whole = is_erased(found)
    parts = [] if is_whole else [one for one in deletable(found) if one.key in told.parts]
    found.outcome = rules.check_deletion(
        is_whole=is_whole, parts=len(parts), has_record=found.owner is not None
    )
    found.deleted = [
        {
            "kind": p.kind, "what": p.what, "place": p.place, "at": (p.at or now).isoformat(),
            "by": p.by or actor.username,
        }
        for p in parts
    ]  # fmt: skip
    if not parts:
        return words
    forget_removed(actor, records_of(found), parts, now=now)
    with translation.override("id"):  # the letter is hers, whatever the desk's screen speaks
        files = files_told(found)
    return f"{words}\n\n{files}".strip()
