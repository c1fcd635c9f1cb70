"""More than a hundred businesses leave the house by two people only, and once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.config.working import run_one
from lampit.outside import workbooks
from lampit.people.models import AuditEntry, Job, User
from lampit.registry.actions import requesting
from lampit.registry.models import ExportRequest
from lampit.registry.queries.exporting import USUAL
from tests.factories import business, member, region

pytestmark = pytest.mark.django_db
URL = "/balai/usaha/unduh/"
ALL = f"{URL}permintaan/"
TOLD = {"purpose": "undangan pelatihan", "receiver": "dinas", "kind": "csv", "columns": list(USUAL)}


@pytest.fixture
def office(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> Callable[[str, str | None], tuple[Client, User]]:
    """Return a function that signs somebody in where lists are long from three businesses on."""
    settings.LIST_ALONE = 2
    settings.LAMPIT_HOME = tmp_path
    region("63.08", "Kabupaten Hulu Sungai Utara")
    for name in ("Tikar", "Tas", "Topi"):
        business("63.08", name=name)

    def sign_in(role: str, place: str | None = "63.08") -> tuple[Client, User]:
        client, person = Client(), member(role, place)
        client.force_login(person)
        return client, person

    return sign_in


def asked_by(client: Client, **told: Any) -> ExportRequest:
    """Ask for the whole list and return the request that came of it."""
    answer = client.post(URL, TOLD | told)
    assert answer.status_code == 302, answer.content
    request = ExportRequest.objects.latest("pk")
    assert answer["Location"] == f"{ALL}{request.pk}/"
    return request


def test_one_asks_another_agrees_and_the_asker_fetches(office: Callable[..., Any]) -> None:
    """The whole way: asked, counted for the head, agreed, written, fetched by the asker alone."""
    staff, asker = office("staff")
    head, _ = office("head")
    request = asked_by(staff)
    assert "Menunggu persetujuan" in staff.get(f"{ALL}{request.pk}/").content.decode()
    assert '<b data-value="1">1</b> permintaan daftar' in head.get("/balai/usaha/").content.decode()
    assert "permintaan daftar" not in staff.get("/balai/usaha/").content.decode()
    assert staff.post(f"{ALL}{request.pk}/setujui/").status_code == 403
    assert head.post(f"{ALL}{request.pk}/setujui/").status_code == 302
    assert staff.get(f"{ALL}{request.pk}/berkas/").status_code == 404
    while run_one():
        pass
    request.refresh_from_db()
    assert request.state == "siap", Job.objects.latest("pk").message
    answer: Any = staff.get(f"{ALL}{request.pk}/berkas/")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert all(name in content for name in ("Tikar", "Tas", "Topi", request.number))
    assert head.get(f"{ALL}{request.pk}/berkas/").status_code == 404
    deeds = AuditEntry.objects.filter(subject_kind="list").order_by("number")
    assert [(e.deed, e.actor_id == asker.pk) for e in deeds] == [
        ("export_asked", True), ("export_allowed", False),
        ("export_businesses", True), ("export_fetched", True),
    ]  # fmt: skip
    assert head.post(f"{ALL}{request.pk}/setujui/").status_code == 302
    assert Job.objects.filter(kind="export").count() == 1


def test_nobody_agrees_to_his_own_list(office: Callable[..., Any]) -> None:
    """A head who asks needs the admin; the head's own press changes nothing."""
    head, person = office("head")
    admin, _ = office("admin", None)
    request = asked_by(head)
    assert b"setujui/" not in head.get(f"{ALL}{request.pk}/").content
    with pytest.raises(Refusal, match="orang lain"):
        requesting.allow_export(person, request.pk, now=timezone.now())
    assert admin.post(f"{ALL}{request.pk}/setujui/").status_code == 302
    request.refresh_from_db()
    assert request.state == "disetujui"


def test_a_refusal_says_why_and_ends_it(office: Callable[..., Any]) -> None:
    """No without a reason is no answer; with one the asker reads it, and yes comes too late."""
    staff, _ = office("staff")
    head, person = office("head")
    request = asked_by(staff, kind="parquet")
    assert head.post(f"{ALL}{request.pk}/tolak/", {"reason": ""}).status_code == 422
    assert head.post(f"{ALL}{request.pk}/tolak/", {"reason": "terlalu luas"}).status_code == 302
    assert "terlalu luas" in staff.get(f"{ALL}{request.pk}/").content.decode()
    with pytest.raises(Refusal, match="sudah dijawab"):
        requesting.allow_export(person, request.pk, now=timezone.now())


def test_neighbours_do_not_see_it_and_short_lists_need_nobody(office: Callable[..., Any]) -> None:
    """Another kabupaten gets 404; two rows, and counts by village, leave at once."""
    staff, _ = office("staff")
    request = asked_by(staff)
    neighbour, _ = office("head", "63.09")
    for path in ("", "berkas/"):
        assert neighbour.get(f"{ALL}{request.pk}/{path}").status_code == 404
    assert neighbour.post(f"{ALL}{request.pk}/setujui/").status_code == 404
    assert staff.post(f"{URL}?q=tikar", TOLD).status_code == 200
    assert staff.post(URL, TOLD | {"kind": "geojson"}).status_code == 200
    assert ExportRequest.objects.count() == 1


def test_time_ends_requests_and_files(office: Callable[..., Any]) -> None:
    """A file is gone after three days, a request that nobody answers after seven."""
    staff, _ = office("staff")
    head, person = office("head")
    first, second = asked_by(staff), asked_by(staff)
    head.post(f"{ALL}{first.pk}/setujui/")
    while run_one():
        pass
    first.refresh_from_db()
    path = requesting.path_of(first)
    assert path.exists()
    assert requesting.end_exports(timezone.now()) == 0
    later = timezone.now() + timedelta(days=8)
    with pytest.raises(Refusal, match="lewat waktunya"):
        requesting.allow_export(person, second.pk, now=later)
    assert requesting.end_exports(later) == 2
    assert not path.exists()
    assert staff.get(f"{ALL}{first.pk}/berkas/").status_code == 404


@pytest.mark.parametrize("is_locked", [True, False], ids=["asked again", "negative control"])
def test_a_yes_just_before_the_end_stands(
    office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    """The head agrees after the clock chose what is over, and before it ends that: it stays.

    Without asking again behind the lock the clock would write over the answer.
    """
    staff, _ = office("staff")
    _, person = office("head")
    request = asked_by(staff)
    end, late = requesting._end, request.expires_at + timedelta(seconds=1)

    def agreed_first(number: int, now: Any) -> bool:
        requesting.allow_export(person, number, now=request.expires_at - timedelta(seconds=1))
        if not is_locked:
            ExportRequest.objects.filter(pk=number).update(state="lewat")
            return True
        return end(number, now)

    monkeypatch.setattr(requesting, "_end", agreed_first)
    assert requesting.end_exports(late) == (0 if is_locked else 1)
    request.refresh_from_db()
    assert request.state == ("disetujui" if is_locked else "lewat")


def test_who_lost_the_right_gets_no_file(office: Callable[..., Any]) -> None:
    """The right is asked again when the file is written."""
    staff, person = office("staff")
    head, _ = office("head")
    request = asked_by(staff)
    head.post(f"{ALL}{request.pk}/setujui/")
    person.memberships.update(role="buyer")
    while run_one():
        pass
    request.refresh_from_db()
    assert request.state == "gagal"


def test_a_long_workbook_goes_on_in_a_second_sheet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """No row is lost at the end of a sheet; mark and headings stand on each."""
    from openpyxl import load_workbook

    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    rows: list[list[object]] = [["tanda"], ["No", "Nama"], *([n, f"u{n}"] for n in range(8))]
    workbooks.written(tmp_path / "x.xlsx", rows, sheet="Usaha", head=2)
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["Usaha", "Usaha 2", "Usaha 3"]
    told = [row[0] for page in book for row in page.iter_rows(min_row=3, values_only=True)]
    assert told == list(range(8))
    assert all(page["A1"].value == "tanda" for page in book)
