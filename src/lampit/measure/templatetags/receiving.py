"""Words of the questionnaire and of the quarantine on pages."""

from collections.abc import Sequence

from django import template
from django.utils.translation import get_language, gettext

from lampit.measure.rules.filled.words import letters_of
from lampit.measure.rules.instrument import Text
from lampit.measure.rules.receiving import REASONS
from lampit.people.models import User
from lampit.web.language import in_words

register = template.Library()


@register.filter
def told_text(text: Text) -> str:
    """Return a text of the instrument in the reader's language."""
    return text.en if (get_language() or "id").startswith("en") else text.id


@register.filter
def told_texts(texts: Sequence[Text]) -> str:
    """Return several of them, parted by commas; a dash for none."""
    return ", ".join(told_text(one) for one in texts) or "–"


@register.filter
def told_words(message: str) -> str:
    """Return a sentence of the rules in the reader's language."""
    return str(in_words(message))


@register.filter
def column_letters(column: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0."""
    return letters_of(column)


@register.filter
def person_name(person: User | None) -> str:
    """Return how a person is called; a dash for nobody, who answered by himself."""
    return "–" if person is None else person.get_full_name() or person.username


@register.filter
def why_set_aside(reason: str) -> str:
    """Return why a delivery waits, in words."""
    return gettext(REASONS[reason]) if reason in REASONS else ""
