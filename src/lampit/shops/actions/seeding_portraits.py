"""Demo photos of two makers: drawn figures, with the consent they need."""

from collections.abc import Sequence
from datetime import datetime

from lampit.outside import pictures
from lampit.registry.actions import seed_consents
from lampit.registry.rules.consents import PHOTO, SCREEN
from lampit.shops.actions.photos import media_folder
from lampit.shops.models import Maker
from lampit.shops.rules.faces import face

SHOWN = 2


def seed_demo_portraits(makers: Sequence[Maker], now: datetime) -> int:
    """Let the first two makers agree to be seen, and show a drawn figure; return how many."""
    chosen = [one for one in makers if one.business.owner_id][:SHOWN]
    owners = [one.business.owner_id for one in chosen if one.business.owner_id]
    seed_consents(owners, PHOTO, channel=SCREEN, now=now)
    for maker in chosen:
        picture = pictures.prepare(face(maker.name), effort=2)
        pictures.keep(picture, media_folder())
        Maker.objects.filter(pk=maker.pk).update(photo=picture.digest)
    return len(chosen)
