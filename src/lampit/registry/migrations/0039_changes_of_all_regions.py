from django.db import migrations, models

from lampit.registry.migrations._serving import AddIndexWhileServing


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('registry', '0038_papers_of_lists'),
    ]

    operations = [
        AddIndexWhileServing(
            model_name='business',
            index=models.Index(fields=['updated_at', 'id'], name='business_changed'),
        ),
    ]
