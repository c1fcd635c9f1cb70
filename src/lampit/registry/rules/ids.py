"""Public ids: short, without look-alike letters, with a check character. Pure."""

from operator import mul

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


def public_ids(chance: bytes) -> list[str]:
    """Return an id for every `BYTES` bytes of chance."""
    size, spare = BYTES, 8 * BYTES - BITS
    return [
        public_id(int.from_bytes(chance[start : start + size]) >> spare)
        for start in range(0, len(chance), size)
    ]


def is_public_id(text: str) -> bool:
    """Say whether the text has the form of a public id and its check character fits."""
    if len(text) != DIGITS + 1 or any(letter not in ALPHABET for letter in text):
        return False
    return _check([ALPHABET.index(letter) for letter in text[:-1]]) == text[-1]


def _check(values: list[int]) -> str:
    return ALPHABET[sum(map(mul, _WEIGHTS, values)) % _PRIME]
