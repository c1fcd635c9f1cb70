"""Who may sell, and whose orders and sales exist for whom. The only place that asks about roles.

An order's buyer needs no account: the unguessable link is the key (see `orders_at`).
"""

from django.db.models import QuerySet
from django.http import HttpRequest

from lampit.orders.models import Order, Part, Sale
from lampit.people.access import Person, has_role
from lampit.people.models import Role, User
from lampit.shops import access as shops
from lampit.shops.models import Maker


def may_sell(request: HttpRequest) -> bool:
    """Let makers in."""
    return has_role(request.user, Role.MAKER)


def may_handle_money(request: HttpRequest) -> bool:
    """Let makers in, and those who help them note money that came late or went back."""
    return has_role(request.user, Role.MAKER, Role.STAFF, Role.MENTOR)


def may_have_orders(request: HttpRequest) -> bool:
    """Let anybody with an account in: they find the orders they placed signed in."""
    return request.user.is_authenticated


def maker_of(person: Person) -> Maker | None:
    """Return the shop that `person` acts for, None without one."""
    if not isinstance(person, User) or not has_role(person, Role.MAKER):
        return None
    return Maker.objects.select_related("business").filter(account=person).order_by("pk").first()


def own_shops(person: Person) -> QuerySet[Maker]:
    """Return the shop that `person` acts for, as a list of one or none."""
    found = maker_of(person)
    return Maker.objects.filter(pk=found.pk) if found else Maker.objects.none()


def may_sell_for(person: Person, business_id: int) -> bool:
    """Say whether `person` runs the shop of this business."""
    maker = maker_of(person)
    return maker is not None and maker.business_id == business_id


def visible_orders(person: Person) -> QuerySet[Order]:
    """Return the orders that `person` placed while signed in."""
    if not isinstance(person, User):
        return Order.objects.none()
    return Order.objects.filter(user=person)


def orders_at(public_id: str) -> QuerySet[Order]:
    """Return the order at an unguessable address: who knows it is its buyer."""
    return Order.objects.filter(public_id=public_id)


def visible_parts(person: Person) -> QuerySet[Part]:
    """Return the parts of orders that `person` has to fulfil as a maker; asks nothing yet."""
    if not isinstance(person, User) or not has_role(person, Role.MAKER):
        return Part.objects.none()
    # The same shop as `maker_of` returns.
    shop = Maker.objects.filter(account=person).order_by("pk").values("pk")[:1]
    return Part.objects.filter(maker__in=shop)


def handled_parts(person: Person) -> QuerySet[Part]:
    """Return the parts whose money `person` may note: her own, or of the shops she helps."""
    if has_role(person, Role.STAFF, Role.MENTOR):
        return Part.objects.filter(maker__in=shops.visible_makers(person))
    return visible_parts(person)


def visible_sales(person: Person) -> QuerySet[Sale]:
    """Return the ledger of the shop that `person` runs; the office sees sums, never entries."""
    maker = maker_of(person)
    return Sale.objects.filter(business=maker.business_id) if maker else Sale.objects.none()
