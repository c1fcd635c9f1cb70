"""The pages and files that only a copy has: its search, what it is, what robots read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lampit.market.actions.copying import feeds
from lampit.market.actions.copying.pages import Copier
from lampit.market.actions.copying.papers import Paper
from lampit.market.actions.copying.walking import Walk
from lampit.market.queries import copying as queries
from lampit.market.rules.copying import finding, pages, tongues
from lampit.market.rules.copying.addresses import (
    ABOUT_FILE,
    CATALOGUES_FILE,
    SEARCH_FILE,
    file_of,
)
from lampit.market.rules.world import ENGLISH
from lampit.outside.pictures import file_name
from lampit.shops import access
from lampit.shops import queries as shops
from lampit.shops.queries.finding import lexicon
from lampit.shops.rules import kinds
from lampit.web.language import led_on
from lampit.web.rendering import request_for

PATHS = ("/katalog/", f"/{ABOUT_FILE}")  # in both languages
READY = "siap"
ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class About:
    """What the copy tells of itself: its market, its day, what stands in it."""

    region: str
    place: str
    on: date
    counts: Any


def write(copier: Copier, walk: Walk, about: About, paper: Sequence[Paper]) -> None:
    """Write the pages and files that only a copy has."""
    index = _index(copier, walk, about.on)
    for language in tongues.NAMES:
        with translation.override(language):
            _pages(copier, walk, about, paper, index.places, language)
    _machines(copier, walk)
    for file, body in feeds.catalogues(copier, walk):
        put(copier, walk, file, body)


def _pages(
    copier: Copier, walk: Walk, about: About, paper: Sequence[Paper],
    places: Sequence[tuple[str, str]], language: str,
) -> None:  # fmt: skip
    """Write the pages of the copy itself in a language that is active."""
    shelves = [(c.slug, _(c.label)) for c in kinds.CATEGORIES if _has_shelf(walk, c.slug)]
    told = {
        "about": about, "categories": shelves, "places": places, "paper": paper,
        "base": copier.plan.base, "has_feeds": feeds.has_feeds(copier.plan.base),
        "root": "../" if language == ENGLISH else "",
    }  # fmt: skip
    for path, template in (
        (SEARCH_FILE, "market/copy_search.html"),
        (CATALOGUES_FILE, "market/copy_catalogues.html"),
        (ABOUT_FILE, "market/copy_about.html"),
    ):
        here = tongues.spoken(f"/{path.removesuffix('index.html')}", language)
        put(copier, walk, file_of(here), _page(copier, here, template, told, walk))


def put(copier: Copier, walk: Walk, file: str, content: str | bytes) -> None:
    """Write one file of a copy and note it."""
    body = content.encode() if isinstance(content, str) else content
    walk.entries[file], what = copier.folder.put(file, body)
    walk.note(file, what)


def _page(copier: Copier, here: str, template: str, told: Mapping[str, Any], walk: Walk) -> str:
    """Return a page of the copy itself, in the frame of the market."""
    language = tongues.language_of(here)
    request = request_for(here, language=language, look="", root=settings.PUBLIC_URL)
    html: str = render_to_string(template, dict(told), request)
    if language != copier.plan.language:
        html = led_on(html, language)
    copier.told(copier.refused, frozenset(walk.gone))
    words = copier.plan.words[language]
    found = pages.rewritten(html, here, copier.site, copier.plan.sprite, words)
    walk.brings |= found.files
    return found.html


def _has_shelf(walk: Walk, slug: str) -> bool:
    """Say whether the page of a shelf is in the copy."""
    return f"/kategori/{slug}/" in walk.pages


@dataclass(frozen=True, slots=True)
class _Indexed:
    places: list[tuple[str, str]]


def _index(copier: Copier, walk: Walk, today: date) -> _Indexed:
    """Write the files of the search; return the kecamatan that goods come from."""
    index = finding.Index([kind.slug for kind in kinds.CATEGORIES], lexicon().words)
    names: dict[str, str] = {}
    for found in queries.searched(access.public_products(today), today=today):
        good = found.good
        file = f"/produk/{good.slug}/"
        if file not in walk.pages:
            continue  # went while the copy was made
        names[found.place_code] = good.place
        index.add(
            price=good.price, category=good.category, place=found.place_code,
            is_ready=good.readiness.code in (READY, "tinggal_sedikit"),
            card=_card(copier, good, walk),
            texts=(*found.texts, (copier.plan.english.goods.get(good.slug, ""), 4)),
        )  # fmt: skip
    folds = lexicon().words.folds
    same = {word: means[0] for word, means in folds.items() if [word] != list(means)}
    for name, content in finding.files(index, same, names).items():
        put(copier, walk, name, content)
    return _Indexed(sorted(names.items(), key=lambda one: (one[1], one[0])))


def _card(copier: Copier, good: shops.Good, walk: Walk) -> list[Any]:
    """Return what the search shows of a good: name, page, price, maker, place, picture.

    Last its English name, where it has an English page.
    """
    picture = f"/media/{file_name(good.cover, '320.webp')}" if good.cover else ""
    page = f"/produk/{good.slug}/"
    shown = [
        good.name, file_of(page), good.price, good.maker, good.place,
        picture.strip("/") if picture in walk.brings else "",
    ]  # fmt: skip
    if tongues.spoken(page, ENGLISH) in walk.pages:
        shown.append(copier.plan.english.goods[good.slug])
    return shown


def _machines(copier: Copier, walk: Walk) -> None:
    """Write what robots read; a list of addresses only where the copy has an address."""
    base = copier.plan.base
    if not base:
        put(copier, walk, "robots.txt", ROBOTS)
        return
    files = sorted(file for file in set(walk.pages.values()) if not file.endswith(".xml"))
    listed = "\n".join(f"<url><loc>{base}/{file}</loc></url>" for file in files)
    put(
        copier, walk, "sitemap.xml",
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{listed}\n</urlset>\n",
    )  # fmt: skip
    put(copier, walk, "robots.txt", f"{ROBOTS}\nSitemap: {base}/sitemap.xml\n")
