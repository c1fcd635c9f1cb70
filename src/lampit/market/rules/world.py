"""How a page stands in the world: its one address, its other language, its feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

KEY, ENGLISH = "bahasa", "en"
LOCALES = {"id": "id_ID", "en": "en_US"}
# Lists, by URL name in the market: whole in both languages, their words are the market's own.
LISTS = frozenset(
    [
        "home", "category", "search", "stories", "about", "how_to_buy", "want_to_sell",
        "how_ordered", "curation",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What the head of a page tells search engines and previews of where it stands.

    Attributes:
        canonical: the one address of this page, absolute.
        alternates: (language, address) of the same page, the page itself among them; empty when
            it exists in one language only.
        locale, other_locale: for Open Graph; the other "" when there is none.
        feed: address of what is new here, "" for none.
    """

    canonical: str
    alternates: Sequence[tuple[str, str]]
    locale: str
    other_locale: str = ""
    feed: str = ""


def english_address(address: str) -> str:
    """Return the address of the English page of an Indonesian one."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({KEY: ENGLISH})}"


def standing(
    address: str, *, language: str, has_english: bool, number: int = 1, feed: str = ""
) -> Standing:
    """Return where a page stands.

    Args:
        address: absolute, without a query: tracking and filters are no pages of their own.
        language: that of the page.
        has_english: whether its English is a page of its own.
        number: of the page of a list; further ones are pages of their own.
        feed: absolute address of its feed.
    """
    plain = f"{address}?{urlencode({'hal': number})}" if number > 1 else address
    if not has_english:
        return Standing(plain, (), LOCALES["id"], feed=feed)
    english = english_address(plain)
    is_english = language == ENGLISH
    return Standing(
        english if is_english else plain,
        (("id", plain), ("en", english), ("x-default", plain)),
        LOCALES["en" if is_english else "id"],
        LOCALES["id" if is_english else "en"],
        feed,
    )
