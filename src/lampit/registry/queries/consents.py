"""What owners allow: the one place where other rooms ask before they use data of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext

from lampit.outside import vault
from lampit.registry.models import Consent, ConsentFile, Owner
from lampit.registry.queries._naming import name_of
from lampit.registry.queries.persons import same_as
from lampit.registry.rules import consents
from lampit.registry.rules.records import context
from lampit.web.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A purpose as it stands for an owner: its words now, and the last answer, None without.

    `is_allowed` is what the person said where she was asked: of the public task silence is no yes.
    """

    purpose: consents.Purpose
    label: str
    words: str
    answer: Consent | None
    is_allowed: bool


def may_use(owner_id: int | None, purpose: str) -> bool:
    """Say whether data of an owner may be used for a purpose; at most one query.

    A business without a known owner holds no person: nobody has to be asked.
    """
    if owner_id is None or consents.BY_CODE[purpose].basis == consents.TASK:
        return True
    rows = Consent.objects.filter(owner__in=same_as(owner_id), purpose=purpose)
    answer = rows.order_by("-id").values_list("is_given", flat=True).first()
    return consents.may_use(purpose, answer)


def last_answer(purpose: str, path: str, person: str = "") -> Subquery:
    """Return the last answer of an owner as a column of a query: True, False or None.

    Args:
        purpose: a purpose that rests on consent.
        path: the way from the row to its owner, e.g. `business__owner`.
        person: the way to the person of that owner, when it does not follow from `path`.
    """
    # Two queries stand between the row and what is compared with it, hence OuterRef twice.
    whose = OuterRef(OuterRef(person or f"{path}__person"))
    same = Owner.objects.filter(Q(pk=OuterRef(OuterRef(path))) | Q(person=whose))
    rows = Consent.objects.filter(owner__in=same.order_by().values("pk"), purpose=purpose)
    rows = rows.order_by("-id")
    return Subquery(rows.values("is_given")[:1])


def standings(owner: Owner) -> list[Standing]:
    """Return every purpose that is asked, as it stands for an owner; one query."""
    last: dict[str, Consent] = {}
    rows = Consent.objects.filter(owner__in=same_as(owner.pk)).select_related("by")
    for row in rows.order_by("id"):
        last[row.purpose] = row
    return [
        Standing(
            purpose,
            gettext(purpose.label),
            gettext(purpose.words),
            last.get(purpose.code),
            _answer(last.get(purpose.code)) is True,
        )
        for purpose in consents.ASKED
    ]


def _answer(row: Consent | None) -> bool | None:
    return None if row is None else row.is_given


@dataclass(frozen=True, slots=True)
class Answered:
    """One row of the ledger as people read it."""

    row: Consent
    label: str
    words: str
    channel: str
    by: str
    proof: str
    file: str


def ledger(owner: Owner, asked_page: str | None, *, with_proof: bool = False) -> Page[Answered]:
    """Return one page of an owner's ledger, newest first; one query, with proofs two.

    Args:
        owner: whose.
        asked_page: as typed.
        with_proof: open where the proof lies; at most one value per row shown.
    """
    rows = Consent.objects.filter(owner__in=same_as(owner.pk)).select_related("text", "by")
    rows = rows.order_by("-id")
    found = page_of(rows, asked_page)
    files = _files(found.object_list) if with_proof else {}
    told = [
        Answered(
            row,
            gettext(consents.BY_CODE[row.purpose].label),
            row.text.words,
            gettext(consents.CHANNELS.get(row.channel, row.channel)),
            name_of(row.by),
            proof_of(row) if with_proof else "",
            files.get(row.pk, ""),
        )
        for row in found.object_list
    ]
    return Page(told, found.number, found.size, found.more)


def _files(rows: Sequence[Consent]) -> dict[int, str]:
    """Return the public id of the proof's file of each answer that has one; one query."""
    found = ConsentFile.objects.filter(consent__in=[row.pk for row in rows])
    return dict(found.values_list("consent", "public_id"))


def files_of(owner_ids: Sequence[int]) -> list[tuple[str, bytes]]:
    """Return the proofs kept of the answers of some owners: file name and content; one query."""
    found = ConsentFile.objects.filter(consent__owner__in=owner_ids).order_by("pk")
    return [(f"{file.public_id}.{file.kind}", content_of(file)) for file in found]


def content_of(file: ConsentFile) -> bytes:
    """Return the proof of an answer in clear."""
    where = context("consent_file", file.public_id, "content")
    return vault.decrypt_bytes(bytes(file.content_sealed), where)


def proof_of(row: Consent) -> str:
    """Return where the proof of an answer lies, in clear; empty when there is none."""
    if row.proof_sealed is None:
        return ""
    return vault.decrypt(bytes(row.proof_sealed), context("consent", row.public_id, "proof"))
