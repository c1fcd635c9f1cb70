"""The account of one maker as a file of her own.

Two sizes: what the kit of an office holds of her (what everybody sees, and her photos), and what
she takes herself: that, her sales, her orders without the buyers, and what the register holds of
her, protected values opened. Only she herself gets the second; each time is noted.
"""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, plain
from lampit.basics.refusal import Refusal
from lampit.market.actions.handing import tables
from lampit.market.queries import handing as queries
from lampit.market.rules import handing as rules
from lampit.orders.queries import personal as orders
from lampit.outside.pictures import file_name
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.people.queries.jobs import open_job
from lampit.registry.queries import personal as registry
from lampit.shops import access
from lampit.shops.models import Maker, Product
from lampit.shops.queries import personal as shops
from lampit.web.figures import long_date

Say = Callable[[int, int, str], bool]
STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem;
 color:#1b1b1b;background:#fff}
h1{font-size:1.6rem;line-height:1.2}
h2{font-size:1.2rem;margin:2rem 0 .5rem;border-top:2px solid #0b5d57;padding-top:.5rem}
a{color:#0b5d57}
.muted{color:#555}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-top:1px solid #ddd;padding:.35rem .5rem .35rem 0;text-align:left;vertical-align:top}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.75rem;
 list-style:none;padding:0}
img{width:100%;height:auto}
""".lstrip()


def folder() -> Path:
    """Return where accounts wait to be fetched, readable by this account only."""
    found = Path(settings.LAMPIT_HOME) / "private" / "accounts"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def public_file(maker: Maker, on: date) -> bytes:
    """Return what the kit of an office holds of a maker: nothing that her page does not show."""
    goods = access.public_products_of(maker, on)
    market = queries.Open(access.public_makers().filter(pk=maker.pk), goods)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _open_part(archive, maker, market, on)
    return out.getvalue()


def ask_account(actor: User, maker: Maker, back_url: str, *, now: datetime) -> Job:
    """Return the job that makes the whole account of a maker: one that runs, or a new one.

    Raises:
        Refusal: `not_allowed` for everybody but the maker.
    """
    _check(actor, maker)
    asked = {"maker": maker.pk}
    running = open_job(actor, rules.ACCOUNT_JOB, asked)
    if running is not None:
        return running
    return start_job(
        actor, rules.ACCOUNT_JOB, asked, now=now, region=maker.region_id, back_url=back_url
    )


def make_account(actor: User, maker: Maker, *, on: date, say: Say) -> str:
    """Write the whole account of a maker and return the name of its file; again is harmless.

    Raises:
        Refusal: `not_allowed`, `copy_stopped`.
    """
    _check(actor, maker)
    name = f"{maker.pk}-{token_hex(8)}.zip"
    path, part = folder() / name, folder() / f"{name}.part"
    goods = Product.objects.filter(maker=maker)
    market = queries.Open(Maker.objects.filter(pk=maker.pk), goods)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        told = list(_sections(maker))
        if not say(1, 3, _("Data dan buku dikumpulkan")):
            part.unlink(missing_ok=True)
            raise Refusal("copy_stopped", "Pembuatan berkas dihentikan. Mulai lagi.")
        _open_part(archive, maker, market, on, told)
        _own_part(archive, told)
    say(3, 3, _("Berkas disimpan"))
    part.chmod(0o600)
    for older in folder().glob(f"{maker.pk}-*"):
        if older != part:
            older.unlink(missing_ok=True)
    part.replace(path)
    return name


def kept_account(maker: Maker) -> Path | None:
    """Return the file of a maker that waits to be fetched, None when there is none."""
    return next(iter(sorted(folder().glob(f"{maker.pk}-*.zip"))), None)


def take_account(actor: User, maker: Maker, *, now: datetime) -> Path:
    """Note that a maker takes her account along, and return where it is.

    Raises:
        Refusal: `not_allowed`, `not_found` when there is none.
    """
    _check(actor, maker)
    path = kept_account(maker)
    if path is None:
        raise Refusal("not_found", "Berkas ini tidak ada atau sudah lewat waktunya. Buat lagi.")
    audit(
        actor, "account_taken", subject_kind="maker", subject_id=maker.pk,
        region=maker.region_id, at=now,
    )  # fmt: skip
    return path


def drop_old_accounts(_now: datetime) -> int:
    """Remove files of accounts that were not fetched in time; return how many went.

    Those of somebody who was erased, or parted with her shop, go at once.
    """
    gone, oldest = 0, time.time() - rules.ACCOUNT_KEPT_DAYS * 86_400
    paths = list(folder().glob("*.zip*"))
    held = queries.held_shops(int(path.name.partition("-")[0]) for path in paths)
    for path in paths:
        is_held = int(path.name.partition("-")[0]) in held
        if not is_held or path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _check(actor: User, maker: Maker) -> None:
    if not access.own_makers(actor).filter(pk=maker.pk).exists():
        raise Refusal("not_allowed", "Hanya pemilik lapak yang dapat mengambil berkas ini.")


def _sections(maker: Maker) -> Iterator[Section]:
    """Yield what the rooms hold of a maker and her business: her own copy."""
    owner = maker.business.owner
    if owner is not None:
        yield from registry.sections(registry.records_of(owner))
    yield from shops.sections([maker.business_id])
    yield from orders.sections([maker.business_id])


def _open_part(
    archive: zipfile.ZipFile, maker: Maker, market: queries.Open, on: date,
    told: Sequence[Section] = (),
) -> None:  # fmt: skip
    """Write shop, goods and photos: a page to read, tables, pictures."""
    pictures = _pictures(maker, market)
    for table in rules.TABLES:
        rows = list(queries.READERS[table.name](market))
        names = [column.name for column in table.columns]
        archive.writestr(f"data/{table.name}.csv", tables.csv_bytes(names, rows))
        archive.writestr(f"data/{table.name}.json", tables.json_bytes(table, rows))
    for name, path in pictures:
        archive.write(path, name, zipfile.ZIP_STORED)
    shown = {
        "maker": maker, "day": long_date(on), "goods": list(market.goods.order_by("name", "pk")),
        "pictures": [name for name, _path in pictures], "sections": told,
    }  # fmt: skip
    archive.writestr("baca-saya.html", render_to_string("market/handing_account.html", shown))
    archive.writestr("gaya.css", STYLE)


def _pictures(maker: Maker, market: queries.Open) -> list[tuple[str, Path]]:
    """Return the pictures that are there: name inside, and file."""
    found, root = [], Path(settings.MEDIA_ROOT)
    shown = {str(row[2]).rpartition("/")[2] for row in queries.photos(market)}
    for digest in queries.photo_digests(maker):
        path = root / file_name(digest, queries.PHOTO)
        if path.name in shown and path.is_file():
            found.append((f"foto/{path.name}", path))
    return found


def _own_part(archive: zipfile.ZipFile, told: Sequence[Section]) -> None:
    """Write what only she reads: the register's and the ledger's rows."""
    for found in told:
        columns = [code for code, _title in found.columns]
        archive.writestr(f"pribadi/{found.code}.csv", tables.csv_bytes(columns, found.rows))  # type: ignore[arg-type]
    data = [
        {"code": s.code, "title": s.title, "columns": dict(s.columns),
         "rows": [[plain(cell) for cell in row] for row in s.rows]}
        for s in told
    ]  # fmt: skip
    archive.writestr("pribadi/data.json", json.dumps(data, ensure_ascii=False, indent=1))
