"""What a buyer reads before the page: titles and texts of link previews, questions in chats."""

from lampit.national import rupiah
from lampit.shops.rules import texts


def preview_title(name: str) -> str:
    """Return the title of a link preview, at most 65 characters."""
    return texts.shortened(name, texts.LONGEST_OG_TITLE)


def preview_text(price: int, text: str, maker: str, place: str) -> str:
    """Return the text of a link preview, price first, at most 155 characters."""
    told = f"{rupiah.show(price)} · {maker}, {place}. {text}"
    return texts.shortened(told, texts.LONGEST_OG_TEXT)


def asked_amount(typed: str) -> int | None:
    """Return the rupiah of a filter as typed; what is no amount filters nothing."""
    try:
        found = rupiah.parse(typed[:20]) if typed else None
    except rupiah.RupiahError:
        return None
    return found if found is not None and 0 <= found < 10**12 else None


def market_question(asked: str) -> str:
    """Return what a buyer asks the office in a chat about goods that nobody sells here yet."""
    return (
        "Assalamu'alaikum. Saya mencari “"
        f"{texts.shortened(asked, 120)}” di pasar perajin dan belum menemukannya. Ada yang membuat?"
    )


def question(name: str, price: int, address: str) -> str:
    """Return what a buyer asks a maker in a chat about a good."""
    return (
        f"Assalamu'alaikum. Saya ingin bertanya tentang {texts.cleaned(name)} "
        f"({rupiah.show(price)}). Masih ada? {address}"
    )
