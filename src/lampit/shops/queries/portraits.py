"""The maker's own photo as pages show it: only while its owner agrees to be seen."""

from lampit.registry.queries import may_use
from lampit.registry.rules.consents import PHOTO
from lampit.shops.models import Maker


def portrait_of(maker: Maker) -> str:
    """Return the digest of the maker's photo, "" without one or without consent.

    Two queries for a shop with a photo, none without.
    """
    if not maker.photo or not may_use(maker.business.owner_id, PHOTO):
        return ""
    return maker.photo
