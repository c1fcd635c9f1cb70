"""Sheets of the curation above the kabupaten: their level, and the mark a good came up with."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0017_channels_confirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='curationsheet',
            name='level',
            field=models.CharField(choices=[('kabupaten', 'Kabupaten/kota'), ('provinsi', 'Provinsi'), ('nasional', 'Nasional')], default='kabupaten', max_length=12),
        ),
        migrations.AddField(
            model_name='curationsheet',
            name='base',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shops.curation'),
        ),
        migrations.RemoveConstraint(
            model_name='curationsheet',
            name='curation_open_once',
        ),
        migrations.AddConstraint(
            model_name='curationsheet',
            constraint=models.UniqueConstraint(condition=Q(('state', 'menunggu')), fields=('product', 'level'), name='curation_open_at_level'),
        ),
    ]
