"""Who sees and keeps which shops and goods. The only place in this room that asks about roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lampit.people.access import (
    Person,
    has_role,
    reaches,
    region_of,
    scope_filter,
    token_may,
)
from lampit.people.models import Role, User
from lampit.registry.access import care_filter, visible_businesses
from lampit.registry.models import Business
from lampit.shops.models import (
    Assistance,
    CurationSheet,
    Fair,
    Group,
    GroupMember,
    Maker,
    MakerStory,
    Pledge,
    PriceReference,
    Product,
)
from lampit.shops.models.goods import ProductState
from lampit.shops.models.stories import StoryState
from lampit.shops.rules import curation, freshness, helping
from lampit.web.prepared import Prepared

CURATORS = (Role.BOARD, Role.HEAD, Role.STAFF)  # of a kabupaten
_market: ContextVar[str] = ContextVar("market", default="")


@contextmanager
def market_of(region: str) -> Iterator[None]:
    """Narrow what everybody sees to the shops of a region, while its market is copied.

    An empty code narrows nothing. Only the copying of a market uses it, in a process or a
    context of its own.
    """
    before = _market.set(region)
    try:
        yield
    finally:
        _market.reset(before)


def may_open_shop(request: HttpRequest) -> bool:
    """Let makers in, and those who help them; their rows are scoped below."""
    if has_role(request.user, Role.MAKER, Role.STAFF, Role.MENTOR):
        return True
    return isinstance(request.user, User) and _helped(request.user).exists()


def may_read_by_token(request: HttpRequest) -> bool:
    """Let a program read goods whose token may; what everybody sees is for every account."""
    return token_may(request, "read")


def may_keep_by_token(request: HttpRequest) -> bool:
    """Let a program write whose token may, for an account that keeps shops."""
    return token_may(request, "shop") and may_open_shop(request)


def may_count_by_token(request: HttpRequest) -> bool:
    """Let a program read figures of a shop whose token may, for an account that keeps shops."""
    return token_may(request, "read") and may_open_shop(request)


def _helped(person: User) -> QuerySet[Assistance]:
    """Return by whose consent `person` helps shops now."""
    return Assistance.objects.filter(account=person, started_at__isnull=False, ended_at=None)


def works_for_office(person: Person) -> bool:
    """Say whether `person` helps makers by office: mentors and staff."""
    return has_role(person, Role.STAFF, Role.MENTOR)


def kind_of_helper(person: Person) -> str:
    """Return what `person` is to the owner of a shop, as `rules.helping` names it."""
    if has_role(person, Role.MENTOR):
        return helping.MENTOR
    return helping.STAFF if has_role(person, Role.STAFF) else helping.RELATIVE


def may_change_money(person: Person, maker: Maker) -> bool:
    """Say whether `person` may change where the money of a shop goes: no relative may."""
    return not is_helping(person, maker) or works_for_office(person)


def may_remind(request: HttpRequest) -> bool:
    """Let those in who write to makers about goods that nobody confirmed for long."""
    return has_role(request.user, Role.STAFF, Role.MENTOR)


def may_open_settings(request: HttpRequest) -> bool:
    """Let staff and the head of a kabupaten set what holds for its shops."""
    return has_role(request.user, Role.STAFF, Role.HEAD) and bool(region_of(request.user))


def may_set_office(person: Person, region: str) -> bool:
    """Say whether `person` sets what holds for the shops of this kabupaten."""
    return has_role(person, Role.STAFF, Role.HEAD) and region_of(person) == region


def visible_makers(person: Person) -> QuerySet[Maker]:
    """Return the shops that `person` keeps: her own, those of the region or in one's care.

    Those she helps with the owner's consent are there too; where the owner ended the help of a
    mentor or officer, that shop is closed to him until she agrees again.
    """
    if not isinstance(person, User):
        return Maker.objects.none()
    helped = Q(pk__in=_helped(person).values("maker"))
    if has_role(person, Role.MAKER):
        return Maker.objects.filter(Q(account=person) | helped)
    if has_role(person, Role.STAFF, Role.MENTOR):
        by_office = scope_filter(person, "region") & care_filter(person, "business__")
        ended = Assistance.objects.filter(account=person, ended_at__isnull=False)
        by_office &= ~Q(pk__in=ended.exclude(ended_by=person).values("maker"))
        return Maker.objects.filter(by_office | helped)
    return Maker.objects.filter(helped)


def visible_products(person: Person) -> QuerySet[Product]:
    """Return the goods of the shops that `person` keeps."""
    return Product.objects.filter(maker__in=visible_makers(person))


def visible_references(person: Person) -> QuerySet[PriceReference]:
    """Return the standing price proofs of those goods."""
    return PriceReference.objects.filter(
        product__maker__in=visible_makers(person), withdrawn_at=None
    )


def may_keep(person: Person, maker: Maker) -> bool:
    """Say whether `person` may change this shop and its goods; one query or two."""
    return visible_makers(person).filter(pk=maker.pk).exists()


def helps_others(person: Person) -> bool:
    """Say whether `person` keeps shops that are not her own, so that she has to choose one."""
    return not has_role(person, Role.MAKER)


def is_helping(person: Person, maker: Maker) -> bool:
    """Say whether `person` acts for the maker rather than being her."""
    return isinstance(person, User) and maker.account_id != person.pk


def may_keep_group(person: Person, group: Group) -> bool:
    """Say whether `person` keeps the shop of a keeper of this group; one query or two."""
    keepers = GroupMember.objects.filter(
        group=group, is_keeper=True, joined_at__isnull=False, left_at=None
    )
    return keepers.filter(maker__in=visible_makers(person)).exists()


def may_judge(person: Person, region: str) -> bool:
    """Say whether `person` decides about goods and shops of a kabupaten: its head and staff."""
    return has_role(person, Role.HEAD, Role.STAFF) and reaches(person, region)


def may_run_market(request: HttpRequest) -> bool:
    """Let head and staff of a kabupaten tell who runs its market."""
    return has_role(request.user, Role.HEAD, Role.STAFF) and bool(region_of(request.user))


def visible_pledges(person: Person) -> QuerySet[Pledge]:
    """Return what was answered about goods of the person's office; others do not exist for it."""
    if not has_role(person, Role.HEAD, Role.STAFF):
        return Pledge.objects.none()
    return Pledge.objects.filter(scope_filter(person, "product__maker__region"))


def curating_level(person: Person) -> str:
    """Return at which level `person` curates as she acts now, "" at none.

    In a kabupaten its board, its head (the daily chair) and staff (the secretary).
    """
    if has_role(person, *CURATORS) and region_of(person):
        return curation.KABUPATEN
    if has_role(person, Role.PROVINCE) and region_of(person):
        return curation.PROVINCE
    return curation.NATION if has_role(person, Role.NATION) else ""


def may_curate(request: HttpRequest) -> bool:
    """Let those in who curate goods: a kabupaten, a province, the nation."""
    return bool(curating_level(request.user))


def may_curate_in(person: Person, region: str, level: str) -> bool:
    """Say whether `person` curates goods of a kabupaten at a level."""
    return curating_level(person) == level and reaches(person, region)


def may_propose_in(person: Person, region: str, level: str) -> bool:
    """Say whether the desk of `person` may propose goods of a region to its level or above."""
    own = curating_level(person)
    up = bool(own) and curation.height(own) <= curation.height(level)
    return up and reaches(person, region)


def has_part_in(person: Person, maker: Maker) -> bool:
    """Say whether a shop is the person's own, or one she helps; one query at most."""
    if not isinstance(person, User):
        return False
    return maker.account_id == person.pk or _helped(person).filter(maker=maker).exists()


def curated_sheets(person: Person) -> QuerySet[CurationSheet]:
    """Return the curation sheets of the person's region at her level; she sees no others."""
    level = curating_level(person)
    if not level:
        return CurationSheet.objects.none()
    return CurationSheet.objects.filter(scope_filter(person, "product__maker__region"), level=level)


def proposable_goods(person: Person, today: date) -> QuerySet[Product]:
    """Return the goods on sale in the person's region, out of which its desk proposes."""
    if not curating_level(person):
        return Product.objects.none()
    return public_products(today).filter(scope_filter(person, "maker__region"))


def has_own_shop(request: HttpRequest) -> bool:
    """Let makers in, each to what is her own; nobody acts for her here."""
    return has_role(request.user, Role.MAKER)


def own_makers(person: Person) -> QuerySet[Maker]:
    """Return the shops that are the person's own, as she acts now."""
    if not isinstance(person, User) or not has_role(person, Role.MAKER):
        return Maker.objects.none()
    return Maker.objects.filter(account=person)


def public_makers() -> QuerySet[Maker]:
    """Return the shops that are open to everybody."""
    return Maker.objects.filter(_in_market("region"), is_published=True)


def public_products(today: date) -> QuerySet[Product]:
    """Return the goods of open shops that lists show: confirmed within 90 days.

    Where the office has its own days, the last one stands with the good.
    """
    oldest = timezone.make_aware(datetime.combine(freshness.oldest_shown(today), time.min))
    usual = Q(shown_until=None, checked_at__gte=oldest)
    return reachable_products().filter(usual | Q(shown_until__gte=today))


def public_products_of(maker: Maker, today: date) -> QuerySet[Product]:
    """Return the goods of one open shop that lists show, newest first."""
    return public_products(today).filter(maker=maker)


def reachable_products() -> QuerySet[Product]:
    """Return the goods whose own page opens, also when they are too stale for lists."""
    return Product.objects.filter(
        _in_market("maker__region"), state=ProductState.LIVE, maker__is_published=True
    )


_GOOD = Prepared(
    lambda slug: (
        reachable_products()
        .filter(slug=slug)
        .select_related("maker__place__parent", "maker__region")
        .order_by()
    )
)
_SHOP = Prepared(
    lambda slug: (
        public_makers().filter(slug=slug).select_related("place__parent", "region").order_by()
    )
)


def reachable_good(slug: str) -> Product | None:
    """Return the good of an address word, its shop and place loaded; one query."""
    return _GOOD.first(slug, shape=_market.get())


def open_shop(slug: str) -> Maker | None:
    """Return the open shop of an address word, its village and kecamatan loaded; one query."""
    return _SHOP.first(slug, shape=_market.get())


def is_narrowed() -> bool:
    """Say whether the market is narrowed to a region (`market_of`)."""
    return bool(_market.get())


def _in_market(field: str) -> Q:
    """Return the condition that a market which is narrowed to a region sets."""
    code = _market.get()
    if not code:
        return Q()
    return Q(**{f"{field}_id": code}) | Q(**{f"{field}__code__startswith": f"{code}."})


def may_open_new(request: HttpRequest) -> bool:
    """Let makers open a shop of their own, and mentors and staff one for others."""
    return has_role(request.user, Role.MAKER, Role.STAFF, Role.MENTOR)


def openable_businesses(person: Person) -> QuerySet[Business]:
    """Return the running businesses without a shop for which `person` may open one.

    Her own, those in a mentor's care, those of the office's kabupaten; a shop that a merged record
    has is the shop of the whole.
    """
    if not has_role(person, Role.MAKER, Role.STAFF, Role.MENTOR):
        return Business.objects.none()
    ended = (Business.Status.CLOSED, Business.Status.MOVED, Business.Status.NONE)
    merged = Business.objects.filter(golden__isnull=False, maker__isnull=False)
    found = visible_businesses(person).filter(maker=None).exclude(status__in=ended)
    return found.exclude(pk__in=merged.values("golden"))


def visible_stories(person: Person) -> QuerySet[MakerStory]:
    """Return the stories of the shops that `person` keeps."""
    return MakerStory.objects.filter(maker__in=visible_makers(person))


def public_stories() -> QuerySet[MakerStory]:
    """Return the stories that everybody reads: shown by their tellers, of open shops."""
    return MakerStory.objects.filter(
        _in_market("maker__region"), state=StoryState.LIVE, maker__is_published=True
    )


def may_arrange_fairs(request: HttpRequest) -> bool:
    """Let those in who choose goods for events: an office, its board, province and nation."""
    return has_role(request.user, *_ARRANGING)


_ARRANGING = (Role.HEAD, Role.STAFF, Role.BOARD, Role.PROVINCE, Role.NATION)


def visible_fairs(person: Person) -> QuerySet[Fair]:
    """Return the events of the person's own office; those of others do not exist for it."""
    if not has_role(person, *_ARRANGING):
        return Fair.objects.none()
    code = region_of(person)
    if not code and not has_role(person, Role.NATION):
        return Fair.objects.none()
    return Fair.objects.filter(region=code or None)


def may_arrange(person: Person, fair: Fair) -> bool:
    """Say whether `person` may change this event; no query beyond who she is."""
    is_nation = fair.region_id is None and has_role(person, Role.NATION)
    own = has_role(person, *_ARRANGING) and region_of(person) == (fair.region_id or "")
    return own and (is_nation or fair.region_id is not None)


def goods_for_fairs(person: Person, today: date) -> QuerySet[Product]:
    """Return the goods on sale that the person's office may choose: those of its region."""
    if not has_role(person, *_ARRANGING):
        return Product.objects.none()
    return public_products(today).filter(scope_filter(person, "maker__region"))


def arranged_makers(person: Person) -> QuerySet[Maker]:
    """Return the open shops of the person's office, for which it may make papers."""
    if not has_role(person, *_ARRANGING):
        return Maker.objects.none()
    return public_makers().filter(scope_filter(person, "region"))


def public_fairs() -> QuerySet[Fair]:
    """Return the events that everybody sees."""
    return Fair.objects.filter(_in_market("region"))
