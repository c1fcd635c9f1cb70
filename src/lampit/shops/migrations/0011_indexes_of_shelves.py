"""Indexes from which shelves of 100,000 goods are dealt, sorted and summed without opening rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two indexes for one."""

    dependencies = [("shops", "0010_newest_goods")]
    operations = [
        migrations.RemoveIndex("product", "product_of_maker"),
        migrations.AddIndex(
            "product",
            models.Index(
                fields=[
                    "maker",
                    "state",
                    "category",
                    "checked_at",
                    "published_at",
                    "reference_until",
                    "reference_price",
                    "price",
                ],
                name="product_census",
            ),
        ),
        migrations.AddIndex(
            "product", models.Index(fields=["state", "price", "id"], name="product_by_price")
        ),
    ]
