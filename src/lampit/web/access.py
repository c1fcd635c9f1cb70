"""Who may open the pages of the frame itself."""

from django.conf import settings
from django.http import Http404, HttpRequest


def in_demo(_request: HttpRequest) -> bool:
    """Open a page in a demo; elsewhere it does not exist."""
    if getattr(settings, "LAMPIT_ENV", "") != "demo":
        raise Http404
    return True
