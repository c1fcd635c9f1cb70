"""Until when the office of a programme takes objections: its own day, empty where it set none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that stays empty."""

    dependencies = [("aid", "0002_long_lists")]
    operations = [
        migrations.AddField("programme", "objections_until", models.DateField(blank=True, null=True)),
    ]
