"""The index of goods with whole-number ranks; the old terms go, the clock fills the new index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    """What goods are found by is no record of its own: nothing is lost with the old terms."""

    dependencies = [
        ("shops", "0008_stories_of_makers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.DeleteModel(name="Term"),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", ID),
                ("text", models.CharField(max_length=40, unique=True)),
                ("goods", models.PositiveIntegerField(default=1)),
                ("rarity", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", ID),
                ("term", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="postings", to="shops.term")),
                ("product", models.ForeignKey(on_delete=CASCADE, related_name="postings", to="shops.product")),
                ("impact", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(models.F("term"), models.OrderBy(models.F("impact"), descending=True), models.F("product"), name="posting_by_impact"),
                    models.Index(fields=["term", "product", "impact"], name="posting_of_term"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", ID),
                ("text", models.CharField(max_length=40, unique=True)),
                ("term", models.ForeignKey(on_delete=CASCADE, related_name="words", to="shops.term")),
            ],
        ),
        migrations.CreateModel(
            name="WordKey",
            fields=[
                ("id", ID),
                ("key", models.CharField(max_length=8)),
                ("word", models.ForeignKey(on_delete=CASCADE, related_name="keys", to="shops.word")),
            ],
            options={"indexes": [models.Index(fields=["key", "word"], name="word_key")]},
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("product", models.OneToOneField(on_delete=CASCADE, primary_key=True, related_name="document", serialize=False, to="shops.product")),
                ("edition", models.CharField(db_index=True, max_length=16)),
                ("materials", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", ID),
                ("documents", models.PositiveIntegerField(default=0)),
                ("reckoned_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Curation",
            fields=[
                ("id", ID),
                ("level", models.CharField(choices=[("kabupaten", "Kabupaten/kota"), ("provinsi", "Provinsi"), ("nasional", "Nasional")], default="kabupaten", max_length=12)),
                ("passed_on", models.DateField()),
                ("until", models.DateField()),
                ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("product", models.ForeignKey(on_delete=CASCADE, related_name="curations", to="shops.product")),
            ],
            options={
                "ordering": ("-passed_on", "-id"),
                "indexes": [models.Index(fields=["product", "until"], name="curation_of_product")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("until__gte", models.F("passed_on"))), name="curation_dates"),
                ],
            },
        ),
    ]  # fmt: skip
