"""Sign-in, account, language and job pages as a browser meets them."""

from typing import Any

import pytest
from django.test import Client

from lampit.people import actions
from lampit.people.models import Job, Role, User
from tests.factories import NOW, member, region

pytestmark = pytest.mark.django_db
GOOD, WRONG = "rahasia-anyaman", "salah-sekali"


def siti(*roles: Role) -> User:
    """Return an account with `roles` in 63.08."""
    region("63.08")
    return actions.create_account(
        "siti", GOOD, phone="+6281234567890", roles=[(role, "63.08") for role in roles]
    )


def sign_in(client: Client, query: str = "", **typed: str) -> Any:
    """Post the sign-in form."""
    return client.post(f"/masuk/{query}", {"name": "siti", "password": GOOD} | typed)


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.HEAD, "/balai/"),
        (Role.STAFF, "/balai/"),
        (Role.MENTOR, "/balai/pembinaan/"),
        (Role.ENUMERATOR, "/balai/survei/"),
        (Role.MAKER, "/saya/"),
        (Role.BUYER, "/"),
    ],
)
def test_everybody_lands_where_their_day_begins(client: Client, role: Role, home: str) -> None:
    """One step from the sign-in to the work."""
    siti(role)
    assert sign_in(client).headers["Location"] == home


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/akun/", "/akun/"),
        ("https://jahat.example/", "/balai/"),
        ("//jahat.example/", "/balai/"),
        ("javascript:alert(1)", "/balai/"),
    ],
)
def test_next_leads_back_but_never_away(client: Client, wanted: str, led: str) -> None:
    """A link in a message cannot send somebody who signs in to another site."""
    siti(Role.STAFF)
    assert sign_in(client, f"?next={wanted}").headers["Location"] == led


def test_a_wrong_password_keeps_what_was_typed(client: Client) -> None:
    """422, the name is still there, the password is not, the error is heard."""
    siti()
    answer = sign_in(client, password=WRONG)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="siti"' in text
    assert "salah-sekali" not in text
    assert 'role="alert"' in text


def test_an_empty_form_is_refused_with_labels_tied_to_errors(client: Client) -> None:
    """Each input names its error by aria-describedby."""
    answer = client.post("/masuk/", {})
    assert answer.status_code == 422
    assert answer.content.decode().count("aria-describedby") >= 2


def test_demo_logins_are_shown_in_a_demo_only(client: Client, settings: Any) -> None:
    """Who tries it out finds the names; a real instance shows none."""
    assert "lampit-demo" in client.get("/masuk/").content.decode()
    settings.IS_DEMO = False
    text = client.get("/masuk/").content.decode()
    assert "lampit-demo" not in text
    assert "dekranasda" not in text


def test_signing_out_ends_the_session(client: Client) -> None:
    """Only by POST, so that no picture on another site can do it."""
    client.force_login(member("staff", "63.08"))
    assert client.get("/keluar/").status_code == 405
    client.post("/keluar/")
    assert client.get("/akun/").headers["Location"] == "/masuk/?next=/akun/"


def test_acting_in_another_role_changes_what_one_may(client: Client) -> None:
    """The same account, another membership, another door."""
    user = siti(Role.STAFF, Role.MAKER)
    client.force_login(user)
    maker = user.memberships.get(role=Role.MAKER)
    assert client.get("/balai/usaha/").status_code == 200
    assert client.post("/akun/peran/", {"membership": maker.pk}).headers["Location"] == "/saya/"
    assert client.get("/balai/usaha/").status_code == 403
    assert client.get("/saya/penjualan/").status_code == 200


def test_the_language_is_kept_in_a_cookie(client: Client) -> None:
    """English until switched back; an unknown language changes nothing."""
    told = client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    assert told.headers["Location"] == "/masuk/"
    assert '<html lang="en"' in client.get("/masuk/").content.decode()
    client.post("/bahasa/", {"language": "xx"})
    assert '<html lang="en"' in client.get("/masuk/").content.decode()
    client.post("/bahasa/", {"language": "id"})
    assert '<html lang="id"' in client.get("/masuk/").content.decode()


def test_a_cheap_phone_set_to_english_still_gets_indonesian(client: Client) -> None:
    """The cookie decides, not the browser."""
    text = client.get("/masuk/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="id"' in text


def test_the_account_page_changes_the_password(client: Client) -> None:
    """Wrong old one: 422 and heard; right one: changed, and the person stays signed in."""
    siti(Role.STAFF)
    sign_in(client)
    wrong = client.post("/akun/", {"old": "bukan", "new": "purun-danau-panggang"})
    assert wrong.status_code == 422
    assert "Kata sandi sekarang tidak cocok." in wrong.content.decode()
    right = client.post("/akun/", {"old": GOOD, "new": "purun-danau-panggang"})
    assert right.headers["Location"] == "/akun/"
    assert client.get("/akun/").status_code == 200


def test_the_audit_page_shows_the_region_of_the_head(client: Client) -> None:
    """Entries of the neighbours are not there; one query per page of the list."""
    for code in ("63.08", "63.09"):
        staff = member("staff", code)
        actions.audit(
            staff, "reveal_nik", subject_kind="owner", subject_id=7, fields=["nik"],
            reason=f"telepon {code}", region=code, at=NOW,
        )  # fmt: skip
    client.force_login(member("head", "63.08"))
    text = client.get("/balai/audit/").content.decode()
    assert "telepon 63.08" in text
    assert "telepon 63.09" not in text


def test_a_long_audit_is_paged_in_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Sixty entries: a page of them, whatever their number."""
    for number in range(60):
        actions.audit(None, "uji", subject_kind="uji", subject_id=number, region="63.08", at=NOW)
    client.force_login(member("head", "63.08"))
    with django_assert_max_num_queries(8):
        text = client.get("/balai/audit/").content.decode()
    assert text.count("<tr>") < 60
    assert "hal=2" in text


def test_a_job_is_watched_cancelled_and_leads_on(client: Client) -> None:
    """Its owner sees how far it is; the part alone tells htmx when to stop asking."""
    staff = member("staff", "63.08")
    job = actions.start_job(staff, "uji", {}, now=NOW, region="63.08", back_url="/balai/usaha/")
    client.force_login(staff)
    page = f"/pekerjaan/{job.pk}/"
    assert client.get(page).status_code == 200
    assert client.get(f"{page}keadaan/").status_code == 200
    assert client.post(f"{page}batal/").headers["Location"] == page
    assert client.get(f"{page}keadaan/").status_code == 286
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    assert client.get(page).headers["Location"] == "/balai/usaha/"
    assert client.get(f"{page}keadaan/").headers["HX-Redirect"] == "/balai/usaha/"


def test_what_was_typed_outlives_the_session(client: Client) -> None:
    """A form filled in before the session ended is offered again after signing in."""
    siti(Role.STAFF)
    typed = {"membership": "7", "catatan": "a<b"}
    sent_on = client.post("/akun/peran/", typed)
    assert sent_on.status_code == 307
    assert sent_on["Location"] == "/masuk/?next=/akun/peran/&tahan=1"
    asked = client.post(sent_on["Location"], typed)
    assert asked.status_code == 200
    packed = asked.context["held"]
    wrong = sign_in(client, password=WRONG, tahan=packed, next="/akun/peran/")
    assert wrong.context["held"] == packed
    page = sign_in(client, tahan=packed, next="/akun/peran/").content.decode()
    assert 'action="/akun/peran/"' in page
    assert 'name="membership" value="7"' in page
    assert 'name="catatan" value="a&lt;b"' in page


def test_a_lone_button_leads_back_to_its_page(client: Client) -> None:
    """An address that answers to POST only is nowhere to go after signing in."""
    from_page = client.post("/akun/peran/", {}, headers={"referer": "http://testserver/akun/?a=1"})
    assert from_page["Location"] == "/masuk/?next=/akun/%3Fa%3D1"
    foreign = client.post("/akun/peran/", {}, headers={"referer": "https://jahat.example/akun/"})
    assert foreign["Location"] == "/masuk/?next=/akun/peran/"


def test_a_refused_password_is_refused_in_english(client: Client) -> None:
    """The sentence of the refusal speaks the language of the page."""
    client.force_login(siti(Role.STAFF))
    client.cookies["bahasa"] = "en"
    page = client.post("/akun/", {"old": WRONG, "new": "rahasia-lain-lagi"})
    assert page.status_code == 422
    assert "Kata sandi" not in page.content.decode()


@pytest.mark.parametrize("path", ["/balai/audit/?q=%00", "/balai/audit/?q=a%00b", "/%00/"])
def test_a_sign_no_text_has_is_an_unknown_page(client: Client, path: str) -> None:
    """PostgreSQL stores no NUL: a search for one is answered, not broken."""
    client.force_login(siti(Role.HEAD))
    assert client.get(path).status_code == 404
