"""Reads of who helps whom, and what helpers did."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lampit.people.models import AuditEntry, User
from lampit.shops.models import Assistance, Maker, Product
from lampit.shops.rules.helping import PENDING

ACTIVE = Q(started_at__isnull=False, ended_at=None)
MOST_DEEDS = 50


def helpers_of(maker: Maker) -> list[Assistance]:
    """Return who helps or helped a shop, and open invitations, newest first; one query."""
    rows = Assistance.objects.filter(maker=maker).select_related("account", "ended_by")
    return list(rows[:50])


def helped_by(person: User) -> QuerySet[Assistance]:
    """Return the shops a person helps now; no query yet."""
    return Assistance.objects.filter(ACTIVE, account=person)


def kept_helper(makers: QuerySet[Maker], person: User, number: int) -> Assistance | None:
    """Return a help that a person may end: of a shop she keeps, or her own; one query."""
    rows = Assistance.objects.filter(Q(maker__in=makers) | Q(account=person), pk=number)
    return rows.select_related("maker").first()


def invited(digest: str) -> Assistance | None:
    """Return the open invitation of a link; one query."""
    rows = Assistance.objects.filter(code_digest=digest, account=None, ended_at=None)
    return rows.select_related("maker__place").first()


def agreement(maker: Maker, person: User) -> Assistance | None:
    """Return the consent on which a person helps a shop now; one query."""
    return Assistance.objects.filter(ACTIVE, maker=maker, account=person).first()


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did in the owner's name."""

    at: datetime
    who: str
    deed: str
    is_pending: bool = False  # before her consent was noted


def deeds_for(maker: Maker) -> list[Deed]:
    """Return what others did in a shop, newest first, at most fifty; two queries.

    The trail keeps their names also when the help has ended.
    """
    goods = [str(pk) for pk in Product.objects.filter(maker=maker).values_list("pk", flat=True)]
    about = Q(subject_kind="maker", subject_id=str(maker.pk)) | Q(
        subject_kind="product", subject_id__in=goods[:500]
    )
    rows = AuditEntry.objects.filter(about, region=maker.region_id).exclude(actor=maker.account_id)
    told = rows.order_by("-number").values_list("at", "actor_name", "deed", "reason")[:MOST_DEEDS]
    return [Deed(at, name, deed, PENDING in why) for at, name, deed, why in told]
