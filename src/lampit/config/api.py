"""The API at `/api/v1/`: the rooms' endpoints behind one door, their description, one limit.

Everything is asked with a token, never with the cookie of a page, so no page can be made to
ask in somebody's name. A token is made by hand (`lampit api-token`), or fetched by a client
(`lampit api-client`) for an hour.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from lampit.basics.refusal import Refusal
from lampit.people import api as people
from lampit.people.access import bears_token, token_of
from lampit.people.actions import note_use
from lampit.registry.api import router as registry
from lampit.registry.rules.exchange import status_of
from lampit.shops.api import router as shops
from lampit.shops.rules.programs import UNFIT, answer_of
from lampit.web.door import door, everyone
from lampit.web.programs import PROBLEM, api_door, form_of, refused, speaks_problems, unfit

MOST_A_MINUTE = 600
BASE = "/api/v1"
TOKEN = f"{BASE}/token"
JSON = "application/json"
ABOUT = (
    "Daftar usaha, barang dan stok lapak untuk program lain. Token dibuat dengan "
    "`lampit api-token`, atau diambil sendiri oleh klien OAuth2 (`lampit api-client`), dan "
    "bertindak sebagai akunnya: wilayah dan peran yang sama. Cakupan: read, write, pii."
)


class Bearer(HttpBearer):
    """The token, for the description; the door has looked at it already."""

    def authenticate(self, request: HttpRequest, token: str) -> object:  # noqa: ARG002 - ninja's signature
        """Return the token the door found."""
        return token_of(request)


api = NinjaAPI(
    title="Lampit", version="1", description=ABOUT, urls_namespace="api", auth=Bearer(),
    docs_url=None, openapi_url=None,
)  # fmt: skip
api.add_router("", registry)
api.add_router("", shops)


@api.exception_handler(Refusal)
def _refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if not speaks_problems(request.path):
        return refused(status_of(refusal), refusal.code, refusal.message)
    told = answer_of(refusal)
    answer = refused(told.status, told.code, refusal.message, path=request.path, **told.more)
    if told.status == 503:
        answer["Retry-After"] = "2"
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    code = UNFIT if speaks_problems(request.path) else "invalid"
    return refused(422, code, unfit(error.errors), path=request.path)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _not_json(request, error.status_code)


def _not_json(request: HttpRequest, status: int = 400) -> HttpResponse:
    """Say that a body cannot be read; the market's words for it are 422 `tidak_valid`."""
    is_problem = speaks_problems(request.path)
    status, code = (422, UNFIT) if is_problem else (status, "unreadable")
    return refused(status, code, "Isi permintaan bukan JSON yang sah.", path=request.path)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return refused(404, "not_found", "Alamat ini tidak ada.", path=request.path)


def doored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return an endpoint behind the door: a live token, and not too many questions."""

    @csrf_exempt
    @api_door(bears_token, 401, "token_needed", "Kirim token yang berlaku: Authorization: Bearer.")
    def endpoint(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if is_too_many(request):
            limited = refused(
                429, "too_many_requests", "Terlalu banyak permintaan. Tunggu semenit.",
                path=request.path,
            )  # fmt: skip
            limited["Retry-After"] = "60"
            return limited
        # Form bodies are read before they come here and could not be read again.
        if request.method in {"POST", "PUT", "PATCH"} and request.content_type != JSON:
            return _not_json(request)
        token = token_of(request)
        if token is not None:
            note_use(token, timezone.now())
        answer = view(request, **arguments)
        if answer.status_code == 405:
            answer = _no_method(request, answer)
        answer["Vary"] = "Authorization"
        answer.setdefault("Cache-Control", "private, no-cache")
        return answer

    return endpoint


def _no_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Say in JSON which methods an address knows."""
    known = answer["Allow"]
    told = f"Alamat ini hanya mengenal {known}."
    named = refused(405, "method_unknown", told, path=request.path)
    named["Allow"] = known
    return named


def is_too_many(request: HttpRequest) -> bool:
    """Count a question of a token in this minute; each server process counts for itself."""
    token = token_of(request)
    key = f"api.{token.pk if token else 0}.{timezone.now():%H%M}"
    cache.add(key, 0, 120)
    return cache.incr(key) > MOST_A_MINUTE


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the OpenAPI document; a token opens alike however it was come by."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{BASE}/"))
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            writing = "shop" if speaks_problems(address) else "write"
            scope = "read" if method == "get" else writing
            operation["security"] = [*operation["security"], {"OAuth2": [scope]}]
            if speaks_problems(address):
                _name_problems(operation)
    told["paths"] = {TOKEN: {"post": people.operation()}} | told["paths"]
    told["components"]["securitySchemes"] |= people.schemes(TOKEN)
    told["components"]["schemas"] |= people.SCHEMAS
    return told


def _name_problems(operation: dict[str, Any]) -> None:
    """Tell that the refusals of an operation are problems: ninja knows one kind of body only."""
    for status, told in operation["responses"].items():
        if int(status) >= 400 and JSON in told.get("content", {}):
            told["content"] = {PROBLEM: told["content"][JSON]}


@csrf_exempt  # no cookie counts here: a client says each time who it is
@require_POST
@api_door(everyone)
def api_token(request: HttpRequest) -> HttpResponse:
    """Give a client a token of an hour."""
    return people.token_answer(request)


@require_safe
@door(everyone)
def api_openapi(_request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document; it holds no data."""
    return JsonResponse(description())


@require_safe
@door(everyone)
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the same as a page of ours: no script, nothing from elsewhere."""
    return render(request, "web/api_docs.html", {"paths": listed(), "limit": MOST_A_MINUTE})


def listed() -> list[dict[str, Any]]:
    """Return each operation with its parameters and answers, for the page."""
    return [
        {
            "method": method.upper(),
            "path": address,
            "summary": operation["summary"],
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "body": _name(operation.get("requestBody", {})),
            "fields": _fields(_name(operation.get("requestBody", {}))),
            "answers": sorted(map(str, operation["responses"])),
        }
        for address, operations in description()["paths"].items()
        for method, operation in operations.items()
    ]


def _name(body: dict[str, Any]) -> str:
    for content in body.get("content", {}).values():
        schema = content.get("schema", {})
        return str(schema.get("$ref", "")).rpartition("/")[2] or str(schema.get("title", ""))
    return ""


def _fields(body: str) -> list[dict[str, Any]]:
    """Return the fields of a body: name, whether it must be told, and in words what fits."""
    shape = description()["components"]["schemas"].get(body, {})
    needed = shape.get("required", [])
    return [
        {"name": name, "required": name in needed, "words": "; ".join(_words(told))}
        for name, told in shape.get("properties", {}).items()
    ]


def _words(told: dict[str, Any]) -> list[str]:
    """Return what a value may be, and what the description says of it."""
    kinds = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
    kind = kinds[0]
    one = kind.get("items", kind)
    allowed = one.get("enum", [])
    parts = [
        f"daftar, paling banyak {kind['maxItems']}" if "maxItems" in kind else "",
        " · ".join(str(value) for value in allowed if value),
        form_of(one["pattern"]) if "pattern" in one else "",
        {"integer": "angka bulat", "boolean": "true atau false"}.get(one.get("type", ""), ""),
        told.get("description", ""),
    ]
    return [part for part in parts if part]


def _patterns() -> list[URLPattern]:
    """Return the endpoints with their doors; an address is named after its path once."""
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern) and route and route not in found:
            name = "api_" + route.split("<", maxsplit=1)[0].strip("/").replace("/", "_")
            name += "_one" if "<" in route else ""
            found[route] = path(route, doored(pattern.callback), name=name.replace("-", "_"))
    return list(found.values())


urlpatterns: list[URLPattern] = [
    path("openapi.json", api_openapi, name="api_openapi"),
    path("docs", api_docs, name="api_docs"),
    path("token", api_token, name="api_token"),
    *_patterns(),
]
