"""Whether a row of a list that nobody has brought in yet holds a certain person. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lampit.national import names
from lampit.registry.rules.importing.cells import as_text

NIK_DIGITS = 16
TITLE_CELLS = 3  # a row with no more filled cells may name the village of those below it
FEWEST_DIGITS = 8  # of a telephone without its leading 0
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
_NOT_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Sought:
    """By what a person is known in a list.

    Attributes:
        niks: keyed hashes of her NIK: nothing is opened to look for her.
        phones: national digits without the leading 0, `81234567890`.
        names: strict keys of her names and of her businesses.
        villages: names of the villages of her records, in small letters.
    """

    niks: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]
    villages: frozenset[str]


class Search:
    """Looks at the rows of one sheet in their order; a title above them may tell the village."""

    def __init__(self, sought: Sought, index: Callable[[str], str]) -> None:
        """Begin before the first row; `index` gives the keyed hash of a NIK of 16 digits."""
        self._sought, self._index = sought, index
        self._is_titled = False

    def holds(self, cells: Sequence[object]) -> bool:
        """Say whether a row holds the person: her NIK, her telephone, or her name in her village.

        A name alone is not enough: in another village it is most often somebody else's.
        """
        texts = [text for text in map(as_text, cells) if text and text != "-"]
        if any(self._is_number(text) for text in texts):
            return True
        told = " ".join(texts).lower()
        is_here = any(village in told for village in self._sought.villages)
        if is_here and len(texts) <= TITLE_CELLS:
            self._is_titled = True
        if not (is_here or self._is_titled):
            return False
        return any(names.strict_key(text) in self._sought.names for text in texts)

    def _is_number(self, text: str) -> bool:
        digits = _NOT_DIGITS.sub("", text)
        if len(digits) < FEWEST_DIGITS:
            return False
        if any(phone in digits for phone in self._sought.phones):
            return True
        written = {digits} if len(digits) == NIK_DIGITS else set(_SIXTEEN.findall(text))
        return any(self._index(nik) in self._sought.niks for nik in written)


def national(phone: str) -> str:
    """Return the digits of a number in E.164 without country and 0: `+62812…` is `812…`."""
    return phone.removeprefix("+62") if phone.startswith("+62") else _NOT_DIGITS.sub("", phone)
