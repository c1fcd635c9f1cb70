"""Words of the check-list in pages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext

from lampit.shops.models import Pledge
from lampit.shops.rules import checklist
from lampit.shops.rules.checklist import REASONS

register = template.Library()


@register.filter
def reasons(codes: Sequence[str]) -> str:
    """Return in words why a good waits for a look."""
    return ", ".join(gettext(REASONS[code]) for code in codes if code in REASONS)


@register.filter
def told_answers(pledge: Pledge) -> list[dict[str, Any]]:
    """Return what was asked about a good, what was answered, and what had led to it."""
    return [
        {
            "question": gettext(checklist.question_words(code)),
            "answer": gettext(checklist.answer_words(code, pledge.answers.get(code, ""))),
            "found": found,
        }
        for code, found in pledge.asked.items()
        if code != checklist.PROMISE
    ]
