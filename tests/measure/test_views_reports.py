"""Reports of a round: the numbers of the page to the digit, nothing withheld, numbered, audited."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lampit.config.working import run_one
from lampit.measure import actions
from lampit.measure.actions.keeping_reports import make_report
from lampit.measure.actions.printing import number_report
from lampit.measure.models import ReportPrint, Round, SampleMember
from lampit.measure.queries import kept_reports, papers, printing, results
from lampit.measure.rules import states, wording
from lampit.measure.rules.wording import Shown
from lampit.people.actions import start_job
from lampit.people.models import AuditEntry, Job
from lampit.web.figures import number
from tests.factories import member
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.questionnaires import answers
from tests.measure.test_queries import answered
from tests.measure.test_views import signed

pytestmark = pytest.mark.django_db
FILES = ("laporan.pdf", "lembar.pdf", "laporan.xlsx")


def page(found: Round, name: str) -> str:
    """Return the address of a file of a round."""
    return f"/balai/survei/{found.pk}/{name}"


def text_of(content: bytes) -> str:
    """Return the words of a PDF, blanks evened out."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(p.extract_text() for p in pages).split())


def shown_of(found: Round) -> list[tuple[Shown, int]]:
    """Return the figures of the results page with their decimals."""
    told = results.outcome(Round.objects.select_related("region", "instrument").get(pk=found.pk))
    assert told.index is not None
    points = [told.index, *told.dimensions, *told.places]
    shares = [*told.levels, *told.indicators, *told.point_levels, *told.online_places]
    return [(f, 1) for f in points] + [(f, 0) for f in shares]


def half_answered() -> Round:
    """Return a round in which one kecamatan answered too little to be shown."""
    found = open_field(40, wanted=120)
    rows = SampleMember.objects.filter(round=found).order_by("subdistrict", "id")
    chosen = [m for m in rows if m.subdistrict == "63.08.01"]
    chosen += [m for m in rows if m.subdistrict == "63.08.02"][:9]
    loaded = [
        actions.Answered(m.business_id, answers(daring_kini=3 * (i % 3 == 0)), NOW)
        for i, m in enumerate(chosen)
    ]
    actions.load_answers(loaded, region="63.08", now=NOW, round_id=found.pk)
    return found


def rounded(value: Any) -> Any:
    """Return a number as exactly as a workbook keeps it."""
    return round(value, 9) if isinstance(value, float | int) else value


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        ("head", "63.08", 200), ("staff", "63.08", 200), ("board", "63.08", 200),
        ("mentor", "63.08", 200), ("admin", None, 200), ("enumerator", "63.08", 403),
        ("maker", "63.08", 403), ("buyer", None, 403), ("province", "63", 403),
        ("nation", None, 403), ("staff", "63.09", 404),
    ],
)  # fmt: skip
def test_doors(client: Client, name: str, role: str, code: str | None, status: int) -> None:
    """Readers of results take reports; the neighbour's do not exist for them."""
    found = open_field()
    assert client.get(page(found, name)).headers["Location"].startswith("/masuk/")
    signed(client, member(role, code))
    assert client.get(page(found, name)).status_code == status


def test_the_pdf_has_the_numbers_of_the_page(client: Client) -> None:
    """Every figure that the page shows stands in the PDF with value, interval and n."""
    found = answered()
    signed(client, member("head", "63.08"))
    said = text_of(client.get(page(found, "laporan.pdf")).content).replace("\u00a0", " ")
    for figure, decimals in shown_of(found):
        if figure.is_suppressed:
            continue
        unit = " %" if decimals == 0 else ""
        interval = f"{number(figure.low, decimals)}–{number(figure.high, decimals)}"
        row = f"{figure.name} {number(figure.value, decimals)}{unit} {interval} {figure.n}"
        assert row in said, row
    assert "ANGKA SEMENTARA" in said
    assert "V-26.6308.001" in said
    assert "Berapa umur pemilik usaha (tahun)?" in said  # the annex


def test_the_workbook_has_the_numbers_of_the_page(client: Client) -> None:
    """The sheets are there, and their numbers are those of the page, unrounded."""
    found = answered()
    signed(client, member("board", "63.08"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(found, "laporan.xlsx")).content))
    assert book.sheetnames == [
        "ringkasan", "kecamatan", "sektor", "generasi", "kelompok lain", "metode", "kamus",
    ]  # fmt: skip
    rows = [row for name in book.sheetnames[:2] for row in book[name].iter_rows(values_only=True)]
    told = {(row[1], row[2], *map(rounded, row[3:6])) for row in rows}
    for figure, _decimals in shown_of(found):
        numbers = map(rounded, (figure.value, figure.low, figure.high))
        assert (figure.name, figure.n, *numbers) in told
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]


def numbers_in(told: Any) -> set[float]:
    """Return every number of some rows."""
    return {round(v, 6) for row in told for v in row if isinstance(v, float)}


def test_nothing_withheld_is_in_any_file(client: Client) -> None:
    """A kecamatan with too few answers is hatched: its numbers are nowhere, nor to be had."""
    found = half_answered()
    signed(client, member("head", "63.08"))
    told = results.outcome(Round.objects.select_related("region", "instrument").get(pk=found.pk))
    hidden = [p for p in told.places if p.is_suppressed]
    assert [p.code for p in hidden] == ["63.08.01", "63.08.02"]  # one would follow from the other
    secret = results.published_sample(Round.objects.get(pk=found.pk))
    assert secret is not None
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(found, "laporan.xlsx")).content))
    rows = list(book["kecamatan"].iter_rows(values_only=True))
    of_places = [row for row in rows if row[1] in {p.name for p in hidden}]
    assert of_places
    assert numbers_in(of_places) == set()
    assert {row[7] for row in of_places} == {"ditahan"}
    said = text_of(client.get(page(found, "laporan.pdf")).content)
    for place in hidden:
        assert re.search(re.escape(place.name) + r" belum cukup data \d+ ", said)


def test_negative_control_a_leak_is_found(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """If withheld figures kept their numbers, the test above would see them."""
    from lampit.measure.queries import printing

    found = half_answered()
    signed(client, member("head", "63.08"))

    def leaking(*_: object, **__: object) -> Shown:
        return Shown("Wilayah 63.08.02", "63.08.02", 12, 41.25, 30.0, 50.0, "ok", "", 3.0)

    monkeypatch.setattr(wording, "nothing", leaking)
    monkeypatch.setattr(printing._Known, "show", leaking)
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(found, "laporan.xlsx")).content))
    rows = list(book["kecamatan"].iter_rows(values_only=True))
    assert 41.25 in numbers_in([row for row in rows if row[1] == "Wilayah 63.08.02"])


def test_a_print_keeps_its_number_while_it_says_the_same(client: Client) -> None:
    """Taken twice it is the same paper to the byte; other content gets the next number."""
    found = answered()
    head = member("head", "63.08")
    signed(client, head)
    first = client.get(page(found, "laporan.pdf")).content
    assert client.get(page(found, "laporan.pdf")).content == first
    year = timezone.localdate().year
    assert [p.number for p in ReportPrint.objects.all()] == [f"LAP-63.08-{year}-0001"]
    assert f"nomor cetak LAP-63.08-{year}-0001" in text_of(first)
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    second = text_of(client.get(page(found, "laporan.pdf")).content)
    assert f"LAP-63.08-{year}-0002" in second
    assert "ANGKA SEMENTARA" not in second
    trail = AuditEntry.objects.filter(actor=head, deed="survey_report_taken")
    assert trail.count() == 3


def test_both_languages(client: Client) -> None:
    """English words, the same numbers written the English way."""
    found = answered()
    signed(client, member("staff", "63.08"))
    said = text_of(client.get(page(found, "laporan.pdf") + "?bahasa=en").content)
    index = shown_of(found)[0][0]
    assert f"Digital index {number(index.value, 1, 'en')}" in said
    assert "How old is the owner (years)?" in said
    sheet = text_of(client.get(page(found, "lembar.pdf") + "?bahasa=en").content)
    assert number(index.value, 1, "en") in sheet


def test_the_sheet_is_one_page_and_says_when_it_does_not_know(client: Client) -> None:
    """One page with the sentence; without enough answers it says just that."""
    found = answered()
    signed(client, member("head", "63.08"))
    content = client.get(page(found, "lembar.pdf")).content
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    # With as much to say as a round without any figure by kecamatan has, the picture gives way.
    paper = printing.paper_of(Round.objects.select_related("region", "instrument").get(pk=found.pk))
    more = replace(paper, points=[*paper.points[:2], *["Belum cukup data. " * 14] * 3])
    sheet = papers.pdf(more, ReportPrint.objects.get(round=found))
    assert len(pypdf.PdfReader(io.BytesIO(sheet)).pages) == 1
    said = text_of(content).replace("\u00a0", " ")
    assert re.search(r"Dari perkiraan 2\d\d.* usaha di Wilayah 63\.08, 3\d % \(", said)
    assert "sudah berjualan lewat internet; indeks digital rata-rata" in said
    assert "142 usaha" in said
    empty = open_field(name="2027-1")
    said = text_of(client.get(page(empty, "lembar.pdf")).content)
    assert "Belum cukup data untuk menjawab." in said
    assert json.dumps(said).count("dari 100") == 0


def test_no_other_office_prints_in_our_series(client: Client) -> None:
    """Each kabupaten counts its own prints."""
    mine, other = open_field(), open_field(region="63.09")
    client.force_login(member("head", "63.08"))
    client.get(page(mine, "lembar.pdf"))
    client.force_login(member("head", "63.09"))
    client.get(page(other, "lembar.pdf"))
    numbers = {p.number for p in ReportPrint.objects.all()}
    year = timezone.localdate().year
    assert numbers == {f"LAP-63.08-{year}-0001", f"LAP-63.09-{year}-0001"}


def test_a_print_bears_the_year_of_the_office() -> None:
    """Half past one in the night of 1 January is still the old year in London."""
    made = number_report(
        member("head", "63.08"), open_field(), "laporan", "id", "d" * 64,
        now=datetime(2026, 12, 31, 17, 30, tzinfo=UTC),
    )  # fmt: skip
    assert made.number == "LAP-63.08-2027-0001"


@pytest.fixture(autouse=True)
def own_shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep reports on a shelf of its own: rounds of tests at once have the same numbers."""
    shelf = tmp_path / "reports"
    shelf.mkdir()
    monkeypatch.setattr(kept_reports, "folder", lambda: shelf)


def forget_kept() -> None:
    """Remove the reports that are kept."""
    for path in kept_reports.folder().glob("*"):
        path.unlink()


def test_a_big_round_is_made_by_a_job_and_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job with steps; the file is kept, numbered as the instant one, until figures change."""
    forget_kept()
    found = half_answered()
    monkeypatch.setattr(kept_reports, "BIG", 1)
    client.force_login(member("head", "63.08"))
    answer = client.get(page(found, "laporan.pdf"))
    job = Job.objects.get(kind="survey_report")
    assert answer.headers["Location"] == reverse("people:job", args=[job.pk])
    assert client.get(page(found, "laporan.pdf")).headers["Location"].endswith(f"{job.pk}/")
    assert run_one()
    job.refresh_from_db()
    assert (job.state, job.total) == (Job.State.DONE, 3)
    assert not AuditEntry.objects.filter(deed="survey_report_taken").exists()
    done = client.get(job.back_url)
    assert "Indeks" in text_of(done.content)
    assert ReportPrint.objects.count() == 1
    assert AuditEntry.objects.filter(deed="survey_report_taken").count() == 1
    assert client.get(job.back_url).content == done.content
    forget_kept()
    monkeypatch.setattr(kept_reports, "BIG", 10**9)
    assert client.get(job.back_url).content == done.content, "kept and made now are the same"
    monkeypatch.setattr(kept_reports, "BIG", 1)
    assert client.get(job.back_url).status_code == 302
    assert run_one()
    assert client.get(job.back_url).status_code == 200
    SampleMember.objects.filter(round=found, disposition="").update(
        disposition="menolak", reason="sibuk", disposed_at=NOW
    )
    assert client.get(job.back_url).status_code == 302, "figures changed"


def test_a_stopped_or_killed_report_leaves_nothing_half() -> None:
    """Stopped at a step: no file; a second run makes it whole; a stranger's job is refused."""
    forget_kept()
    found, person = half_answered(), member("head", "63.08")
    stop = make_report(person, found, "laporan", "id", now=NOW, say=lambda step, _: step < 2)
    assert stop is False
    assert kept_reports.kept(found, "laporan", "id") is None
    assert make_report(person, found, "laporan", "id", now=NOW, say=lambda *_: True)
    assert kept_reports.kept(found, "laporan", "id") is not None

    def never(*_told: object) -> bool:
        raise AssertionError

    assert make_report(person, found, "laporan", "id", now=NOW, say=never)
    told = {"round": found.pk, "kind": "laporan", "language": "id"}
    stranger = start_job(member("head", "63.09"), "survey_report", told, now=NOW)
    assert run_one()
    stranger.refresh_from_db()
    assert (stranger.state, stranger.result) == (Job.State.FAILED, {"code": "not_found"})


def test_anybody_checks_a_paper_by_its_number(client: Client) -> None:
    """Draft, standing, superseded, unknown, unreadable; papers lead there; no person is told."""
    found, boss = half_answered(), staff()
    client.force_login(boss)
    book = openpyxl.load_workbook(io.BytesIO(client.get(page(found, "laporan.xlsx")).content))
    told = " ".join(str(row[0].value) for row in book.worksheets[0].iter_rows(max_row=12))
    assert "/cetakan/?nomor=LAP-63.08-" in told
    assert "masih berlaku" in text_of(client.get(page(found, "lembar.pdf")).content)
    client.logout()
    url = reverse("measure:check_print")
    number_of = ReportPrint.objects.get(kind="lembar").number
    assert client.get(url).status_code == 200
    assert client.get(url, {"nomor": number_of}).context["found"].state == "draf"
    for wanted in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, wanted, now=timezone.now())
    client.force_login(boss)
    client.get(page(found, "lembar.pdf"))
    client.logout()
    new = ReportPrint.objects.filter(kind="lembar").order_by("-id")[0]
    shown = client.get(url, {"nomor": f" lap {new.number[4:]} "})
    assert shown.context["found"].state == "berlaku"
    assert shown.context["found"].shows.number == 1
    assert boss.username not in shown.content.decode()
    old = client.get(url, {"nomor": number_of})
    assert (old.context["found"].state, old.context["found"].newer) == ("lama", new.number)
    actions.revise(None, found.pk, "Dua jawaban tertukar.", now=timezone.now())
    assert client.get(url, {"nomor": new.number}).context["found"].state == "berlaku"
    actions.publish_revision(None, found.pk, now=timezone.now())
    assert client.get(url, {"nomor": new.number}).context["found"].state == "lama"
    assert client.get(url, {"nomor": "LAP-63.08-2026-9999"}).status_code == 404
    assert client.get(url, {"nomor": "apa saja"}).status_code == 422
