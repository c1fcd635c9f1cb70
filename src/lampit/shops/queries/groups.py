"""Reads of group shops: for their members, their keepers, and for buyers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, When
from django.db.models.expressions import Combinable

from lampit.shops.models import Group, GroupFront, GroupMember, Maker, Product
from lampit.shops.models.goods import ProductState
from lampit.shops.rules import groups, texts

ACTIVE = Q(joined_at__isnull=False, left_at=None)
OPEN = Q(joined_at=None, left_at=None)


def memberships_of(maker: Maker) -> list[GroupMember]:
    """Return the groups a shop is in, was asked into, or asked to join; one query."""
    rows = GroupMember.objects.filter(maker=maker, left_at=None, group__closed_at=None)
    return list(rows.select_related("group__place").order_by("joined_at", "pk")[:20])


def group_named(slug: str) -> Group | None:
    """Return a group that is not closed by its address word; one query."""
    return Group.objects.filter(slug=slug, closed_at=None).select_related("place__parent").first()


def membership(group: Group, maker: Maker) -> GroupMember | None:
    """Return the standing of a shop in a group, asked or joined; one query."""
    return GroupMember.objects.filter(group=group, maker=maker, left_at=None).first()


def own_shop_in(group: Group, makers: QuerySet[Maker]) -> Maker | None:
    """Return one of these shops that is a member of a group, keepers first; one query.

    Who only asked, or was asked, is none: she sees what buyers see.
    """
    rows = GroupMember.objects.filter(ACTIVE, group=group, maker__in=makers)
    row = rows.select_related("maker__business", "maker__place").first()
    return row.maker if row else None


def kept_member(number: int) -> GroupMember | None:
    """Return a standing that has not ended, with its group and shop; one query."""
    rows = GroupMember.objects.filter(pk=number, left_at=None)
    return rows.select_related("group", "maker").first()


def members_of(group: Group) -> list[GroupMember]:
    """Return the members and those who are asked or ask, keepers first; one query."""
    rows = GroupMember.objects.filter(group=group, left_at=None)
    return list(rows.select_related("maker__place")[: groups.MOST_MEMBERS * 2])


def invitable(makers: QuerySet[Maker], group: Group, text: str) -> list[Maker]:
    """Return shops of the kabupaten by a part of their name that do not stand in it; one query.

    `makers` are those that everybody sees: who is closed is nobody's to find.
    """
    if len(text.strip()) < 3:
        return []
    standing = GroupMember.objects.filter(group=group, left_at=None).values("maker")
    found = makers.filter(region=group.region_id, name__icontains=text.strip()[:60])
    return list(found.exclude(pk__in=standing).select_related("place").order_by("name")[:10])


def front_choices(group: Group) -> list[Product]:
    """Return the goods on sale of the members, at most two hundred; two queries."""
    ids = active_makers(group)
    goods = Product.objects.filter(maker__in=ids, state=ProductState.LIVE)
    return list(goods.select_related("maker").order_by("maker__name", "name")[:200])


def front_of(group: Group) -> list[int]:
    """Return the goods at the front in the keeper's order; one query."""
    return list(GroupFront.objects.filter(group=group).values_list("product_id", flat=True))


def active_makers(group: Group) -> list[int]:
    """Return the shops that are members now; one query."""
    rows = GroupMember.objects.filter(ACTIVE, group=group)
    return list(rows.values_list("maker_id", flat=True))


def _taken(base: str) -> bool:
    return base == "gabung" or Group.objects.filter(slug=base).exists()


def free_slug(name: str, number: int) -> str:
    """Return an address word for a group that no other has; one query."""
    base = texts.slug(name, f"kelompok-{number}")
    return f"{base}-{number}" if _taken(base) else base


@dataclass(frozen=True, slots=True)
class Mat:
    """A group as buyers see it: its open shops and its goods, the front first."""

    group: Group
    makers: list[Maker]
    goods: QuerySet[Product]


def mat(makers: QuerySet[Maker], products: QuerySet[Product], slug: str) -> Mat | None:
    """Return a group with what its page shows; None below two open shops; four queries.

    `makers` and `products` are what the public sees on the day.
    """
    group = group_named(slug)
    if group is None:
        return None
    ids = active_makers(group)
    open_ = list(makers.filter(pk__in=ids).select_related("place").order_by("name", "pk"))
    if len(open_) < groups.FEWEST_SHOWN:
        return None
    first = front_of(group)
    order: list[Combinable | str] = ["-published_at", "pk"]
    if first:
        places = [When(pk=pk, then=number) for number, pk in enumerate(first)]
        order.insert(0, Case(*places, default=len(first)))
    return Mat(group, open_, products.filter(maker__in=ids).order_by(*order))


def groups_of_maker(maker_id: int, _today: date) -> list[Group]:
    """Return the groups a shop is a member of, for its public page; one query."""
    rows = GroupMember.objects.filter(ACTIVE, maker_id=maker_id, group__closed_at=None)
    return [row.group for row in rows.select_related("group").order_by("group__name")[:5]]
