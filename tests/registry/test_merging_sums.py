"""Sales and capital survive a merge together, by the rule or by choice, and part exactly."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lampit.outside import vault
from lampit.registry import actions
from lampit.registry.models import Business, Change, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.rules import merging
from lampit.registry.rules.records import context
from tests.registry.lookalikes import mark, office, pair_of, record
from tests.registry.test_merging_groups import images
from tests.registry.told import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
FIRST, SECOND = "a:" + "11" * 32, "b:" + "22" * 32


def sums(pk: int) -> tuple[str, str]:
    """Return sales and capital of a record, opened; empty where it knows none."""
    row = Business.objects.get(pk=pk)
    found = []
    for name in ("sales", "capital"):
        sealed, where = getattr(row, f"{name}_sealed"), context("business", row.public_id, name)
        found.append(vault.decrypt(bytes(sealed), where) if sealed else "")
    return found[0], found[1]


def two(**second: Any) -> tuple[Any, Business, Business]:
    """Return somebody of the office and two records that know their sums."""
    staff = office()
    one = record(staff, sales=600_000, capital=5_000_000)
    told = {"sales": 40_000_000, "capital": 70_000_000} | second
    other = record(staff, name="Bunga Rawa", **told)
    Business.objects.filter(pk__in=(one.pk, other.pk)).update(source="impor")
    Change.objects.filter(entity="business", entity_id__in=(one.pk, other.pk)).update(
        source="impor"
    )
    return staff, one, other


def other_of(event: MergeEvent, *records: Business) -> int:
    """Return the record of two that is not the golden one."""
    return next(row.pk for row in records if row.pk != event.golden_id)


def test_a_person_chooses_whose_sums_hold_and_parting_gives_both_their_own() -> None:
    """Class of sales and of size come with them; sealed for their own row, restored to the bit."""
    staff, one, other = two()
    before, own = images(), {row.pk: sums(row.pk) for row in (one, other)}
    usual = actions.merge(staff, [one.pk, other.pk], now=NOW)
    against = other_of(usual, one, other)
    actions.unmerge(staff, usual.pk, now=LATER)
    assert images() == before
    event = actions.merge(staff, [one.pk, other.pk], now=LATER, choices={merging.MONEY: against})
    golden, teller = (Business.objects.get(pk=pk) for pk in (event.golden_id, against))
    assert sums(golden.pk) == own[against] != own[golden.pk]
    assert (golden.sales_band, golden.size_class) == (teller.sales_band, teller.size_class)
    noted = Change.objects.filter(entity_id=golden.pk, field="sales", source=merging.MERGED)
    assert noted.exists(), "the journal says that one sum came for another"
    actions.unmerge(staff, event.pk, now=LATER)
    assert images() == before
    assert {pk: sums(pk) for pk in own} == own


def test_the_better_told_sums_survive_by_the_rule() -> None:
    """What the owner said beats the list, also where the golden record is filled better."""
    staff, one, other = two()
    golden = queries.golden_first([one, other], queries.children([one.pk, other.pk]))[0]
    better = other if golden.pk == one.pk else one
    Change.objects.filter(entity_id=better.pk, field__in=("sales", "capital")).delete()
    Change.objects.create(
        entity="business", entity_id=better.pk, field="sales", source="pemilik", at=NOW
    )
    event = actions.merge(staff, [one.pk, other.pk], now=NOW)
    assert event.survivorship[merging.MONEY] == better.pk
    assert sums(event.golden_id) == sums(better.pk)


def test_another_sum_of_the_same_class_is_not_lost() -> None:
    """Nothing that is shown changes, yet the sum does: it is written and parts again."""
    staff, one, other = two(sales=650_000, capital=5_500_000)
    before = images()
    for wanted in (one, other):
        event = actions.merge(
            staff, [one.pk, other.pk], now=NOW, choices={merging.MONEY: wanted.pk}
        )
        assert sums(event.golden_id) == sums(wanted.pk)
        actions.unmerge(staff, event.pk, now=LATER)
        assert images() == before


def test_keys_turn_what_a_merge_keeps(settings: Settings) -> None:
    """The sums that a golden record had are opened by the new key alone when it is parted."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    staff, one, other = two()
    own = {row.pk: sums(row.pk) for row in (one, other)}
    usual = actions.merge(staff, [one.pk, other.pk], now=NOW)
    against = other_of(usual, one, other)
    actions.unmerge(staff, usual.pk, now=LATER)
    event = actions.merge(staff, [one.pk, other.pk], now=LATER, choices={merging.MONEY: against})
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    assert actions.rotate_keys().unreadable == 0
    assert actions.rotate_keys().resealed == 0
    settings.LAMPIT_FIELD_KEYS = SECOND
    actions.unmerge(staff, event.pk, now=LATER)
    assert {pk: sums(pk) for pk in own} == own


def test_sums_that_no_merge_moves_are_not_opened(settings: Settings) -> None:
    """Their key is gone: the records are merged and parted all the same, to the bit."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    staff, one, other = two()
    before, golden = images(), queries.golden_first([one, other], {})[0]
    settings.LAMPIT_FIELD_KEYS = SECOND
    event = actions.merge(staff, [one.pk, other.pk], now=NOW, choices={merging.MONEY: golden.pk})
    actions.unmerge(staff, event.pk, now=LATER)
    assert images() == before


def test_a_merge_of_before_fills_a_gap_and_no_more() -> None:
    """Merges that chose no sums are told again as they were when a later one is taken back."""
    staff, one, other = two()
    third = record(staff, name="Rumah Anyam")
    first = actions.merge(staff, [one.pk, third.pk], now=NOW)
    second = actions.merge(staff, [one.pk, other.pk], now=NOW)
    for event in (first, second):
        event.survivorship.pop(merging.MONEY, None)
        event.save(update_fields=["survivorship"])
    shown = sums(second.golden_id)
    actions.unmerge(staff, first.pk, now=LATER)
    assert sums(queries.golden_of(one.pk)) == shown


def test_the_page_asks_whose_sums_hold_and_opens_none() -> None:
    """Two classes to choose from; what is chosen comes."""
    staff, one, other = two()
    pair = pair_of(one, other)
    client = Client()
    client.force_login(staff)
    place = f"/balai/duplikat/{pair.pk}/gabung/"
    page = client.get(place).content.decode()
    assert "Penjualan dan modal" in page
    assert "40.000.000" not in page
    golden = queries.golden_first([one, other], queries.children([one.pk, other.pk]))[0]
    against = other if golden.pk == one.pk else one
    sent = {"mark": mark(pair), "pakai-sales": str(against.pk)}
    assert client.post(place, sent).status_code == 302
    assert sums(queries.golden_of(one.pk)) == sums(against.pk)
