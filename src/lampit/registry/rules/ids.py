"""Public ids: short, without look-alike letters, with a check character. Pure."""

from operator import mul

import numpy as np

# Crockford's alphabet: no i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
DIGITS = 10
BITS = DIGITS * 5
BYTES = -(-BITS // 8)
_PRIME = 31
_SHIFTS = tuple(5 * place for place in reversed(range(DIGITS)))
_WEIGHTS = tuple(range(1, DIGITS + 1))
_PAIRS = tuple(ALPHABET[pair >> 5] + ALPHABET[pair & 31] for pair in range(1024))
_SUMS = {
    place: tuple(
        (pair >> 5) * _WEIGHTS[place] + (pair & 31) * _WEIGHTS[place + 1] for pair in range(1024)
    )
    for place in range(0, DIGITS, 2)
}


def public_id(number: int) -> str:
    """Return the id of a number below 2**50: ten characters and a check character."""
    # Two signs at a time, from tables: an import asks for two ids a row.
    total, signs = 0, ""
    for place in range(0, DIGITS, 2):
        pair = (number >> _SHIFTS[place + 1]) & 1023
        signs += _PAIRS[pair]
        total += _SUMS[place][pair]
    return signs + ALPHABET[total % _PRIME]


def public_ids(chance: bytes | bytearray) -> list[str]:
    """Return an id for every `BYTES` bytes of chance; all are reckoned together."""
    numbers = np.zeros(len(chance) // BYTES, np.uint64)
    for byte in np.frombuffer(chance, np.uint8).reshape(-1, BYTES).T:
        numbers = numbers << np.uint64(8) | byte
    numbers >>= np.uint64(8 * BYTES - BITS)
    digits = (numbers[:, None] >> np.array(_SHIFTS, np.uint64) & np.uint64(31)).astype(np.uint8)
    check = (digits @ np.array(_WEIGHTS, np.int64)) % _PRIME
    places = np.column_stack((digits, check.astype(np.uint8)))
    signs = np.frombuffer(ALPHABET.encode(), np.uint8)[places].tobytes().decode()
    size = DIGITS + 1
    return [signs[start : start + size] for start in range(0, len(signs), size)]


def is_public_id(text: str) -> bool:
    """Say whether the text has the form of a public id and its check character fits."""
    if len(text) != DIGITS + 1 or any(letter not in ALPHABET for letter in text):
        return False
    return _check([ALPHABET.index(letter) for letter in text[:-1]]) == text[-1]


def _check(values: list[int]) -> str:
    return ALPHABET[sum(map(mul, _WEIGHTS, values)) % _PRIME]
