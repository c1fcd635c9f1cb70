"""HTTP Digest access authentication (RFC 2617, MD5, qop=auth), as ODK Collect speaks it. Pure.

A nonce carries its second and is signed, so that nothing has to be remembered; after five minutes
it is stale, and a client that knew the secret is asked again without asking the person. The
count of uses is not held against a client: Collect re-uses connections in parallel.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

REALM = "lampit"
NONCE_SECONDS = 300
LONGEST_HEADER = 2000
_PART = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


@dataclass(frozen=True)
class Credentials:
    """What an `Authorization: Digest` header says."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str
    nc: str
    cnonce: str


def ha1(username: str, secret: str) -> str:
    """Return MD5(username:realm:secret), which is kept instead of the secret."""
    return _md5(f"{username}:{REALM}:{secret}")


def read(header: str) -> Credentials | None:
    """Return the credentials of an `Authorization` header, None when they are no digest of ours."""
    kind, _, told = header.strip().partition(" ")
    if kind.lower() != "digest" or len(header) > LONGEST_HEADER:
        return None
    parts = {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for name, quoted, plain in _PART.findall(told)
    }
    if not {"username", "realm", "nonce", "uri", "response"} <= parts.keys():
        return None
    if parts.get("algorithm", "MD5").upper() != "MD5" or parts["realm"] != REALM:
        return None
    qop = parts.get("qop", "")
    if qop not in {"", "auth"} or (qop and not (parts.get("nc") and parts.get("cnonce"))):
        return None
    return Credentials(
        parts["username"], parts["realm"], parts["nonce"], parts["uri"], parts["response"].lower(),
        qop, parts.get("nc", ""), parts.get("cnonce", ""),
    )  # fmt: skip


def expected(told: Credentials, method: str, known: str) -> str:
    """Return what `response` must be for a method, given HA1."""
    ha2 = _md5(f"{method}:{told.uri}")
    if told.qop:
        return _md5(f"{known}:{told.nonce}:{told.nc}:{told.cnonce}:{told.qop}:{ha2}")
    return _md5(f"{known}:{told.nonce}:{ha2}")


def fits(told: Credentials, method: str, known: str) -> bool:
    """Say whether somebody who knows the secret answered, in constant time."""
    return hmac.compare_digest(expected(told, method, known).encode(), told.response.encode())


def nonce(key: bytes, second: int) -> str:
    """Return a nonce of a second."""
    return f"{second:08x}{_signed(key, second)}"


def nonce_age(given: str, key: bytes, second: int) -> int | None:
    """Return how old a nonce of ours is in seconds, None when it is not ours."""
    try:
        made = int(given[:8], 16)
    except ValueError:
        return None
    if not hmac.compare_digest(given[8:].encode(), _signed(key, made).encode()):
        return None
    return second - made


def challenge(key: bytes, second: int, *, stale: bool) -> str:
    """Return the `WWW-Authenticate` header of a 401."""
    ending = ", stale=true" if stale else ""
    fresh = nonce(key, second)
    return f'Digest realm="{REALM}", qop="auth", nonce="{fresh}", algorithm=MD5{ending}'


def _signed(key: bytes, second: int) -> str:
    return hmac.new(key, f"odk-nonce|{second:08x}".encode(), "sha256").hexdigest()[:32]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
