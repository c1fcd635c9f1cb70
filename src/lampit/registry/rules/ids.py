"""Public ids: short, without look-alike letters, with a check character. Pure."""

# Crockford's alphabet: no i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
DIGITS = 10
BITS = DIGITS * 5
_PRIME = 31


def public_id(number: int) -> str:
    """Return the id of a number below 2**50: ten characters and a check character."""
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(DIGITS))]
    return "".join(letters) + _check(letters)


def is_public_id(text: str) -> bool:
    """Say whether the text has the form of a public id and its check character fits."""
    if len(text) != DIGITS + 1 or any(letter not in ALPHABET for letter in text):
        return False
    return _check(list(text[:-1])) == text[-1]


def _check(letters: list[str]) -> str:
    total = sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(letters))
    return ALPHABET[total % _PRIME]
