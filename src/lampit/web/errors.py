"""Error pages in the product's own words: what happened, what is safe, what to do now."""

import logging
import re
import secrets

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lampit.web import held, programs
from lampit.web.toasts import toast

log = logging.getLogger("lampit.web.errors")

DESK = "/balai/"
LAST_RESORT = """<!DOCTYPE html>
<html lang="id">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Ada gangguan &ndash; Lampit</title>
  </head>
  <body data-page="web.broken">
    <main id="isi">
      <h1>Maaf, ada gangguan di pihak kami</h1>
      <p>Yang tadi Anda kirim mungkin belum tersimpan. Periksa dulu, lalu coba lagi.</p>
      <p>Kode kejadian: {code}</p>
    </main>
  </body>
</html>
"""


def event_code(request_id: str) -> str:
    """Write the first six signs of a request id as people read them out: `K72F9A` is `K7-2F9A`."""
    signs = re.sub(r"[^0-9A-Z]", "", request_id.upper())[:6]
    return f"{signs[:2]}-{signs[2:]}"


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: this page is for others; say as whom the person is acting now."""
    if request.path.startswith(programs.PREFIX):
        return programs.refused(403, "not_allowed", "Ini bukan untuk Anda.", path=request.path)
    why = str(exception) if exception is not None else ""
    return render(request, "web/forbidden.html", {"why": why}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404: the page is gone or never was; offer the market and the search."""
    if request.path.startswith(programs.PREFIX):
        return programs.refused(404, "not_found", "Alamat ini tidak ada.", path=request.path)
    is_desk = request.path.startswith(DESK)
    return render(request, "web/missing.html", {"is_desk": is_desk}, status=404)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that lay open too long: nothing was changed, send it again.

    What was typed stays on the page, but only when the form stood on a page of ours: a button
    under somebody else's words would undo the protection.
    """
    log.warning("form refused: %s", reason)
    kept = held.typed(request) if held.is_ours(request) else []
    return render(request, "web/stale.html", {"held": kept}, status=403)


def no_page(request: HttpRequest, page: str, allowed: str) -> HttpResponse:
    """Answer 405 to an address that only takes forms; the browser goes on to `page` by itself."""
    answer = render(request, "web/no_page.html", {"above": page}, status=405)
    answer["Allow"] = allowed
    answer["Refresh"] = f"0; url={page}"
    return answer


def unreadable(request: HttpRequest) -> HttpResponse:
    """Answer 400 for a form with a sign that no text can hold; without it, it can go again.

    Of a program's addresses only the one of tokens takes forms, so it is answered as that does.
    """
    if request.path.startswith(programs.PREFIX):
        return programs.denied(400, "invalid_request", "Ada tanda NUL di dalam isian.")
    kept = [
        (name.replace("\x00", ""), text.replace("\x00", "")) for name, text in held.typed(request)
    ]
    return render(request, "web/unreadable.html", {"held": kept}, status=400)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Answer 413 to more than `most` bytes: nothing was read, so nothing is stored."""
    size = f"{most // (1024 * 1024)}"
    said = _("Kiriman ini terlalu besar: paling besar %(n)s MB. Belum ada yang tersimpan.") % {
        "n": size
    }
    return _refused_whole(request, 413, "too_large", said)


def unsized(request: HttpRequest) -> HttpResponse:
    """Answer 411 to a request that does not say how big it is."""
    said = _("Kiriman ini tidak menyebut ukurannya. Belum ada yang tersimpan.")
    return _refused_whole(request, 411, "length_needed", said)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a form that could not be read as one: 413 where it was too much, else 400."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        told = _("Formulir ini berisi terlalu banyak isian. Belum ada yang tersimpan.")
        return _refused_whole(request, 413, "too_many", told)
    said = _("Kiriman ini tidak terbaca. Belum ada yang tersimpan.")
    return _refused_whole(request, 400, "unreadable", said)


def _refused_whole(request: HttpRequest, status: int, code: str, said: str) -> HttpResponse:
    """Answer as JSON, as a passing word, or as a page: whatever the asker reads."""
    accepted = request.headers.get("Accept", "")
    is_program = "json" in accepted and "text/html" not in accepted
    if is_program or request.path.startswith(programs.PREFIX):
        return programs.refused(status, code, said, path=request.path)
    if request.headers.get("HX-Request") == "true":
        return toast(HttpResponse(status=status), said)
    return render(request, "web/too_large.html", {"said": said}, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 without database and context, with a code that also stands in the log."""
    request_id = str(getattr(request, "request_id", "") or "")
    code = event_code(request_id if len(request_id) >= 6 else secrets.token_hex(3))
    log.error("event %s", code, extra={"event": code})
    if request.path.startswith(programs.PREFIX):
        told = f"Ada gangguan di pihak kami. Kode kejadian: {code}"
        return programs.refused(500, "broken", told, path=request.path)
    try:
        page = str(render_to_string("web/broken.html", {"code": code}))
    except Exception:  # noqa: BLE001 - whatever else is broken, this page must be shown
        page = LAST_RESORT.replace("{code}", code)
    return HttpResponse(page, status=500)
