"""The vault: sensitive fields encrypted at rest, and blind indexes to find them.

AES-256-GCM per field with the context (table|row|field) as associated data, so a value
cannot be moved to another row. Keys come from `LAMPIT_FIELD_KEYS` (comma-separated
`id:hex64`; the first encrypts, all decrypt). The index key is another secret, so that
rotating the field keys does not move the index.
"""

import hmac
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
INDEX_BYTES = 16
KEY_BYTES = 32


class VaultError(Exception):
    """A value that no known key opens, or that was moved from another row."""


@lru_cache(maxsize=4)
def _keys(text: str) -> tuple[tuple[str, AESGCM], ...]:
    pairs = [part.strip().partition(":") for part in text.split(",") if part.strip()]
    return tuple((name, AESGCM(bytes.fromhex(key))) for name, _, key in pairs)


def _told() -> str:
    """Return the keys as they are written now: a file of keys is looked at again each time.

    So a key that is put into the file of a demo is known to all processes that serve at once. A
    file that somebody is just writing does not count.
    """
    path = settings.LAMPIT_FIELD_KEYS_FILE
    if not path:
        return settings.LAMPIT_FIELD_KEYS
    try:
        # Not Path.stat(): each sealed value asks, and a path costs many times the look itself.
        return _read_keys(path, os.stat(path).st_mtime_ns)  # noqa: PTH116 - as above
    except (OSError, ValueError):
        return settings.LAMPIT_FIELD_KEYS


@lru_cache(maxsize=4)
def _read_keys(path: str, _written: int) -> str:
    text = Path(path).read_text("utf-8").strip()
    if not _keys(text):
        raise ValueError(path)
    return text


@lru_cache(maxsize=32)
def _index_key(secret: str, kind: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"index|{kind}".encode())
    return derive.derive(secret.encode())


@lru_cache(maxsize=32)
def _begun(secret: str, kind: str) -> hmac.HMAC:
    """Return the hash begun with key and kind: to go on from a copy spares setting up the key."""
    return hmac.new(_index_key(secret, kind), f"{kind}|".encode(), "sha256")


def current_key() -> str:
    """Return the id of the key that encrypts now."""
    return _keys(_told())[0][0]


def key_names() -> tuple[str, ...]:
    """Return the ids of all known keys, the one that encrypts first."""
    return tuple(name for name, _key in _keys(_told()))


def new_key() -> str:
    """Return a fresh key as it is written into `LAMPIT_FIELD_KEYS`, under an id not yet used."""
    used = set(key_names())
    name = next(f"k{n}" for n in range(1, len(used) + 2) if f"k{n}" not in used)
    return f"{name}:{os.urandom(KEY_BYTES).hex()}"


def key_of(sealed: bytes) -> str:
    """Return the id of the key that sealed a value."""
    return bytes(sealed).partition(b":")[0].decode()


def encrypt(text: str, context: str) -> bytes:
    """Seal `text` for `context` (table|row|field): key id, colon, nonce, ciphertext."""
    return encrypt_bytes(text.encode(), context)


def encrypt_bytes(content: bytes, context: str) -> bytes:
    """Seal the bytes of a small file as `encrypt` seals a text."""
    name, key = _keys(_told())[0]
    nonce = os.urandom(NONCE)
    return f"{name}:".encode() + nonce + key.encrypt(nonce, content, context.encode())


def encrypt_all(texts: Iterable[str], contexts: Iterable[str]) -> list[bytes | None]:
    """Seal many texts, each for its context; of an empty text None.

    The nonces are drawn together, and used here only.
    """
    name, key = _keys(_told())[0]
    head, seal, texts = f"{name}:".encode(), key.encrypt, [*texts]
    chance = os.urandom(NONCE * len(texts))
    nonces = [chance[start : start + NONCE] for start in range(0, len(chance), NONCE)]
    return [
        head + nonce + seal(nonce, text.encode(), context.encode()) if text else None
        for text, context, nonce in zip(texts, contexts, nonces, strict=True)
    ]


def decrypt(sealed: bytes, context: str) -> str:
    """Open a sealed value.

    Raises:
        VaultError: no key fits, or the context is another one.
    """
    return decrypt_bytes(sealed, context).decode()


def decrypt_bytes(sealed: bytes, context: str) -> bytes:
    """Open the sealed bytes of a small file.

    Raises:
        VaultError: no key fits, or the context is another one.
    """
    name, _, rest = bytes(sealed).partition(b":")
    for known, key in _keys(_told()):
        if known.encode() == name:
            try:
                return key.decrypt(rest[:NONCE], rest[NONCE:], context.encode())
            except InvalidTag as error:
                raise VaultError(f"sealed for another place than {context}") from error
    raise VaultError(f"key {name.decode(errors='replace')} is not known here")


def blind_index(kind: str, text: str) -> str:
    """Return the equality index of a normal form: HMAC-SHA-256, first 128 bits, 32 hex signs."""
    return blind_indexes(kind, (text,))[0]


def blind_indexes(kind: str, texts: Iterable[str]) -> list[str]:
    """Return the equality indexes of many normal forms; that of an empty text is empty."""
    begun = _begun(settings.LAMPIT_INDEX_KEY, kind)
    found = []
    for text in texts:
        if text:
            told = begun.copy()
            told.update(text.encode())
            found.append(told.hexdigest()[: 2 * INDEX_BYTES])
        else:
            found.append("")
    return found
