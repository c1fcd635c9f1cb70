"""Hours of field work as clocks in the region tell them; storage stays UTC."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lampit.config.zones import LocalHours
from lampit.measure.models import SampleMember
from lampit.measure.queries import crew
from lampit.measure.queries.following import visit_hours
from lampit.places.queries import local_day, zone_of
from tests.factories import member
from tests.measure.fieldwork import open_field

LATE = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)  # 22.30 WIB, 23.30 WITA, 00.30 WIT
OFFICES = (("11.01", 22, 2), ("63.08", 23, 2), ("81.01", 0, 3))


@pytest.mark.django_db
@pytest.mark.parametrize(("region", "hour", "day"), OFFICES)
def test_an_office_reads_its_own_hours(region: str, hour: int, day: int, client: Client) -> None:
    """A visit at one instant: another hour, and for the east another day; nothing leaks out."""
    found = open_field(region=region)
    chosen = SampleMember.objects.filter(round=found)[0]
    SampleMember.objects.filter(pk=chosen.pk).update(
        disposition="tidak_ditemui", disposed_at=LATE, visit_count=1
    )
    assert visit_hours(found)[chosen.pk][0].hour == hour
    assert local_day(region, LATE).day == day
    client.force_login(member("staff", region))
    page = client.get(reverse("measure:follow", args=[found.pk]))
    zone = {"11": "WIB", "63": "WITA", "81": "WIT"}[region[:2]]
    assert f"{hour:02d}.30 {zone}" in page.content.decode()
    shown = client.get(reverse("measure:crew", args=[found.pk])).context["days"]
    assert [line.day.day for line in shown] == [day]
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()


def test_every_province_has_its_zone() -> None:
    """By province; the nation keeps the zone of the house."""
    names = {code: zone_of(code).key for code in ("12.04", "61", "62.01", "73.71", "91.03", "96")}
    assert set(names.values()) == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}
    assert zone_of("").key == timezone.get_default_timezone_name()
    assert LATE.astimezone(zone_of("91.03")).hour == 0
    assert crew.ANSWERED


def test_other_rooms_keep_the_zone_of_the_house(rf: Any) -> None:
    """Money is counted by the day of the house, whoever looks."""
    request = rf.get("/")
    request.resolver_match = type("Match", (), {"app_name": "orders"})()
    LocalHours(lambda _request: None).process_view(request)  # type: ignore[arg-type,return-value]
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()
