"""What is true only together survives a merge together, and old merges are told as they were."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry import actions
from lampit.registry.actions import _surviving
from lampit.registry.actions import merging as merging_actions
from lampit.registry.models import Business, Change, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.rules import merging
from tests.factories import business, region
from tests.registry.lookalikes import mark, office, pair_of
from tests.registry.told import NOW, VILLAGE

LATER = NOW + timedelta(minutes=5)
ELSEWHERE = "63.08.05.1002"
IGNORED = ("version", "updated_at")
database = pytest.mark.django_db


def shop(village: str = VILLAGE, **values: Any) -> Business:
    """Return a record of a village, as a list told it unless a source is named."""
    if village:
        region(village, f"Desa {village[-4:]}")
    given_ = {"source": "impor", "village_id": village or None, "district_id": village[:8] or None}
    return business("63.08", **(given_ | values))


def images() -> dict[int, dict[str, Any]]:
    """Return every column of all records that parting must restore."""
    rows = {row["id"]: row for row in Business.objects.values()}
    return {pk: {k: v for k, v in row.items() if k not in IGNORED} for pk, row in rows.items()}


@given(st.lists(st.sampled_from(["", "A", "B"]), min_size=2, max_size=4))
def test_a_place_is_whole_where_villages_differ(villages: list[str]) -> None:
    """No field is offered twice: parts and whole never stand beside one another."""
    fields = merging.offered(villages)
    columns = [column for field in fields for column in merging.ALL_COLUMNS[field]]
    assert len(columns) == len(set(columns))
    assert set(columns) == merging.columns_of(merging.CHOSEN)
    assert (merging.PLACE in fields) is ({"A", "B"} <= set(villages))
    assert merging.WORKERS in fields


@database
def test_workers_come_from_one_record() -> None:
    """The sum that the owner told stands alone; men and women of a list stay with their record."""
    staff = office()
    one = shop(workers_male=2, workers_female=3)
    other = shop(source="pemilik", workers_total=9)
    before = images()
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    told = (golden.workers_male, golden.workers_female, golden.workers_total)
    assert told == (None, None, 9)
    assert event.survivorship[merging.WORKERS] == other.pk
    actions.unmerge(staff, event.pk, now=LATER)
    assert images() == before


@database
def test_a_change_of_one_part_is_worth_the_whole() -> None:
    """Whoever counted the women last at a visit is believed about the men as well."""
    staff = office()
    one, other = shop(workers_male=2, workers_female=3), shop(workers_male=8, workers_female=1)
    Change.objects.create(
        entity="business", entity_id=other.pk, field="workers_female", source="kunjungan", at=NOW
    )
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    assert (golden.workers_male, golden.workers_female) == (8, 1)


@database
def test_rt_and_address_stay_in_their_village() -> None:
    """Of two villages one is taken with what was told of it, gaps and all; parting restores."""
    staff = office()
    one = shop(VILLAGE, rt="002", rw="001", address="Jl. Lama")
    other = shop(ELSEWHERE, source="pemilik", address="Jl. Baru")
    before = images()
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    assert (golden.village_id, golden.rt, golden.rw, golden.address) == (
        ELSEWHERE, "", "", "Jl. Baru",
    )  # fmt: skip
    actions.unmerge(staff, event.pk, now=LATER)
    assert images() == before


@database
@pytest.mark.parametrize("village", [VILLAGE, ""])
def test_within_one_village_gaps_are_filled(village: str) -> None:
    """RT of one and address of the other, also where one does not know its village."""
    staff = office()
    one, other = shop(village, rt="002"), shop(VILLAGE, address="Jl. B")
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    golden = Business.objects.get(pk=event.golden_id)
    assert (golden.village_id, golden.rt, golden.address) == (VILLAGE, "002", "Jl. B")


@database
def test_the_page_offers_each_group_as_one_choice(client: Client) -> None:
    """In words; who takes the other one gets all of it, and parts alone are refused."""
    staff = office()
    one = shop(VILLAGE, rt="002", address="Jl. Lama", workers_male=2, workers_female=3)
    other = shop(ELSEWHERE, address="Jl. Baru", workers_total=9)
    pair = pair_of(one, other)
    client.force_login(staff)
    place = f"/balai/duplikat/{pair.pk}/gabung/"
    page = client.get(place).content.decode()
    for words in ("Desa 2010, RT 002, Jl. Lama", "Desa 1002, Jl. Baru",
                  "2 laki-laki, 3 perempuan", "9 seluruhnya"):  # fmt: skip
        assert words in page, words
    for name in ("place", "workers"):
        assert page.count(f'name="pakai-{name}"') == 2
    for name in ("rt", "village", "workers_male", "workers_total"):
        assert f'name="pakai-{name}"' not in page
    old = client.post(place, {"mark": mark(pair), "pakai-rt": one.pk})
    assert (old.status_code, MergeEvent.objects.count()) == (422, 0)
    done = client.post(
        place, {"mark": mark(pair), "pakai-place": other.pk, "pakai-workers": one.pk}
    )
    assert done.status_code == 302
    golden = Business.objects.get(golden=None)
    assert (golden.village_id, golden.rt, golden.address) == (ELSEWHERE, "", "Jl. Baru")
    assert (golden.workers_male, golden.workers_female, golden.workers_total) == (2, 3, None)


@database
def test_an_edit_of_a_part_stays_and_the_rest_is_restored() -> None:
    """Of the workers only what people changed on the golden record stays there."""
    staff = office()
    one = shop(workers_male=1, workers_female=1)
    other = shop(source="pemilik", workers_male=4, workers_female=5)
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    Business.objects.filter(pk=event.golden_id).update(workers_female=7)
    Change.objects.create(
        entity="business", entity_id=event.golden_id, field="workers_female", source="petugas",
        at=LATER,
    )  # fmt: skip
    actions.unmerge(staff, event.pk, now=LATER)
    golden = Business.objects.get(pk=event.golden_id)
    kept = {one.pk: 1, other.pk: 4}[event.golden_id]
    assert (golden.workers_male, golden.workers_female) == (kept, 7)


def _as_of_the_first_rule(staff: Any, ids: list[int], survivorship: dict[str, int]) -> MergeEvent:
    """Return a merge as it was noted before fields survived together."""
    tops = [Business.objects.get(pk=pk) for pk in ids]
    golden = queries.golden_first(tops, queries.children(ids))[0]
    event = MergeEvent(
        region_id="63.08", golden=golden, members=[pk for pk in ids if pk != golden.pk],
        survivorship=survivorship, actor=staff, at=NOW,
    )  # fmt: skip
    family = {row.pk: row for row in Business.objects.select_related("owner")}
    merging_actions._carry_out(family, [], event, staff, NOW)
    event.written.pop("rule")
    event.save()
    return event


@database
def test_merges_of_the_first_rule_are_told_again_as_they_were() -> None:
    """Two of them on one record: the first taken back, the second stands as it stood, and ends."""
    staff = office()
    one = shop(VILLAGE, rt="002", workers_male=2)
    other = shop(ELSEWHERE, rw="005", workers_total=9)
    third = shop(VILLAGE, address="Jl. Tiga", workers_female=1)
    before = images()
    top = queries.golden_first([one, other, third], queries.children([one.pk]))[0]
    rest = [row for row in (one, other, third) if row.pk != top.pk]
    first = _as_of_the_first_rule(staff, [top.pk, rest[0].pk], {
        "village": rest[0].pk, "workers_total": rest[0].pk, "rw": rest[0].pk,
        "workers_male": rest[0].pk,
    })  # fmt: skip
    second = _as_of_the_first_rule(
        staff, [top.pk, rest[1].pk], {"address": rest[1].pk, "workers_female": rest[1].pk}
    )
    shown = images()
    actions.unmerge(staff, first.pk, now=LATER)
    golden = Business.objects.get(pk=top.pk)
    assert golden.address == rest[1].address
    assert golden.workers_female == rest[1].workers_female
    again = MergeEvent.objects.get(pk=second.pk)
    assert again.written["rule"] == 1
    assert shown != images() != before
    actions.unmerge(staff, second.pk, now=LATER)
    assert images() == before


@database
def test_a_merge_that_is_told_again_mixes_no_villages() -> None:
    """An earlier merge had brought the village: without it RT of another one is not borrowed."""
    staff = office()
    top = shop(ELSEWHERE, name="Anyaman", activity="tikar", kbli="16291", note="x", nib="1")
    brings = shop(VILLAGE, source="pemilik")
    filler = shop(VILLAGE, rt="007")
    first = actions.merge(staff, [top.pk, brings.pk], now=NOW)
    second = actions.merge(staff, [top.pk, filler.pk], now=NOW)
    golden = Business.objects.get(pk=top.pk)
    assert (first.golden_id, second.golden_id) == (top.pk, top.pk)
    assert (golden.village_id, golden.rt) == (VILLAGE, "007")
    actions.unmerge(staff, first.pk, now=LATER)
    golden.refresh_from_db()
    assert (golden.village_id, golden.rt) == (ELSEWHERE, "")


@database
def test_without_the_guard_villages_would_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: each field by itself puts the RT of one village beside another."""
    monkeypatch.setattr(_surviving, "_strays", lambda *_told: False)
    with pytest.raises(AssertionError):
        test_a_merge_that_is_told_again_mixes_no_villages()


def test_a_part_of_a_group_is_no_choice() -> None:
    """A page of before that offered men alone is told to load anew."""
    with pytest.raises(Refusal, match="Muat ulang"):
        merging.choices_checked({"workers_male": 1}, [1, 2], {}, merging.offered(["A", "A"]))
