"""Accounts of an office: made by the head, ended the same day; what was done stays."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people import access, actions
from lampit.people.commands.staffing import COMMANDS
from lampit.people.models import ApiToken, AuditEntry, Job, Membership, Role, User
from lampit.people.queries.auditing import entries, month_span, whole_nik_count
from tests.factories import NOW, member, region
from tests.registry.told import NIK

pytestmark = pytest.mark.django_db
URL = "/balai/akun/"
WHY = {"reason": "pindah tugas ke dinas lain"}


@pytest.fixture
def head() -> User:
    """Return the head of HSU."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    return member("head", "63.08")


def of(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def role_of(person: User) -> int:
    """Return the number of the only role of an account."""
    return Membership.objects.get(user=person).pk


def test_the_head_makes_an_account_and_hands_over_its_password(head: User) -> None:
    """The password stands on one page once, opens the account, and is kept nowhere else."""
    client = of(head)
    typed = {"name": "Siti Aminah", "username": "Siti.Aminah", "phone": "", "role": "staff"}
    page = client.post(f"{URL}baru/", typed)
    assert page["Cache-Control"].count("no-store")
    made = User.objects.get(username="siti.aminah")
    assert Membership.objects.get(user=made).region_id == "63.08"
    words = page.content.decode().split()
    password = next(w for w in words if made.check_password(w))
    signed = Client().post("/masuk/", {"name": "siti.aminah", "password": password})
    assert signed.status_code == 302
    deeds = AuditEntry.objects.filter(subject_id="siti.aminah").values_list("deed", flat=True)
    assert set(deeds) == {"account_made", "role_given"}
    assert password not in str(list(AuditEntry.objects.values()))
    assert "Siti Aminah" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"username": "orang lain"}, "huruf kecil"),
        ({"username": "sudah.ada"}, "sudah dipakai"),
        ({"role": "admin"}, "Pilih"),
        ({"phone": "0812"}, "tidak lengkap"),
    ],
)
def test_what_does_not_fit_comes_back_as_typed(
    head: User, typed: dict[str, str], words: str
) -> None:
    """422 with a sentence; no account is made."""
    actions.create_account("sudah.ada", None)
    before = User.objects.count()
    usual = {"name": "Siti Aminah", "username": "siti.aminah", "phone": "", "role": "staff"}
    page = of(head).post(f"{URL}baru/", usual | typed)
    assert page.status_code == 422
    assert words.lower() in page.content.decode().lower()
    assert 'value="Siti Aminah"' in page.content.decode()
    assert User.objects.count() == before


def test_a_role_ends_at_once_and_what_was_done_stays(head: User) -> None:
    """Session, token and sign-in end; job, trail and name stay; another role may come later."""
    leaving = member("staff", "63.08")
    leaving.set_password("rahasia-lama")
    leaving.save()
    working, number = of(leaving), role_of(leaving)
    job = actions.start_job(leaving, "uji", {}, now=NOW, region="63.08")
    token, text = actions.issue_token(leaving, ["read"], days=9, now=timezone.now())
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert working.get("/balai/usaha/").status_code == 200
    assert program.get("/api/v1/businesses").status_code == 200
    address = f"{URL}{leaving.pk}/peran/{number}/akhiri/"
    client = of(head)
    assert client.post(address, {"reason": "x"}).status_code == 422
    assert client.post(address, WHY).status_code == 302
    assert working.get("/balai/usaha/").status_code == 302
    assert program.get("/api/v1/businesses").status_code == 401
    again = Client().post("/masuk/", {"name": leaving.username, "password": "rahasia-lama"})
    assert again.status_code != 302
    assert Job.objects.get(pk=job.pk).owner == leaving
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    noted = AuditEntry.objects.get(deed="role_ended")
    assert (noted.fields, noted.reason, noted.region) == ("staff", WHY["reason"], "63.08")
    page = client.get(f"{URL}{leaving.pk}/").content.decode()
    assert WHY["reason"] in page
    assert client.post(address, WHY).status_code == 404
    assert client.post(f"{URL}{leaving.pk}/", {"role": "mentor"}).status_code == 302
    back = User.objects.get(pk=leaving.pk)
    assert back.is_active
    assert access.role_of(back) == Role.MENTOR


def test_who_keeps_another_role_goes_on_in_it_after_signing_in_again(head: User) -> None:
    """The open session ends all the same."""
    both = member("staff", "63.08")
    kept = actions.grant(both, Role.MENTOR, "63.08")
    working, number = of(both), Membership.objects.get(user=both, role=Role.STAFF).pk
    actions.end_role(head, number, WHY["reason"], now=NOW)
    assert working.get("/balai/usaha/").status_code == 302
    both = User.objects.get(pk=both.pk)
    assert both.is_active
    assert access.acting(both) == kept


def test_nobody_ends_the_own_role_or_one_of_another_office(head: User) -> None:
    """Another head's people do not exist; admin and nation are not a head's to end."""
    neighbour, admin = member("staff", "63.09"), member("admin", None)
    own = role_of(head)
    assert of(head).post(f"{URL}{head.pk}/peran/{own}/akhiri/", WHY).status_code == 422
    for foreign in (neighbour, admin):
        assert of(head).get(f"{URL}{foreign.pk}/").status_code == 404
        with pytest.raises(Refusal) as refused:
            actions.end_role(head, role_of(foreign), WHY["reason"], now=NOW)
        assert refused.value.code == "role_unknown"
    with pytest.raises(Refusal) as outside:
        actions.give_role(head, neighbour, "staff", "63.09", now=NOW)
    assert outside.value.code == "region_unknown"
    with pytest.raises(Refusal):
        actions.make_staff(
            member("staff", "63.08"), "siti.aminah", name="", phone=None, role="staff",
            region="63.08", now=NOW,
        )  # fmt: skip
    assert (
        of(admin).post(f"{URL}{neighbour.pk}/", {"role": "head", "region": "63.09"}).status_code
        == 302
    )


def test_a_command_does_the_same(head: User) -> None:
    """Made, given another role, ended: without a browser."""
    command = COMMANDS[0]

    def told(**values: Any) -> Any:
        usual: dict[str, Any] = {"role": None, "region": "", "name": "", "end": None}
        usual |= {"user": "siti.aminah", "reset": None}
        return command.run(type("Options", (), usual | values)(), print)

    made = told(role="staff", region="63.08", name="Siti Aminah").data
    account = User.objects.get(username="siti.aminah")
    assert account.check_password(str(made["password"]))
    again = told(reset="lupa kata sandi").data
    account.refresh_from_db()
    assert account.check_password(str(again["password"]))
    told(role="mentor", region="63.08")
    assert Membership.objects.filter(user=account).count() == 2
    assert told(end=WHY["reason"]).data["ended"] == 2
    account.refresh_from_db()
    assert not account.is_active


def test_whole_niks_are_counted_and_listed_for_the_head(head: User) -> None:
    """By deed and month, in her region; the number itself stands nowhere."""
    staff, other = member("staff", "63.08"), member("staff", "63.09")
    for actor, deed, names, day in (
        (staff, "reveal_nik", ["nik"], 3), (staff, "export_unmasked", ["nik"], 4),
        (staff, "export_unmasked", ["phone"], 5), (staff, "reveal_phone", ["phone"], 5),
        (staff, "import_report", ["nik", "phone", "birth"], 6), (staff, "import_report", [], 6),
        (other, "reveal_nik", ["nik"], 7),
    ):  # fmt: skip
        actions.audit(
            actor, deed, subject_kind="business", subject_id="U1", fields=names,
            reason="mencocokkan KTP", region=access.region_of(actor), at=NOW.replace(day=day),
        )  # fmt: skip
    seen, month = access.visible_audit(head), month_span(NOW.date())
    assert whole_nik_count(seen, month) == 3
    assert whole_nik_count(seen, month_span(NOW.date().replace(month=10))) == 0
    assert entries(seen, deed="reveal_phone").count() == 1
    page = of(head).get("/balai/audit/?perbuatan=nik_utuh&bulan=2026-11").content.decode()
    assert page.count("<tr>") == 1 + 3
    assert NIK not in page
    assert of(head).get("/balai/audit/?perbuatan=apa&bulan=kapan").status_code == 200
