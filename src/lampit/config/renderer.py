"""A process that renders pages for the publisher: takes addresses, gives files to be kept."""

import gc
import logging
import secrets
import time
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django.urls import Resolver404, resolve

from lampit.config.keeping import Made
from lampit.market.rules.touching import FOLLOWING, TRACKED
from lampit.web.kept import Key, pack
from lampit.web.prepared import together
from lampit.web.published import kept_address
from lampit.web.rendering import Rendered, render

log = logging.getLogger("lampit.publisher")
TELL_EVERY = 0.05  # seconds: of many pages those made meanwhile are told together
FEW = 8  # so few are waited for: each is told at once


def render_for(pipe: Connection, folder: Path) -> None:
    """Render what comes through a pipe until it closes; tell what is made every few moments."""
    gc.freeze()  # what was loaded before stays: nobody need look through it for each page
    gc.set_threshold(100_000, 20, 20)
    while True:
        try:
            keys: list[Key] = pipe.recv()
            close_old_connections()
            told_at, done = time.monotonic(), []
            patience = TELL_EVERY if len(keys) > FEW else 0.0
            with together():
                for number, key in enumerate(keys, 1):
                    done.append(made(key, folder))
                    if number == len(keys) or time.monotonic() - told_at >= patience:
                        pipe.send(done)
                        told_at, done = time.monotonic(), []
        except (EOFError, OSError):
            return  # the publisher ended; its next one clears the drafts away


def made(key: Key, folder: Path) -> Made:
    """Render a page and lay it beside the kept ones; what is not to be kept says why."""
    try:
        kind = kind_of(key.address)
        if not kind:
            return Made(key, why="no page of everybody")
        page = render(key.address, language=key.language, look=key.look, tracked=TRACKED)
        if why := why_not(page):
            return Made(key, kind, why=why)
        data = pack(page.body, page.headers, page.until.timestamp())
        draft = f"{folder}/drafts/{secrets.token_hex(12)}"
        with open(draft, "wb", buffering=0) as file:  # noqa: PTH123 - a text: 500 a second
            file.write(data)
    except Exception as error:  # noqa: BLE001 - a page that falls is answered live, and falls there
        log.warning("page %s fell: %r", key.address, error)
        return Made(key, why="fell")
    until = page.until.timestamp()
    return Made(key, kind, page.reads, until, len(data), draft)


@lru_cache(maxsize=100)  # a page is made in each language
def kind_of(address: str) -> str:
    """Return the kind of published page at an address, "" for anything else."""
    path, _mark, query = address.partition("?")
    try:
        view = resolve(path).func
    except Resolver404:
        return ""
    kind = str(getattr(view, "published_kind", ""))
    is_its_own = kind and kept_address(path, query, view.published_words) == address  # type: ignore[attr-defined]
    return kind if is_its_own else ""


def why_not(page: Rendered) -> str:
    """Return why a page can not be kept, "" when it can."""
    if page.status != 200:
        return f"status {page.status}"
    if page.header("Set-Cookie") or page.header("Cache-Control") != "no-cache":
        return "answer of one person"
    unknown = {table for table, _column, _value in page.reads} - set(TRACKED) - FOLLOWING
    if unknown:
        return f"reads tables that tell no changes: {', '.join(sorted(unknown))}"
    return ""


def main(descriptor: int) -> None:
    """Render for the parent at the other end of an inherited pipe."""
    render_for(Connection(descriptor), Path(settings.PUBLISHED_ROOT))
