"""The hand-over kit of a market: made by a job after a second person agreed, or by command.

In the kit: the market as a copy, its data in open formats, a file for each maker, who holds which
number, and how to go on without the office. What only a maker may read of herself (sales, orders,
identity) is not in it: she takes it herself (`accounts`).
"""

import hashlib
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lampit.basics.refusal import Refusal
from lampit.market.actions.copying import Wishes, publish
from lampit.market.actions.copying.folder import OWN, drop_copy
from lampit.market.actions.handing import accounts, guides, tables
from lampit.market.queries import handing as queries
from lampit.market.rules import handing as rules
from lampit.outside.archives import Content
from lampit.people.access import reaches
from lampit.people.models import User
from lampit.places.queries import region as region_of
from lampit.registry.access import has_answer_right, has_export_right
from lampit.registry.actions import requesting
from lampit.registry.actions.exporting import Mark, note_taken
from lampit.registry.actions.listed import note_left
from lampit.registry.models import ExportRequest
from lampit.registry.rules.bits import Bits
from lampit.shops import access
from lampit.shops.access import market_of

Say = Callable[[int, int, str], bool]
PACKED = frozenset([".jpg", ".webp", ".avif", ".br", ".gz", ".zip", ".pdf", ".woff2", ".parquet"])


def copies() -> Path:
    """Return where the market is copied for kits."""
    return Path(settings.LAMPIT_HOME) / "private" / "handover"


def ask_for_kit(
    actor: User, region: str, office: str, purpose: str, *, now: datetime
) -> ExportRequest:
    """Ask a second person to let the kit of a kabupaten out and return the request.

    However few makers stand in it: a kit holds all of a market at once.

    Raises:
        Refusal: `not_allowed`, `reason_missing`, `market_empty`.
    """
    if not has_export_right(actor):
        raise Refusal("not_allowed", "Anda tidak boleh membuat paket serah terima.")
    with market_of(region):
        count = access.public_makers().count()
    if not count:
        raise Refusal("market_empty", "Belum ada lapak yang terbuka di wilayah ini.")
    leaving = rules.leaving(region, office)
    return requesting.ask_for_list(actor, leaving, count, purpose, now=now)


def make_kit(request: ExportRequest, *, now: datetime, say: Say) -> None:
    """Write the kit of a request that was allowed; a second start begins anew.

    Raises:
        Refusal: `not_allowed` when the asker lost the right meanwhile; what `publish` raises.
    """
    if not has_export_right(request.asker):
        raise Refusal("not_allowed", "Peminta tidak lagi boleh membuat paket serah terima.")
    asked = request.asked

    def write(path: Path, mark: Mark) -> Bits:
        with market_of(asked["region"]):
            found = Bits()
            for pk in queries.business_ids(access.public_makers()):
                found.add(pk)
        write_kit(path, asked["region"], asked["office"], now=now, say=say, number=mark.number)
        return found

    requesting.write_export(request, write, now=now)


def kit_by_hand(
    path: Path, region: str, office: str, people: tuple[User, User], purpose: str, *,
    now: datetime, say: Say,
) -> int:  # fmt: skip
    """Write the kit where somebody with the machine in hand wants it; two people answer for it.

    Raises:
        Refusal: `own_request` when both are one, `not_allowed`, `reason_missing`, `market_empty`.
    """
    actor, second = people
    if actor.pk == second.pk:
        raise Refusal("own_request", "Permintaan sendiri harus disetujui orang lain.")
    rights = has_export_right(actor) and has_answer_right(second)
    if not rights or not all(reaches(one, region) for one in people):
        raise Refusal("not_allowed", "Keduanya harus berhak di wilayah ini.")
    found = Bits()
    with market_of(region):
        for pk in queries.business_ids(access.public_makers()):
            found.add(pk)
    if not found.count:
        raise Refusal("market_empty", "Belum ada lapak yang terbuka di wilayah ini.")
    leaving, told = rules.leaving(region, office), f"{purpose} (disetujui {second.username})"
    with transaction.atomic():
        mark = note_taken(actor, leaving, found.count, told, now=now)
        note_left(actor, mark.number, mark.subject, found, now=now)
    return write_kit(path, region, office, now=now, say=say, number=mark.number)


def write_kit(
    path: Path, region: str, office: str, *, now: datetime, say: Say, number: str = ""
) -> int:
    """Write the whole kit of a region into one ZIP and return how many files are in it.

    The market is copied into a folder that is kept for a day, for a start that was killed.
    """
    site = copies() / (region or "all")
    publish(site, Wishes(region=region, office=office), now=now, say=say)
    language, today = settings.LANGUAGE_CODE, timezone.localdate(now)
    with translation.override(language), market_of(region):
        found = region_of(region) if region else None
        about = guides.About(found.name if found else "", today, office, number)
        return _zipped(path, _content(site, about, now, say))


def drop_old_copies(_now: datetime) -> int:
    """Remove copies of the market made for kits a day ago; return how many went.

    They hold people who may be erased, or want to be shown no more, meanwhile.
    """
    gone, oldest = 0, time.time() - rules.COPY_KEPT_DAYS * 86_400
    for own in copies().glob(f"*/{OWN}"):
        if own.stat().st_mtime < oldest:  # begun or ended so long ago; one at work is locked
            gone += drop_copy(own.parent)
    return gone


def _content(
    site: Path, about: guides.About, now: datetime, say: Say
) -> Iterator[tuple[str, Content]]:
    """Yield each file of the kit: name inside, and content or file."""
    market = queries.Open(access.public_makers(), access.public_products(about.on))
    counts: dict[str, int] = {}
    for table in rules.TABLES:
        rows = list(queries.READERS[table.name](market))
        counts[table.name] = len(rows)
        yield from tables.files(table, rows, "data").items()
    yield from tables.described(about.on, _(rules.TITLE)).items()
    contacts = list(queries.contacts(market.makers))
    columns = [column.name for column in rules.CONTACTS.columns]
    yield "kontak.csv", tables.csv_bytes(columns, contacts)
    yield from guides.files(about, counts, contacts, now).items()
    yield "gaya.css", accounts.STYLE.encode()
    shops = list(market.makers.order_by("pk"))
    for done, maker in enumerate(shops):
        if not say(done, len(shops), _("Berkas perajin")):
            raise Refusal("copy_stopped", "Pembuatan paket dihentikan. Mulai lagi.")
        yield f"perajin/{maker.slug}.zip", accounts.public_file(maker, about.on)
    for file in sorted(site.rglob("*")):
        inside = file.relative_to(site)
        if file.is_file() and inside.parts[0] != OWN:
            yield f"pasar/{inside}", file


def _zipped(path: Path, files: Iterator[tuple[str, Content]]) -> int:
    """Write files into a ZIP with their sums; photos go in as they are."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sums: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, content in files:
            body = content if isinstance(content, bytes) else content.read_bytes()
            how = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
            archive.writestr(name, body, how)
            sums.append(f"{hashlib.sha256(body).hexdigest()}  {name}\n")
        archive.writestr("SHA256SUMS.txt", "".join(sums))
    path.chmod(0o600)
    return len(sums) + 1
