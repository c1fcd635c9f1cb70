"""Answering by oneself: the link shows nothing without its code, and lands in the same round."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions import inviting
from lampit.measure.models import Delivery, Invitation, SampleMember, Submission
from lampit.measure.rules import answers as flow
from lampit.measure.rules import consent, receiving, states
from lampit.people.models import Role
from lampit.registry.actions import give_into_care
from lampit.registry.models import Business
from tests.factories import member as person_of
from tests.measure.deliveries import drawn
from tests.measure.fieldwork import open_field, place, staff
from tests.measure.questionnaires import answers, instrument

pytestmark = pytest.mark.django_db


def made(*, is_helping: bool = False) -> tuple[SampleMember, inviting.MadeInvitation, str]:
    """Return a drawn business, its link and the address."""
    one = drawn(open_field())
    link = inviting.invite(staff(), one.pk, is_helping=is_helping, now=timezone.now())
    return one, link, f"/isi/{link.token}/"


def filled(client: Client, url: str) -> Any:
    """Answer all pages; return the last answer."""
    told = None
    for page in flow.page_codes(instrument()):
        typed = {
            code: answers()[code]
            for code in flow.page_of(instrument(), page).questions
            if code in answers()
        }
        told = client.post(f"{url}{page}/", {**typed, "arah": "maju"})
    return told


def test_from_the_link_to_a_counted_answer() -> None:
    """Code, consent, pages kept on the way, sent once: the same round, told apart by its way."""
    one, link, url = made()
    assert len(link.token) >= 43
    client = Client()
    assert one.business.name not in client.get(url).content.decode()
    assert client.post(url, {"kode": f"{link.code[:3]} {link.code[3:]}"}).status_code == 302
    assert one.business.name in client.get(f"{url}setuju/").content.decode()
    assert client.post(f"{url}setuju/", {"setuju": "ya"}).status_code == 302
    told = filled(client, url)
    assert 'data-state="terkirim"' in told.content.decode()
    row = Submission.objects.get()
    assert (row.answers, row.state, row.member_id) == (answers(), "final", one.pk)
    kept = Delivery.objects.get()
    assert (kept.source, kept.state, kept.sender) == (receiving.LINK, receiving.COUNTED, None)
    assert Invitation.objects.get().answers == {}
    one.refresh_from_db()
    assert one.disposition == "selesai"
    assert row.consent_version == consent.VERSION
    for back in (Client().get(url), client.post(url, {"kode": link.code})):
        page = back.content.decode()
        assert "Terima kasih" in page
        assert 'name="kode"' not in page
        assert one.business.name not in page
    with pytest.raises(Refusal):
        inviting.open_invitation(link.token, link.code, now=timezone.now())


def test_answers_are_kept_and_gone_on_with_later() -> None:
    """Another browser with the code goes on where it was left."""
    _one, link, url = made()
    client = Client()
    client.post(url, {"kode": link.code})
    client.post(f"{url}setuju/", {"setuju": "ya"})
    wrong = client.post(f"{url}usaha/", {"usia_pemilik": "400", "pekerja_kini": "3"})
    assert wrong.status_code == 422
    assert Invitation.objects.get().answers == {"pekerja_kini": 3}
    other = Client()
    assert other.get(f"{url}usaha/").status_code == 302
    other.post(url, {"kode": link.code})
    assert 'value="3"' in other.get(f"{url}usaha/").content.decode()


def test_a_business_that_moved_away_is_counted_by_nobody_here() -> None:
    """Its answer by the link waits for the supervisor: its score is another office's by now."""
    one, link, url = made()
    client = Client()
    client.post(url, {"kode": link.code})
    client.post(f"{url}setuju/", {"setuju": "ya"})
    Business.objects.filter(pk=one.business_id).update(region=place("63.09"))
    filled(client, url)
    kept = Delivery.objects.get()
    assert (kept.state, kept.reason) == (receiving.QUARANTINED, receiving.OUT_OF_REACH)


def test_a_get_does_nothing() -> None:
    """Previews of messengers open links; only a press acts."""
    _one, _link, url = made()
    for address in (url, f"{url}setuju/", f"{url}usaha/"):
        Client().get(address)
    assert Invitation.objects.get().opened_at is None
    answer = Client().get(url)
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == (
        "same-origin", "private, no-store",
    )  # fmt: skip


def test_wrong_codes_end_the_link() -> None:
    """Five tries; then the right code opens nothing either."""
    _one, link, url = made()
    client = Client()
    wrong = "000000" if link.code != "000000" else "111111"
    for _ in range(5):
        assert client.post(url, {"kode": wrong}).status_code == 422
    assert client.post(url, {"kode": link.code}).status_code == 422
    assert Invitation.objects.get().tries == 5


def test_a_link_ends() -> None:
    """By time, by a newer link, by the round; neither token nor code can be read in the table."""
    one, link, _url = made()
    now = timezone.now()
    row = Invitation.objects.get()
    assert link.token not in (row.token_hash, row.code_hash)
    assert link.code not in row.code_hash[:6]
    with pytest.raises(Refusal):
        inviting.open_invitation(link.token, link.code, now=now + timedelta(days=15))
    newer = inviting.invite(staff(), one.pk, is_helping=False, now=now)
    with pytest.raises(Refusal):
        inviting.open_invitation(link.token, link.code, now=now)
    inviting.open_invitation(newer.token, newer.code, now=now)
    actions.move_round(None, one.round_id, states.CLOSED, now=now)
    with pytest.raises(Refusal) as refused:
        inviting.open_invitation(newer.token, newer.code, now=now)
    assert refused.value.code == "link_gone"


def test_who_does_not_agree_is_a_refusal_and_keeps_nothing() -> None:
    """“Tidak bersedia” counts as refused, without answers."""
    one, link, url = made()
    client = Client()
    client.post(url, {"kode": link.code})
    assert client.post(f"{url}setuju/", {}).status_code == 422
    assert client.post(f"{url}setuju/", {"setuju": "tidak"}).status_code == 200
    one.refresh_from_db()
    assert one.disposition == "menolak"
    assert not Submission.objects.exists()


def test_a_mentor_who_helped_is_named() -> None:
    """Assisted answers are told apart, with who helped."""
    one = drawn(open_field())
    mentor = person_of(Role.MENTOR, "63.08")
    give_into_care(mentor.pk, [one.business_id])
    link = inviting.invite(mentor, one.pk, is_helping=True, now=timezone.now())
    client, url = Client(), f"/isi/{link.token}/"
    client.post(url, {"kode": link.code})
    client.post(f"{url}setuju/", {"setuju": "ya"})
    filled(client, url)
    kept = Delivery.objects.get()
    assert (kept.source, kept.helper) == (receiving.HELPED, mentor)
    assert Submission.objects.get().started_by == mentor


def test_the_desk_makes_link_and_code() -> None:
    """Shown once, with a WhatsApp text without the code; not out of reach."""
    one = drawn(open_field())
    client = Client()
    client.force_login(staff())
    told = client.post(f"/balai/survei/contoh/{one.pk}/tautan/").content.decode()
    code = re.search(r'data-state="kode">(\d{6})<', told)
    assert code is not None
    assert told.count(code[1]) == 1
    stranger = Client()
    stranger.force_login(staff("63.09"))
    assert stranger.post(f"/balai/survei/contoh/{one.pk}/tautan/").status_code == 404
