from django.db import migrations, models

# Nobody is told now of imports of long ago.
SEEN = "UPDATE registry_importrun SET seen_at = finished_at WHERE finished_at IS NOT NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0032_field_tasks_and_other_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='checked',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
    ]
