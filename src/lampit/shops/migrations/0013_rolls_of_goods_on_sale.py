"""The goods on sale in columns, for markets of thousands, and what changed beside them."""

from django.db import migrations, models

ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


class Migration(migrations.Migration):
    """Both are empty until the clock finds a market large enough."""

    dependencies = [("shops", "0012_fairs")]
    operations = [
        migrations.CreateModel(
            name="Roll",
            fields=[
                ("id", ID),
                ("made_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("edition", models.CharField(max_length=16)),
                ("goods", models.PositiveIntegerField()),
                ("columns", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="RollChange",
            fields=[
                ("id", ID),
                ("product_id", models.BigIntegerField()),
                ("category", models.CharField(max_length=40)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["category", "product_id"], name="rollchange_of_shelf"),
                ],
            },
        ),
    ]
