"""A village listed on a phone without a signal: once, whole, over nobody else's mark."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import FieldDevice, FieldReport, ListedEntry, Round, VillageListing
from lampit.measure.queries.proposals import told_back
from lampit.measure.queries.walking import told_villages
from lampit.measure.rules.walking import undisputed, walked_of
from tests.factories import member
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import listed_round, listings
from tests.measure.test_actions_reporting import carried, tell

pytestmark = pytest.mark.django_db


def given_village() -> tuple[Round, VillageListing, FieldDevice]:
    """Return a round, its first village given to an enumerator, and her phone."""
    found = listed_round()
    phone = carried(member("enumerator", "63.08"))
    one = listings(found)[0]
    code = one.drawn.village_id
    actions.give_village(staff(), found.pk, code, phone.account, now=NOW)
    return found, one, phone


def walked(phone: FieldDevice, of: VillageListing, number: UUID | None = None, **told: Any) -> Any:
    """Send what was noted of a village."""
    content = {"village": of.drawn.village_id, **told}
    return tell(phone, of.drawn.round, "desa", content, number)


def test_begun_marked_and_ended_from_a_phone_and_repeats_change_nothing() -> None:
    """The same deeds as at the desk; an entry not looked at needs the word that all is done."""
    _, one, phone = given_village()
    walked(phone, one, begin=True)
    entries = list(ListedEntry.objects.filter(listing=one).order_by("id"))
    assert len(entries) > 3
    marks = {str(entry.pk): ["", "ditemui"] for entry in entries[1:]}
    number = uuid4()
    for _ in range(2):
        walked(phone, one, number, marks=marks)
    with pytest.raises(Refusal) as refused:
        walked(phone, one, complete=True)
    assert refused.value.code == "entries_untouched"
    walked(phone, one, complete=True, sure=True)
    one.refresh_from_db()
    assert one.state == "lengkap"
    told = list(ListedEntry.objects.filter(listing=one).order_by("id").values_list("outcome"))
    assert told == [("tidak_dikenal",)] + [("ditemui",)] * (len(entries) - 1)
    assert FieldReport.objects.filter(kind="desa").count() == 3


def test_a_mark_of_somebody_else_stays_and_the_phone_is_told() -> None:
    """Only what the phone saw is replaced by it; the rest of its marks count."""
    found, one, phone = given_village()
    walked(phone, one, begin=True)
    first, second = ListedEntry.objects.filter(listing=one).order_by("id")[:2]
    code = one.drawn.village_id
    actions.mark_entries(staff(), found.pk, code, {first.pk: "tutup"}, now=NOW)
    marks = {str(first.pk): ["", "ditemui"], str(second.pk): ["", "pindah"]}
    row = walked(phone, one, marks=marks)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, second.outcome) == ("tutup", "pindah")
    assert "1 usaha" in told_back(phone.account_id, NOW)[str(row.instance_id)]["words"]


def test_others_villages_and_bad_marks_are_refused() -> None:
    """Neither a neighbour nor another enumerator; nothing is kept of what cannot be read."""
    _, one, phone = given_village()
    for who in (member("enumerator", "63.08"), member("enumerator", "63.09")):
        with pytest.raises(Refusal):
            walked(carried(who), one, begin=True)
    for marks in ({"1": "ditemui"}, {"x": ["", "ditemui"]}, {"1": ["", "terbang"]}, [1]):
        with pytest.raises(Refusal):
            walked(phone, one, marks=marks)
    assert not FieldReport.objects.exists()


def test_the_phone_takes_its_villages_with_what_finds_each_entry(
    django_assert_num_queries: Any,
) -> None:
    """Name, owner, address; nothing of other people's villages; gone once drawn or left."""
    found, one, phone = given_village()
    walked(phone, one, begin=True)
    client = Client()
    client.force_login(phone.account)
    told = client.get("/pendata/kerja.json", headers={"X-Lampit-Device": str(phone.device_id)})
    (village,) = told.json()["villages"]
    assert (village["id"], village["state"]) == (one.pk, "berjalan")
    assert set(village["entries"][0]) == {"id", "name", "owner", "address", "rt", "outcome"}
    assert "ditemui" in [row["code"] for row in told.json()["outcomes"]]
    with django_assert_num_queries(2):
        told_villages(VillageListing.objects.all(), phone.account_id)
    code = one.drawn.village_id
    actions.leave_village(staff(), found.pk, code, "banjir besar di desa", now=NOW)
    assert told_villages(VillageListing.objects.all(), phone.account_id) == []


OUTCOMES = st.sampled_from(["", "ditemui", "tutup", "pindah"])
MARKS = st.dictionaries(st.integers(1, 6), st.tuples(OUTCOMES, OUTCOMES))


@given(marks=MARKS, present=st.dictionaries(st.integers(1, 6), OUTCOMES))
def test_no_mark_is_written_over_one_the_phone_did_not_see(
    marks: dict[int, tuple[str, str]], present: dict[int, str]
) -> None:
    """What is written was seen as it stands, or says the same; told and read back alike."""
    free = undisputed(marks, present)
    for entry, found in free.items():
        assert present[entry] in (marks[entry][0], found)
    again = undisputed(marks, present | free)
    assert again == free
    content = json.loads(json.dumps({"village": "x", "marks": marks}))
    assert walked_of(content).marks == marks
