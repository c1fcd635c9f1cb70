"""The list as a file: chosen columns, masks, the mark, the memory of the choice."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry.actions import record_consent
from lampit.registry.actions.exporting import note_export
from lampit.registry.models import Business
from lampit.registry.queries.exporting import COLUMNS, USUAL
from lampit.registry.rules import ids
from lampit.registry.rules.exporting import Wanted
from tests.factories import NOW, business, member, owner, region
from tests.registry.test_views_businesses import LIST, made
from tests.registry.told import NIK

pytestmark = pytest.mark.django_db
URL = f"{LIST}unduh/"
WHY = "undangan pelatihan"


@pytest.fixture
def office(client: Client) -> Callable[..., Client]:
    """Return a function that signs in with a role in a region."""

    def sign_in(role: str = "staff", place: str | None = "63.08") -> Client:
        region("63.08", "Kabupaten Hulu Sungai Utara")
        client.force_login(member(role, place))
        return client

    return sign_in


def taken(client: Client, url: str = URL, kind: str = "csv", **told: Any) -> bytes:
    """Return the bytes of a file."""
    asked = {"purpose": WHY, "receiver": "dinas", "kind": kind, "columns": list(USUAL)} | told
    answer = client.post(url, asked)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def lines_of(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file as Excel reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_download_carries_its_mark_and_no_formulas(office: Callable[..., Client]) -> None:
    """CSV and XLSX: mark first, NIK and telephone masked, formulas inert, the trail kept."""
    made(name="=HYPERLINK(1)", phones=("+6281234567892",))
    client = office()
    lines = lines_of(taken(client, f"{URL}?q=siti"))
    assert f"keperluan: {WHY}" in lines[0][0]
    assert lines[1][:4] == ["No", "Nama pemilik", "NIK (tersamar)", "L/P"]
    assert lines[2][2] == "6308••••••••0007"
    assert lines[2][4] == "'=HYPERLINK(1)"
    assert "0812-••••-7892" in lines[2]
    assert len(lines) == 3
    with zipfile.ZipFile(io.BytesIO(taken(client, kind="xlsx"))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert NIK not in page + book.read("xl/workbook.xml").decode()
    noted = AuditEntry.objects.filter(deed="export_businesses").order_by("number")
    assert noted.count() == 2
    mark, kind, rows, _ = noted[0].subject_id.split()
    assert (kind, rows, noted[0].reason) == ("csv", "1", WHY)
    assert ids.is_public_id(mark)
    assert mark in lines[0][0]
    assert not AuditEntry.objects.filter(deed="export_unmasked").exists()


def test_only_chosen_columns_leave_and_are_read(
    office: Callable[..., Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Sixty rows: their order is known, one query per thousand; no NIK is read unless chosen."""
    client = office()
    for number in range(60):
        business("63.08", name=f"Usaha {number}")
    answer = client.post(
        URL, {"purpose": WHY, "receiver": "dinas", "kind": "csv", "columns": ["status", "name"]}
    )
    with django_assert_num_queries(1) as asked:
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    lines = lines_of(content)
    assert lines[1] == ["No", "Nama usaha", "Keadaan"]
    assert len(lines) == 62
    assert not any("nik" in query["sql"] for query in asked.captured_queries)


def test_without_a_column_or_a_purpose_nothing_leaves(office: Callable[..., Client]) -> None:
    """422, what was ticked stays ticked, nothing is noted."""
    client = office()
    wrong: list[dict[str, Any]] = [
        {"columns": []},
        {"purpose": "rapat"},
        {"columns": ["sandi"]},
        {"kind": "pdf"},
    ]
    for told in wrong:
        asked = {"purpose": WHY, "receiver": "dinas", "kind": "csv", "columns": ["name"]} | told
        answer = client.post(URL, asked)
        assert answer.status_code == 422, told
        assert 'role="alert"' in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_who_may_opens_nik_and_phone_with_a_reason(office: Callable[..., Client]) -> None:
    """Staff: in clear, noted twice; the head is offered no NIK, and asking all the same fails."""
    made(phones=("+6281234567892",))
    content = taken(office(), opened=["nik", "phone"])
    assert NIK in content.decode()
    assert "0812-3456-7892" in content.decode()
    entry = AuditEntry.objects.get(deed="export_unmasked")
    assert (entry.fields, entry.reason) == ("nik,phone", WHY)
    head = office("head")
    offered = re.findall(r'name="opened" value="(\w+)"', head.get(URL).content.decode())
    assert offered == ["phone"]
    asked = {"purpose": WHY, "receiver": "dinas", "kind": "csv", "columns": ["nik"]}
    refused_page = head.post(URL, asked | {"opened": ["nik"]})
    assert refused_page.status_code == 422
    assert NIK not in refused_page.content.decode()
    wanted = Wanted("csv", ("nik",), WHY, frozenset({"nik"}))
    with pytest.raises(Refusal) as refused:
        note_export(member("head", "63.08"), wanted, 1, now=NOW)
    assert refused.value.code == "not_allowed"
    with pytest.raises(Refusal):
        note_export(member("mentor", "63.08"), Wanted("csv", ("name",), WHY), 1, now=NOW)
    assert office("mentor").get(URL).status_code == 403


def test_parquet_has_types_and_the_mark(office: Callable[..., Client]) -> None:
    """Numbers are numbers, days are days, unknown is null; the mark stands in the metadata."""
    made(workers_male=3, name="=1+1")
    business("63.08", name="Kosong", confirmed_on=NOW.date(), is_online=False)
    content = taken(office(), kind="parquet", columns=[c.code for c in COLUMNS])
    table = pq.read_table(io.BytesIO(content))
    assert table.column_names == [column.code for column in COLUMNS]
    rows = {row["name"]: row for row in table.to_pylist()}
    assert rows["=1+1"]["workers_male"] == 3
    assert rows["Kosong"]["workers_male"] is None
    assert rows["Kosong"]["confirmed"] == NOW.date()
    assert rows["Kosong"]["online"] is False
    assert rows["=1+1"]["nik"] == "6308••••••••0007"
    assert WHY in table.schema.metadata[b"lampit"].decode()


def test_geojson_counts_by_village_and_shows_no_home(office: Callable[..., Client]) -> None:
    """Outlines where they are known, counts and no person; nothing of the neighbour."""
    place = region("63.08.01.2003", "Sungai Namang")
    for sector, nib in zip(["kriya"] * 4 + ["kuliner"] * 3, ["1"] * 3 + [""] * 4, strict=True):
        business("63.08", village=place, sector=sector, nib=nib, workers_female=2)
    business("63.08", name="Tanpa Desa")
    business("63.09", village=region("63.09.01.2001"))
    content = taken(office(), kind="geojson", columns=[])
    told = json.loads(content)
    known = {feature["properties"]["kode"]: feature for feature in told["features"]}
    assert set(known) == {"63.08.01.2003", ""}
    village = known["63.08.01.2003"]
    assert village["geometry"]["type"] == "Polygon"
    assert village["properties"]["usaha"] == 7
    assert village["properties"]["sektor_kriya"] == 4
    assert village["properties"]["punya_nib"] == 3
    assert village["properties"]["pekerja_perempuan"] == 14
    assert village["properties"]["pekerja_laki_laki"] is None
    assert not any("menyebut" in name for name in village["properties"])
    assert known[""]["geometry"] is None
    assert (known[""]["properties"]["usaha"], known[""]["properties"]["punya_nib"]) == (1, None)
    assert "Tanpa Desa" not in content.decode()
    assert WHY in told["lampit"]["keterangan"]


def test_a_map_tells_of_no_group_of_one_or_two(office: Callable[..., Client]) -> None:
    """Neither itself nor as what is left: one with a NIB, all but one running, one that told."""
    place = region("63.08.01.2003", "Sungai Namang")
    for number in range(6):
        business(
            "63.08", village=place, sector="kriya" if number < 5 else "jasa",
            nib="1" if number == 0 else "", status="aktif" if number else "tutup",
            workers_male=9 if number == 1 else None,
        )  # fmt: skip
    told = json.loads(taken(office(), kind="geojson", columns=[]))["features"][0]["properties"]
    assert told["usaha"] == 6
    hidden = ("punya_nib", "usaha_berjalan", "pekerja_laki_laki", "sektor_jasa", "sektor_kriya")
    assert {told[name] for name in hidden} == {None}
    assert (told["jualan_daring"], told["sektor_kuliner"]) == (0, 0)


def test_the_day_of_registration_is_the_local_one(office: Callable[..., Client]) -> None:
    """Half past six in Amuntai is still yesterday in Greenwich."""
    made = business("63.08", name="Pagi")
    Business.objects.filter(pk=made.pk).update(
        created_at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    )
    lines = lines_of(taken(office(), columns=["name", "registered"]))
    assert lines[2][2] == "2026-11-25"


def test_the_filters_of_the_list_carry_over(office: Callable[..., Client]) -> None:
    """The file holds what the list shows, in its order."""
    for name, sector in (("B", "kriya"), ("A", "kriya"), ("C", "jasa")):
        business("63.08", name=name, sector=sector)
    lines = lines_of(taken(office(), f"{URL}?sektor=kriya&urut=nama", columns=["name"]))
    assert [line[1] for line in lines[2:]] == ["A", "B"]


def test_the_last_choice_is_ticked_again(office: Callable[..., Client]) -> None:
    """The cookie remembers kind and columns; links tick the usual ones or all."""
    client = office()
    ticked = client.get(URL).context["form"].initial
    assert ticked == {"kind": "xlsx", "columns": list(USUAL)}
    taken(client, columns=["nik", "name"], kind="csv")
    assert client.get(URL).context["form"].initial == {"kind": "csv", "columns": ["nik", "name"]}
    every = client.get(f"{URL}?kolom=semua").context["form"].initial["columns"]
    assert every == [column.code for column in COLUMNS]
    client.cookies["unduh"] = "a:b.c"
    assert client.get(URL).status_code == 200


def test_a_business_that_vanished_meanwhile_is_no_row(office: Callable[..., Client]) -> None:
    """The list is read while people work."""
    business("63.08", name="Tetap")
    gone = business("63.08", name="Hilang")
    answer = office().post(
        URL, {"purpose": WHY, "receiver": "dinas", "kind": "csv", "columns": ["name"]}
    )
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
    Business.objects.filter(pk=gone.pk).delete()
    assert [line[1] for line in lines_of(b"".join(pieces))[2:]] == ["Tetap"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_list_for_a_partner_holds_only_owners_who_agreed(
    office: Callable[..., Client], kind: str
) -> None:
    """Silence is no yes, a withdrawn yes neither; the office's own list stays whole."""
    client, staff = office(), member("staff", "63.08")
    names = ("Setuju", "Diam", "Mencabut")
    people = [owner("63.08", name=name) for name in names]
    for person in people:
        business("63.08", owner=person, name=f"Usaha {person.name}")
    for person, answers in ((people[0], (True,)), (people[2], (True, False))):
        for answer in answers:
            record_consent(
                staff, person, "bagi_mitra", answer, words="Boleh.", channel="kertas",
                proof="map Babirik", now=NOW,
            )  # fmt: skip

    def told(receiver: str) -> set[str]:
        content = taken(client, kind=kind, receiver=receiver)
        if kind == "parquet":
            found = pq.read_table(io.BytesIO(content)).column("name").to_pylist()
            return {str(name) for name in found}
        return {f"Usaha {name}" for name in names if f"Usaha {name}" in content.decode("utf-8-sig")}

    page = " ".join(client.get(URL).content.decode().split())
    assert '<b data-value="1">1</b> usaha masuk berkas, <b data-value="2">2</b> tidak ikut' in page
    assert told("mitra") == {"Usaha Setuju"}
    assert told("dinas") == {f"Usaha {name}" for name in names}
    noted = AuditEntry.objects.filter(deed="export_businesses").order_by("number")
    assert ["bagi_mitra" in entry.fields for entry in noted] == [True, False]
    assert [entry.subject_id.split()[-2] for entry in noted] == ["1", "3"]
    assert client.post(URL, {"purpose": WHY, "kind": kind, "receiver": "bank"}).status_code == 422
