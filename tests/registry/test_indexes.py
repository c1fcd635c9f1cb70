"""Each question to the register has the index that answers it; see ADR 0011."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.models import Index, QuerySet

from lampit.registry.migrations._serving import AddIndexWhileServing
from lampit.registry.models import Business, Change, ImportRow, Owner, PartnerNumber
from lampit.registry.queries.exchange import with_office_number
from tests.factories import NOW, region

pytestmark = pytest.mark.django_db
WALK = Business.objects.order_by
# What is asked → the index; walks of the list in an order, look-ups of imports and histories.
QUESTIONS: list[tuple[str, QuerySet[Any]]] = [
    ("business_name", WALK("name", "id").values_list("pk", "name")),
    ("business_name", WALK("-name", "-id").values_list("pk", "name")),
    ("business_by_district", WALK("district_id", "id").values_list("pk", "district_id")),
    ("business_confirmed", WALK("confirmed_on", "id").values_list("pk", "confirmed_on")),
    ("business_region_confirmed", WALK("confirmed_on", "id").filter(region="63.08")),
    ("business_region_status", WALK("status", "id").filter(region="63.08")),
    ("business_place_name", Business.objects.filter(region="63.08", village="63.08.08.2010")
        .order_by("name_key")),
    ("business_updated", WALK("updated_at", "id").filter(
        region="63.08", withdrawn_at=None, golden=None, updated_at__gte=NOW)),
    # A program that sees all kabupaten, on its first page and on a later one; and who rests.
    ("business_changed", WALK("updated_at", "id").filter(
        withdrawn_at=None, golden=None, updated_at__gte=NOW)),
    ("business_changed", WALK("updated_at", "id").filter(
        withdrawn_at=None, golden=None, updated_at__gt=NOW + timedelta(hours=9))),
    ("business_", WALK("id").filter(
        withdrawn_at=None, golden=None, updated_at=NOW + timedelta(hours=9), id__gt=9)),
    ("business_changed", Business.objects.filter(updated_at__lt=NOW, withdrawn_at=None).order_by()),
    ("business_external", with_office_number(
        Business.objects.filter(region="63.08"), "7").order_by()),
    ("partner_number_once", PartnerNumber.objects.filter(
        region="63.08", program__in=["a", "b"], number="7").order_by()),
    ("partner_number_once", PartnerNumber.objects.filter(
        program__in=["a", "b"], number="7").order_by()),  # in all kabupaten
    ("partner_number_of_business", PartnerNumber.objects.filter(business=1).order_by()),
    ("business_mentor", Business.objects.filter(mentor=1).order_by()),
    ("business_merged", Business.objects.filter(golden=1).order_by()),
    ("registry_business_phone", Business.objects.filter(phone="+628110001").order_by()),
    ("registry_business_owner_id", Business.objects.filter(owner=1).order_by()),
    ("registry_owner_nik_index", Owner.objects.filter(nik_index__in=["a", "b"])),
    ("registry_owner_name_key", Owner.objects.filter(name_key="aida")),
    ("owner_by_name", Owner.objects.order_by("name", "id").values_list("name", "pk")),
    ("owner_account", Owner.objects.filter(account=1)),
    ("change_entity", Change.objects.filter(entity="business", entity_id=1).order_by("id")),
    ("registry_change_run_id", Change.objects.filter(run=1).order_by()),
    ("import_row_once", ImportRow.objects.filter(run=1, sheet="", row=3)),
    ("import_row_once", ImportRow.objects.filter(run=1)),
    ("registry_importrow_business_id", ImportRow.objects.filter(business_id=1)),
]  # fmt: skip


@pytest.fixture
def twenty_regions() -> None:
    """Businesses of twenty kabupaten and their changes, counted by the planner of PostgreSQL.

    Of an empty table every way costs the same, and which one it takes is chance.
    """
    if connection.vendor != "postgresql":
        return
    codes = [f"63.{number:02}" for number in range(1, 21)]
    for code in codes:
        region(code)
    Business.objects.bulk_create(
        Business(
            public_id=f"T{number}",
            region_id=codes[number % len(codes)],
            name=f"Usaha {number}",
            confirmed_on=date(2026, 1 + number % 11, 1 + number % 28),
            created_at=NOW,
            updated_at=NOW + timedelta(minutes=number),
        )
        for number in range(1_000)
    )
    Change.objects.bulk_create(
        Change(entity="business", entity_id=number, field="name", source="dinas", at=NOW)
        for number in range(1_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_business, registry_change")


@pytest.mark.usefixtures("twenty_regions")
@pytest.mark.parametrize(("index", "question"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
def test_each_question_is_answered_by_its_index(index: str, question: QuerySet[Any]) -> None:
    """The database reads the index, in its order: it neither walks the table nor sorts."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of few rows is read whole otherwise
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = question.explain()
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "Sort " not in plan, plan


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_again_over_what_a_fallen_build_left() -> None:
    """The index is that of its columns, and who waits for a lock waits as briefly as before."""
    index = Index(fields=("updated_at", "id"), name="business_changed")
    told = AddIndexWhileServing("business", index)
    state = ProjectState.from_apps(apps)
    with connection.schema_editor(atomic=False) as editor, connection.cursor() as cursor:
        editor.remove_index(Business, index)
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute("CREATE INDEX business_changed ON registry_business (rt)")
        told.database_forwards("registry", editor, state, state)
        found = connection.introspection.get_constraints(cursor, Business._meta.db_table)
        if is_postgresql:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("10s",)
    assert found["business_changed"]["columns"] == ["updated_at", "id"]
