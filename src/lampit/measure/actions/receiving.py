"""The one place where questionnaires arrive: kept first, then counted.

Used by ODK Collect, the offline app, links to answer oneself and filled XLSX files. After
`receive_submission` returns, the bytes are durable, also when the server is killed in the next
moment; counting happens at once, or is done by the clock (`count_waiting`).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure import access
from lampit.measure.actions.counting import DOORSTEP, count_soon
from lampit.measure.actions.holding import hold_delivered, hold_told
from lampit.measure.actions.photos import drop_unnamed
from lampit.measure.models import Attachment, Delivery, Round
from lampit.measure.queries.receiving import DRAWN, files_of, told_in
from lampit.measure.rules import openrosa, receiving, states
from lampit.measure.rules.receiving import Told, missing_files
from lampit.outside.compiled import Compiled
from lampit.outside.kept import Kept, naming
from lampit.people.models import User

NEW, SAME, DIFFERENT, INCOMPLETE = "new", "same", "different", "incomplete"
GONE = "gone"
MOST_CONTENTS = 20
TRIES = 4
BUSY = gettext_noop("Server sedang sibuk. Kirim lagi sebentar lagi.")
ERASED = gettext_noop(
    "Data usaha ini sudah dihapus dari server. Kiriman tidak disimpan; hapus juga dari HP."
)
# What is left of a content whose person was erased: who sent which number, and its hash.
EMPTIED: dict[str, object] = {
    "content": b"", "paradata": {}, "files": {}, "is_whole": True, "told_index": None,
    "index_gap": None, "began_at": None, "ended_at": None, "latitude": None, "longitude": None,
    "accuracy": None, "device": "", "decision": "",
}  # fmt: skip
log = logging.getLogger("lampit.receiving")
_HELD = Compiled(
    lambda number, instance: Delivery.objects.select_for_update(of=("self",))
    .defer("content", "paradata")
    .filter(round_id=number, instance_id=instance),
    -7, "instance",
)  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """What became of a sent questionnaire; whatever `outcome` is, its bytes are kept.

    Attributes:
        outcome: `new`, `same` (known already), `different` (its instance id is known with other
            content: in quarantine), `incomplete` (kept; files named in it are still missing),
            `gone` (its person was erased: nothing is kept, the sender may forget it).
        state, reason: of the delivery, as in `measure_delivery` (`rules.receiving`).
        message: one Indonesian sentence for the person who sent it.
        content_hash: of the content that was sent, as the server knows it.
        missing: names of files still to come.
    """

    outcome: str
    state: str
    reason: str
    message: str
    content_hash: str
    missing: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        """Say whether it waits because its round is not in the field."""
        return self.state == receiving.QUARANTINED and self.reason == receiving.CLOSED

    @property
    def is_different(self) -> bool:
        """Say whether it waits because its instance is known with other content."""
        return self.state == receiving.QUARANTINED and self.reason == receiving.OTHER_CONTENT


def receive_submission(
    actor: User | None,
    round_id: int,
    instance_id: str,
    *,
    content: bytes,
    source: str,
    content_hash: str = "",
    files: Sequence[Kept] = (),
    deprecated_id: str = "",
    helper: User | None = None,
    form: openrosa.Form | None = None,
    now: datetime,
) -> Receipt:
    """Keep a questionnaire as it came and count it; repeats change nothing.

    Call it outside a transaction: what it answers must be true after a power cut. Files are
    written before with `outside.kept.keep` (below `settings.ANSWERS_ROOT`); they may also come
    later, with the same content.

    `actor` is who sent it; None for a link, whose caller has checked token and code. `content`
    is the XML of a form (`source` odk) or JSON (`rules.receiving` tells its shape), `source` one
    of odk, pendata, tautan, dibantu, xlsx; `content_hash` the SHA-256 of `content` when the
    sender told it, which is checked. `deprecated_id` names the instance that this one corrects:
    the earlier bytes stay. `helper` is the mentor who helped, or who held an interview that
    somebody else typed from paper; `form` the content parsed already.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open` (not in the field yet), `instance_…`,
            `content_…`, `xml_…`, `content_damaged`, `contents_many`: nothing was kept.
    """
    with DOORSTEP:
        try:
            held = _round(actor, round_id)
            instance = receiving.check_instance(instance_id)
            told = told_in(source, content, held, form)
            digest = _hash(source, content)
            if content_hash and content_hash != digest:
                raise Refusal("content_damaged", "Isi kiriman rusak di jalan. Kirim ulang.")
            if held.state in (states.PLANNED, states.DRAWN):
                states.check_open(held.state)
            fresh = Delivery(
                round=held, instance_id=instance, source=source, content=content,
                content_hash=digest, sender=actor, helper=helper,
                deprecated_id=deprecated_id.strip()[:120], received_at=now,
                member_id=_member(held, told), **_noted(told),
            )  # fmt: skip
            kept, outcome, missing = _kept(fresh, told.business, files, now)
        except Refusal:
            drop_unnamed({one.sha256 for one in files})
            raise
        if outcome == GONE:
            drop_unnamed({one.sha256 for one in files})
        if outcome == NEW and kept.state == receiving.STORED:
            kept = count_soon(kept, now=now)
        return _receipt(kept, outcome, missing)


def add_files(
    actor: User | None, round_id: int, instance_id: str, files: Sequence[Kept], *, now: datetime
) -> Receipt:
    """Add files to a questionnaire that is held already; one that was erased takes none.

    Raises:
        Refusal: `round_out_of_reach`, `instance_unknown`, `files_many`, `busy`.
    """
    hashes = {one.sha256 for one in files}
    try:
        held = _round(actor, round_id)
        with naming(settings.ANSWERS_ROOT, hashes) as are_there, transaction.atomic():
            rows = Delivery.objects.filter(round=held, instance_id=instance_id, is_first=True)
            first = rows.values_list("pk", flat=True).first() or 0
            hold_delivered(first)
            found = rows.select_for_update().defer("content").filter(pk=first).first()
            if found is None or (actor is not None and found.sender_id != actor.pk):
                raise Refusal(
                    "instance_unknown", "Kiriman ini belum ada di server. Kirim isinya dulu."
                )
            missing = [] if found.emptied_at else _add(found, files, now, are_there=are_there)
    except Refusal:
        drop_unnamed(hashes)
        raise
    if found.emptied_at:
        drop_unnamed(hashes)
    return _receipt(found, GONE if found.emptied_at else SAME, missing)


def _round(actor: User | None, round_id: int) -> Round:
    """Return the round with its instrument, if the actor may send to it."""
    found = access.answered_round(actor, round_id)
    if found is None:
        raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
    return found


def _member(asked_in: Round, told: Told) -> int | None:
    """Return whom a content is about, so that also what is never counted goes with the person."""
    drawn = DRAWN.first(asked_in.pk, told.business)
    return drawn.pk if drawn else None


def _hash(source: str, content: bytes) -> str:
    return openrosa.hash_of(content) if source == receiving.ODK else receiving.hash_of(content)


def _noted(told: Told) -> dict[str, object]:
    """Return what a form says of itself, as columns."""
    return {
        "files": dict(told.files),
        "is_whole": not told.files,
        "told_index": told.index,
        "paradata": dict(told.paradata),
        "began_at": told.began,
        "ended_at": told.ended,
        "latitude": told.latitude,
        "longitude": told.longitude,
        "accuracy": told.accuracy,
        "device": told.device,
    }


Held = tuple[Delivery, str, list[str]]


def _kept(fresh: Delivery, business: str, files: Sequence[Kept], now: datetime) -> Held:
    """Keep a content with its files; two that arrive at once agree on who was first."""
    hashes = {one.sha256 for one in files}
    for _ in range(TRIES):
        try:
            with naming(settings.ANSWERS_ROOT, hashes) as are_there, transaction.atomic():
                return _kept_once(fresh, business, files, now, are_there=are_there)
        except IntegrityError:
            fresh.pk = None
    raise Refusal("busy", BUSY)


def _kept_once(
    fresh: Delivery, business: str, files: Sequence[Kept], now: datetime, *, are_there: bool
) -> Held:
    """Look what is held of the instance, and add what is not; nothing of who was erased."""
    is_erased = hold_told(business)
    known = _HELD.rows(fresh.round_id, fresh.instance_id)
    emptied = next((row for row in known if row.emptied_at is not None), None)
    if emptied is not None:
        return emptied, GONE, []
    same = next((row for row in known if row.content_hash == fresh.content_hash), None)
    if same is not None:
        return same, SAME, _add(same, files, now, are_there=are_there)
    if len(known) >= MOST_CONTENTS:
        raise Refusal("contents_many", "Kiriman ini terlalu sering datang dengan isi berbeda.")
    fresh.is_first = not known
    if is_erased:
        return _tombstone(fresh, now), GONE, []
    if known:
        fresh.state, fresh.reason = receiving.QUARANTINED, receiving.OTHER_CONTENT
    elif fresh.round.state != states.FIELD:
        fresh.state, fresh.reason = receiving.QUARANTINED, receiving.CLOSED
    fresh.save(force_insert=True)
    added = _add(fresh, files, now, are_there=are_there)
    return fresh, DIFFERENT if known else NEW, added


def _tombstone(fresh: Delivery, now: datetime) -> Delivery:
    """Note that a number was sent about somebody who was erased before, and nothing else."""
    for name, value in EMPTIED.items():
        setattr(fresh, name, value)
    fresh.state, fresh.emptied_at = receiving.DECLINED, now
    fresh.save(force_insert=True)
    return fresh


def _add(
    found: Delivery, files: Sequence[Kept], now: datetime, *, are_there: bool
) -> list[str]:  # fmt: skip
    """Add the files that a delivery does not hold yet; return the names still missing."""
    if not are_there:  # removed in this very moment as nobody's
        raise Refusal("busy", BUSY)
    held = files_of([found.pk])[found.pk] if files or not found.is_whole else {}
    named = [(receiving.file_name(one.name), one) for one in files]
    fresh = {(name, one.sha256): one for name, one in named
             if one.sha256 not in held.get(name, ())}  # fmt: skip
    if sum(map(len, held.values())) + len(fresh) > receiving.MOST_FILES:
        raise Refusal("files_many", "Kiriman ini membawa terlalu banyak berkas.")
    Attachment.objects.bulk_create(
        [
            Attachment(delivery=found, name=name, sha256=one.sha256, size=one.size, received_at=now)
            for (name, _hash), one in fresh.items()
        ]
    )
    for name, sha256 in fresh:
        held.setdefault(name, set()).add(sha256)
    missing = [] if found.is_whole else missing_files(found.files, held)
    if not missing and not found.is_whole:
        found.is_whole = True
        found.save(update_fields=["is_whole"])
    return missing


def _receipt(found: Delivery, outcome: str, missing: Sequence[str]) -> Receipt:
    """Say what became of it."""
    if missing and outcome != DIFFERENT:
        outcome = INCOMPLETE
    return Receipt(
        outcome, found.state, found.reason, message_of(found), found.content_hash, tuple(missing)
    )


def message_of(found: Delivery) -> str:
    """Return one sentence about a delivery for whoever sent it."""
    if found.emptied_at is not None:
        return ERASED
    if found.state != receiving.QUARANTINED:
        return "Terima kasih, data sudah diterima."
    if found.reason == receiving.CLOSED:
        return (
            "Putaran ini tidak sedang menerima jawaban. Kiriman Anda tersimpan dan menunggu "
            "keputusan penyelia; jangan hapus dari HP."
        )
    if found.reason == receiving.OTHER_CONTENT:
        return (
            "Kiriman dengan nomor ini sudah ada dengan isi lain. Keduanya tersimpan; penyelia "
            "yang memilih. Tidak perlu mengisi lagi."
        )
    return f"Kiriman tersimpan, tetapi perlu dilihat penyelia: {receiving.REASONS[found.reason]}"
