"""What a page may load and where its forms may go: one policy for all, written once."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

_OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")


@cache
def _policy() -> str:
    """Return the policy of the settings, which no process changes."""
    return build_policy()


class Policy(CSPMiddleware):
    """The layer of django-csp; an answer that sets nothing of its own gets the policy of all."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say what the page may load."""
        if any(hasattr(response, name) for name in _OWN) or getattr(request, "_csp_nonce", None):
            return super().process_response(request, response)
        if HEADER not in response:
            response[HEADER] = _policy()
        return response
