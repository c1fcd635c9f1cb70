"""Recording visits and closing the steps agreed on them."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.coaching import access, rules
from lampit.coaching.models import Visit
from lampit.outside import pictures
from lampit.people.models import User
from lampit.registry.actions import Ended, confirm_business, report_end

ALIVE = frozenset({"jalan", "ramai", "sepi", ""})


def record_visit(
    mentor: User,
    business_id: int,
    told: rules.VisitTold,
    *,
    now: datetime,
    photo: bytes | None = None,
) -> Visit:
    """Record that `mentor` was with a business, and return the visit.

    Where somebody was met and still sells, the business counts as confirmed by a visit; where it
    was found to have stopped, one visit closes it. The photo
    is decoded, stripped of place and camera, and kept small; only those who see the visit see it.

    Raises:
        Refusal: those of `rules.check_visit`, `business_out_of_reach`, `visit_twice`, `foto_…`.
    """
    rules.check_visit(told, today=timezone.localdate(now))
    business = access.coachable_businesses(mentor).filter(pk=business_id).first()
    if business is None:
        raise Refusal("business_out_of_reach", "Usaha ini bukan dampingan Anda. Pilih dari daftar.")
    name = _keep_photo(photo) if photo else ""
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                business=business,
                mentor=mentor,
                on=told.on,
                topic=told.topic,
                result=told.result,
                condition=told.condition,
                minutes=told.minutes,
                note=told.note.strip(),
                next_step=told.next_step.strip(),
                due_on=told.due_on,
                photo=name,
                recorded_at=now,
            )
            if rules.was_met(told.result) and told.condition in ALIVE:
                confirm_business(business, kind="visit", at=_at(told.on, now), actor=mentor)
            elif rules.was_met(told.result):
                ended = Ended("tutup", "visit", told.on, rules.STOPPED_REASON)
                report_end(business, ended, actor=mentor, now=now)
    except IntegrityError as error:
        message = "Kunjungan ke usaha ini pada hari itu sudah tercatat. Lihat riwayatnya."
        raise Refusal("visit_twice", message) from error
    return visit


def _at(on: date, now: datetime) -> datetime:
    """Return when a visit of the day `on` was: now for today's, noon for one noted later."""
    local = timezone.localtime(now)
    return now if on == local.date() else datetime.combine(on, time(12), local.tzinfo)


def _keep_photo(content: bytes) -> str:
    """Write the stripped, shrunk photo under the media folder and return its relative name."""
    picture = pictures.single(content)
    pictures.keep(picture, settings.MEDIA_ROOT / rules.PHOTO_FOLDER)
    return next(iter(picture.files))


def finish_step(person: User, visit_id: int, *, on: date) -> Visit:
    """Mark the agreed step of a visit as done, and return the visit; doing it twice is once.

    Raises:
        Refusal: `visit_unknown` outside the person's reach, `no_step` without an agreed step.
    """
    visit = access.visible_visits(person).filter(pk=visit_id).first()
    if visit is None:
        raise Refusal("visit_unknown", "Kunjungan itu tidak ada.")
    if visit.due_on is None:
        raise Refusal("no_step", "Pada kunjungan itu tidak ada langkah yang disepakati.")
    if visit.done_on is None:
        Visit.objects.filter(pk=visit.pk, done_on__isnull=True).update(done_on=on)
        visit.done_on = on
    return visit
