"""A run may read kept columns of a finished one as fields."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0027_kept_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='fills',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fillings', to='registry.importrun'),
        ),
    ]
