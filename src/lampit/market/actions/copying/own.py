"""The pages and files that only a copy has: its search, what it is, what robots read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lampit.market.actions.copying.pages import Copier
from lampit.market.actions.copying.papers import Paper
from lampit.market.actions.copying.walking import Walk
from lampit.market.queries import copying as queries
from lampit.market.rules.copying import addresses, finding, pages
from lampit.market.rules.copying.addresses import ABOUT_FILE, CATALOGUES_FILE, SEARCH_FILE
from lampit.outside.pictures import file_name
from lampit.shops import access
from lampit.shops import queries as shops
from lampit.shops.queries.finding import lexicon
from lampit.shops.rules import kinds
from lampit.web.rendering import request_for

PATHS = ("/katalog/", f"/{ABOUT_FILE}")
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
    shelves = [(c.slug, _(c.label)) for c in kinds.CATEGORIES if _has_shelf(walk, c.slug)]
    told = {"about": about, "categories": shelves, "places": index.places, "paper": paper}
    for file, template in (
        (SEARCH_FILE, "market/copy_search.html"),
        (CATALOGUES_FILE, "market/copy_catalogues.html"),
        (ABOUT_FILE, "market/copy_about.html"),
    ):
        put(copier, walk, file, _page(copier, file, template, told, walk))
    _machines(copier, walk)


def put(copier: Copier, walk: Walk, file: str, content: str | bytes) -> None:
    """Write one file of a copy and note it."""
    body = content.encode() if isinstance(content, str) else content
    walk.entries[file], what = copier.folder.put(file, body)
    walk.note(file, what)


def _page(copier: Copier, file: str, template: str, told: Mapping[str, Any], walk: Walk) -> str:
    """Return a page of the copy itself, in the frame of the market."""
    here = f"/{file.removesuffix('index.html')}"
    request = request_for(here, language=copier.plan.language, look="", root=settings.PUBLIC_URL)
    html = render_to_string(template, dict(told), request)
    copier.told(copier.refused, frozenset(walk.gone))
    found = pages.rewritten(html, here, copier.site, copier.plan.sprite, copier.plan.words)
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
            card=_card(good, walk), texts=found.texts,
        )  # fmt: skip
    folds = lexicon().words.folds
    same = {word: means[0] for word, means in folds.items() if [word] != list(means)}
    for name, content in finding.files(index, same, names).items():
        put(copier, walk, name, content)
    return _Indexed(sorted(names.items(), key=lambda one: (one[1], one[0])))


def _card(good: shops.Good, walk: Walk) -> list[Any]:
    """Return what the search shows of a good: name, page, price, maker, place, picture."""
    picture = f"/media/{file_name(good.cover, '320.webp')}" if good.cover else ""
    is_there = picture in walk.brings
    return [
        good.name, addresses.file_of(f"/produk/{good.slug}/"), good.price, good.maker,
        good.place, picture.strip("/") if is_there else "",
    ]  # fmt: skip


def _machines(copier: Copier, walk: Walk) -> None:
    """Write what robots read; a list of addresses only where the copy has an address."""
    base = copier.plan.base
    if not base:
        put(copier, walk, "robots.txt", ROBOTS)
        return
    files = sorted(set(walk.pages.values()))
    listed = "\n".join(f"<url><loc>{base}/{file}</loc></url>" for file in files)
    put(
        copier, walk, "sitemap.xml",
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{listed}\n</urlset>\n",
    )  # fmt: skip
    put(copier, walk, "robots.txt", f"{ROBOTS}\nSitemap: {base}/sitemap.xml\n")
