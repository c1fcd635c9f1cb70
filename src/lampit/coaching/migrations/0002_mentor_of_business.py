"""Tell the register who looks after each business now."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Copy the mentor of each open assignment to its business."""
    assignments = apps.get_model("coaching", "Assignment")
    businesses = apps.get_model("registry", "Business")
    open_rows = assignments.objects.filter(until_on__isnull=True)
    mentor = open_rows.filter(business_id=OuterRef("pk")).values("mentor_id")[:1]
    businesses.objects.filter(pk__in=open_rows.values("business_id")).update(
        mentor_id=Subquery(mentor)
    )


class Migration(migrations.Migration):
    """After the register has a place for it."""

    dependencies = [
        ("coaching", "0001_initial"),
        ("registry", "0003_mentor"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
