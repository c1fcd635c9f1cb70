"""What is new in the market as RSS 2.0 (rssboard.org), for readers of news and for other sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from lampit.national import rupiah
from lampit.shops.rules import texts

MOST = 50
LONGEST_TEXT = 600
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)


@dataclass(frozen=True, slots=True)
class New:
    """A good that came to the market; addresses are absolute.

    Attributes:
        guid: the same for ever, whatever becomes of name and address.
        at: when it was first on sale, with its zone.
        picture: a JPEG, "" without one; width, height: its size in pixels.
    """

    guid: str
    name: str
    address: str
    at: datetime
    price: int
    unit: str
    maker: str
    category: str
    text: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: of the whole market, a category or a shop; addresses are absolute."""

    title: str
    text: str
    address: str
    own: str
    language: str


def written(channel: Channel, news: Sequence[New]) -> str:
    """Return a feed as XML, newest first as given; every text is escaped."""
    built = f"<lastBuildDate>{_day(news[0].at)}</lastBuildDate>" if news else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0" {NAMESPACES}><channel>'
        f"<title>{_text(channel.title)}</title><link>{_text(channel.address)}</link>"
        f"<description>{_text(channel.text)}</description>"
        f"<language>{channel.language}</language>{built}"
        f'<atom:link href={_value(channel.own)} rel="self" type="application/rss+xml"/>\n'
        + "".join(f"{_item(one)}\n" for one in news)
        + "</channel></rss>\n"
    )


def _item(new: New) -> str:
    told = f"{rupiah.show(new.price)} per {new.unit} · {new.maker}. {new.text}"
    picture = ""
    if new.picture:
        size = f' width="{new.width}" height="{new.height}"' if new.width and new.height else ""
        picture = (
            f'<media:content url={_value(new.picture)} type="image/jpeg" medium="image"{size}/>'
        )
    return (
        f"<item><title>{_text(new.name)}</title><link>{_text(new.address)}</link>"
        f'<guid isPermaLink="false">{_text(new.guid)}</guid>'
        f"<pubDate>{_day(new.at)}</pubDate><dc:creator>{_text(new.maker)}</dc:creator>"
        f"<category>{_text(new.category)}</category>"
        f"<description>{_text(texts.shortened(told, LONGEST_TEXT))}</description>{picture}</item>"
    )


def _day(at: datetime) -> str:
    """Return an instant as RFC 822 with four digits of the year."""
    return format_datetime(at)


def _text(text: str) -> str:
    """Return a text for XML, which knows no U+FFFE and no U+FFFF."""
    return escape(texts.cleaned(text).replace("\ufffe", "").replace("\uffff", ""))


def _value(text: str) -> str:
    return quoteattr(text)
