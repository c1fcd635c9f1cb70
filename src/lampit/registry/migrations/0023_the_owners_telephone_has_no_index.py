"""An owner is never looked for by the owner's own telephone: an index that each row paid for.

Dropped by itself, so that SQLite need not write a million owners anew.
"""

from django.db import migrations, models

NAME = "registry_owner_phone_5a8e0fd6"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0022_starts_of_businesses'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                # PostgreSQL has a second one, for LIKE; it comes back with neither, nobody asks it.
                migrations.RunSQL(f"DROP INDEX IF EXISTS {NAME}_like", migrations.RunSQL.noop),
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {NAME}",
                    f"CREATE INDEX IF NOT EXISTS {NAME} ON registry_owner (phone)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='owner',
                    name='phone',
                    field=models.CharField(blank=True, default='', max_length=16),
                ),
            ],
        ),
    ]
