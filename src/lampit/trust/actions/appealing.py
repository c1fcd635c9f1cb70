"""Appeals against notices: made by who is concerned, decided by another person."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops.rules import texts
from lampit.trust.actions.noticing import check_judge, end_notice, note
from lampit.trust.models import Appeal, Notice
from lampit.trust.rules import notices as rules


def appeal(
    actor: User | None, notice: Notice, text: str, at: datetime, *, photo: str = ""
) -> Appeal:
    """Keep an appeal and return it; who may make it was decided by where the notice was found.

    Raises:
        Refusal: those of `rules.check_appeal`, `keberatan_pendek`.
    """
    text = texts.cleaned_lines(text)[:1_000]
    if len(text) < rules.SHORTEST_WORDS:
        raise Refusal("keberatan_pendek", "Tulis mengapa Anda tidak setuju, sedikit saja cukup.")
    known = list(notice.appeals.values_list("state", flat=True))
    rules.check_appeal(notice.state, rules.WAITING in known, len(known))
    try:
        with transaction.atomic():
            return Appeal.objects.create(notice=notice, text=text, photo=photo, by=actor, at=at)
    except IntegrityError as error:
        raise Refusal(
            "sudah_diajukan", "Keberatan Anda sudah diterima. Tunggu jawabannya."
        ) from error


def decide_appeal(actor: User, made: Appeal, granted: bool, words: str, at: datetime) -> Appeal:
    """Answer an appeal as another person; granted, the notice ends and its thing comes back.

    Raises:
        Refusal: `bukan_wilayah`, `orang_sama`, `sudah_dijawab`, those of `rules.check_words`.
    """
    notice = made.notice
    check_judge(actor, notice.region_id)
    for earlier in (notice.by_id, notice.second_by_id):
        if earlier is not None:
            rules.check_other(actor.pk, earlier)
    words = rules.check_words(words)
    with transaction.atomic():
        waiting = Appeal.objects.filter(pk=made.pk, state=rules.WAITING)
        if not waiting.update(
            state=rules.GRANTED if granted else rules.REFUSED,
            words=words,
            decided_by=actor,
            decided_at=at,
        ):
            raise Refusal("sudah_dijawab", "Keberatan ini sudah dijawab. Muat ulang halaman.")
        if granted and notice.is_open:
            end_notice(actor, notice, words, at)
        else:
            note(actor, "pasar.keberatan", notice, words, at)
    made.refresh_from_db()
    return made
