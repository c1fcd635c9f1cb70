from django.db import migrations

# Of several at work in one kabupaten, which only the lock of a kabupaten forbade, the newest is.
OLDER = (
    "UPDATE registry_importrun SET state = 'failed' WHERE state = 'running' AND EXISTS ("
    "SELECT 1 FROM registry_importrun newer WHERE newer.state = 'running' "
    "AND newer.region_id = registry_importrun.region_id AND newer.id > registry_importrun.id)"
)


class Migration(migrations.Migration):

    dependencies = [("registry", "0029_kept_columns_are_found")]

    operations = [migrations.RunSQL(OLDER, migrations.RunSQL.noop)]
