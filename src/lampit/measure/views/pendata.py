"""The offline app of enumerators: its shell, scripts, worker and manifest; no personal data.

The shell is open to everybody, as a phone keeps it and opens it without a signal; what it shows
comes from `views.pendata_wire` behind a door, or out of the phone after the PIN.
"""

import json
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from lampit.measure.queries import pendata
from lampit.web.door import door, everyone

YEAR = 365 * 24 * 3600
ICONS = ("192", "512")


def _script_url() -> str:
    """Return the address of the scripts; it changes with every letter of them."""
    return f"{reverse('measure:pendata_script')}?v={pendata.script()[1]}"


def _kept() -> list[str]:
    """Return what a phone keeps to start without a signal, besides the shell itself."""
    return [
        _script_url(),
        static("measure/pendata/pendata.css"),
        static("web/icons.svg"),
        static("web/mark.svg"),
        reverse("measure:pendata_manifest"),
        *(static(f"measure/pendata/icon-{size}.png") for size in ICONS),
    ]


def _shell() -> dict[str, object]:
    """Return what the shell's template needs; the same for every person."""
    languages = [code for code, _ in settings.LANGUAGES]
    return {"script": _script_url(), "version": pendata.script()[1], "languages": languages}


@require_GET
@door(everyone)
def app(request: HttpRequest) -> HttpResponse:
    """Show the shell in the reader's language; everything in it works without a signal."""
    answer = render(request, "measure/pendata/app.html", _shell())
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@door(everyone)
def script(request: HttpRequest) -> HttpResponse:
    """Give all scripts as one; kept for a year under its hash."""
    text, version = pendata.script()
    answer = HttpResponse(text, "text/javascript; charset=utf-8")
    known = request.GET.get("v") == version
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable" if known else "no-cache"
    return answer


@require_GET
@door(everyone)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker; its first line names the version and what it keeps."""
    kept = _kept()
    shell = render_to_string("measure/pendata/app.html", _shell(), request)
    marks = sha256("\n".join([shell, pendata.worker(), *kept]).encode()).hexdigest()[:12]
    told = {"version": marks, "home": reverse("measure:pendata"), "kept": kept}
    text = f"var APP = {json.dumps(told)};\n{pendata.worker()}"
    answer = HttpResponse(text, "text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@door(everyone)
def manifest(_request: HttpRequest) -> HttpResponse:
    """Tell a phone how to install the app."""
    told = {
        "id": reverse("measure:pendata"),
        "name": "Lampit Pendata",
        "short_name": "Pendata",
        "description": "Wawancara survei UMKM tanpa sinyal",
        "lang": "id",
        "start_url": reverse("measure:pendata"),
        "scope": reverse("measure:pendata"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#FBF8F1",
        "theme_color": "#0A3F36",
        "icons": [
            {
                "src": static(f"measure/pendata/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any",
            }
            for size in ICONS
        ]
        + [{"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
