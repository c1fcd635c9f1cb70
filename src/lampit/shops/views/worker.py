"""The service worker of a new good: the same for everybody, without a word of anybody."""

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lampit.web.door import door, everyone

SCRIPT = Path(__file__).resolve().parents[1] / "static" / "shops" / "worker.js"


@lru_cache(maxsize=1)
def _script() -> bytes:
    return SCRIPT.read_bytes()


@require_safe
@door(everyone)
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the script; it may look after the pages below its own address and no others."""
    answer = HttpResponse(_script(), "text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
