"""Catalogues too long to wait for: asked for, made by a job, kept until their term ends."""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lampit.basics.refusal import Refusal
from lampit.market.actions import cataloguing
from lampit.market.queries import catalogues as queries
from lampit.market.queries.handing import shop_with
from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import FAIR, MAKER, SHELF, SHOP, Asked, Catalogue
from lampit.people.actions import start_job
from lampit.people.models import Job, User
from lampit.people.queries.jobs import open_job
from lampit.places.queries import zone_of
from lampit.shops import access
from lampit.shops.access import market_of
from lampit.shops.actions import papers
from lampit.shops.models import Maker, Product
from lampit.shops.queries.fairs import fair_named

JOB = "catalogue"
KEPT_DAYS = 14
STEPS = 3
Say = Callable[[int, int, str], bool]
_KEY = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A catalogue that waits to be fetched.

    Attributes:
        name: its word in the address.
        count, left_out: goods in it, and those that did not fit.
        made_on, until: its day, and the last day it is kept.
    """

    name: str
    title: str
    asked: Asked
    count: int
    left_out: int
    made_on: date
    until: date
    size: int


def folder(place: str) -> Path:
    """Return where the long catalogues of an office (its region), or of a maker, lie."""
    return papers.papers_folder() / "lama" / (place or "nasional")


def place_of(region: str, maker: int | None = None) -> str:
    """Return whose folder a catalogue lies in."""
    return f"lapak-{maker}" if maker is not None else region


def ask(
    actor: User, asked: Asked, place: str, root: str, back_url: str, *, region: str, now: datetime
) -> Job:  # fmt: skip
    """Return the job that makes a catalogue: the one that runs for this person, or a new one.

    Raises:
        Refusal: `catalogue_empty` without a good that may go in.
    """
    told = {"asked": asdict(asked), "place": place, "region": region, "root": root}
    with market_of("" if asked.what in (MAKER, SHOP, FAIR) else region):
        if not _goods(actor, asked, timezone.localdate(now)).exists():
            raise Refusal("catalogue_empty", "Belum ada barang untuk katalog ini.")
    running = open_job(actor, JOB, told)
    if running is not None:
        return running
    return start_job(actor, JOB, told, now=now, region=region, back_url=back_url)


def make(actor: User, told: Mapping[str, Any], *, now: datetime, say: Say) -> bool:
    """Make and keep a catalogue; return False when somebody stopped it. Again is harmless.

    Raises:
        Refusal: `catalogue_empty`, `not_found`, `catalogue_changed` when a good went meanwhile.
    """
    asked, region = Asked(**told["asked"]), str(told["region"])
    with _spoken(asked.language, region):
        today = timezone.localdate(now)
        if not say(0, STEPS, _("Barang dikumpulkan")):
            return False
        with market_of("" if asked.what in (MAKER, SHOP, FAIR) else region):
            catalogue = _catalogue(actor, asked, today, str(told["root"]))
        if not catalogue.lines:
            raise Refusal("catalogue_empty", "Belum ada barang untuk katalog ini.")
        count = len(catalogue.lines)
        if not say(1, STEPS, _("%(n)s barang disusun") % {"n": count}):
            return False
        made = cataloguing.typeset_catalogue(catalogue, now=now)
        if not say(2, STEPS, _("Katalog disimpan")):
            return False
    _keep(str(told["place"]), asked, catalogue, made, today)
    say(3, STEPS, "")
    return True


@contextmanager
def _spoken(language: str, region: str) -> Iterator[None]:
    with translation.override(language), timezone.override(zone_of(region)):
        yield


def _goods(actor: User, asked: Asked, today: date) -> QuerySet[Product]:
    """Return the goods that a catalogue would tell; none of a shop or event out of reach."""
    goods = access.public_products(today)
    if asked.what == SHELF:
        return goods.filter(category=asked.slug)
    if asked.what in (MAKER, SHOP):
        return goods.filter(maker__in=_shops(actor, asked))
    if asked.what == FAIR:
        return goods.filter(fairs__fair__in=access.visible_fairs(actor).filter(slug=asked.slug))
    return goods


def _shops(actor: User, asked: Asked) -> QuerySet[Maker]:
    """Return the shop that a catalogue is asked of: the person's own, or one of the office."""
    is_own = asked.what == MAKER
    found = access.own_makers(actor) if is_own else access.arranged_makers(actor)
    return found.filter(slug=asked.slug)


def _catalogue(actor: User, asked: Asked, today: date, root: str) -> Catalogue:
    frame = queries.Frame(today, root, rules.MOST[asked.kind], asked.language)
    goods = access.public_products(today)
    if asked.what in (MAKER, SHOP):
        maker = shop_with(_shops(actor, asked))
        if maker is None:
            raise Refusal("not_found", "Lapak ini tidak ada lagi.")
        return queries.of_maker(maker, goods.filter(maker=maker), asked.kind, frame)
    if asked.what == FAIR:
        fair = fair_named(access.visible_fairs(actor), asked.slug)
        if fair is None:
            raise Refusal("not_found", "Acara ini tidak ada lagi.")
        return queries.of_fair(fair, goods, asked.kind, frame)
    return queries.of_shelf(asked.slug if asked.what == SHELF else "", goods, asked.kind, frame)


def _keep(place: str, asked: Asked, catalogue: Catalogue, made: bytes, today: date) -> None:
    """Keep a catalogue under a name of its own, and drop the older one of the same question."""
    key = _key(asked)
    path = folder(place) / f"{key}-{token_hex(8)}.pdf"
    words = [line.code for line in catalogue.lines]
    told = {
        "title": catalogue.title, "asked": asdict(asked), "left_out": catalogue.left_out,
        "made_on": today.isoformat(), papers.ABOUT: f"{asked.what}:{asked.slug}",
    }  # fmt: skip
    if not papers.keep_paper(path, made, words, told, cataloguing.photos_of(catalogue)):
        raise Refusal("catalogue_changed", "Ada barang yang baru saja ditarik. Susun sekali lagi.")
    for older in folder(place).glob(f"{key}-*.pdf"):
        if older != path:
            papers.drop_paper(older)


def _key(asked: Asked) -> str:
    told = json.dumps(asdict(asked), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def kept(place: str) -> list[Kept]:
    """Return the catalogues that wait for an office or a maker, the newest first."""
    found = [one for path in folder(place).glob("*.pdf") if (one := _kept(path)) is not None]
    return sorted(found, key=lambda one: (one.made_on, one.title, one.name), reverse=True)


def _kept(path: Path) -> Kept | None:
    told = papers.told_of(path)
    if told is None:
        return None
    try:
        facts = path.stat()
    except OSError:
        return None
    end = datetime.fromtimestamp(facts.st_mtime + KEPT_DAYS * 86_400, tz=UTC)
    until = timezone.localdate(end)
    return Kept(
        path.stem, str(told["title"]), Asked(**told["asked"]), len(told[papers.GOODS]),
        int(told["left_out"]), date.fromisoformat(told["made_on"]), until, facts.st_size,
    )  # fmt: skip


def take(place: str, name: str) -> Path:
    """Return the file of a kept catalogue whose goods are all still sold.

    Raises:
        Refusal: `not_found`, `catalogue_changed`; then the file is gone.
    """
    path = folder(place) / f"{name}.pdf"
    told = papers.told_of(path) if _KEY.fullmatch(name) else None
    if told is None or not path.is_file() or _is_past(path):
        raise Refusal("not_found", "Katalog ini tidak ada lagi. Susun sekali lagi.")
    if not papers.is_true(told[papers.GOODS], told.get(papers.PHOTOS, ())):
        papers.drop_paper(path)
        raise Refusal(
            "catalogue_changed",
            "Ada barang atau foto di katalog ini yang tidak ada lagi. Susun ulang.",
        )
    return path


def _is_past(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - KEPT_DAYS * 86_400


def drop_past() -> int:
    """Drop the catalogues whose term ended; return how many went."""
    root = papers.papers_folder() / "lama"
    places = [one for one in root.glob("*") if one.is_dir()]
    return sum(papers.drop_older(place, KEPT_DAYS) for place in places)
