"""Days off of an office: planned visits go round them, and move when one is added."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import OffDay, SampleMember
from lampit.measure.queries.calendar import calendar_of, holidays
from lampit.measure.rules.calendar import Marked
from tests.measure.fieldwork import NOW, TODAY, place, staff
from tests.measure.test_following import divided

pytestmark = pytest.mark.django_db


def days_of(found: int) -> set[date | None]:
    """Return the days on which visits are planned."""
    rows = SampleMember.objects.filter(round=found)
    return set(rows.values_list("route_day", flat=True))


def test_planned_visits_move_when_a_day_is_added() -> None:
    """Those of the day go on, loads hold, others stay; the next division skips the day too."""
    found, boss, first, _second = divided()
    day = TODAY + timedelta(days=1)
    before = dict(SampleMember.objects.filter(round=found).values_list("pk", "route_day"))
    hit = {pk for pk, when in before.items() if when == day}
    assert hit
    _row, moved = actions.add_off_day(boss, "63.08", Marked("libur", day, None), "Haul", now=NOW)
    after = dict(SampleMember.objects.filter(round=found).values_list("pk", "route_day"))
    assert {pk for pk in before if before[pk] != after[pk]} == hit
    assert moved == len(hit)
    loads: dict[tuple[int | None, date | None], int] = {}
    for row in SampleMember.objects.filter(round=found):
        key = (row.assigned_to_id, row.route_day)
        loads[key] = loads.get(key, 0) + 1
    assert max(loads.values()) <= 8
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    assert day not in days_of(found.pk)
    actions.drop_off_day(boss, "63.08", OffDay.objects.get().pk, now=NOW)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    assert day in days_of(found.pk)
    assert first.pk


def test_a_market_day_is_of_its_kecamatan_and_a_holiday_can_be_worked() -> None:
    """Wednesdays not to 63.08.01; Christmas is off unless the office says otherwise."""
    found, boss, _first, _second = divided()
    actions.add_off_day(boss, "63.08", Marked("pasar", None, 2, "63.08.01"), "Pasar", now=NOW)
    actions.divide_round(boss, found.pk, first=TODAY, now=NOW)
    rows = SampleMember.objects.filter(round=found, subdistrict="63.08.01")
    assert all(row.route_day and row.route_day.weekday() != 2 for row in rows)
    christmas = date(2026, 12, 25)
    assert calendar_of("63.08").is_off(christmas)
    actions.add_off_day(boss, "63.08", Marked("masuk", christmas, None), "Lembur", now=NOW)
    assert not calendar_of("63.08").is_off(christmas)
    assert calendar_of("63.09").is_off(christmas)
    assert all(one.source for one in holidays())
    assert len([one for one in holidays() if one.day.year == 2026]) == 25


def test_what_is_no_day_is_refused_in_words() -> None:
    """No kind, no day, two days, no name, twice, elsewhere."""
    boss = staff()
    place("63.08.01")
    day = date(2027, 3, 10)
    actions.add_off_day(boss, "63.08", Marked("libur", day, None), "Idul Fitri", now=NOW)
    for marked, name, code in (
        (Marked("?", day, None), "x", "off_day_kind"),
        (Marked("libur", None, None), "x", "off_day_when"),
        (Marked("libur", day, 3), "x", "off_day_when"),
        (Marked("libur", day, None), "  ", "off_day_name"),
        (Marked("libur", day, None), "x", "off_day_twice"),
        (Marked("pasar", day, None, "63.09.01"), "x", "off_day_place"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.add_off_day(boss, "63.08", marked, name, now=NOW)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        actions.add_off_day(staff("63.09"), "63.08", Marked("libur", day, 3), "x", now=NOW)
    assert refused.value.code in {"region_unknown", "off_day_when"}
    with pytest.raises(Refusal) as refused:
        actions.drop_off_day(staff("63.09"), "63.09", OffDay.objects.get().pk, now=NOW)
    assert refused.value.code == "off_day_unknown"


def test_the_page_keeps_what_was_typed(client: Client) -> None:
    """Added, refused with what was typed, removed; which years are not decreed yet is said."""
    client.force_login(staff())
    url = reverse("measure:off_days")
    page = client.post(url, {"macam": "libur", "nama": "Haul akbar"})
    assert page.status_code == 422
    assert 'value="Haul akbar"' in page.content.decode()
    day = {"macam": "libur", "nama": "Haul akbar", "tanggal": "2027-01-05"}
    assert client.post(url, day).status_code == 302
    shown = client.get(url).content.decode()
    assert "5 Januari 2027" in shown
    assert client.post(url, {"hapus": OffDay.objects.get().pk}).status_code == 302
    assert not OffDay.objects.exists()
    assert client.post(url, {"macam": "libur", "tanggal": "x"}).status_code == 422
