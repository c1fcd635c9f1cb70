"""Stories of makers: what one must hold to be shown, and how long it takes to read."""

from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.shops.rules import texts

LONGEST_TITLE = 90
LONGEST_STORY = texts.LONGEST_TEXT
FEWEST_WORDS = 30  # below, a page would be a headline with nothing under it
WORDS_A_MINUTE = 180  # read aloud or by slow readers; Indonesian prose on a phone
# Address words of pages that stand beside those of stories.
RESERVED = frozenset({"baru"})


@dataclass(frozen=True, slots=True)
class Told:
    """A story as its teller wrote it: title, text in paragraphs, what the picture shows."""

    title: str
    text: str
    alt: str = ""


def checked(title: str, text: str, alt: str = "") -> Told:
    """Return a story without hidden signs and stray blanks.

    Raises:
        Refusal: `judul_kosong`, `judul_panjang`, `cerita_panjang`.
    """
    title = texts.cleaned(title)
    if not any(sign.isalnum() for sign in title):
        raise Refusal("judul_kosong", "Tulis judulnya, misalnya: Panen purun saat air surut.")
    if len(title) > LONGEST_TITLE:
        raise Refusal("judul_panjang", f"Judul paling panjang {LONGEST_TITLE} huruf.")
    if len(text) > LONGEST_STORY:
        over = len(text) - LONGEST_STORY
        raise Refusal("cerita_panjang", f"Cerita kelebihan {over} huruf. Pendekkan dulu.")
    return Told(title, texts.cleaned_lines(text), texts.cleaned(alt)[:200])


def check_showable(text: str) -> None:
    """Refuse to show a story that is too short to be one.

    Raises:
        Refusal: `cerita_pendek`, with how many words there are.
    """
    count = len(text.split())
    if count < FEWEST_WORDS:
        raise Refusal(
            "cerita_pendek",
            f"Ceritanya baru {count} kata. Tulis paling sedikit {FEWEST_WORDS} kata, lalu "
            "tayangkan. Yang sudah ditulis tersimpan.",
        )


def minutes(text: str) -> int:
    """Return how many minutes a story takes to read, at least one."""
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a story; empty lines part them."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
