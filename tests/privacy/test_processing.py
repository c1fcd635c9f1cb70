"""What is told of the processing of personal data: true because it is read from the rules."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.people.models import AuditEntry, User
from lampit.privacy.models import Letterhead, Request
from lampit.privacy.queries import processing as reads
from lampit.privacy.rules import processing, retention
from lampit.privacy.rules.letters import WITHHELD, withheld_of
from lampit.registry.rules import consents, notice, seeing
from tests.factories import NOW, member, owner, region
from tests.registry.told import typed

URL = "/balai/permintaan/pengolahan/"


def of(person: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_each_activity_names_purposes_and_terms_that_exist() -> None:
    """No purpose or term is invented here, and every one of the tables is told."""
    purposes = {code for one in processing.ACTIVITIES for code in one.purposes}
    terms = {code for one in processing.ACTIVITIES for code in one.terms}
    known = {purpose.code for purpose in consents.PURPOSES}
    assert purposes <= known
    assert terms == set(retention.BY_CODE)
    assert len({one.code for one in processing.RISKS}) == len(processing.RISKS)


def test_a_copy_says_what_is_withheld_and_a_refusal_does_not() -> None:
    """By the rule of the law; a correction withholds nothing."""
    assert withheld_of("lihat", is_refused=False) == WITHHELD
    assert withheld_of("perbaiki", is_refused=False) == ()
    assert withheld_of("lihat", is_refused=True) == ()


def test_the_version_follows_the_words() -> None:
    """Another wording is another version."""
    assert len(notice.VERSION) == 8
    assert retention.BY_CODE[retention.INACTIVE].years == notice.KEPT_YEARS


@pytest.fixture
def head(db: None) -> User:
    """Return the head of HSU, whose office wrote its contact."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    person = member("head", "63.08")
    Letterhead.objects.create(
        region_id="63.08", office="Dinas Contoh", place="Amuntai", phone="0527-61234",
        officer="Pejabat Contoh", changed_by=person, changed_at=NOW,
    )  # fmt: skip
    return person


def test_the_page_says_what_the_tables_say(
    head: User, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sees, how long, how many leave alone; with another table the page says another thing."""
    settings.LIST_ALONE = 77  # type: ignore[attr-defined]  # pytest-django's wrapper
    page = of(head).get(URL).content.decode()
    for told in ("0527-61234", "Pejabat Contoh", "lebih dari 77 orang", "5 tahun tanpa", "Pendata"):
        assert told in page, told
    heads, rows = reads.who_sees()
    assert dict(rows)["Pendata"][heads.index("NIK, KK, tanggal lahir, umur")][1] == "tidak"
    monkeypatch.setitem(seeing.TABLE, "enumerator", seeing.TABLE["head"])
    _heads, again = reads.who_sees()
    assert dict(again)["Pendata"][heads.index("NIK, KK, tanggal lahir, umur")][1] == "tersamar"
    assert of(member("mentor", "63.08")).get(URL).status_code == 403


def test_the_notice_names_the_office_and_stands_on_the_form(head: User) -> None:
    """Open to everybody; on the form without a script; its version in the trail."""
    sheet = Client().get("/pemberitahuan/63.08/").content.decode()
    assert "Dinas Contoh" in sheet
    assert "0527-61234" in sheet
    assert notice.VERSION in sheet
    for wrong in ("63", "99.99", "63.08.01"):
        assert Client().get(f"/pemberitahuan/{wrong}/").status_code == 404
    client = of(member("staff", "63.08"))
    form = client.get("/balai/usaha/baru/").content.decode()
    assert "Anda boleh tidak menjawab pertanyaan apa pun" in form
    client.post("/balai/usaha/baru/", typed())
    assert notice.VERSION in AuditEntry.objects.get(deed="register_business").reason


def test_the_answer_names_receipt_term_and_contact(head: User) -> None:
    """72 hours after the receipt, in local time; what was left out; whom to call."""
    asked = Request.objects.create(
        number="PDP-2026-1", region_id="63.08", owner=owner("63.08", name="Siti"), kind="lihat",
        channel="meja", received_at=NOW, due_at=NOW + timedelta(hours=72), state="selesai",
        answered_at=NOW + timedelta(hours=5), answer="Salinan data Anda kami sertakan.",
        letter="S-1",
    )  # fmt: skip
    page = of(head).get(f"/balai/permintaan/{asked.pk}/surat/").content.decode()
    for at in (asked.received_at, asked.due_at):
        assert timezone.localtime(at).isoformat(timespec="seconds") in page
    assert "Pasal 33 huruf b" in page
    assert "0527-61234" in page
