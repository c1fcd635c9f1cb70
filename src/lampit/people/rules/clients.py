"""Clients of the API: how one says who it is and what it asks for. RFC 6749. Pure.

A client is a program of a partner that fetches its own tokens with an id and a secret
(section 4.4). Codes of refusals are those of section 5.2, so that any library knows them.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote_plus

from lampit.basics.refusal import Refusal
from lampit.people.rules.tokens import SCOPES

LIFE = timedelta(hours=1)
MOST_LIVE = 100  # tokens of one client at a time: the oldest makes room
LABEL = "nama program, contoh: aplikasi kecamatan; akun dan nama yang sama adalah satu program"
REPLACES = "klien atau token dari program yang sama, dengan nama atau akun lain: nomornya dipakai"
GRANT = "client_credentials"
FORM = "application/x-www-form-urlencoded"
# What a form may hold; anything else in it is not ours and is passed by (section 3.2).
KNOWN = ("grant_type", "scope", "client_id", "client_secret")
_ID = re.compile(r"[a-z0-9-]{1,40}")
_SECRET = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who a client says it is."""

    client_id: str
    secret: str


def form_of(content_type: str, sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the fields of a form we know; an empty one counts as left out (section 3.2).

    Raises:
        Refusal: `invalid_request` for another kind of body, or a field that comes twice.
    """
    if content_type != FORM:
        raise Refusal("invalid_request", f"Kirim sebagai {FORM}.")
    for name in KNOWN:
        if len(sent.get(name, ())) > 1:
            raise Refusal("invalid_request", f"{name} dikirim lebih dari sekali.")
    return {name: sent[name][0] for name in KNOWN if sent.get(name) and sent[name][0]}


def credentials(header: str, form: Mapping[str, str]) -> Credentials:
    """Return the credentials of a request: in the header or in the form, not both (2.3.1).

    Raises:
        Refusal: `invalid_request` for two ways at once, `invalid_client` for none or nonsense.
    """
    if not header:
        return _checked(form.get("client_id", ""), form.get("client_secret", ""))
    told = _basic(header)
    if "client_secret" in form or form.get("client_id", told.client_id) != told.client_id:
        raise Refusal("invalid_request", "Pakai satu cara saja: kepala Authorization atau isian.")
    return told


def _basic(header: str) -> Credentials:
    kind, _, packed = header.strip().partition(" ")
    if kind.lower() != "basic":
        raise unknown()
    try:
        text = base64.b64decode(packed.strip(), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise unknown() from None
    name, _, secret = text.partition(":")
    return _checked(unquote_plus(name), unquote_plus(secret))


def _checked(client_id: str, secret: str) -> Credentials:
    if not _ID.fullmatch(client_id) or not _SECRET.fullmatch(secret):
        raise unknown()
    return Credentials(client_id, secret)


def unknown() -> Refusal:
    """Return the one answer to every wrong pair, so that nobody learns which ids exist."""
    return Refusal("invalid_client", "client_id atau client_secret tidak cocok.")


def check_grant(form: Mapping[str, str]) -> None:
    """Refuse every grant but client credentials.

    Raises:
        Refusal: `invalid_request` when it is missing, `unsupported_grant_type`.
    """
    if "grant_type" not in form:
        raise Refusal("invalid_request", f"Kirim grant_type={GRANT}.")
    if form["grant_type"] != GRANT:
        raise Refusal("unsupported_grant_type", f"Hanya grant_type={GRANT} yang dilayani.")


def named_as(label: str) -> str:
    """Return a label as programs are told apart by it: no matter how it is spaced or written."""
    return " ".join(label[:80].split()).casefold()


def narrowed(asked: str, held: Sequence[str]) -> list[str]:
    """Return the scopes of a token: those asked for, or all the client holds (3.3).

    Raises:
        Refusal: `invalid_scope` for one that the client does not hold.
    """
    wanted = asked.split(" ") if asked else list(held)
    if not set(wanted) <= set(held):
        raise Refusal("invalid_scope", f"Cakupan klien ini: {' '.join(held)}.")
    return [scope for scope in SCOPES if scope in wanted]
