"""Open data: only what is published, nothing withheld, stable files, nobody in the rows."""

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from lampit.measure import actions
from lampit.measure.actions import releasing
from lampit.measure.models import ModelFigure, Round, RoundFigure, SampleMember, Score
from lampit.measure.queries import open_data
from lampit.measure.rules import states
from lampit.measure.rules.anonymity import HIDDEN, SMALLEST, rarest
from lampit.people.models import AuditEntry
from tests.factories import member
from tests.measure.fieldwork import NOW
from tests.measure.test_actions_processing import closed, published
from tests.measure.test_queries import Queries

pytestmark = pytest.mark.django_db


def address(found: Round, rest: str = "") -> str:
    """Return a public address of a round."""
    return f"/data/{found.region_id}/{found.name}/{rest}"


def table(client: Client, found: Round, what: str = "tabel") -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    content = client.get(address(found, f"{what}.csv")).content.decode()
    return list(csv.DictReader(io.StringIO(content)))


def released() -> Round:
    """Return a published round whose rows the head has opened."""
    found = published()
    head = member("head", "63.08")
    releasing.release_rows(head, found.pk, "Diminta peneliti kampus", now=NOW)
    return found


def test_only_published_rounds_are_there(client: Client) -> None:
    """A closed round does not exist for the public; published it does."""
    found = closed()
    for rest in ("", "tabel.csv", "tabel.json", "kamus.csv", "mikrodata.csv"):
        assert client.get(address(found, rest)).status_code == 404
    assert found.name not in client.get("/data/").content.decode()
    for state in (states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, state, now=NOW)
    assert client.get(address(found)).status_code == 200
    assert address(found) in client.get("/data/").content.decode()


def test_the_table_is_what_was_released(client: Client) -> None:
    """CSV and JSON hold every frozen figure with n, interval, date, quality; withheld are empty."""
    found = published()
    rows = table(client, found)
    figures = RoundFigure.objects.filter(revision__round=found).count()
    figures += ModelFigure.objects.filter(revision__round=found, value__isnull=False).count()
    assert len(rows) == figures
    assert list(rows[0]) == list(open_data.TABLE_COLUMNS)
    hidden = [r for r in rows if r["mutu"] == "suppressed"]
    assert hidden
    assert {(r["nilai"], r["batas_bawah"], r["batas_atas"], r["galat_baku"]) for r in hidden} == {
        ("", "", "", "")
    }
    index = next(r for r in rows if r["indikator"] == "index" and not r["menurut"])
    stored = RoundFigure.objects.get(revision__round=found, indicator="index", by="", domain="")
    assert float(index["nilai"]) == pytest.approx(stored.value)
    assert index["n"] == str(stored.n)
    assert index["tanggal_acuan"] == found.reference_on.isoformat()
    told = json.loads(client.get(address(found, "tabel.json")).content)
    assert len(told["baris"]) == figures
    assert {r["nilai"] for r in told["baris"] if r["mutu"] == "suppressed"} == {None}


def test_groups_do_not_give_a_withheld_one_away(client: Client) -> None:
    """In no grouping is exactly one part of a figure empty while the whole is told."""
    rows = table(client, published())
    whole = {r["indikator"] for r in rows if not r["menurut"] and r["nilai"]}
    empty: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["menurut"] and row["indikator"] in whole and not row["nilai"] and row["n"] != "0":
            empty[row["menurut"], row["indikator"]] += 1
    assert not [key for key, n in empty.items() if n == 1]


def test_files_are_stable_and_not_sent_twice(client: Client) -> None:
    """The same bytes again, an ETag that answers 304, kept for a while by anybody."""
    found = published()
    first = client.get(address(found, "tabel.csv"))
    assert first.content == client.get(address(found, "tabel.csv")).content
    assert "public" in first["Cache-Control"]
    again = client.get(address(found, "tabel.csv"), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Content-Disposition"].endswith('tabel-63.08-2026-1-r1.csv"')


def test_rows_need_the_head_and_a_reason(client: Client) -> None:
    """Nobody but the head opens rows, none without a reason; closed again they are gone."""
    found = published()
    way = f"/balai/survei/{found.pk}/data-terbuka/"
    for role, code, status in (
        ("staff", "63.08", 403), ("board", "63.08", 403), ("mentor", "63.08", 403),
        ("enumerator", "63.08", 403), ("admin", None, 403), ("head", "63.09", 404),
    ):  # fmt: skip
        client.force_login(member(role, code))
        told = {"apa": "buka", "reason": "Diminta peneliti kampus"}
        assert client.post(f"{way}putuskan/", told).status_code == status
    head = member("head", "63.08")
    client.force_login(head)
    assert client.post(f"{way}putuskan/", {"apa": "buka", "reason": "ya"}).status_code == 422
    assert client.get(address(found, "mikrodata.csv")).status_code == 404
    good = {"apa": "buka", "reason": "Diminta peneliti kampus"}
    assert client.post(f"{way}putuskan/", good).status_code == 302
    client.logout()
    assert client.get(address(found, "mikrodata.csv")).status_code == 200
    assert "mikrodata.csv" in client.get(address(found)).content.decode()
    client.force_login(head)
    shut = {"apa": "tutup", "reason": "Ditarik sementara waktu"}
    assert client.post(f"{way}putuskan/", shut).status_code == 302
    assert client.get(address(found, "mikrodata.csv")).status_code == 404
    deeds = AuditEntry.objects.filter(actor=head).values_list("deed", flat=True)
    assert {"survey_rows_released", "survey_rows_closed"} <= set(deeds)


def test_nobody_is_in_the_rows(client: Client) -> None:
    """No name, village, number or age; every combination of marks is that of three at least."""
    found = released()
    rows = table(client, found, "mikrodata")
    assert rows
    assert rarest(rows, open_data.MARKS) >= SMALLEST
    content = client.get(address(found, "mikrodata.csv")).content.decode()
    for business in SampleMember.objects.filter(round=found).select_related("business")[:20]:
        assert business.business.public_id not in content
    assert not re.search(r"63\.08\.\d\d\.\d{4}", content)  # no village
    assert "usia_pemilik" not in rows[0]
    assert "biaya_promosi" not in rows[0]
    assert {row["omzet"] for row in rows} <= {"b1-b3", "b4-b6", "b7", HIDDEN, ""}
    for name in set(rows[0]) - {*open_data.MARKS, "bobot"}:
        counts = Counter(row[name] for row in rows if row[name] not in (HIDDEN, ""))
        assert min(counts.values(), default=SMALLEST) >= SMALLEST
    by: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        by.setdefault(tuple(row[m] for m in open_data.MARKS), set()).add(row["bobot"])
    assert all(len(weights) == 1 for weights in by.values())


def test_the_dictionary_names_every_column(client: Client) -> None:
    """Each column of tables and rows, each figure and each code has its words."""
    found = released()
    words = table(client, found, "kamus")
    known = {(row["jenis"], row["kode"]) for row in words}
    assert {("kolom", code) for code in open_data.TABLE_COLUMNS} <= known
    assert {("mikrodata", code) for code in table(client, found, "mikrodata")[0]} <= known
    codes = {row["indikator"] for row in table(client, found)}
    assert {"index", "d07", "delta_daring", "pulih.lebih"} <= codes
    assert {("indikator", code) for code in codes} <= known
    assert ("variabel", "omzet") in known
    assert ("kode", "63.08.01") in known


def test_the_catalogue_describes_what_can_be_taken(client: Client) -> None:
    """DCAT with addresses that answer, licence, reference codes and the state of approval."""
    found = released()
    told = json.loads(client.get("/data/katalog.jsonld").content)
    assert told["@type"] == "dcat:Catalog"
    one = told["dcat:dataset"][0]
    assert one["adms:status"] == "draf"
    assert one["dct:license"]["@id"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert any("Kemendagri" in text for text in one["dct:conformsTo"])
    assert any("KBLI 2020" in text for text in one["dct:conformsTo"])
    links = [d["dcat:downloadURL"]["@id"] for d in one["dcat:distribution"]]
    assert len(links) == 6
    for link in links:
        assert client.get(link.removeprefix("http://testserver")).status_code == 200
    head = member("head", "63.08")
    releasing.approve(
        head, found.pk, by="Diskominfo", letter="045/12", on=found.reference_on, now=NOW
    )
    told = json.loads(client.get("/data/katalog.jsonld").content)
    assert told["dcat:dataset"][0]["adms:status"] == "disetujui walidata"
    assert "045/12" in client.get(address(found)).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"by": "", "letter": "1", "on": "2026-11-01"}, {"by": "Dinas", "letter": "", "on": "x"},
        {"by": "Dinas", "letter": "1", "on": "2999-01-01"},
    ],
)  # fmt: skip
def test_approval_needs_who_letter_and_day(client: Client, typed: dict[str, str]) -> None:
    """An approval without its letter, or of tomorrow, is refused and what was typed stays."""
    found = published()
    client.force_login(member("head", "63.08"))
    way = f"/balai/survei/{found.pk}/data-terbuka/putuskan/"
    answer = client.post(way, {"apa": "setuju", **typed})
    assert answer.status_code == 422
    assert not hasattr(Round.objects.get(pk=found.pk), "open_release")


def test_questions_to_the_database_are_bounded(
    client: Client, django_assert_max_num_queries: Queries
) -> None:
    """However large a round, list, page, table and catalogue take few queries."""
    found = published()
    asked: list[tuple[str, int]] = [
        ("/data/", 4), ("/data/katalog.jsonld", 4), (address(found), 14),
        (address(found, "tabel.csv"), 14),
    ]  # fmt: skip
    for way, most in asked:
        with django_assert_max_num_queries(most):
            client.get(way)


def formula_round() -> Any:
    """Return a published round of a kabupaten whose name Excel would run."""
    found = published()
    found.region.name = "=HYPERLINK(1)"
    found.region.save()
    return found


def test_no_cell_is_a_formula(client: Client) -> None:
    """A name that begins like a formula gets an apostrophe."""
    rows = table(client, formula_round())
    assert {row["wilayah"] for row in rows} == {"'=HYPERLINK(1)"}


def test_every_published_revision_keeps_its_address(client: Client) -> None:
    """r1 stays as it was at its own address; r2 stands and tells why; an unpublished is not."""
    found, head = published(), member("head", "63.08")
    before = client.get(address(found, "tabel.csv"))
    own = client.get(address(found, "r1/tabel.csv"))
    assert own.content == before.content
    Score.objects.update(index=50.0)
    actions.revise(head, found.pk, "Nilai dihitung ulang setelah salah ketik", now=NOW)
    assert client.get(address(found, "r2/")).status_code == 404
    assert client.get(address(found, "r2/tabel.json")).status_code == 404
    actions.publish_revision(head, found.pk, now=NOW)
    standing = client.get(address(found, "tabel.csv"))
    assert standing.content != before.content
    assert client.get(address(found, "r2/tabel.csv")).content == standing.content
    again = client.get(address(found, "r1/tabel.csv"), HTTP_IF_NONE_MATCH=own["ETag"])
    assert again.status_code == 304
    page = client.get(address(found)).content.decode()
    assert "Nilai dihitung ulang setelah salah ketik" in page
    assert address(found, "r1/") in page
    old = client.get(address(found, "r1/")).content.decode()
    assert "sudah diganti" in old
    assert 'href="tabel.csv"' in old, "beside the page, so of the same revision"
    assert "mikrodata" not in old
    for rest in ("r3/", "r0/tabel.csv", "r1/mikrodata.csv"):
        assert client.get(address(found, rest)).status_code == 404
