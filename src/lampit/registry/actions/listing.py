"""Holds a list made in the field against the register, without changing the register."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.outside import spreadsheets
from lampit.people.access import region_of
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.places.rules import subdistrict_of
from lampit.registry import access
from lampit.registry.actions.importing import lists_of
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import FieldListing, ListedBusiness
from lampit.registry.queries import walked as reads
from lampit.registry.queries.linking import records_of
from lampit.registry.rules import listing as rules
from lampit.registry.rules.importing.record import ACCEPT, FLAG, Record

JOB = reads.LISTING_JOB
CHUNK = 500


def open_listing(
    actor: User, name: str, listed_on: date, chunks: Iterable[bytes], *, now: datetime
) -> FieldListing:
    """Keep a list of the field and return it, waiting to be compared.

    Raises:
        Refusal: `listed_in_future`, or the file is refused (`file_…`).
    """
    if listed_on > timezone.localdate(now):
        raise Refusal("listed_in_future", "Tanggal itu belum tiba. Periksa tanggalnya.")
    kept = uploads() / f"{secrets.token_hex(16)}.lapangan"
    try:
        with kept.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        kept.chmod(0o600)
        spreadsheets.sniff(kept)
    except Refusal:
        kept.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        made = FieldListing.objects.create(
            region_id=region_of(actor), name=Path(name).name[:100], listed_on=listed_on,
            path=kept.name, made_by=actor, made_at=now,
        )  # fmt: skip
        audit(
            actor, "field_listing", subject_kind="list", subject_id=str(made.pk),
            region=made.region_id, at=now,
        )  # fmt: skip
    return made


def queue_listing(listing: FieldListing, owner: User, *, back_url: str, now: datetime) -> Job:
    """Put the comparison in the queue of long jobs."""
    told = {"listing": listing.pk}
    return start_job(owner, JOB, told, region=listing.region_id, back_url=back_url, now=now)


def compare_listing(
    number: int, *, now: datetime, say: Callable[[str], None] = lambda _said: None
) -> FieldListing:
    """Read a waiting list, compare it with the register and write what became of each row.

    The file is deleted then. A comparison killed midway has written nothing and begins anew.

    Raises:
        Refusal: `listing_gone`, `listing_empty`, `listing_long`, and those of the engine.
    """
    listing = FieldListing.objects.filter(pk=number).first()
    path = uploads() / (listing.path if listing else "")
    if listing is None or not listing.path or not path.is_file():
        raise Refusal("listing_gone", "Daftar lapangan ini sudah tidak disimpan. Unggah lagi.")
    records, skipped = _read(listing, path, timezone.localdate(now))
    compared = compare(listing, records, skipped, now=now, say=say)
    path.unlink(missing_ok=True)
    return compared


def compare(
    listing: FieldListing,
    listed: list[Record],
    skipped: int,
    *,
    now: datetime,
    say: Callable[[str], None] = lambda _said: None,
) -> FieldListing:
    """Compare read rows with the register and write them; see `compare_listing`."""
    villages = sorted({record.village for record in listed})
    # NIK, birth dates and telephones are opened for it, in memory, as for the search of doubles.
    audit(
        None, "search_doubles", subject_kind="list", subject_id=f"lapangan {listing.pk}",
        fields=("nik", "birth", "phone"), region=listing.region_id, at=now,
    )  # fmt: skip
    told = rules.verdicts(_alike(listing.region_id, listed, say))
    alive = reads.alive_in(listing.region_id, villages, listing.listed_on)
    counts: dict[str, int] = {}
    for subdistrict in alive.values():
        counts[subdistrict] = counts.get(subdistrict, 0) + 1
    with transaction.atomic():
        listing.rows.all().delete()
        rows = (_row(listing, n, one, told.get(n), alive) for n, one in enumerate(listed, start=1))
        ListedBusiness.objects.bulk_create(rows, batch_size=CHUNK)
        listing.villages, listing.alive, listing.skipped = villages, counts, skipped
        listing.path = ""
        listing.state = _state(listing)
        listing.save(update_fields=["villages", "alive", "skipped", "path", "state"])
    return listing


def seed_listing(
    actor: User, region: str, name: str, listed: list[Record], *, on: date, now: datetime
) -> FieldListing:
    """Write an invented list of the field, marked as demo, and compare it."""
    listing = FieldListing.objects.create(
        region_id=region, name=name, listed_on=on, is_demo=True, made_by=actor, made_at=now
    )
    return compare(listing, listed, 0, now=now)


def decide_listed(
    actor: User, number: int, row_id: int, *, is_same: bool, now: datetime
) -> ListedBusiness:
    """Take a person's word whether a listed business is the record it resembles.

    Raises:
        Refusal: `not_found` or `listed_taken` (another row is that record already).
    """
    with transaction.atomic():
        listing = access.visible_listings(actor).select_for_update().filter(pk=number).first()
        row = listing.rows.filter(pk=row_id).first() if listing else None
        if listing is None or row is None:
            raise Refusal("not_found", "Daftar lapangan ini tidak ada di wilayah Anda.")
        same = ListedBusiness.State.KNOWN
        others = listing.rows.filter(match=row.match_id, state=same).exclude(pk=row.pk)
        if is_same and (row.match_id is None or others.exists()):
            raise Refusal("listed_taken", "Usaha itu sudah dicocokkan dengan baris lain.")
        row.state = same if is_same else ListedBusiness.State.NEW
        row.decided_by, row.decided_at = actor, now
        row.save(update_fields=["state", "decided_by", "decided_at"])
        listing.state = _state(listing)
        listing.save(update_fields=["state"])
    return row


def remove_listing(actor: User, number: int, *, now: datetime) -> None:
    """Delete a list of the field with its rows; the register never held anything of it.

    Raises:
        Refusal: `not_found`.
    """
    with transaction.atomic():
        listing = access.visible_listings(actor).filter(pk=number).first()
        if listing is None:
            raise Refusal("not_found", "Daftar lapangan ini tidak ada di wilayah Anda.")
        audit(
            actor, "field_listing_removed", subject_kind="list", subject_id=str(number),
            region=listing.region_id, at=now,
        )  # fmt: skip
        if listing.path:
            (uploads() / listing.path).unlink(missing_ok=True)
        listing.delete()


def _read(listing: FieldListing, path: Path, today: date) -> tuple[list[Record], int]:
    """Return the usable rows of a list, each business once, and how many were not usable."""
    lists = lists_of(listing.region_id, {}, listing.name, today)
    records, skipped = [], 0
    for row in lists.rows(spreadsheets.rows(path, Path(listing.name).stem)):
        if row.record is None or row.double_of is not None:
            skipped += row.record is not None
            continue
        if row.action not in (ACCEPT, FLAG) or not row.record.village:
            skipped += 1
            continue
        records.append(row.record)
        if len(records) > rules.MOST_ROWS:
            raise Refusal("listing_long", "Daftar lapangan paling banyak 5.000 baris. Bagi dua.")
    if not records:
        raise Refusal(
            "listing_empty",
            "Tidak ada usaha yang terbaca. Perlu kolom nama usaha atau pemilik, desa, kecamatan.",
        )
    return records, skipped


def _alike(
    region: str, listed: list[Record], say: Callable[[str], None]
) -> Iterator[rules.Likeness]:
    """Yield the pairs of a listed row and a record of the register that may be one business.

    Only records of the kecamatan walked are compared: a register often errs in the village.
    """
    # Arrow and DuckDB take a third of a second to load, which other commands need not wait for.
    import pyarrow as pa  # noqa: PLC0415

    from lampit.science import linkage  # noqa: PLC0415

    columns = records_of(region, {subdistrict_of(one.village) for one in listed})
    rows = [-number for number in range(1, len(listed) + 1)]
    for name, values in _columns(listed, rows).items():
        columns[name] = [*columns[name], *values]
    found = linkage.find_pairs(pa.table(columns), threshold=rules.DOUBTFUL, only=rows, say=say)
    for batch in found.pairs.to_batches(max_chunksize=1_000):
        for pair in batch.to_pylist():
            if pair["left"] < 0 < pair["right"]:
                conflict = pair["conflict"] is not None
                yield rules.Likeness(-pair["left"], pair["right"], pair["probability"], conflict)


def _columns(listed: list[Record], ids: list[int]) -> dict[str, list[Any]]:
    """Return listed rows as the search for doubles reads records."""
    return {
        "id": list(ids),
        "name": [one.business_name for one in listed],
        "owner": [one.owner_name for one in listed],
        "nik": [one.nik for one in listed],
        "phone": [", ".join(p for p in (one.phone1, one.phone2) if p) for one in listed],
        "village_code": [one.village for one in listed],
        "birth_date": [one.birth_date for one in listed],
        "address": [f"RT {one.rt}" if one.rt else "" for one in listed],
        "kbli": [one.kbli for one in listed],
    }


def _row(
    listing: FieldListing,
    number: int,
    record: Record,
    verdict: rules.Verdict | None,
    alive: dict[int, str],
) -> ListedBusiness:
    told = verdict or rules.Verdict(rules.NEW_STATE)
    return ListedBusiness(
        listing=listing,
        number=number,
        name=record.business_name[:200],
        owner_name=record.owner_name[:120],
        village_id=record.village,
        state=told.state,
        match_id=told.record,
        probability=told.probability,
        was_alive=told.record in alive,
    )


def _state(listing: FieldListing) -> str:
    waits = listing.rows.filter(state=ListedBusiness.State.DOUBTFUL).exists()
    return FieldListing.State.REVIEW if waits else FieldListing.State.DONE
