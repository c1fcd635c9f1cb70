"""Rounds that are in the field already name whom enumerators are to ask."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHUNK = 500
FIELD = "lapangan"


def send_out(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write a task for each business of a round in the field."""
    members = apps.get_model("measure", "SampleMember")
    tasks = apps.get_model("registry", "FieldTask")
    rows = members.objects.filter(round__state=FIELD).values_list(
        "round_id", "round__region_id", "business_id"
    )
    waiting = []
    for number, region, business in rows.iterator(chunk_size=CHUNK):
        errand = f"measure.round {number}"
        waiting.append(tasks(errand=errand, region_id=region, business_id=business))
        if len(waiting) == CHUNK:
            tasks.objects.bulk_create(waiting, ignore_conflicts=True)
            waiting = []
    tasks.objects.bulk_create(waiting, ignore_conflicts=True)


def call_back(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the tasks of all rounds."""
    tasks = apps.get_model("registry", "FieldTask")
    tasks.objects.filter(errand__startswith="measure.round ").delete()


class Migration(migrations.Migration):
    """Needs the table of tasks of the registry room."""

    dependencies = [
        ("measure", "0001_initial"),
        ("registry", "0032_field_tasks_and_other_lists"),
    ]

    operations = [migrations.RunPython(send_out, call_back)]
