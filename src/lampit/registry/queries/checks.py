"""Checks of `lampit verify`: what must always be true of the registry's tables."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Exists, F, OuterRef

from lampit.outside import papers, vault
from lampit.registry.models import Business, Change, MergeEvent, Owner, PermitFile
from lampit.registry.queries import kept
from lampit.registry.queries.merging import link_of
from lampit.registry.queries.paging import KEPT, everyone
from lampit.registry.rules import merging
from lampit.registry.rules.records import context

SAMPLE = 500
SETTLED_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: its name, whether it does, and what was seen."""

    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """Return what was checked and whether it holds; at most 500 values opened."""
    return [_nik_index(), _places(), _journal(), _merges(), _certificates(), _orders()]


def _nik_index() -> Check:
    rows = Owner.objects.exclude(nik_sealed=None).order_by("-id")[:SAMPLE]
    wrong = unreadable = seen = 0
    for owner in rows:
        seen += 1
        try:
            number = vault.decrypt(
                bytes(owner.nik_sealed or b""), context("owner", owner.public_id, "nik")
            )
        except vault.VaultError:
            unreadable += 1
            continue
        wrong += vault.blind_index("nik", number) != owner.nik_index
    detail = f"{seen} NIK diperiksa, {wrong} indeks salah, {unreadable} tidak terbuka"
    return Check("registry_nik_index", wrong == 0 and unreadable == 0, detail)


def _places() -> Check:
    """A business lies in its kabupaten, village and kecamatan alike."""
    outside = Business.objects.filter(village__isnull=False).exclude(
        village__parent__parent_id=F("region_id")
    )
    split = Business.objects.filter(village__isnull=False, district__isnull=False).exclude(
        village__parent_id=F("district_id")
    )
    count = outside.count() + split.count()
    return Check("registry_places", count == 0, f"{count} usaha di luar wilayahnya")


def _journal() -> Check:
    """Every business has at least one line that tells where it came from."""
    known = Change.objects.filter(entity="business", entity_id=OuterRef("pk"))
    orphans = Business.objects.filter(~Exists(known)).count()
    return Check("registry_provenance", orphans == 0, f"{orphans} usaha tanpa asal-usul")


def _merges() -> Check:
    """The links between records are those that the log of merges tells."""
    log = [link_of(event) for event in MergeEvent.objects.order_by("id")]
    rows = Business.objects.filter(golden__isnull=False).values_list("pk", "golden_id")
    told, stored = merging.links(log), dict(rows)
    wrong = sum(told.get(pk) != stored.get(pk) for pk in told.keys() | stored.keys())
    return Check("registry_merges", wrong == 0, f"{len(stored)} catatan gabungan, {wrong} salah")


def _orders() -> Check:
    """The kept orders of the list are those of the rows, but for who was written since."""
    version, wrong = kept.mark(), []
    for name in KEPT if version else ():
        ids, is_placed = kept.whole(name)
        rows = np.fromiter(everyone(name), np.int64)
        loose = kept.loose()
        left, right = (some[~np.isin(some, loose)] for some in (ids, rows))
        if not (is_placed and np.array_equal(left, right)):
            wrong.append(name)
    if kept.mark() != version:
        return Check("registry_orders", ok=True, detail="urutan sedang disusun ulang")
    detail = f"{len(KEPT) if version else 0} urutan daftar, salah: {', '.join(wrong) or '-'}"
    return Check("registry_orders", not wrong, detail)


def _certificates() -> Check:
    """Every certificate lies on the disk as it was kept, and nothing else lies there."""
    root, known = Path(settings.PAPERS_ROOT), set()
    missing = changed = 0
    rows = PermitFile.objects.order_by("pk").values_list("name", "kind", "digest")
    for name, kind, digest in rows.iterator(chunk_size=2_000):
        path = papers.path_of(root, name)
        known |= {path} | ({papers.small_path(root, name)} if kind == "jpg" else set())
        if not path.is_file():
            missing += 1
        else:
            with path.open("rb") as kept:
                changed += hashlib.file_digest(kept, "sha256").hexdigest() != digest
    orphans = sum(path not in known and _is_settled(path) for path in root.glob("*/*"))
    found = f"{missing} hilang, {changed} berubah, {orphans} tanpa surat"
    detail = f"{rows.count()} berkas surat, {found}"
    return Check("registry_certificates", not (missing or changed or orphans), detail)


def _is_settled(path: Path) -> bool:
    """Say whether a file is older than an upload that may still be under way."""
    return path.is_file() and time.time() - path.stat().st_mtime > SETTLED_SECONDS
