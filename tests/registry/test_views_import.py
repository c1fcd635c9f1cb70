"""The pages of the import: upload, columns, check, bring in, take back; and who may not."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.people.models import Job, User
from lampit.registry.jobs import JOBS
from lampit.registry.models import Business, ImportRun, Mapping
from tests.factories import member
from tests.registry import messy

pytestmark = pytest.mark.django_db
LIST = (messy.HERE / "messy_registry.csv").read_bytes()


@pytest.fixture
def staff(tmp_path: Path, settings: object) -> User:
    """Return a staff member of HSU, whose instance knows its places."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    return member("staff", messy.HSU)


def upload(client: Client, name: str = "daftar.csv", content: bytes = LIST) -> ImportRun | None:
    """Send a file and return the run it became, if any."""
    client.post("/balai/impor/", {"file": SimpleUploadedFile(name, content)})
    return ImportRun.objects.order_by("-id").first()


def test_from_the_file_to_the_businesses_and_back(client: Client, staff: User) -> None:
    """A stranger needs four clicks; the check page leads with one sentence; undo asks first."""
    client.force_login(staff)
    run = upload(client)
    assert run is not None
    columns = client.get(f"/balai/impor/{run.pk}/kolom/")
    assert "NAMA PEMILIK" in columns.content.decode()
    assert "6308092501699854" not in columns.content.decode()
    form = columns.context["form"]
    typed = {name: field.initial for name, field in form.fields.items() if field.initial}
    checked = client.post(f"/balai/impor/{run.pk}/kolom/", typed, follow=True)
    page = " ".join(checked.content.decode().split())
    assert (
        "411 baris: 377 usaha baru, 0 diperbarui, 0 sama, 24 ganda dalam berkas, "
        "10 belum bisa masuk" in page
    )
    assert Mapping.objects.count() == 1
    started = client.post(f"/balai/impor/{run.pk}/masukkan/")
    job = Job.objects.get(kind="import")
    assert started.url == f"/pekerjaan/{job.pk}/"  # type: ignore[attr-defined]  # a redirect
    JOBS["import"](job)
    assert Business.objects.count() == 377
    report = client.get(f"/balai/impor/{run.pk}/perbaiki.xlsx")
    assert report.content[:2] == b"PK"
    question = client.get(f"/balai/impor/{run.pk}/urungkan/")
    assert "Urungkan impor" in question.content.decode()
    undone = client.post(f"/balai/impor/{run.pk}/urungkan/", {"confirm": "yes"}, follow=True)
    assert "377 usaha ditarik" in " ".join(undone.content.decode().split())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04rusak"])
def test_a_wrong_file_gets_one_sentence(client: Client, staff: User, content: bytes) -> None:
    """The form answers 422 with the sentence, and there is no run."""
    client.force_login(staff)
    answer = client.post("/balai/impor/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ImportRun.objects.exists()


def broken_inside() -> bytes:
    """Return a workbook that opens, and whose sheet does not."""
    book, whole, cut = openpyxl.Workbook(), BytesIO(), BytesIO()
    book.active.append(["Nama Pemilik", "Nama Usaha", "Desa"])
    book.save(whole)
    with ZipFile(whole) as source, ZipFile(cut, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, text[:-40] if part == "xl/worksheets/sheet1.xml" else text)
    return cut.getvalue()


def test_a_sheet_that_cannot_be_read_is_told(client: Client, staff: User) -> None:
    """Whether its upload or its columns find out, a sentence says so and nothing falls."""
    client.force_login(staff)
    run = upload(client, "a.xlsx", broken_inside())
    assert run is not None
    answer = client.get(f"/balai/impor/{run.pk}/kolom/", follow=True)
    assert answer.status_code == 200
    assert "Berkas ini rusak. Simpan ulang di Excel" in answer.content.decode()


def test_two_columns_cannot_be_the_same(client: Client, staff: User) -> None:
    """The choice is kept and the error stands at the column."""
    client.force_login(staff)
    run = upload(client)
    assert run is not None
    answer = client.post(
        f"/balai/impor/{run.pk}/kolom/", {"tabel0_kolom1": "owner", "tabel0_kolom5": "owner"}
    )
    assert answer.status_code == 422
    assert "Dua kolom dibaca sama" in answer.content.decode()


def test_a_list_without_headings_is_told(client: Client, staff: User) -> None:
    """No table, no form, one sentence."""
    client.force_login(staff)
    run = upload(client, "a.csv", b"halo;dunia\n1;2\n")
    assert run is not None
    assert (
        "Judul kolom tidak ditemukan"
        in client.get(f"/balai/impor/{run.pk}/kolom/").content.decode()
    )


def test_a_run_can_be_cancelled(client: Client, staff: User) -> None:
    """A job that is asked to stop leaves a cancelled run."""
    client.force_login(staff)
    run = upload(client)
    assert run is not None
    client.post(f"/balai/impor/{run.pk}/masukkan/")
    job = Job.objects.get()
    Job.objects.update(cancel_asked=True, state=Job.State.RUNNING)
    JOBS["import"](job)
    run.refresh_from_db()
    assert run.state == ImportRun.State.CANCELLED


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [("staff", "63.09", 404), ("mentor", "63.08", 403), ("head", "63.08", 403),
     ("province", "63", 403), ("buyer", None, 403)],
)  # fmt: skip
def test_others_see_no_import(
    client: Client, staff: User, role: str, code: str | None, status: int
) -> None:
    """A neighbour's staff finds nothing; other roles do not come in at all."""
    client.force_login(staff)
    run = upload(client)
    assert run is not None
    client.force_login(member(role, code))
    for address in ("", "kolom/", "urungkan/", "perbaiki.xlsx"):
        assert client.get(f"/balai/impor/{run.pk}/{address}").status_code == status
    assert client.post(f"/balai/impor/{run.pk}/masukkan/").status_code == status


def test_the_list_of_runs_is_bounded(
    client: Client, staff: User, django_assert_max_num_queries: object
) -> None:
    """Thirty runs cost no more queries than one."""
    client.force_login(staff)
    upload(client)
    first = ImportRun.objects.get()
    for _ in range(30):
        first.pk = None
        ImportRun.objects.bulk_create([first])
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a fixture
        assert client.get("/balai/impor/").status_code == 200
