"""Papers of businesses for tests: one whose owner may be written to, one that ends soon."""

from datetime import date, timedelta

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business, Permit
from tests.factories import NOW, business, member, owner, region

CODE = "63.08"
TODAY = NOW.date()
PHONE = "+6281234567890"


def made(**values: object) -> Business:
    """Return a running business whose owner has WhatsApp and may be written to."""
    region(f"{CODE}.01.2001")
    person = owner(CODE, phone=PHONE)
    actions.seed_consents([person.pk], "kontak_wa", channel="layar", now=NOW)
    given = {"owner": person, "status": "aktif"} | values
    return business(CODE, **given)


def ending(shop: Business, days: int, *, since: date = TODAY, **values: object) -> Permit:
    """Return a paper that ends so many days after a day."""
    given = {"kind": "merek", "number": f"IDM{shop.pk:09d}"} | values
    return Permit.objects.create(business=shop, valid_until=since + timedelta(days=days), **given)


def maker_of(shop: Business) -> User:
    """Return the account of the owner of a business."""
    account = member("maker", CODE)
    shop.owner.account = account  # type: ignore[union-attr]  # made with an owner
    shop.owner.save()  # type: ignore[union-attr]  # as above
    return account
