"""What every action of a keeper checks and writes down first."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.access import confirm_kind_of
from lampit.registry.actions import confirm_business
from lampit.shops import access
from lampit.shops.models import Maker, Product
from lampit.shops.queries.helping import agreement
from lampit.shops.rules.helping import PENDING


def check_keeper(actor: User, maker: Maker) -> None:
    """Refuse somebody who does not keep this shop.

    Raises:
        Refusal: `bukan_lapak_anda`.
    """
    if not access.may_keep(actor, maker):
        raise Refusal("bukan_lapak_anda", "Lapak ini bukan milik Anda atau di luar wilayah Anda.")


def note_alive(actor: User, maker: Maker, at: datetime) -> None:
    """Let the register know that the business behind a shop shows life: its keeper said so."""
    is_own = not access.is_helping(actor, maker)
    kind = "owner" if is_own else confirm_kind_of(actor)
    confirm_business(maker.business, kind, at, actor)


def note_help(actor: User, maker: Maker, deed: str, subject: tuple[str, int], at: datetime) -> None:
    """Note when a good or shop changed, and audit it when staff or a mentor did it.

    The maker's own work is not audited. What was done before her consent to be helped was noted
    is marked so, and told to her so.
    """
    kind, number = subject
    if kind == "product":
        Product.objects.filter(pk=number).update(changed_at=at)
    elif kind == "maker":
        Maker.objects.filter(pk=number).update(changed_at=at)
    if access.is_helping(actor, maker):
        pending = "" if agreement(maker, actor) else f"; {PENDING}"
        audit(
            actor,
            deed,
            subject_kind=subject[0],
            subject_id=subject[1],
            reason=f"membantu lapak {maker.slug}{pending}",
            region=maker.region_id,
            at=at,
        )
