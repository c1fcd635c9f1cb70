"""How a client says who it is: header or form, never both, and nothing half understood."""

import base64
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.people.rules import clients

FIRST = {"grant_type": "client_credentials"}


def basic(name: str, secret: str) -> str:
    """Return the header as RFC 6749, 2.3.1 has it: each part as in a form, then joined."""
    packed = base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode())
    return f"Basic {packed.decode()}"


def code_of(header: str, form: dict[str, str]) -> str:
    """Return the code with which credentials are refused."""
    with pytest.raises(Refusal) as refused:
        clients.credentials(header, form)
    return refused.value.code


NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200)


@given(NAMES, SECRETS)
def test_header_and_form_tell_the_same(name: str, secret: str) -> None:
    """Whatever signs a secret holds: `+`, `%` and `:` too."""
    told = clients.Credentials(name, secret)
    assert clients.credentials(basic(name, secret), {}) == told
    assert clients.credentials("", {"client_id": name, "client_secret": secret}) == told
    assert clients.credentials(basic(name, secret), {"client_id": name}) == told


def test_two_ways_at_once_are_no_way() -> None:
    """Section 2.3: not more than one method in a request."""
    header = basic("lampit-1", "s")
    assert code_of(header, {"client_id": "lampit-1", "client_secret": "s"}) == "invalid_request"
    assert code_of(header, {"client_secret": "s"}) == "invalid_request"
    assert code_of(header, {"client_id": "lampit-2"}) == "invalid_request"


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Basic", "Basic ===", "Basic Ym9i", "Basic OnM=", basic("Lampit", "s"),
     basic("a b", "s"), basic("a", ""), basic("a", "s" * 201), "Basic " + "A" * 10_000,
     "Basic w6k6cw=="],
)  # fmt: skip
def test_nonsense_is_no_client(header: str) -> None:
    """Never an error of ours, always the one answer."""
    assert code_of(header, {}) == "invalid_client"


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(clients.KNOWN), st.text(max_size=9)))
def test_whatever_is_sent_is_understood_or_refused(header: str, form: dict[str, str]) -> None:
    """No other exception, whatever the header and the form hold."""
    try:
        clients.credentials(header, form)
    except Refusal as refusal:
        assert refusal.code in {"invalid_client", "invalid_request"}  # noqa: PT017 - either is right


def test_the_form_is_a_form_with_each_field_once() -> None:
    """An empty field counts as left out, unknown ones are passed by (section 3.2)."""
    form = clients.form_of(clients.FORM, {"grant_type": ["x"], "scope": [""], "other": ["1", "2"]})
    assert form == {"grant_type": "x"}
    for kind, sent in (
        ("application/json", {"grant_type": ["x"]}),
        ("multipart/form-data", {"grant_type": ["x"]}),
        (clients.FORM, {"scope": ["read", "read"]}),
    ):
        with pytest.raises(Refusal) as refused:
            clients.form_of(kind, sent)
        assert refused.value.code == "invalid_request"


def test_one_grant_only() -> None:
    """Missing is a wrong request, another one is not supported."""
    clients.check_grant(FIRST)
    for form, code in (
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "Client_Credentials"}, "unsupported_grant_type"),
    ):
        with pytest.raises(Refusal) as refused:
            clients.check_grant(form)
        assert refused.value.code == code


def test_scopes_are_narrowed_never_widened() -> None:
    """None asked: all held; in their own order, each once."""
    assert clients.narrowed("", ["read", "write"]) == ["read", "write"]
    assert clients.narrowed("write read write", ["read", "write"]) == ["read", "write"]
    assert clients.narrowed("read", ["read", "write"]) == ["read"]
    for asked in ("pii", "read pii", "read  write", "READ", " "):
        with pytest.raises(Refusal) as refused:
            clients.narrowed(asked, ["read", "write"])
        assert refused.value.code == "invalid_scope"
