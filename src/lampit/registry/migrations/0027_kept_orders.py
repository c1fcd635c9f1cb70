"""The orders of the list as they are kept; the triggers note names and owners for them, too."""

from django.db import migrations, models

from lampit.registry.migrations._watching import watch_again


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0026_pairs_across'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptOrder',
            fields=[
                ('pk', models.CompositePrimaryKey('name', 'number', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=12)),
                ('number', models.PositiveIntegerField()),
                ('version', models.PositiveBigIntegerField()),
                ('held', models.BinaryField()),
            ],
        ),
        watch_again(),
    ]
