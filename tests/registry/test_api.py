"""The API: tokens and scopes, states that must be named, masks, the neighbour shut out."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lampit.config import api
from lampit.people.actions import issue_token, revoke_token
from lampit.people.models import ApiToken, AuditEntry, User
from lampit.registry.actions import register_business, reveal, seed_consents
from lampit.registry.models import Business, Change, Claim, Owner
from lampit.registry.rules.changes import MASK
from lampit.web.programs import FORMS
from tests.factories import NOW, business, member
from tests.registry import messy
from tests.registry.told import told

pytestmark = pytest.mark.django_db
LIST = "/api/v1/businesses"
TOLD: dict[str, Any] = {
    "owner_name": "Siti Contoh", "village": "63.08.05.1001", "name": "Purun Contoh",
    "nik": "6308054403900012", "phones": ["+6281251110001"], "activity": "tas purun",
    "started": "2015", "workers_female": 2,
}  # fmt: skip
Partner = Callable[..., Client]


@pytest.fixture
def partner(settings: object) -> Partner:
    """Return a function that makes a program with a token of a role, and the places of HSU."""
    from django.utils import timezone

    messy.load_places()

    def made(
        scopes: str = "read write", role: str = "staff", place: str | None = "63.08"
    ) -> Client:
        person = member(role, place)
        _token, text = issue_token(person, scopes.split(), days=1, now=timezone.now())
        return Client(headers={"Authorization": f"Bearer {text}"})

    return made


def send(client: Client, method: str, url: str, told: Any = None, **headers: str) -> Any:
    """Return the answer to a JSON request."""
    ask = getattr(client, method)
    if told is None:
        return ask(url, headers=headers)
    return ask(url, told, content_type="application/json", headers=headers)


def code_of(answer: Any) -> tuple[int, str]:
    """Return status and code of a refusal, which has a code and a sentence and no more."""
    assert set(answer.json()) == {"code", "message"}
    return answer.status_code, answer.json()["code"]


def test_without_a_live_token_nothing_opens(client: Client, partner: Partner) -> None:
    """No cookie, no expired, no revoked, no invented token; the answer is JSON."""
    client.force_login(member("staff", "63.08"))
    assert code_of(client.get(LIST)) == (401, "token_needed")
    bearer = partner()
    assert bearer.get(LIST).status_code == 200
    token = ApiToken.objects.get()
    ApiToken.objects.update(expires_at=token.created_at)
    assert bearer.get(LIST).status_code == 401
    ApiToken.objects.update(expires_at=token.expires_at)
    revoke_token(token.key, of=token.user, now=token.created_at + timedelta(hours=1))
    assert bearer.get(LIST).status_code == 401
    wrong = client.get(LIST, headers={"Authorization": f"Bearer lampit_{token.key}_{'0' * 64}"})
    assert code_of(wrong) == (401, "token_needed")
    assert wrong["WWW-Authenticate"].startswith("Bearer")


def test_a_token_does_what_scope_and_role_allow(partner: Partner) -> None:
    """A reading token does not write, a mentor's writing token neither, a buyer's nothing."""
    assert code_of(send(partner("read"), "post", LIST, TOLD)) == (403, "not_allowed")
    assert code_of(send(partner("write"), "get", LIST)) == (403, "not_allowed")
    assert code_of(send(partner(role="mentor"), "post", LIST, TOLD)) == (403, "not_allowed")
    assert code_of(send(partner(role="buyer", place=None), "get", LIST)) == (403, "not_allowed")
    assert not Business.objects.exists()


def test_the_neighbour_finds_nothing(partner: Partner) -> None:
    """A foreign business is 404 to read and to change; a foreign village is refused."""
    made = send(partner(), "post", LIST, TOLD).json()
    other = partner("read write pii", place="63.09")
    one = f"{LIST}/{made['id']}"
    assert send(other, "get", LIST).json() == {"items": [], "next": None}
    assert code_of(send(other, "get", one)) == (404, "not_found")
    assert code_of(send(other, "get", one, **{"X-Reason": "ingin tahu saja"})) == (404, "not_found")
    changed = send(other, "patch", one, {"name": "X"}, **{"If-Match": "*"})
    assert code_of(changed) == (404, "not_found")
    put = send(other, "put", f"{LIST}/by-external-id/A1", TOLD)
    assert code_of(put) == (403, "out_of_reach")


def test_a_business_is_added_and_read_masked(partner: Partner) -> None:
    """201 with Location and ETag; a look-alike is 409 until somebody is sure; provenance kept."""
    client = partner()
    answer = send(client, "post", LIST, TOLD)
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert answer["Location"] == f"{LIST}/{told['id']}"
    assert told["owner"]["nik"] == "6308••••••••0012"
    assert told["phones"] == ["0812-••••-0001"]
    assert (told["started"], told["workers_female"], told["is_masked"]) == ("2015", 2, True)
    assert told["village"] == {"code": "63.08.05.1001", "name": "Antasari"}
    assert Change.objects.get(field="registered").source == "mitra"
    assert send(client, "post", LIST, TOLD).json()["code"] == "maybe_known"
    assert send(client, "post", LIST, TOLD | {"sure": True}).status_code == 201
    read = client.get(f"{LIST}/{told['id']}")
    assert read.json() == told
    same = client.get(f"{LIST}/{told['id']}", headers={"If-None-Match": read["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_a_change_names_the_state_it_is_based_on(partner: Partner) -> None:
    """428 without If-Match, 412 on an old state, 200 with a new ETag; the rest stays."""
    client = partner()
    made = send(client, "post", LIST, TOLD)
    one = made["Location"]
    assert code_of(send(client, "patch", one, {"name": "Baru"})) == (428, "precondition_needed")
    first = {"If-Match": made["ETag"]}
    done = send(client, "patch", one, {"name": "Baru", "workers_female": None}, **first)
    assert done.status_code == 200
    assert (done.json()["name"], done.json()["workers_female"]) == ("Baru", None)
    assert (done.json()["activity"], done.json()["started"]) == ("tas purun", "2015")
    assert done.json()["owner"]["nik"] == "6308••••••••0012"
    assert done["ETag"] != made["ETag"]
    assert code_of(send(client, "patch", one, {"name": "Lama"}, **first)) == (
        412,
        "changed_meanwhile",
    )


def test_the_partners_own_id_is_put_once_and_again(partner: Partner) -> None:
    """201, then 200 and nothing changed, then 200 with what is new; old states are refused."""
    client = partner()
    url = f"{LIST}/by-external-id/KEC-0012"
    first = send(client, "put", url, TOLD)
    again = send(client, "put", url, TOLD)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["ETag"] == first["ETag"]
    newer = send(client, "put", url, TOLD | {"name": "Nama Baru"})
    assert (newer.status_code, newer.json()["name"]) == (200, "Nama Baru")
    old = send(client, "put", url, TOLD, **{"If-Match": first["ETag"]})
    assert code_of(old) == (412, "changed_meanwhile")
    assert first.json()["external_id"] == "KEC-0012"
    assert Business.objects.get().external_id == ""
    found = client.get(LIST, {"external_id": "KEC-0012"}).json()["items"]
    assert [item["id"] for item in found] == [first.json()["id"]]


def test_a_merged_record_is_put_into_the_one_it_is_part_of(partner: Partner) -> None:
    """The partner's id goes on leading somewhere: no new double is made."""
    client = partner()
    url = f"{LIST}/by-external-id/KEC-0012"
    made = Business.objects.get(public_id=send(client, "put", url, TOLD).json()["id"])
    golden = business("63.08", name="Induk")
    Business.objects.filter(pk=made.pk).update(golden=golden)
    again = send(client, "put", url, TOLD | {"name": "Nama Baru"})
    assert (again.status_code, again.json()["id"]) == (200, golden.public_id)
    assert Business.objects.count() == 2


def test_nik_and_phone_open_with_scope_right_and_reason(partner: Partner) -> None:
    """Noted per value with its reason; a list never opens; scope or role missing is 403."""
    writer = partner()
    one = send(writer, "post", LIST, TOLD)["Location"]
    reason = {"X-Reason": "cocokkan data bantuan"}
    assert code_of(send(writer, "get", one, **reason)) == (403, "pii_scope")
    head = partner("read pii", role="head")
    assert code_of(send(head, "get", one, **reason)) == (403, "not_allowed")
    opener = partner("read pii")
    assert code_of(send(opener, "get", one, **{"X-Reason": "x"})) == (422, "reason_missing")
    assert code_of(send(opener, "get", one, **reason)) == (403, "no_consent")
    assert not AuditEntry.objects.filter(deed__startswith="reveal").exists()
    owners = Owner.objects.values_list("pk", flat=True)
    seed_consents(owners, "bagi_mitra", channel="kertas", now=NOW)
    told = send(opener, "get", one, **reason)
    assert told["Cache-Control"] == "no-store"
    assert told.json()["owner"]["nik"] == TOLD["nik"]
    assert told.json()["phones"] == TOLD["phones"]
    noted = AuditEntry.objects.filter(deed__startswith="reveal").values_list("deed", "reason")
    assert set(noted) == {("reveal_nik", reason["X-Reason"]), ("reveal_phone", reason["X-Reason"])}
    assert TOLD["nik"] not in send(opener, "get", LIST, **reason).content.decode()


def test_pages_follow_each_other_without_gap_or_double(
    partner: Partner, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Keyset: new ones do not move the pages; few queries a page; foreign cursors are refused.

    Who was given out is noted the first time on a day; the same page again costs two queries.
    """
    for number in range(25):
        business("63.08", name=f"U{number}", sector="kriya")
    business("63.09")
    client, cursor = partner(), ""
    names: list[str] = []
    while True:
        with django_assert_max_num_queries(12 if cursor else 14):  # two are of the test itself
            told = client.get(f"{LIST}?limit=10&sector=kriya&cursor={cursor}").json()
        names += [item["name"] for item in told["items"]]
        if told["next"] is None:
            break
        cursor = told["next"]
    assert names == [f"U{number}" for number in range(25)]
    with django_assert_max_num_queries(5):
        client.get(f"{LIST}?limit=10&sector=kriya")
    assert code_of(client.get(LIST, {"cursor": "1:abc"})) == (422, "cursor_unknown")
    strange = client.get(LIST, {"kecamatan": "63.08.05"})
    assert code_of(strange) == (422, "query_unknown")
    assert "tidak dikenal: kecamatan." in strange.json()["message"]


def test_what_changed_since_comes_in_the_order_of_its_change(partner: Partner) -> None:
    """Page after page, all of one moment; what changes meanwhile comes again; nothing is missed."""
    made = [business("63.08", name=f"Tas {n:02d}") for n in range(12)]
    Business.objects.update(updated_at=NOW)  # an import writes many in one moment
    Business.objects.filter(pk=made[3].pk).update(updated_at=NOW + timedelta(hours=1))
    Business.objects.filter(pk=made[5].pk).update(updated_at=NOW - timedelta(days=40))
    since = {"updated_since": (NOW - timedelta(days=1)).date().isoformat(), "limit": "4"}
    client, cursor, names = partner(), "", []
    for turn in range(4):
        told = client.get(LIST, since | {"cursor": cursor}).json()
        names += [one["name"] for one in told["items"]]
        if turn == 1:  # already read: it comes again
            Business.objects.filter(pk=made[0].pk).update(updated_at=NOW + timedelta(hours=2))
        cursor = told["next"] or ""
        if not cursor:
            break
    same = [f"Tas {n:02d}" for n in range(12) if n not in (3, 5)]
    assert names == [*same, "Tas 03", "Tas 00"]
    # A cursor of the one order is none of the other.
    other = client.get(LIST, {"limit": "4"}).json()["next"]
    assert code_of(client.get(LIST, since | {"cursor": other})) == (422, "cursor_unknown")
    own = client.get(LIST, since).json()["next"]
    assert code_of(client.get(LIST, {"cursor": own})) == (422, "cursor_unknown")


@pytest.mark.parametrize(
    "change",
    [{"workers_male": "2"}, {"unknown": 1}, {"village": "63"}, {"nik": "123"}, {"name": "a\x00"},
     {"started": "2015-13"}, {"started": "2015-02-30"}, {"kbli": "99999"}, {"sales": -1},
     {"nik": "6308054413900012"}, {"village": "63.08.99.9999"}, {"started": "2099"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused(partner: Partner, change: dict[str, Any]) -> None:
    """422 in the same words; nothing is kept."""
    answer = send(partner(), "post", LIST, TOLD | change)
    assert code_of(answer)[0] == 422
    assert not Business.objects.exists()


def test_all_that_does_not_fit_is_told_at_once(partner: Partner) -> None:
    """In plain words with the names of the description, not with those of the program."""
    typed = {"nik": "123", "workers_male": -1, "village": "63", "sent": 1, "phones": "0812"}
    answer = send(partner(), "post", LIST, typed)
    assert code_of(answer) == (422, "invalid")
    message = answer.json()["message"]
    for said in (
        "owner_name wajib diisi", "nik harus 16 angka", "sent tidak dikenal",
        "workers_male paling kecil 0", "phones harus daftar",
        "village harus kode desa seperti 63.08.05.1001",
    ):  # fmt: skip
        assert said in message
    assert "body" not in message
    listed = partner().get(LIST, {"limit": "banyak"})
    assert "limit harus angka bulat" in listed.json()["message"]


def test_no_json_no_address_no_method(partner: Partner) -> None:
    """400, 404 and 405 are told as well."""
    client = partner()
    broken = client.post(LIST, "{", content_type="application/json")
    assert code_of(broken) == (400, "unreadable")
    assert code_of(client.get("/api/v1/tidak-ada")) == (404, "not_found")
    form = client.post(LIST, {"name": "x"})
    assert code_of(form) == (400, "unreadable")
    assert client.get(f"{LIST}/by-external-id/A1").status_code == 405
    refused = client.delete(LIST)
    assert refused.status_code == 405
    assert set(refused["Allow"].split(", ")) == {"GET", "POST"}


def test_too_many_questions_wait(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with Retry-After, for this token only."""
    cache.clear()
    monkeypatch.setattr(api, "MOST_A_MINUTE", 3)
    client, other = partner(), partner()
    told = [client.get(LIST).status_code for _ in range(5)]
    assert told[-1] == 429
    assert client.get(LIST)["Retry-After"] == "60"
    assert other.get(LIST).status_code == 200


def test_the_description_is_open_and_ours(client: Client) -> None:
    """OpenAPI 3.1 with a bearer scheme; a page without scripts or addresses of others."""
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
    page = client.get("/api/v1/docs").content.decode()
    assert "by-external-id" in page
    assert "https://" not in page.replace("https://wa.me", "")
    for said in ("(wajib)", "+6281234567892", "maybe_known", "musiman"):
        assert said in page


def test_every_form_the_description_asks_for_is_told_in_words(client: Client) -> None:
    """No error and no line of the page shows the signs of a pattern."""
    asked = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', client.get("/api/v1/openapi.json").text)
    patterns = {json.loads(one) for one in asked}
    assert len(patterns) > 10
    assert patterns <= set(FORMS)
    assert "[0-9]" not in client.get("/api/v1/docs").content.decode()


def test_a_person_who_left_opens_nothing(partner: Partner) -> None:
    """A token ends with its account."""
    client = partner()
    User.objects.update(is_active=False)
    assert client.get(LIST).status_code == 401


def test_a_program_does_not_replace_what_somebody_nearer_told(partner: Partner) -> None:
    """Its words stand beside those of the office; what is blank it fills; its own moves."""
    staff, client = member("staff", "63.08"), partner()
    made = register_business(staff, told(note="", sales=700_000), now=NOW)
    one = f"{LIST}/{made.public_id}"

    def sent(**words: object) -> dict[str, Any]:
        answer = send(client, "patch", one, words, **{"If-Match": client.get(one)["ETag"]})
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()
        return found

    done = sent(name="Nama Program", note="dari program", sales=900_000)
    assert (done["name"], done["note"]) == (made.name, "dari program")
    assert sent(note="lagi dari program")["note"] == "lagi dari program"
    sent(name="Nama Program")
    noted = Claim.objects.order_by("field").values_list("field", "value", "source")
    assert list(noted) == [("name", "Nama Program", "mitra"), ("sales", MASK, "mitra")]
    assert reveal(staff, made.public_id, "sales", "uji coba program", now=NOW) == "700000"
    assert sent(name="")["name"] == made.name
    assert sent(sales=700_000)["name"] == made.name
    assert Claim.objects.count() == 2


def test_a_put_that_says_little_empties_nothing(partner: Partner) -> None:
    """A program that knows name and village only leaves telephones, trade and state as they are."""
    client = partner()
    url = f"{LIST}/by-external-id/KEC-0012"
    first = send(client, "put", url, TOLD | {"status": "tutup_sementara", "rt": "003"}).json()
    little = {"owner_name": TOLD["owner_name"], "village": TOLD["village"], "sure": True}
    again = send(client, "put", url, little)
    assert again.json() == first
    emptied = send(client, "put", url, little | {"activity": "", "phones": []}).json()
    assert (emptied["activity"], emptied["phones"], emptied["rt"]) == ("", [], "003")
