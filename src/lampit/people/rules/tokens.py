"""Tokens of the API: how one is written, what it allows, how long it lives. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

SCOPES = {
    "read": gettext_noop("membaca daftar usaha (tersamar), barang dan stok"),
    "write": gettext_noop("menambah dan mengubah usaha"),
    "shop": gettext_noop("menjual: barang, harga, stok, jatah dan QRIS lapak"),
    "pii": gettext_noop("membuka NIK dan nomor HP dengan alasan"),
}
# What the account itself may decides; pii is asked for by name. A token of the register alone
# (`write`) reaches no shop: its code of payment least of all.
USUAL_SCOPES = ("read", "write", "shop")
USUAL_DAYS, MOST_DAYS = 90, 366
PREFIX = "lampit"
LONGEST = 200
NOTED_EVERY = timedelta(hours=1)  # the last use is noted no more often
TOKEN, CLIENT = "token", "klien"


def written(key: str, secret: str) -> str:
    """Return the token as its bearer writes it: `lampit_<key>_<secret>`."""
    return f"{PREFIX}_{key}_{secret}"


def read(header: str) -> tuple[str, str] | None:
    """Return (key, secret) of an `Authorization` header, None when it holds no token of ours."""
    kind, _, text = header.strip().partition(" ")
    parts = text.strip().split("_")
    if kind.lower() != "bearer" or len(parts) != 3 or parts[0] != PREFIX or len(text) > LONGEST:
        return None
    return (parts[1], parts[2]) if parts[1].isascii() and parts[2].isascii() else None


def account_key(account: int) -> str:
    """Return the key under which stands what an account's programs, not told apart, numbered."""
    return f"akun-{account}"


def digest(secret: str) -> str:
    """Return what is kept of a secret.

    One round of SHA-256 is enough: the secret is 256 bits of chance, no word of a person.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def fits(secret: str, kept: str) -> bool:
    """Say whether a secret is the one that was kept, in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def is_live(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Say whether a token still opens anything."""
    return revoked_at is None and now < expires_at


def is_to_note(last_used_at: datetime | None, now: datetime) -> bool:
    """Say whether a use of a token is noted: its first, and one an hour after the last noted."""
    return last_used_at is None or now - last_used_at >= NOTED_EVERY


def program_code(kind: str, key: str) -> str:
    """Return under which name a form knows a token or a client: `token:<key>`."""
    return f"{kind}:{key}"


def kept(shown: str, ticked: list[str]) -> frozenset[str]:
    """Return the programs that go on after a new password: shown, and not ticked to end.

    What was never shown ends: it was made meanwhile, maybe by whom the password is changed
    against.

    Args:
        shown: codes as the page held them, parted by blanks.
        ticked: codes to end.
    """
    return frozenset(shown.split()) - frozenset(ticked)


def expiry(days: int, now: datetime) -> datetime:
    """Return when a new token ends.

    Raises:
        Refusal: `token_days`.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("token_days", f"Masa berlaku token 1 sampai {MOST_DAYS} hari.")
    return now + timedelta(days=days)


def check_scopes(scopes: list[str]) -> list[str]:
    """Return the scopes in their order, each once.

    Raises:
        Refusal: `token_scopes`.
    """
    if not scopes or set(scopes) - set(SCOPES):
        raise Refusal("token_scopes", f"Pilih cakupan token: {', '.join(SCOPES)}.")
    return [scope for scope in SCOPES if scope in scopes]
