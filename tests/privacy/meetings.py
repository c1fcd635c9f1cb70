"""What happens to a person at the moment she is erased; words are ids as text (tests.meeting)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from lampit.outside.pictures import Picture
from lampit.people.models import Job, User
from lampit.privacy import actions, queries
from lampit.privacy.actions.copies import folder
from lampit.privacy.actions.retaining import carry_out_retention
from lampit.privacy.jobs import make_copy as make
from lampit.privacy.models import Erasure, Request
from lampit.registry import actions as registry
from lampit.registry.models import Business, Owner
from lampit.registry.queries.exchange import told_of
from lampit.shops import actions as shops
from lampit.shops.actions import portraits
from lampit.shops.actions.makers import Profile
from lampit.shops.models import Maker, MakerStory
from lampit.shops.rules.stories import Told
from tests.factories import NOW


def erase(head: str, request: str, *_: str) -> None:
    """Confirm what somebody proposed."""
    found = Request.objects.get(pk=request)
    actions.confirm_erasure(User.objects.get(pk=head), found, now=NOW)


def erase_also(head: str, _request: str, other: str, *_: str) -> None:
    """Confirm the erasure of the same person, whom somebody asked to erase twice."""
    erase(head, other)


def merge(head: str, _request: str, *records: str) -> None:
    """Say that two records are one business."""
    ids = [int(record) for record in records]
    registry.merge(User.objects.get(pk=head), ids, now=NOW, reason="sama")


def move_away(_head: str, _request: str, record: str, staff: str, village: str) -> None:
    """Move the business into the other kabupaten, as somebody of the province does."""
    one = Business.objects.select_related("owner").get(pk=record)
    registry.edit_business(
        User.objects.get(pk=staff), one.public_id, replace(told_of(one), village=village),
        based_on=one.version, now=NOW,
    )  # fmt: skip


def places(_head: str, _request: str, record: str, *_: str) -> list[str]:
    """Return where a business stands."""
    return list(Business.objects.filter(pk=record).values_list("region_id", flat=True))


def refuse(head: str, request: str, *_: str) -> None:
    """Refuse the request on a lawful ground."""
    found = Request.objects.get(pk=request)
    words = "Undang-undang mewajibkan datanya disimpan."
    actions.refuse(User.objects.get(pk=head), found, "wajib_simpan", words, now=NOW)


def phones(_head: str, _request: str, *records: str) -> list[str]:
    """Return the telephones of two records."""
    rows = Business.objects.filter(pk__in=records).order_by("pk")
    return list(rows.values_list("phone", flat=True))


def outcome(_head: str, request: str, *_: str) -> list[object]:
    """Return where the request stands, and whether the person was erased."""
    found = Request.objects.get(pk=request)
    return [found.state, Erasure.objects.exclude(done_at=None).count()]


def forget(now: str, *_: str) -> None:
    """Let the clock erase whom nobody has heard of for years."""
    carry_out_retention(datetime.fromisoformat(now))


def confirm(now: str, business: str, *_: str) -> None:
    """Note that somebody met her today."""
    one = Business.objects.get(pk=business)
    registry.confirm_business(one, "visit", datetime.fromisoformat(now))


def names(*_: str) -> list[str]:
    """Return the names of all businesses."""
    return list(Business.objects.order_by("pk").values_list("name", flat=True))


def make_copy(_head: str, *_: str) -> None:
    """Do the job that makes a copy."""
    make(Job.objects.get(kind="privacy_copy"))


def files(*_: str) -> list[str]:
    """Return the names of the copies that lie there."""
    return sorted(path.suffix for path in folder().glob("*")) if folder().is_dir() else []


def open_first(account: str, record: str, *_: str) -> None:
    """Open the first shop of an owner."""
    one = Business.objects.get(pk=record)
    shops.open_shop(one, User.objects.get(pk=account), Profile("Anyaman Rawa"), NOW)


def open_again(account: str, *_: str) -> None:
    """Open the one shop, which its keeper had closed."""
    shops.set_published(User.objects.get(pk=account), Maker.objects.get(), True, NOW)


def open_barred(*_: str) -> None:
    """Open the one shop, which the office had closed, as the end of a notice does."""
    with transaction.atomic():
        shops.open_barred_shop(Maker.objects.get())


def withdraw(account: str, *_: str) -> None:
    """Take back that her shop may be shown."""
    herself, words = User.objects.get(pk=account), queries.version_now("pasar")
    person = Owner.objects.get(account=herself)
    actions.answer_consent(herself, person, "pasar", False, version=words, now=NOW)


def agree(account: str, *_: str) -> None:
    """Say that her shop may be shown."""
    herself, words = User.objects.get(pk=account), queries.version_now("pasar")
    person = Owner.objects.get(account=herself)
    actions.answer_consent(herself, person, "pasar", True, version=words, now=NOW)


def close_by_clock(*_: str) -> None:
    """Close what nobody agreed to, as the clock does."""
    shops.close_without_consent(NOW)


def set_portrait(account: str, *_: str) -> None:
    """Show a photo of herself."""
    one = Picture("f" * 64, 300, 400, {})
    portraits.set_portrait(User.objects.get(pk=account), Maker.objects.get(), one, NOW)


def tell_story(account: str, *_: str) -> None:
    """Tell a story with a picture of herself."""
    one = Picture("f" * 64, 300, 400, {})
    told = Told("Panen purun", "Purun dipanen saat air rawa surut.")
    shops.write_story(
        User.objects.get(pk=account), Maker.objects.get(), told, NOW, picture=one,
        shows_person=True,
    )  # fmt: skip


def hide_photo(account: str, *_: str) -> None:
    """Take back that she may be seen."""
    herself, words = User.objects.get(pk=account), queries.version_now("foto")
    person = Owner.objects.get(account=herself)
    actions.answer_consent(herself, person, "foto", False, version=words, now=NOW)


def pictured(*_: str) -> list[str]:
    """Return the photos of makers, and of stories with somebody in them."""
    photos = Maker.objects.values_list("photo", flat=True)
    return [*photos, *MakerStory.objects.values_list("picture", flat=True)]


def shown(*_: str) -> list[bool]:
    """Return of all shops whether buyers see them."""
    return list(Maker.objects.order_by("pk").values_list("is_published", flat=True))
