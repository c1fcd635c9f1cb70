"""How far the clock is with work over whole tables: first the points of lists of before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A small table; the work itself is done while the instance serves."""

    dependencies = [("registry", "0039_changes_of_all_regions")]
    operations = [
        migrations.CreateModel(
            name="Chore",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("after", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
