"""When a token was used last, so that who changes her password knows which programs are alive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that stays empty until a token is used again."""

    dependencies = [("people", "0004_session_mark")]
    operations = [
        migrations.AddField("apitoken", "last_used_at", models.DateTimeField(null=True)),
    ]
