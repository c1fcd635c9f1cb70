r"""Files in which a phone brings what it could not send; only the phone's file key opens them.

Shape: `LAMPIT1\n`, length of the head (4 bytes, little-endian), the head as JSON (`device`,
`count`, `made`), 12 bytes of nonce, then AES-256-GCM bound to the head. Inside: length of a list
(4 bytes), the list as JSON (`items`), then the photos of all items, one after the other.
"""

import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lampit.basics.refusal import Refusal

MAGIC, NUMBER, NONCE = b"LAMPIT1\n", 4, 12


@dataclass(frozen=True)
class Sealed:
    """A file not yet opened: the number of the phone it names, and its parts."""

    device: str
    head: bytes
    nonce: bytes
    content: bytes


@dataclass(frozen=True)
class Carried:
    """One thing that was to be sent, with the bytes of its photos by name."""

    told: dict[str, Any]
    photos: dict[str, bytes]


def _unreadable() -> Refusal:
    return Refusal("file_unreadable", "Ini bukan berkas ekspor aplikasi pendata, atau rusak.")


def read(content: bytes) -> Sealed:
    """Split a file into its parts.

    Raises:
        Refusal: `file_unreadable`.
    """
    start = len(MAGIC) + NUMBER
    if not content.startswith(MAGIC) or len(content) < start:
        raise _unreadable()
    end = start + int.from_bytes(content[len(MAGIC) : start], "little")
    head = content[start:end]
    try:
        device = str(json.loads(head)["device"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable() from error
    return Sealed(device, head, content[end : end + NONCE], content[end + NONCE :])


def unseal(sealed: Sealed, key: bytes) -> list[Carried]:
    """Open a file with the file key of its phone.

    Raises:
        Refusal: `file_unreadable`: another key, or damaged on the way.
    """
    try:
        plain = AESGCM(key).decrypt(sealed.nonce, sealed.content, sealed.head)
        at = NUMBER + int.from_bytes(plain[:NUMBER], "little")
        items = json.loads(plain[NUMBER:at])["items"]
        found = []
        for item in items:
            photos = {}
            for file in item["files"]:
                size = int(file["size"])
                if not 0 <= size <= len(plain) - at:
                    raise _unreadable()
                photos[str(file["name"])] = plain[at : at + size]
                at += size
            found.append(Carried(item, photos))
    except (InvalidTag, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise _unreadable() from error
    return found
