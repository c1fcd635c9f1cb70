"""What waits for the supervisor: both versions side by side, and a decision that loses neither."""

import re
from typing import Any

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions.deciding import DECLINE, USE, decide
from lampit.measure.models import Delivery, DeviceKey, Score, Submission
from lampit.measure.queries import quarantine
from lampit.measure.rules import receiving, states
from lampit.people.models import AuditEntry, User
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db


def sent(person: User, round_id: int, told: bytes, instance: str) -> Delivery:
    """Send one of the app and return its delivery."""
    actions.receive_submission(
        person, round_id, instance, content=told, source=receiving.APP, now=NOW
    )
    return Delivery.objects.order_by("id").latest("id")


def page(person: User, url: str, **typed: str) -> Any:
    """Open a page, or send its form."""
    client = Client()
    client.force_login(person)
    return client.post(url, typed) if typed else client.get(url)


def test_a_waiting_one_is_used_in_place_of_what_counts() -> None:
    """The other answers count, the score follows, the earlier version stays."""
    person, found = staff(), open_field()
    one = drawn(found)
    first = sent(person, found.pk, content(one), new_id())
    second = sent(person, found.pk, content(one, answers=answers(daring_kini=9)), new_id())
    assert second.reason == receiving.TWICE
    before = Score.objects.get().index
    decided = decide(person, found.pk, second.pk, USE, "ditanya ulang kemarin", now=NOW)
    first.refresh_from_db()
    assert (decided.state, first.state) == (receiving.COUNTED, receiving.REPLACED)
    assert Submission.objects.get().answers["daring_kini"] == 9
    score = Score.objects.get()
    assert score.index != before
    assert score.is_latest
    assert AuditEntry.objects.filter(deed="delivery_used").count() == 1
    with pytest.raises(Refusal) as refused:
        decide(person, found.pk, second.pk, DECLINE, "berubah pikiran", now=NOW)
    assert refused.value.code == "decided"


def test_a_declined_one_stays_readable() -> None:
    """Not used: nothing changes but its state, with who and why."""
    person, found = staff(), open_field()
    one = drawn(found)
    sent(person, found.pk, content(one), new_id())
    second = sent(person, found.pk, content(one, answers=answers(daring_kini=9)), new_id())
    decide(person, found.pk, second.pk, DECLINE, "kiriman ganda", now=NOW)
    second.refresh_from_db()
    assert (second.state, second.decided_by, second.decision) == (
        receiving.DECLINED, person, "kiriman ganda",
    )  # fmt: skip
    assert Submission.objects.get().answers["daring_kini"] == 0
    assert bytes(second.content)


def test_a_late_one_may_be_used_until_the_round_is_processed() -> None:
    """After processing, published figures could change: not any more."""
    person, found = staff(), open_field()
    one, other = drawn(found), drawn(found, 1)
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    late = sent(person, found.pk, content(one), new_id())
    later = sent(person, found.pk, content(other), new_id())
    assert decide(person, found.pk, late.pk, USE, "sinyal baru ada", now=NOW).state == "dihitung"
    found.refresh_from_db()
    found.state = states.PROCESSED
    found.save(update_fields=["state"])
    with pytest.raises(Refusal) as refused:
        decide(person, found.pk, later.pk, USE, "sinyal baru ada", now=NOW)
    assert refused.value.code == "round_state"
    later.refresh_from_db()
    assert later.state == receiving.QUARANTINED


def test_faulty_answers_are_left_out_when_used() -> None:
    """What cannot be stays out; the rest counts. What names no drawn business cannot be used."""
    person, found = staff(), open_field()
    one = drawn(found)
    wrong = sent(person, found.pk, content(one, answers=answers(usia_pemilik=400)), new_id())
    decide(person, found.pk, wrong.pk, USE, "umur salah ketik", now=NOW)
    assert "usia_pemilik" not in Submission.objects.get().answers
    told = content(one).replace(one.business.public_id.encode(), b"U-TIADA")
    strange = sent(person, found.pk, told, new_id())
    with pytest.raises(Refusal) as refused:
        decide(person, found.pk, strange.pk, USE, "coba dipakai", now=NOW)
    assert refused.value.code == "not_usable"
    assert strange.state == receiving.QUARANTINED


def test_the_page_shows_both_and_decides() -> None:
    """Every question on both sides, differences marked; a reason is needed."""
    person, found = staff(), open_field()
    one = drawn(found)
    sent(person, found.pk, content(one), new_id())
    second = sent(
        person,
        found.pk,
        content(one, answers=answers(daring_kini=9, akun=["wa", "tiktok"])),
        new_id(),
    )
    listed = page(person, f"/balai/survei/{found.pk}/karantina/").content.decode()
    assert one.business.name in listed
    url = f"/balai/survei/{found.pk}/karantina/{second.pk}/"
    shown = page(person, url).content.decode()
    assert shown.count('data-state="beda"') == 2
    assert "TikTok" in shown
    assert quarantine.beside(second).other_count == 2
    assert page(person, url, putusan="pakai", alasan="").status_code == 422
    assert page(person, url, putusan="pakai", alasan="ditanya ulang").status_code == 302
    assert "ditanya ulang" in page(person, url).content.decode()
    assert page(staff("63.09"), url).status_code == 404


def test_the_list_asks_few_queries(django_assert_max_num_queries: Any) -> None:
    """As many for twenty as for two."""
    person, found = staff(), open_field()
    for number in range(12):
        one = drawn(found, number)
        sent(person, found.pk, content(one), new_id())
        sent(person, found.pk, content(one, answers=answers(daring_kini=3)), new_id())
    client = Client()
    client.force_login(person)
    with django_assert_max_num_queries(14):
        assert client.get(f"/balai/survei/{found.pk}/karantina/").status_code == 200


def test_a_key_is_made_shown_once_and_revoked() -> None:
    """The QR carries the settings of Collect; a second look shows no secret."""
    person, found = staff(), open_field()
    url = f"/balai/survei/{found.pk}/odk/"
    assert page(person, url, pendata="abc").status_code == 422
    made = page(person, url, pendata=str(person.pk))
    told = made.content.decode()
    key = DeviceKey.objects.get()
    assert made.status_code == 200
    assert told.count("<svg") >= 2
    secret = re.findall(r"<code>([^<]+)</code>", told)[2]
    assert secret not in page(person, url).content.decode()
    assert key.username in told
    assert page(person, f"{url}{key.pk}/cabut/", a="b").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert page(person, f"{url}{key.pk}/cabut/", a="b").status_code == 404
