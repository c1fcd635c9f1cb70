"""Toasts: what an htmx answer says beside the swapped part, with a way back."""

import json

from django.http import HttpResponse


def toast(answer: HttpResponse, text: str, undo: str = "") -> HttpResponse:
    """Let the page say `text` for a while; `undo` is a local address that takes it back by POST.

    Full pages use `messages.success(request, text, extra_tags="undo:/…/")` instead.
    """
    answer["HX-Trigger"] = json.dumps({"toast": {"text": text, "undo": undo}})
    return answer
