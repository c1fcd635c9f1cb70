"""Takes a person out of the register: what names her goes for good, what counts her stays.

Sealed values are dropped with their index, so no key opens them any more, in older backups
neither once those have run out. Journals lose the values they repeat, so that no undo, revert or
parting of records can bring the person back.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from lampit.basics.refusal import Refusal
from lampit.outside import papers
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions import _values, catalogue
from lampit.registry.actions._forgetting import empty_parted, end_files
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.actions.linking import forget_index
from lampit.registry.actions.merging import part_from_others
from lampit.registry.actions.numbering import drop_numbers
from lampit.registry.models import (
    AcrossPair,
    Business,
    Change,
    Claim,
    ConfirmLink,
    Consent,
    ConsentFile,
    EndReport,
    GroupMember,
    ImportRow,
    ImportRun,
    ListedBusiness,
    MergeEvent,
    Owner,
    OwnerMerge,
    OwnerPeriod,
    OwnerSource,
    Pair,
    Permit,
    PermitFile,
    Transfer,
)
from lampit.registry.queries.personal import Records
from lampit.registry.rules import across, moving
from lampit.registry.rules.records import ERASED

SOURCE = "hapus"
GONE_OWNER = {
    "name": "", "name_key": "", "nik_sealed": None, "nik_index": "", "nik_status": ERASED,
    "birth_sealed": None, "birth_place": "", "phone": "", "phone_2": "", "account": None,
}  # fmt: skip
GONE_BUSINESS: dict[str, Any] = {
    "name": "", "name_key": "", "search_key": "", "activity": "", "address": "", "rt": "", "rw": "",
    "phone": "", "phone_2": "", "email": "", "nib": "", "sales_sealed": None,
    "capital_sealed": None, "note": "", "extras": {}, "external_id": "", "fingerprint": "",
    "mentor": None,
}  # fmt: skip
# Fields of a business that may name or reach its owner.
OF_THE_OWNER = ("owner", "owner_name", "phone", "phone_2", "email", "note", "address")
OPEN_RUNS = (ImportRun.State.DRAFT, ImportRun.State.WAITING, ImportRun.State.RUNNING)


def erase_person(actor: User | None, records: Records, *, now: datetime) -> Counter[str]:
    """Erase what names a person in the register and return what went, by kind.

    Businesses of one person leave lists and frames; year and place, class of sales, answers and
    sums stay without her. A group or company keeps its name: it is not the person. Files of
    lists that hold her are deleted whole; their hashes and reports stay.

    Args:
        actor: the head of the office; None is the clock that keeps the terms.
        records: of one person, as `queries.personal.records_of` found them.
        now: when.

    Raises:
        Refusal: `not_allowed`, `import_running`.
    """
    if actor is not None and not access.may_erase(actor, records.owner_ids):
        raise Refusal("not_allowed", "Penghapusan hanya ditetapkan kepala dinas di wilayahnya.")
    rows = rows_of_lists(records)
    if ImportRun.objects.filter(rows__in=rows, state=ImportRun.State.RUNNING).exists():
        raise Refusal("import_running", "Impor yang memuat orang ini masih berjalan. Tunggu dulu.")
    with transaction.atomic():
        owned = Business.objects.filter(pk__in=records.business_ids)
        regions = sorted(set(owned.values_list("region_id", flat=True)))
        forget_index(regions, now=now)
        end_files(records.business_ids, regions)
        part_from_others(records.business_ids, now=now)
        empty_parted(records.business_ids, records.owner_ids)
        paths = _drop_lists(records)
        done = _drop_rows(records, now)
        transaction.on_commit(lambda: _drop_uploads(paths))
    done["lists"] = len(paths)
    return done


def rows_of_lists(records: Records) -> QuerySet[ImportRow]:
    """Return the journal rows that came from the person; no query yet."""
    mine = Q(business_id__in=records.business_ids) | Q(owner_id__in=records.owner_ids)
    return ImportRow.objects.filter(mine)


def _drop_lists(records: Records) -> list[str]:
    """Empty the journal of lists and return the files that may go; a draft keeps its file."""
    rows = rows_of_lists(records)
    runs = ImportRun.objects.filter(pk__in=rows.values("run")).exclude(state__in=OPEN_RUNS)
    digests = set(runs.values_list("digest", flat=True))
    kept = ImportRun.objects.filter(digest__in=digests, state__in=OPEN_RUNS)
    needed = set(kept.values_list("path", flat=True))
    paths = {path for path in runs.values_list("path", flat=True) if path}
    names = set(
        Business.objects.filter(pk__in=records.business_ids).values_list("public_id", flat=True)
    )
    for run in runs:
        told = run.counts.get("kept", [])
        if any(row and row[0] in names for row in told):
            run.counts["kept"] = [row for row in told if row[0] not in names]
            ImportRun.objects.filter(pk=run.pk).update(counts=run.counts)
    rows.update(before=None, cells=[], problems=[], fingerprint="", action=ERASED)
    return sorted(path for path in paths - needed if "/" not in path)


def _drop_rows(records: Records, now: datetime) -> Counter[str]:
    moved = {"updated_at": now, "version": F("version") + 1}
    businesses = Business.objects.filter(pk__in=records.business_ids)
    single = businesses.filter(kind=Business.Kind.PERSON)
    _free_groups(businesses.exclude(kind=Business.Kind.PERSON), records, now)
    scans = PermitFile.objects.filter(permit__business__in=single)
    names = list(scans.values_list("name", flat=True))
    transaction.on_commit(lambda: _drop_scans(names))
    done = Counter(
        files=len(names),
        permits=Permit.objects.filter(business__in=single).delete()[0],
        groups=GroupMember.objects.filter(owner__in=records.owner_ids).delete()[0],
        businesses=single.update(**GONE_BUSINESS, withdrawn_at=now, **moved),
        partner_numbers=drop_numbers(records.business_ids),
        owners=Owner.objects.filter(pk__in=records.owner_ids).update(
            **GONE_OWNER, withdrawn_at=now, **moved
        ),
    )
    journal = Change.objects.filter(
        Q(entity="business", entity_id__in=records.business_ids)
        | Q(entity="owner", entity_id__in=records.owner_ids)
    )
    done["changes"] = journal.update(old="", new="")
    _drop_sayings(records, now)
    _drop_of_former(records.owner_ids)
    Consent.objects.filter(owner__in=records.owner_ids).update(proof_sealed=None)
    ConsentFile.objects.filter(consent__owner__in=records.owner_ids).delete()
    OwnerSource.objects.filter(owner__in=records.owner_ids).delete()
    OwnerMerge.objects.filter(person__in=records.owner_ids).update(reason="", survivorship={})
    ids = records.business_ids
    Pair.objects.filter(Q(left__in=ids) | Q(right__in=ids)).update(
        state=Pair.State.GONE, mark="", reason=""
    )
    for event in MergeEvent.objects.filter(golden__in=ids):
        # An empty note: parting these records later puts nothing back.
        note: dict[str, Any] = {
            "before": {},
            "derived": {},
            "dropped": [],
            "owner": event.golden.owner_id,
        }
        note["mark"] = event.written.get("mark", 0)
        MergeEvent.objects.filter(pk=event.pk).update(written=note, reason="", survivorship={})
    Change.objects.bulk_create(
        Change(entity="business", entity_id=pk, field="erased", source=SOURCE, at=now) for pk in ids
    )
    return done


def _drop_sayings(records: Records, now: datetime) -> None:
    """Drop what others wrote about the person: other values, reasons of an end, listings.

    Questions still open end: an answer would write about her anew.
    """
    ids = records.business_ids
    Claim.objects.filter(
        Q(entity="business", entity_id__in=ids) | Q(entity="owner", entity_id__in=records.owner_ids)
    ).delete()
    EndReport.objects.filter(business__in=ids).update(reason="", to_place="")
    links = ConfirmLink.objects.filter(business__in=ids)
    links.update(phone_mark="")
    links.filter(answered_at=None, expires_at__gt=now).update(expires_at=now)
    ListedBusiness.objects.filter(match__in=ids).update(name="", owner_name="")
    moves = Transfer.objects.filter(business__in=ids)
    moves.filter(state=moving.WAITING).update(state=moving.CANCELLED, answered_at=now)
    moves.update(name="", trade="", reason="")
    # The other office learns that there is nothing to compare any more, and not why.
    beside = AcrossPair.objects.filter(Q(left__in=ids) | Q(right__in=ids))
    beside.update(state=across.GONE, reason="", shown={})
    catalogue.forget(ids)


def _drop_of_former(owner_ids: Collection[int]) -> None:
    """Empty what the journal of a business repeats of who owned it once and passed it on."""
    for ended in OwnerPeriod.objects.filter(owner__in=owner_ids, until_on__isnull=False):
        journal = Change.objects.filter(
            entity="business", entity_id=ended.business_id, at__lte=ended.ended_at,
            field__in=OF_THE_OWNER,
        )  # fmt: skip
        journal.update(old="", new="")


def _free_groups(groups: QuerySet[Business], records: Records, now: datetime) -> None:
    """Take the owner's telephones and mail off a group or company that stays."""
    people = Owner.objects.filter(pk__in=records.owner_ids)
    numbers = {n for pair in people.values_list("phone", "phone_2") for n in pair if n}
    for group in groups:
        kept = [n for n in (group.phone, group.phone_2) if n and n not in numbers]
        group.phone, group.phone_2 = ([*kept, "", ""])[:2]
        group.email, group.extras = "", {}
        group.updated_at, group.version = now, group.version + 1
        _values.put_derived(group, None)
        group.save()


def drop_upload(run: ImportRun) -> bool:
    """Delete the file of an old list unless a newer import needs it; hash and report stay."""
    newer = ImportRun.objects.filter(digest=run.digest, pk__gt=run.pk).exclude(path="")
    with transaction.atomic():
        done = ImportRun.objects.filter(pk=run.pk).exclude(path="").update(path="")
    if done and "/" not in run.path and not newer.exists():
        (uploads() / run.path).unlink(missing_ok=True)
    return bool(done)


def _drop_scans(names: list[str]) -> None:
    for name in names:
        papers.drop(settings.PAPERS_ROOT, name)


def _drop_uploads(paths: list[str]) -> None:
    for path in paths:
        (uploads() / path).unlink(missing_ok=True)
