"""The catalogues for Meta and Google of a copy that will stand at an address of its own."""

from collections.abc import Iterator
from http import HTTPStatus

from django.urls import reverse

from lampit.market.actions.copying.pages import Copier
from lampit.market.actions.copying.walking import Walk
from lampit.market.rules.copying import addresses, feeds
from lampit.web.rendering import render

MOVED = {"market:feed_meta": feeds.moved_csv, "market:feed_google": feeds.moved_xml}
SAFE = "https://"  # what both readers ask of every address


def has_feeds(base: str) -> bool:
    """Say whether a copy at this address has catalogues for others."""
    return base.startswith(SAFE)


def catalogues(copier: Copier, walk: Walk) -> Iterator[tuple[str, str]]:
    """Yield file and content of each catalogue, none without an address; files are noted."""
    if not has_feeds(copier.plan.base):
        return
    for name, moved in MOVED.items():
        path = reverse(name)
        answer = render(path, language=copier.plan.language)
        if answer.status == HTTPStatus.OK:
            feed = feeds.Feed(copier.site)
            yield addresses.file_of(path), moved(feed, answer.body.decode())
            walk.brings |= feed.files
