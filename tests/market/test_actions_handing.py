"""The hand-over kit and a maker's own account: unpacked and read, and who may have them."""

import csv
import hashlib
import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.config.working import run_one
from lampit.market.actions import handing
from lampit.market.actions.copying import publishing
from lampit.market.rules import handing as rules
from lampit.people.models import AuditEntry, User
from lampit.registry.models import ExportRequest
from lampit.shops.models import Maker, Product
from tests.factories import maker, member, product
from tests.market.treading import dead_links

pytestmark = pytest.mark.django_db
OFFICE = "+6281200000100"


@pytest.fixture
def shop(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Give the shop of a maker with an account, and another one of the same kabupaten."""
    settings.MEDIA_ROOT, settings.LAMPIT_HOME = tmp_path / "media", tmp_path
    monkeypatch.setattr(publishing, "processes_here", lambda: 1)
    fresh: dict[str, Any] = {"checked_at": timezone.now(), "published_at": timezone.now()}
    siti = member("maker", "63.08")
    hers = maker("63.08", siti, name="Anyaman Siti", whatsapp="+6281311112222", slug="siti")
    product(hers, name="=Tikar; purun", slug="tikar", price=85_000, **fresh)
    product(hers, name="Konsep", slug="konsep", state="draf")
    other = maker("63.08", name="Mebel Budi", whatsapp="+6281333334444", shows_phone=True)
    product(other, name="Kursi", slug="kursi", **fresh)
    far = maker("64.71", name="Jauh")
    product(far, name="Barang jauh", **fresh)
    return hers


def go_on(*_told: object) -> bool:
    """Let work go on."""
    return True


def allowed(asker: User, second: User) -> ExportRequest:
    """Ask for a kit, have it allowed, have the job done; return the request."""
    from lampit.registry.actions import requesting

    now = timezone.now()
    asked = handing.ask_for_kit(asker, "63.08", OFFICE, "anggaran berakhir", now=now)
    requesting.allow_export(second, asked.pk, now=now)
    assert run_one()
    asked.refresh_from_db()
    return asked


def test_the_kit_is_whole_and_can_be_read(shop: Maker, tmp_path: Path) -> None:
    """Unpacked: sums right, market without a dead link, tables alike, accounts, guide, contacts."""
    request = allowed(member("staff", "63.08"), member("head", "63.08"))
    assert request.state == ExportRequest.State.READY
    from lampit.registry.actions import requesting

    root = tmp_path / "paket"
    with zipfile.ZipFile(requesting.path_of(request)) as archive:
        archive.extractall(root)
    for line in (root / "SHA256SUMS.txt").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((root / name).read_bytes()).hexdigest() == digest
    assert dead_links(root / "pasar") == {}
    assert (root / "pasar/produk/tikar/index.html").is_file()
    dictionary = list(csv.DictReader(io.StringIO((root / "data/kamus.csv").read_text())))
    package = json.loads((root / "data/datapackage.json").read_text())
    assert {one["path"] for one in package["resources"]} == {f"{t.name}.csv" for t in rules.TABLES}
    for table in rules.TABLES:
        told = json.loads((root / f"data/{table.name}.json").read_text())
        rows = list(csv.DictReader(io.StringIO((root / f"data/{table.name}.csv").read_text())))
        columns = [column.name for column in table.columns]
        assert len(rows) == len(told) == pq.read_table(root / f"data/{table.name}.parquet").num_rows
        assert [row["kolom"] for row in dictionary if row["tabel"] == table.name] == columns
        assert all(list(row) == columns for row in rows)
    goods = {one["barang"]: one for one in json.loads((root / "data/barang.json").read_text())}
    assert set(goods) == {"tikar", "kursi"}
    assert goods["tikar"]["harga"] == 85_000
    assert "'=Tikar; purun" in (root / "data/barang.csv").read_text(), "no cell is a formula"
    contacts = (root / "kontak.csv").read_text()
    assert "+6281311112222" in contacts
    page = pypdf.PdfReader(root / "BACA-DULU.pdf").pages[0].extract_text()
    assert "melanjutkan pasar tanpa kantor" in page
    assert "0812-0000-0100" in (root / "BACA-DULU.html").read_text()
    with zipfile.ZipFile(root / "perajin/siti.zip") as hers:
        assert "Tikar" in hers.read("data/barang.csv").decode()
        whole = b"".join(hers.read(name) for name in hers.namelist())
    assert b"Konsep" not in whole, "the kit of an office holds what everybody sees"
    assert b"81311112222" not in whole
    everything = b"".join(p.read_bytes() for p in root.rglob("*") if p.suffix in (".csv", ".html"))
    assert b"Barang jauh" not in everything


def test_a_kit_needs_a_second_person(shop: Maker) -> None:
    """Nobody lets a kit out alone; who may take no lists may not even ask."""
    from lampit.registry.actions import requesting

    head, now = member("head", "63.08"), timezone.now()
    asked = handing.ask_for_kit(head, "63.08", OFFICE, "serah terima", now=now)
    assert asked.state == ExportRequest.State.WAITING
    assert asked.rows == 2
    with pytest.raises(Refusal) as refused:
        requesting.allow_export(head, asked.pk, now=now)
    assert refused.value.code == "own_request"
    for role in ("mentor", "maker", "board", "enumerator"):
        with pytest.raises(Refusal):
            handing.ask_for_kit(member(role, "63.08"), "63.08", OFFICE, "mau", now=now)
    with pytest.raises(Refusal) as refused:
        handing.ask_for_kit(head, "63.08", OFFICE, " ", now=now)
    assert refused.value.code == "reason_missing"


def test_a_kit_by_hand_is_noted(shop: Maker, tmp_path: Path) -> None:
    """With the machine in hand, too, two people answer for it, and the trail tells who."""
    staff, head, now = member("staff", "63.08"), member("head", "63.08"), timezone.now()
    path = tmp_path / "paket.zip"

    def by(*people: User) -> int:
        pair = (people[0], people[1])
        return handing.kit_by_hand(path, "63.08", OFFICE, pair, "pindah", now=now, say=go_on)

    for pair in ((head, head), (staff, member("staff", "63.08")), (staff, member("head", "63.09"))):
        with pytest.raises(Refusal):
            by(*pair)
    assert not path.exists()
    assert by(staff, head) > 20
    entry = AuditEntry.objects.filter(deed="list_taken").latest("pk")
    assert head.username in entry.reason


def test_a_maker_takes_her_own_account(shop: Maker, tmp_path: Path) -> None:
    """All that is hers, drafts and books too; by a job; noted; gone after its days."""
    siti, now = shop.account, timezone.now()
    assert siti is not None
    client = Client()
    client.force_login(siti)
    assert client.get("/saya/serah-terima/berkas/").status_code == 404
    answer = client.post("/saya/serah-terima/")
    assert answer["Location"].startswith("/pekerjaan/")
    assert run_one()
    page = client.get("/saya/serah-terima/")
    assert "Unduh berkas saya" in page.content.decode()
    taken = client.get("/saya/serah-terima/berkas/")
    with zipfile.ZipFile(io.BytesIO(b"".join(taken))) as archive:
        names = set(archive.namelist())
        goods = archive.read("data/barang.csv").decode()
        told = json.loads(archive.read("pribadi/data.json"))
        said = archive.read("baca-saya.html").decode()
    assert {"baca-saya.html", "gaya.css", "pribadi/orders.sales.csv"} <= names
    assert "konsep" in goods
    assert {"shops.shop", "orders.sales"} <= {one["code"] for one in told}
    assert "+6281311112222" in said
    assert "Mebel Budi" not in said
    assert AuditEntry.objects.filter(deed="account_taken", actor=siti).exists()
    kept = handing.kept_account(shop)
    assert kept is not None
    assert handing.drop_old_accounts(now) == 0
    old = (now - timedelta(days=4)).timestamp()
    os.utime(kept, (old, old))
    assert handing.drop_old_accounts(now) == 1


def test_nobody_else_gets_her_account(shop: Maker) -> None:
    """Not another maker, not her mentor, not the office: it holds what only she reads."""
    now = timezone.now()
    for person in (member("maker", "63.08"), member("mentor", "63.08"), member("staff", "63.08"),
                   member("head", "63.08"), member("admin", None)):  # fmt: skip
        with pytest.raises(Refusal):
            handing.ask_account(person, shop, "/", now=now)
        with pytest.raises(Refusal):
            handing.take_account(person, shop, now=now)
    client = Client()
    client.force_login(member("staff", "63.08"))
    assert client.get("/saya/serah-terima/").status_code == 403


def test_the_page_of_the_office_tells_and_asks(shop: Maker) -> None:
    """How many makers and goods, who needs the office's number; a wrong number keeps the form."""
    client = Client()
    client.force_login(member("staff", "63.08"))
    page = client.get("/balai/serah-terima/").content.decode()
    assert "2 lapak dan 2 barang" in page
    wrong = client.post("/balai/serah-terima/", {"purpose": "pindah", "office": "12"})
    assert wrong.status_code == 422
    assert 'value="pindah"' in wrong.content.decode()
    told = {"purpose": "dilanjutkan koperasi", "office": "0812-0000-0100"}
    right = client.post("/balai/serah-terima/", told)
    asked = ExportRequest.objects.latest("pk")
    assert right["Location"].endswith(f"/{asked.pk}/")
    assert asked.asked["office"] == OFFICE
    shown = client.get(right["Location"]).content.decode()
    assert "Paket serah terima pasar" in shown
    assert Product.objects.filter(slug="tikar").exists()


def test_what_kits_are_made_from_goes_after_a_day(shop: Maker, tmp_path: Path) -> None:
    """A copy of the market holds people who may want to be shown no more; her own file likewise."""
    handing.write_kit(tmp_path / "kit.zip", "63.08", OFFICE, now=timezone.now(), say=go_on)
    copy = tmp_path / "private" / "handover" / "63.08"
    assert handing.drop_old_copies(timezone.now()) == 0
    old = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(copy / ".lampit", (old, old))
    assert handing.drop_old_copies(timezone.now()) == 1
    assert not copy.exists()
    assert shop.account is not None
    handing.make_account(shop.account, shop, on=timezone.localdate(), say=go_on)
    assert handing.drop_old_accounts(timezone.now()) == 0
    Maker.objects.filter(pk=shop.pk).update(account=None)
    assert handing.drop_old_accounts(timezone.now()) == 1
