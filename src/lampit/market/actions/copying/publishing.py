"""`lampit publish`: the whole market as a folder that works without a server."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lampit.basics.refusal import Refusal
from lampit.market.actions.copying import own, papers
from lampit.market.actions.copying.crew import crew, processes_here
from lampit.market.actions.copying.files import bring, static_file
from lampit.market.actions.copying.folder import Folder, open_folder
from lampit.market.actions.copying.pages import Copier, Plan
from lampit.market.actions.copying.walking import walked
from lampit.market.queries import copying as queries
from lampit.market.queries.addresses import events
from lampit.market.rules.copying import chats, tongues
from lampit.market.rules.copying.addresses import NUMBERED
from lampit.market.rules.copying.pages import Words
from lampit.market.rules.copying.tags import symbols
from lampit.market.rules.copying.tongues import NAMES
from lampit.market.rules.world import ENGLISH
from lampit.places.queries import region as region_of
from lampit.shops import access
from lampit.shops import actions as shops
from lampit.shops.access import market_of
from lampit.shops.models import Product
from lampit.shops.queries import SHELF_SIZE
from lampit.shops.queries.finding import census
from lampit.shops.rules import kinds

Say = Callable[[int, int, str], bool]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a copy is to be.

    Attributes:
        region: code of the kabupaten or province whose shops stand in it, "" for all.
        base: the address where it will stand, "" when nobody knows: then no absolute link is in
            it, and it works from anywhere.
        office: the WhatsApp number (E.164) that passes messages on for makers who do not let
            theirs be printed, "" for none.
        processes: how many work at once, 0 for as many as the machine has room for.
    """

    region: str = ""
    base: str = ""
    office: str = ""
    processes: int = 0


@dataclass(slots=True)
class Copied:
    """What a run did.

    Attributes:
        pages, files: pages in the copy, and all files without their packed twins.
        written, unchanged, removed: files that changed, did not, or went.
        foreign: files of others that stood in the way and were left alone.
        missing: photos and files that pages name and the instance does not have.
        reached: how many makers are reached how: `langsung`, `lewat_dinas`, `tanpa_nomor`.
    """

    pages: int = 0
    files: int = 0
    goods: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)


def publish(root: Path, wishes: Wishes, *, now: datetime, say: Say) -> Copied:
    """Write the market into a folder, only what changed, and return what was done.

    A killed run is simply started again. `say` hears steps done, steps known and words, and
    answers whether to go on.

    Raises:
        Refusal: `region_unknown`, `base_unreadable`, `copy_stopped`, `copy_too_large`, and what
            `folder.open_folder` raises.
    """
    _check(wishes)
    folder = open_folder(root)
    try:
        shops.keep_roll(now)  # shelves of thousands are read from it, also where no clock runs
        with translation.override(settings.LANGUAGE_CODE), market_of(wishes.region):
            return _published(folder, wishes, now, say)
    finally:
        folder.close()


def _published(folder: Folder, wishes: Wishes, now: datetime, say: Say) -> Copied:
    today = timezone.localdate(now)
    goods, makers = access.public_products(today), access.public_makers()
    contacts = queries.contacts(makers, access.reachable_products())
    english = queries.english(makers, goods)
    paper = papers.planned(goods, contacts, english, today)
    copier = Copier(_plan(wishes, contacts, english, paper), folder)
    first, further = _seeds(goods, contacts, english, today)
    width, count = wishes.processes or processes_here(), goods.count()
    with (
        crew(copier, region=wishes.region, processes=width, pages=len(first)) as hands,
        closing(papers.Press(hands, papers.spoken(paper), now=now)) as press,
    ):

        def walking(done: int, known: int) -> bool:
            press.turn()
            return say(done, known, _("Halaman pasar"))

        walk = walked(hands, first, further, say=walking)
        say(len(walk.pages), len(walk.pages), _("Halaman cari dan keterangan"))
        made = Copied(pages=len(walk.pages), goods=count)
        made.reached = reached(contacts, wishes.office)
        own.write(copier, walk, own.About(wishes.region, _name(wishes.region), today, made), paper)
        say(len(walk.pages), len(walk.pages), _("Foto dan berkas"))
        made.missing = bring(folder, walk, walk.brings)
        say(len(walk.pages), len(walk.pages), _("Katalog"))
        sources = press.written(walk)
    ours = {file: entry for file, entry in walk.entries.items() if file not in walk.foreign}
    made.removed = folder.finish(ours, sources)
    made.files, made.foreign = len(walk.entries), sorted(walk.foreign)
    made.written, made.unchanged = walk.counts.get("written", 0), walk.counts.get("same", 0)
    return made


def _seeds(
    goods: QuerySet[Product], contacts: queries.Contacts, english: queries.English, today: date
) -> tuple[list[str], frozenset[str]]:
    """Return where the walk begins, and which of it are further pages of lists, by their counts.

    From page to page a long list would be walked by one process alone. Pages that read the same
    rows stand behind one another: those in both languages, and the goods of a shop.
    """
    of_shop: dict[str, list[str]] = {slug: [] for slug in contacts.makers}
    for slug, shop in goods.order_by("pk").values_list("slug", "maker__slug"):
        of_shop.setdefault(shop, []).append(slug)
    on_shelf = census(goods, today).categories
    seeds, further = [reverse("market:home")], list[str]()
    seeds += [reverse("market:category", args=[c.slug]) for c in kinds.CATEGORIES]
    further += _further(reverse("market:home"), sum(map(len, of_shop.values())), is_told=True)
    for shelf in kinds.CATEGORIES:
        page = reverse("market:category", args=[shelf.slug])
        further += _further(page, on_shelf.get(shelf.slug, 0), is_told=True)
    seeds += further
    for shop, slugs in of_shop.items():
        page, is_told = reverse("market:maker", args=[shop]), shop in english.makers
        more = _further(page, len(slugs), is_told=is_told)
        seeds += _both(page, is_told=is_told) + more
        further += more
        for slug in slugs:
            page = reverse("market:product", args=[slug])
            seeds += _both(page, is_told=slug in english.goods)
    return [*seeds, *events(today)], frozenset(further)


def _further(address: str, count: int, *, is_told: bool) -> list[str]:
    """Return the pages of a list behind its first one."""
    numbers = range(2, -(-count // SHELF_SIZE) + 1)
    return [one for n in numbers for one in _both(f"{address}?{NUMBERED}={n}", is_told=is_told)]


def _both(address: str, *, is_told: bool) -> list[str]:
    return [address, tongues.spoken(address, ENGLISH)] if is_told else [address]


def reached(contacts: queries.Contacts, office: str) -> dict[str, int]:
    """Return how many makers are reached how."""
    found = dict.fromkeys((chats.DIRECT, chats.BY_OFFICE, chats.NOBODY), 0)
    for contact in contacts.makers.values():
        found[chats.way_to(contact, office)[0]] += 1
    return found


def _plan(
    wishes: Wishes, contacts: queries.Contacts, english: queries.English, paper: list[papers.Paper]
) -> Plan:
    sprite = static_file("web/icons.svg") or static_file(static("web/icons.svg"))
    words, say = {}, {}
    for language in NAMES:
        with translation.override(language):
            words[language] = _words()
            say[language] = {sentence: _(sentence) for sentence in chats.SENTENCES}
    return Plan(
        language=settings.LANGUAGE_CODE,
        base=wishes.base.rstrip("/"),
        office=wishes.office,
        contacts=contacts,
        sprite=symbols(sprite.read_text("utf-8")) if sprite else {},
        words=words,
        say=say,
        english=english,
        own=frozenset([*own.PATHS, *(one.path for one in paper)]),
        own_english=frozenset([*own.PATHS, *(one.path for one in paper if one.has_english)]),
        kept=None if wishes.region else Path(settings.PUBLISHED_ROOT),
    )


def _words() -> Words:
    return Words(
        order=_("Pesan lewat WhatsApp"),
        ask_office=_("Perajin ini belum memasang nomor. Tanyakan lewat pengelola pasar."),
        catalogue=_("Katalog"),
        about=_("Tentang salinan ini"),
    )


def _check(wishes: Wishes) -> None:
    if wishes.region and not _name(wishes.region):
        raise Refusal("region_unknown", f"Wilayah {wishes.region} tidak dikenal.")
    if wishes.base and not wishes.base.startswith(("https://", "http://")):
        raise Refusal("base_unreadable", "Alamat salinan harus mulai dengan https://.")


def _name(code: str) -> str:
    """Return the name of a region, "" for the whole market or an unknown code."""
    found = region_of(code) if code else None
    return found.name if found else ""
