"""Head and signature of letters, and what a letter still lacks."""

from django.utils.translation import gettext

from lampit.privacy.models import Breach, Letterhead
from lampit.privacy.rules import letters as rules


def letterhead_of(region: str) -> Letterhead | None:
    """Return the letterhead of an office, None before it wrote one; one query."""
    return Letterhead.objects.filter(pk=region).first()


def missing_of(breach: Breach, whom: str) -> list[str]:
    """Return in words what a letter about a breach still lacks; no query."""
    filled = {name: getattr(breach, name) for name in rules.BREACH_PARTS}
    return [gettext(rules.BREACH_PARTS[name]) for name in rules.missing_parts(filled, whom)]
