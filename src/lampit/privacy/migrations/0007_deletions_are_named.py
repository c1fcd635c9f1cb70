"""What the answer to a request to delete names as gone; answers of before name nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that starts empty."""

    dependencies = [("privacy", "0006_contact_and_officer")]
    operations = [
        migrations.AddField("request", "deleted", models.JSONField(blank=True, default=list)),
    ]
