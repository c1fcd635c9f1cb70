"""Answers for other programs: refusals as JSON, and the door that gives them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, JsonResponse

# Not from `web.door`: the log's set-up reads this module before the accounts are ready.
Rule = Callable[[HttpRequest], bool]
# An endpoint answers with values that ninja writes as JSON, so its types are its own.
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
PREFIX = "/api/"


def refused(status: int, code: str, message: str) -> JsonResponse:
    """Return `{"code","message"}` with a status; 401 says how one identifies oneself."""
    answer = JsonResponse({"code": code, "message": message}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="lampit"'
    return answer


def denied(status: int, error: str, words: str) -> JsonResponse:
    """Return a refusal of RFC 6749, section 5.2; 401 says how a client identifies itself."""
    answer = JsonResponse({"error": error, "error_description": words}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="lampit"'
    return answer


def api_door(
    rule: Rule,
    status: int = 403,
    code: str = "not_allowed",
    message: str = "Token atau akun ini tidak boleh melakukan ini.",
) -> Callable[[Endpoint], Endpoint]:
    """Put `rule` before an endpoint; who may not is answered in JSON, never led to sign in."""

    def fit(view: Endpoint) -> Endpoint:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if rule(request):
                return view(request, *args, **kwargs)
            return refused(status, code, message)

        guarded.access_rule = rule  # type: ignore[attr-defined]  # read by tests/house
        return cast(Endpoint, guarded)

    return fit
