"""What pages may load is said once for all, and by an answer that needs something else."""

from typing import Any, cast

from csp.constants import HEADER
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lampit.web.policy import Policy


def said(view: Any) -> dict[str, str]:
    """Return the policy of an answer by directive."""
    answer = cast(Any, Policy(view)(RequestFactory().get("/")))
    pairs = (part.strip().partition(" ") for part in answer.headers[HEADER].split(";"))
    return {name: told for name, _gap, told in pairs}


def page(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing."""
    return HttpResponse()


def test_the_policy_of_all_and_one_of_its_own() -> None:
    """The settings' words; more where a page says so; those of all again after it."""
    usual = said(page)
    assert usual["default-src"] == "'self'"
    assert usual["object-src"] == usual["base-uri"] == usual["frame-ancestors"] == "'none'"
    other = said(csp_update({"img-src": ["https://x.example"]})(page))
    assert "https://x.example" in other["img-src"]
    assert said(page) == usual


def test_an_answer_with_a_policy_keeps_it() -> None:
    """Nothing is put over what a view said itself."""
    answer = HttpResponse(headers={HEADER: "default-src 'none'"})
    assert said(lambda _request: answer) == {"default-src": "'none'"}
