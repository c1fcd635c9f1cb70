"""A first shop: opened by its owner, or by those who help her; seen once she agrees."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.models import Business
from lampit.shops import access
from lampit.shops.actions.makers import Profile, open_shop
from lampit.shops.models import Maker


def open_new_shop(actor: User, business: Business, profile: Profile, at: datetime) -> Maker:
    """Open the shop of a business and return it; opened at this moment by another, that one.

    It is the owner's: her account keeps it where the register knows one, else whoever opens it
    for her keeps it until it is handed over. Opened for others it stands in the audit.

    Raises:
        Refusal: `usaha_tidak_ada`, those of `open_shop`.
    """
    if not access.openable_businesses(actor).filter(pk=business.pk).exists():
        raise Refusal("usaha_tidak_ada", "Usaha ini sudah punya lapak, atau bukan di tangan Anda.")
    known = business.owner.account if business.owner else None
    account = known if access.helps_others(actor) else actor
    maker = open_shop(business, account, profile, at)
    if access.is_helping(actor, maker):
        audit(
            actor, "lapak.baru", subject_kind="maker", subject_id=maker.pk,
            reason=f"membuka lapak {maker.slug}", region=maker.region_id, at=at,
        )  # fmt: skip
    return maker
