"""The catalogues and price lists of a copy: of all, shelves, coming events, shops if few.

Which there are is known before the walk, so that pages lead to them and to no other.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lampit.market.actions import cataloguing
from lampit.market.actions.copying.crew import Crew
from lampit.market.actions.copying.pages import Copier
from lampit.market.actions.copying.walking import Walk
from lampit.market.queries import catalogues as queries
from lampit.market.queries.copying import Contacts, English
from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import PHOTOS, PRICES, Catalogue
from lampit.market.rules.copying import addresses, tongues
from lampit.market.rules.world import ENGLISH
from lampit.shops import access
from lampit.shops.models import Product
from lampit.shops.queries import finding
from lampit.shops.queries.fairs import announced, chosen, fair_named
from lampit.shops.rules import kinds

NAMES = {PHOTOS: "katalog", PRICES: "daftar-harga"}
MOST_SHOPS = 60  # with more, only shelves have their catalogue: a copy is made in a minute


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF of a copy: where it stands, what it is called, whose goods it tells.

    Attributes:
        has_english: whether it is made in English too.
        language: it is made in, "" for the one of the copy.
    """

    path: str
    title: str
    kind: str
    shelf: str = ""
    maker: str = ""
    fair: str = ""
    has_english: bool = False
    language: str = ""

    @property
    def told(self) -> str:
        """Return its title in the language that is active."""
        if self.maker or self.fair:
            return self.title
        return _(kinds.category(self.shelf).label) if self.shelf else _("Semua barang")

    @property
    def words(self) -> str:
        """Return what kind of paper it is."""
        return _("Katalog berfoto") if self.kind == PHOTOS else _("Daftar harga")


def planned(
    goods: QuerySet[Product], contacts: Contacts, english: English, today: date
) -> list[Paper]:
    """Return the papers of a copy: those that have goods; six queries, more with events.

    In English too where one of their goods has an English name.
    """
    found = _planned(goods, contacts, today)
    if not english.goods:
        return found
    rows = goods.filter(abroad__isnull=False).exclude(abroad__name="").order_by()
    shelves = set(rows.values_list("category", flat=True).distinct())
    shops = set(rows.values_list("maker__slug", flat=True).distinct())
    fairs = set(rows.values_list("fairs__fair__slug", flat=True).distinct())
    told = ({"", *shelves}, {"", *shops}, {"", *fairs})
    return [
        replace(
            one,
            has_english=all(
                name in names
                for name, names in zip((one.shelf, one.maker, one.fair), told, strict=True)
            ),
        )
        for one in found
    ]


def spoken(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers in the language of the copy, then those that are made in English too."""
    return [*papers, *(replace(one, language=ENGLISH) for one in papers if one.has_english)]


def _planned(goods: QuerySet[Product], contacts: Contacts, today: date) -> list[Paper]:
    counts = finding.census(goods, today).categories
    if not counts:
        return []
    found = [Paper(reverse("market:market_pdf", args=[NAMES[PRICES]]), _("Semua barang"), PRICES)]
    for shelf in kinds.CATEGORIES:
        if shelf.slug in counts:
            found += [
                Paper(reverse("market:shelf_pdf", args=[shelf.slug, NAMES[kind]]), _(shelf.label),
                      kind, shelf=shelf.slug)
                for kind in rules.KINDS
            ]  # fmt: skip
    for fair in announced(access.public_fairs(), today):
        if chosen(fair, goods).exists():
            found += [
                Paper(reverse("market:fair_pdf", args=[fair.slug, NAMES[kind]]), fair.name, kind,
                      fair=fair.slug)
                for kind in rules.KINDS
            ]  # fmt: skip
    sellers = set(
        goods.order_by().values_list("maker__slug", flat=True).distinct()[: MOST_SHOPS + 1]
    )
    if len(sellers) <= MOST_SHOPS:
        found += [
            Paper(reverse("market:maker_pdf", args=[slug, NAMES[kind]]),
                  contacts.makers[slug].maker, kind, maker=slug)
            for slug in sorted(sellers & set(contacts.makers))
            for kind in rules.KINDS
        ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper before it is typeset: its file and mark; nothing to typeset where it stands."""

    file: str
    mark: str
    laid: cataloguing.Laid | None = None


class Press:
    """Makes the papers of a copy: a crew lays them out, this process typesets them meanwhile.

    Alone it does all of it when they are asked for. A crew must be at work before the first one
    is typeset: the typesetter's threads do not outlive the making of a process.
    """

    def __init__(self, crew: Crew, papers: Sequence[Paper], *, now: datetime) -> None:
        """Let the crew begin, where there is one."""
        self.crew, self.papers, self.now = crew, papers, now
        self.hands = ThreadPoolExecutor(1, "press")
        self.made: list[tuple[Sheet, Future[bytes] | None]] = []
        self.laid = [crew.give(sheet, paper, now) for paper in papers] if crew.width > 1 else []

    def turn(self) -> None:
        """Take to the press what was laid out since."""
        while self.laid and self.laid[0].done():
            self._take(self.laid.pop(0).result())

    def written(self, walk: Walk) -> dict[str, str]:
        """Write the papers, those whose content changed; return their marks by file."""
        copier = self.crew.copier
        if self.crew.width == 1:
            self.laid = [self.crew.give(sheet, paper, self.now) for paper in self.papers]
        for future in self.laid:
            self._take(future.result())
        self.laid = []
        for one, typeset in self.made:
            if typeset is None:
                walk.entries[one.file], what = copier.folder.known[one.file], "same"
            else:
                walk.entries[one.file], what = copier.folder.put(one.file, typeset.result())
            walk.note(one.file, what)
        return {one.file: one.mark for one, _typeset in self.made}

    def close(self) -> None:
        """Begin no other paper."""
        self.hands.shutdown(cancel_futures=True)

    def _take(self, one: Sheet) -> None:
        typeset = cataloguing.typeset_laid
        told = self.hands.submit(typeset, one.laid, now=self.now) if one.laid else None
        self.made.append((one, told))


def sheet(copier: Copier, paper: Paper, now: datetime) -> Sheet:
    """Lay out one paper, unless the folder holds it as it would be."""
    language = paper.language or copier.plan.language
    file = addresses.file_of(tongues.spoken(paper.path, language))
    with translation.override(language):
        catalogue = _catalogue(copier, paper, language, now)
        mark = cataloguing.mark_of(catalogue)
        if copier.folder.sources.get(file) == mark and copier.folder.stands(file):
            return Sheet(file, mark)
        return Sheet(file, mark, cataloguing.laid_out(catalogue))


def _catalogue(copier: Copier, paper: Paper, language: str, now: datetime) -> Catalogue:
    """Return what a paper tells, with links that a copy can keep."""
    today, kind = timezone.localdate(now), paper.kind
    is_whole = not paper.shelf and not paper.maker
    frame = queries.Frame(
        today, copier.plan.base, (rules.MOST if is_whole else rules.MOST_AT_ONCE)[kind],
        language,
    )  # fmt: skip
    goods = access.public_products(today)
    maker = access.open_shop(paper.maker) if paper.maker else None
    fair = fair_named(access.public_fairs(), paper.fair) if paper.fair else None
    if fair is not None:
        found = queries.of_fair(fair, goods, kind, frame)
    elif maker is not None:
        found = queries.of_maker(maker, goods.filter(maker=maker), kind, frame)
    else:
        found = queries.of_shelf(paper.shelf, goods, kind, frame)
    lines = [replace(line, link=_good_link(copier, line.code, language)) for line in found.lines]
    return replace(found, lines=lines, link=_front_link(copier, paper, language))


def _good_link(copier: Copier, slug: str, language: str) -> str:
    """Return where the QR of a good leads: to its page, or to a chat where no address is known."""
    path = _in_language(copier, reverse("market:product", args=[slug]), language)
    if copier.plan.base:
        return f"{copier.plan.base}/{addresses.file_of(path)}"
    return copier.order(path)


def _in_language(copier: Copier, path: str, language: str) -> str:
    """Return the address of a page in a language, the Indonesian one where there is no other."""
    return tongues.spoken(path, language) if copier.has_english(path) else path


def _front_link(copier: Copier, paper: Paper, language: str) -> str:
    if not copier.plan.base:
        return ""
    path = reverse("market:home")
    if paper.maker:
        path = reverse("market:maker", args=[paper.maker])
    elif paper.fair:
        path = reverse("market:fair", args=[paper.fair])
    elif paper.shelf:
        path = reverse("market:category", args=[paper.shelf])
    return f"{copier.plan.base}/{addresses.file_of(_in_language(copier, path, language))}"
