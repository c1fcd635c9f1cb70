"""`POST /api/v1/token`: a client's id and secret become a token of an hour (RFC 6749, 4.4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import fetch_token
from lampit.people.rules import clients, tokens
from lampit.web.programs import denied

STATUS = {"invalid_client": 401, "sign_in_locked": 429}
RETRY_SECONDS = "300"


def token_answer(request: HttpRequest) -> HttpResponse:
    """Return a token, or the refusal of section 5.2; nothing of it may be kept by a cache."""
    try:
        answer = _fetched(request)
    except Refusal as refusal:
        answer = _refused(refusal)
    answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
    return answer


def _fetched(request: HttpRequest) -> HttpResponse:
    if "client_secret" in request.GET:
        raise Refusal("invalid_request", "client_secret tidak boleh ada di alamat.")
    sent = {name: [str(text) for text in texts] for name, texts in request.POST.lists()}
    form = clients.form_of(request.content_type or "", sent)
    who = clients.credentials(request.headers.get("Authorization", ""), form)
    clients.check_grant(form)
    token, text = fetch_token(request, who, form.get("scope", ""), now=timezone.now())
    told = {
        "access_token": text,
        "token_type": "Bearer",
        "expires_in": int(clients.LIFE.total_seconds()),
        "scope": token.scopes,
    }
    return JsonResponse(told)


def _refused(refusal: Refusal) -> HttpResponse:
    """Return a refusal; a shut client waits, for which the standard has no code of its own."""
    status = STATUS.get(refusal.code, 400)
    code = "temporarily_unavailable" if status == 429 else refusal.code
    answer = denied(status, code, refusal.message)
    if status == 429:
        answer["Retry-After"] = RETRY_SECONDS
    return answer


_TEXT: dict[str, Any] = {"type": "string"}
_REFUSAL = {"$ref": "#/components/schemas/TokenErrorOut"}
SCHEMAS: dict[str, Any] = {
    "TokenOut": {
        "title": "TokenOut",
        "description": "A token of an hour.",
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "scope"],
        "properties": {
            "access_token": _TEXT,
            "token_type": {"const": "Bearer"},
            "expires_in": {"type": "integer", "description": "Detik"},
            "scope": _TEXT,
        },
    },
    "TokenErrorOut": {
        "title": "TokenErrorOut",
        "description": "Why not, in the codes of RFC 6749, section 5.2.",
        "type": "object",
        "required": ["error", "error_description"],
        "properties": {
            "error": {
                "enum": [
                    "invalid_request", "invalid_client", "invalid_scope",
                    "unsupported_grant_type", "temporarily_unavailable",
                ]
            },
            "error_description": _TEXT,
        },
    },
}  # fmt: skip


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def operation() -> dict[str, Any]:
    """Return the endpoint for the description of the API."""
    return {
        "operationId": "fetch_token",
        "summary": "Ambil token",
        "description": "Klien dibuat dengan lampit api-client; kirim id dan rahasianya dengan "
        "kepala Authorization: Basic, atau sebagai isian.",
        "tags": ["Token"],
        "security": [{"Client": []}, {}],
        "requestBody": {
            "required": True,
            "content": {
                clients.FORM: {
                    "schema": {
                        "title": "TokenRequest",
                        "type": "object",
                        "required": ["grant_type"],
                        "properties": {
                            "grant_type": {"const": clients.GRANT},
                            "scope": {
                                "type": "string",
                                "description": "Dipisah spasi; kosong: semua cakupan klien",
                                "examples": ["read", "read write"],
                            },
                            "client_id": _TEXT,
                            "client_secret": _TEXT,
                        },
                    }
                }
            },
        },
        "responses": {
            "200": _answer("Token", {"$ref": "#/components/schemas/TokenOut"}),
            "400": _answer("Permintaan salah", _REFUSAL),
            "401": _answer("Klien tidak dikenal", _REFUSAL),
            "429": _answer("Terlalu banyak percobaan", _REFUSAL),
        },
    }


def schemes(address: str) -> dict[str, Any]:
    """Return how one proves oneself: to fetch a token, and with it."""
    return {
        "Client": {"type": "http", "scheme": "basic"},
        "OAuth2": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": address, "scopes": dict(tokens.SCOPES)}},
        },
    }
