"""An index from which the map of the site reads when anything of a shop changed last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    dependencies = [("shops", "0015_campaigns_count_answers")]
    operations = [
        migrations.AddIndex(
            "product",
            models.Index(fields=["maker", "checked_at", "changed_at"], name="product_days"),
        ),
    ]
