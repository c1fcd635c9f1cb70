"""Lists of recipients from other offices: opened, read into grants, taken back as a whole."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lampit.aid import access
from lampit.aid.actions._finding import note_all, one_at_a_time
from lampit.aid.actions.granting import fresh_id, put_business
from lampit.aid.models import Grant, ListRun
from lampit.aid.queries import lists as queries
from lampit.aid.queries.matching import businesses_of, named_in, owners_by_nik
from lampit.aid.rules import grants, lists
from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.outside import spreadsheets, vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.queries.importing import gazetteer

PROBLEMS_KEPT = 100
STATES = (grants.PLANNED, grants.GIVEN)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row of the list with what it takes to find its person."""

    number: int
    row: lists.Row
    nik_index: str
    name_key: str
    village: str


def open_list(
    actor: User, programme_id: int, file_name: str, chunks: Iterable[bytes], *, now: datetime
) -> ListRun:
    """Keep a sent list, guess its columns and return the run; nothing is granted yet.

    Raises:
        Refusal: `programme_unknown`, `list_heading`, `list_twice`, or what the reader refuses.
    """
    programme = access.kept_programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        raise Refusal("programme_unknown", "Program ini tidak ada di wilayah Anda.")
    folder = Path(settings.LAMPIT_HOME) / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    draft = folder / f"bantuan-{secrets.token_hex(12)}"
    digest = hashlib.sha256()
    try:
        with draft.open("wb") as file:
            draft.chmod(0o600)
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        shown = queries.preview(draft)
        if shown is None:
            raise Refusal(
                "list_heading", "Baris judul tidak ditemukan. Beri judul kolom: nama, NIK, desa."
            )
        _refuse_twice(programme.pk, digest.hexdigest())
    except Refusal:
        draft.unlink(missing_ok=True)
        raise
    return ListRun.objects.create(
        programme=programme,
        file_name=Path(file_name).name[:200],
        path=draft.name,
        digest=digest.hexdigest(),
        columns=shown.guessed,
        created_by=actor,
        created_at=now,
    )


def _refuse_twice(programme: int, digest: str) -> None:
    same = ListRun.objects.filter(programme=programme, digest=digest, undone_at=None)
    if same.exclude(done_at=None).exists():
        raise Refusal("list_twice", "Daftar ini sudah dimasukkan ke program ini.")


def import_list(
    actor: User, run_id: int, columns: Sequence[str], *, status: str, source: str, now: datetime
) -> ListRun:
    """Make a grant of every recipient of a list, matched and compared, and return the run.

    Raises:
        Refusal: `list_unknown`, `list_done`, `list_twice`, `list_name`, `list_status`,
            `list_long`.
    """
    places = {name: place for place, name in enumerate(columns) if name in lists.FIELDS}
    if "name" not in places:
        raise Refusal("list_name", "Pilih kolom mana yang berisi nama penerima.")
    if status not in STATES:
        raise Refusal("list_status", "Pilih: baru direncanakan, atau sudah diberikan.")
    with transaction.atomic():
        run = _held(actor, run_id)
        if run.done_at is not None:
            raise Refusal("list_done", "Daftar ini sudah dimasukkan.")
        _refuse_twice(run.programme_id, run.digest)
        one_at_a_time(run.programme.region_id)
        counts: Counter[str] = Counter()
        problems: list[list[object]] = []
        read = _read(run, places, counts, problems)
        made = _matched(run, read, counts)
        for grant in made:
            grant.status, grant.source, grant.created_by = status, source[:120], actor
            grant.created_at = now
        Grant.objects.bulk_create(made, batch_size=200)
        loaded = run.grants.select_related("programme", "business__owner", "owner")
        counts["overlaps"] = note_all(loaded.order_by("pk"), now)
        run.columns, run.source, run.done_at = list(columns), source[:120], now
        run.counts = {**counts, "problems": problems}
        run.save()
        audit(
            actor, "aid_list_imported", subject_kind="aid.programme", subject_id=run.programme_id,
            fields=["nik"], reason=run.file_name, region=run.programme.region_id, at=now,
        )  # fmt: skip
    return run


def _held(actor: User, run_id: int) -> ListRun:
    rows = access.visible_runs(actor).select_for_update(of=("self",))
    run = rows.select_related("programme").filter(pk=run_id).first()
    if run is None:
        raise Refusal("list_unknown", "Daftar ini tidak ada di wilayah Anda.")
    return run


def _rows(run: ListRun) -> Iterator[tuple[int, list[object]]]:
    """Yield number and cells of the recipients below the heading of the list's sheet."""
    path = queries.list_path(run)
    shown = queries.preview(path)
    if shown is None:
        return
    for sheet, number, cells in spreadsheets.rows(path, "daftar"):
        below = sheet == shown.sheet and number > shown.heading_row
        if below and lists.is_recipient(cells):
            yield number, list(cells)


def _read(
    run: ListRun, places: Mapping[str, int], counts: Counter[str], problems: list[list[object]]
) -> list[_Read]:
    known = gazetteer(run.programme.region_id)
    found = []
    for number, cells in islice(_rows(run), lists.MOST_ROWS + 1):
        row = lists.read_row(cells, places)
        counts["rows"] += 1
        kept = row.problems[: PROBLEMS_KEPT - len(problems)]
        problems.extend([number, said] for said in kept)
        if not row.name:
            counts["nameless"] += 1
            continue
        place = known.find(row.village, row.district)
        index = vault.blind_index("nik", row.nik) if row.nik else ""
        found.append(_Read(number, row, index, names.strict_key(row.name), place.village))
    if counts["rows"] > lists.MOST_ROWS:
        raise Refusal(
            "list_long", f"Paling banyak {lists.MOST_ROWS} penerima sekali. Bagi daftarnya."
        )
    return found


def _matched(run: ListRun, read: list[_Read], counts: Counter[str]) -> list[Grant]:
    """Return unsaved grants: matched by NIK; by name and village only as a question."""
    region = run.programme.region_id
    owners = owners_by_nik(region, [one.nik_index for one in read])
    own = businesses_of({owner.pk for owner in owners.values()})
    asked = named_in(region, {(one.name_key, one.village) for one in read if one.village})
    made = []
    for one in read:
        grant = _unmatched(run, one)
        owner = owners.get(one.nik_index) if one.nik_index else None
        if owner is not None:
            grant.owner, grant.match = owner, Grant.Match.NIK
            if len(own.get(owner.pk, [])) == 1:
                put_business(grant, own[owner.pk][0], Grant.Match.NIK)
                grant.owner = owner
        elif (one.name_key, one.village) in asked:
            grant.match = Grant.Match.ASKED
        counts[grant.match] += 1
        made.append(grant)
    return made


def _unmatched(run: ListRun, one: _Read) -> Grant:
    row = one.row
    return Grant(
        public_id=fresh_id(),
        programme_id=run.programme_id,
        region_id=run.programme.region_id,
        name=row.name,
        nik_index=one.nik_index,
        kk_index=vault.blind_index("kk", row.kk) if row.kk else "",
        village_id=one.village or None,
        village_told=row.village,
        rt=row.rt,
        address=row.address,
        phone=row.phone,
        amount=row.amount,
        goods=row.goods,
        match=Grant.Match.NONE,
        run=run,
        row=one.number,
    )


def undo_list(actor: User, run_id: int, *, now: datetime) -> tuple[int, int]:
    """Take back the grants of a list that nobody touched; return (taken back, kept).

    Raises:
        Refusal: `list_unknown`, `list_not_done`.
    """
    with transaction.atomic():
        run = _held(actor, run_id)
        if run.done_at is None or run.undone_at is not None:
            raise Refusal("list_not_done", "Daftar ini belum dimasukkan, atau sudah diurungkan.")
        one_at_a_time(run.programme.region_id)
        untouched = run.grants.filter(decided_by=None).exclude(match=Grant.Match.CHOSEN)
        untouched = untouched.exclude(overlaps__decided_by__isnull=False)
        untouched = untouched.exclude(overlapped_by__decided_by__isnull=False)
        ids = list(untouched.values_list("pk", flat=True))
        kept = run.grants.count() - len(ids)
        Grant.objects.filter(pk__in=ids).delete()
        run.undone_at = now
        run.save(update_fields=["undone_at"])
        audit(
            actor, "aid_list_undone", subject_kind="aid.programme", subject_id=run.programme_id,
            reason=f"{len(ids)} diurungkan, {kept} tetap", region=run.programme.region_id,
            at=timezone.localtime(now),
        )  # fmt: skip
    return len(ids), kept
