"""Writes the ledger of consents: an answer is added, never changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.outside import papers, vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions import _values
from lampit.registry.models import Consent, ConsentFile, ConsentText, Owner
from lampit.registry.queries.consents import content_of
from lampit.registry.queries.persons import same_as
from lampit.registry.rules import consents
from lampit.registry.rules.records import context


def record_consent(
    actor: User,
    owner: Owner,
    purpose: str,
    is_given: bool,
    *,
    words: str,
    channel: str,
    now: datetime,
    proof: str = "",
    scan: bytes = b"",
    is_owner: bool = False,
) -> Consent:
    """Add a yes or no of an owner and return it; the answer that stands already comes back.

    A proof in a file joins the answer that stands if that one has none yet.

    Args:
        actor: the owner, or who notes it at the desk or in the field.
        owner: whose data it is about.
        purpose: a code of `rules.consents.ASKED`.
        is_given: yes or no.
        words: the sentence as it was shown, in the language in which it was shown.
        channel: how it was told, a code of `rules.consents.CHANNELS`.
        now: when.
        proof: where the proof lies; kept sealed.
        scan: the signed form or the message as picture or PDF; empty without.
        is_owner: the caller knows that the actor is this owner (keeps his shop).

    Raises:
        Refusal: `not_allowed`, `purpose_unknown`, `purpose_not_asked`, `channel_unknown`,
            `proof_missing`, or what `papers.check` refuses.
    """
    own = is_owner or owner.account_id == actor.pk
    if not own and not access.may_note_consent(actor, owner):
        raise Refusal("not_allowed", "Izin hanya dicatat oleh pemilik sendiri atau dinasnya.")
    asked = consents.check_purpose(purpose)
    told = consents.check_proof(consents.SCREEN if own else channel, proof, has_file=bool(scan))
    # Before the transaction: a file is read for seconds, and nobody else shall wait for it.
    checked = papers.check(scan) if scan else None
    with transaction.atomic():
        hold_answers(owner.pk)
        given = Consent.objects.filter(owner__in=same_as(owner.pk), purpose=asked.code)
        last = given.order_by("-id").first()
        if last is not None and last.is_given == is_given:
            _keep(actor, last, checked, now)
            return last
        row = _row(owner, asked.code, is_given, words, now)
        row.channel = consents.SCREEN if own else channel
        row.by = actor
        if told:
            row.proof_sealed = _values.seal("consent", row.public_id, "proof", told)
        row.save(force_insert=True)
        _keep(actor, row, checked, now)
        audit(
            actor,
            "consent_given" if is_given else "consent_withdrawn",
            subject_kind="owner",
            subject_id=owner.public_id,
            fields=[asked.code],
            region=owner.region_id,
            at=now,
        )
    return row


def hold_answers(owner_id: int | None) -> None:
    """Let a person answer nothing else until the transaction ends: the last row is the last word.

    Whoever shows something because of her yes holds her answers first, then asks `may_use`: a
    withdrawal of that moment comes before it, or finds what was shown and takes it back.
    """
    if owner_id is not None:
        records = Owner.objects.filter(pk__in=same_as(owner_id)).order_by("pk")
        list(records.select_for_update(no_key=True).values_list("pk"))


def _keep(actor: User, row: Consent, scan: papers.PaperScan | None, now: datetime) -> None:
    """Keep the proof of an answer sealed; what was kept first stands."""
    if scan is None or ConsentFile.objects.filter(consent=row).exists():
        return
    number = _values.fresh_id()
    where = context("consent_file", number, "content")
    ConsentFile.objects.create(
        public_id=number, consent=row, kind=scan.kind, size=len(scan.content),
        digest=scan.digest, content_sealed=vault.encrypt_bytes(scan.content, where),
        added_by=actor, added_at=now,
    )  # fmt: skip


def open_proof(actor: User, public_id: str, *, now: datetime) -> tuple[ConsentFile, bytes]:
    """Return the proof of an answer with its content; the opening is noted.

    Raises:
        Refusal: `file_unknown`.
    """
    rows = ConsentFile.objects.filter(consent__owner__in=access.visible_owners(actor))
    file = rows.select_related("consent__owner").filter(public_id=public_id).first()
    if file is None:
        raise Refusal("file_unknown", "Berkas ini tidak ada.")
    owner = file.consent.owner
    audit(
        actor, "read_consent_proof", subject_kind="owner", subject_id=owner.public_id,
        fields=[file.consent.purpose], region=owner.region_id, at=now,
    )  # fmt: skip
    return file, content_of(file)


def seed_consents(owner_ids: Iterable[int], purpose: str, *, channel: str, now: datetime) -> int:
    """Note a yes of many owners for invented data; only `lampit demo` calls it."""
    owners = Owner.objects.filter(pk__in=list(owner_ids)).order_by("pk")
    rows = [_row(o, purpose, True, consents.BY_CODE[purpose].words, now) for o in owners]
    for row in rows:
        row.channel = channel
    return len(Consent.objects.bulk_create(rows, batch_size=500))


def _row(owner: Owner, purpose: str, is_given: bool, words: str, now: datetime) -> Consent:
    version = consents.version_of(words)
    ConsentText.objects.get_or_create(
        version=version, defaults={"purpose": purpose, "words": words}
    )
    return Consent(
        public_id=_values.fresh_id(),
        owner=owner,
        purpose=purpose,
        is_given=is_given,
        text_id=version,
        at=now,
    )
