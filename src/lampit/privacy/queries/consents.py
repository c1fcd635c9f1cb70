"""Consents as the pages ask them: the words, their version, and the answer that stands."""

from dataclasses import dataclass

from django.utils.translation import gettext

from lampit.registry.models import Owner
from lampit.registry.queries.consents import Standing, standings
from lampit.registry.rules import consents


@dataclass(frozen=True, slots=True)
class Asked:
    """A purpose with the version of the words that are shown."""

    standing: Standing
    version: str

    @property
    def is_task(self) -> bool:
        """Say whether the office may go on without an answer: a no is an objection then."""
        return self.standing.purpose.basis == consents.TASK

    @property
    def is_rare(self) -> bool:
        """Say whether it is asked of few, beside the five that everybody is asked."""
        return self.standing.purpose.code not in consents.FIVE


def asked_of(owner: Owner) -> list[Asked]:
    """Return what an owner is asked, as it stands; one query."""
    return [Asked(found, consents.version_of(found.words)) for found in standings(owner)]


def tasks() -> list[tuple[str, str]]:
    """Return what the office does by law, without asking: label and words; no query."""
    return [(gettext(purpose.label), gettext(purpose.words)) for purpose in consents.TASKS]


def version_now(purpose: str) -> str:
    """Return the version of the words of a purpose as they are shown now; no query."""
    return consents.version_of(gettext(consents.BY_CODE[purpose].words))
