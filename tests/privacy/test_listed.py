"""Who stood in a list that left the house: she sees it, a breach names her, others find nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.people.actions import audit, issue_token
from lampit.people.models import AuditEntry
from lampit.privacy.models import Breach
from lampit.privacy.queries import affected_count, lists_taken
from lampit.registry.actions.listed import KEPT, drop_left
from lampit.registry.models import Business, LeftList, LeftPart
from lampit.registry.queries.left import lists_with
from tests.factories import business, member, owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CODE, WHY = "63.08", "undangan pelatihan kemasan"


def take(receiver: str = "dinas", kind: str = "csv") -> Client:
    """Take the list of the kabupaten out as staff."""
    client = Client()
    client.force_login(member("staff", CODE))
    sent = {"kind": kind, "columns": ["name", "owner"], "purpose": WHY, "receiver": receiver}
    answer = client.post("/balai/usaha/unduh/", sent)
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return client


def breach() -> Breach:
    """Return a breach of today."""
    now = timezone.now()
    return Breach.objects.create(
        number="PDP-INS-1", region_id=CODE, discovered_at=now, began_at=now - KEPT,
        ended_at=now + KEPT, due_at=now, what="x", how="x",
        entered_by=member("head", CODE),
    )  # fmt: skip


def test_an_owner_sees_the_list_she_stood_in(client: Client) -> None:
    """Who, when and what for; who was not in it sees nothing of it."""
    account, other = member("maker", CODE), member("maker", CODE)
    mine = business(CODE, owner=owner(CODE, account=account))
    take()
    late = business(CODE, owner=owner(CODE, account=other))
    client.force_login(account)
    page = client.get("/saya/data/siapa/").content.decode()
    assert "Mengunduh daftar usaha" in page
    assert WHY in page
    client.force_login(other)
    assert WHY not in client.get("/saya/data/siapa/").content.decode()
    assert len(lists_with([mine.pk])) == 1
    assert lists_with([late.pk]) == []


def test_a_list_for_a_partner_notes_only_who_stood_in_it() -> None:
    """Who did not agree was left out of the file, and is not told that she was in it."""
    kept = business(CODE)  # nobody's data
    left_out = business(CODE, owner=owner(CODE))
    take("mitra")
    left = LeftList.objects.get()
    assert left.rows == 1
    assert lists_with([kept.pk]) == [left.subject]
    assert lists_with([left_out.pk]) == []


def test_counts_by_village_name_nobody() -> None:
    """No row is kept of a map."""
    business(CODE)
    take(kind="geojson")
    assert not LeftList.objects.exists()


def test_a_breach_names_who_stood_in_the_list() -> None:
    """Counted once, named on a page that is noted itself; a neighbour finds neither."""
    for number in range(3):
        business(CODE, owner=owner(CODE, name=f"Siti {number}"))
    client = take()
    found = breach()
    assert affected_count(found) == 3
    left = LeftList.objects.get()
    page = client.get(f"/balai/insiden/{found.pk}/").content.decode()
    url = f"/balai/insiden/{found.pk}/daftar/{left.number}/"
    assert url in page
    names = client.get(url).content.decode()
    assert "Siti 0" in names
    assert "Siti 2" in names
    assert AuditEntry.objects.filter(deed="breach_names", reason=left.subject).count() == 1
    assert client.get(f"/balai/insiden/{found.pk}/daftar/tidakada/").status_code == 404
    client.force_login(member("staff", "63.09"))
    assert client.get(url).status_code == 404
    client.force_login(member("mentor", CODE))
    assert client.get(url).status_code == 403


def test_what_a_program_reads_is_one_list_a_day(client: Client) -> None:
    """Twice the same page writes once; one entry in the trail."""
    mine = business(CODE)
    token, secret = issue_token(
        member("staff", CODE), scopes=["read"], label="uji", days=1, now=timezone.now()
    )
    head = {"Authorization": f"Bearer {secret}"}
    for _ in range(2):
        assert client.get("/api/v1/businesses", headers=head).status_code == 200
    more = business(CODE)
    assert client.get(f"/api/v1/businesses/{more.public_id}", headers=head).status_code == 200
    left = LeftList.objects.get()
    assert (left.rows, token.key in left.number) == (2, True)
    assert lists_with([mine.pk]) == lists_with([more.pk]) == [left.subject]
    assert AuditEntry.objects.filter(deed="list_served").count() == 1


def test_after_two_years_it_is_let_go_of() -> None:
    """The numbers go; that the list left stays in the trail."""
    business(CODE)
    take()
    assert drop_left(timezone.now()) == 0
    assert drop_left(timezone.now() + KEPT) == 1
    assert not LeftPart.objects.exists()
    assert AuditEntry.objects.filter(deed="export_businesses").exists()
    assert Business.objects.exists()


def test_other_entries_of_the_trail_hide_no_list() -> None:
    """Sixty searches later the list of that day still counts."""
    for _ in range(3):
        business(CODE)
    take()
    for number in range(60):
        audit(None, "search_doubles", subject_kind="list", subject_id=CODE, region=CODE,
              reason=str(number), at=timezone.now())  # fmt: skip
    found = breach()
    assert affected_count(found) == 3
    assert [one.left for one in lists_taken(found)] == [LeftList.objects.get()]


def test_what_a_program_went_on_reading_is_affected(client: Client) -> None:
    """Its list of the day was begun in the morning, the breach at noon."""
    business(CODE)
    _token, secret = issue_token(
        member("staff", CODE), scopes=["read"], label="uji", days=1, now=timezone.now()
    )
    head = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/businesses", headers=head).status_code == 200
    found = breach()
    began = AuditEntry.objects.get(deed="list_served").at
    found.began_at = began + timedelta(seconds=1)
    assert affected_count(found) == 1
    found.began_at = began + timedelta(days=1, seconds=1)
    assert affected_count(found) == 0
