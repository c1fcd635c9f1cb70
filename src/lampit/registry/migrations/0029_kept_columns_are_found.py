"""Businesses are found by the words of columns that were kept as they came."""

from typing import Any

from django.db import migrations

from lampit.registry.rules import search

CHUNK = 1_000


def add_words(apps: Any, _editor: Any) -> None:
    """Put the words of kept columns behind the key of each business that has some."""
    rows = apps.get_model("registry", "Business").objects.exclude(extras={}).order_by("pk")
    last = 0
    while True:
        block = list(rows.filter(pk__gt=last).only("search_key", "extras")[:CHUNK])
        if not block:
            return
        last = block[-1].pk
        changed = []
        for one in block:
            found_by = search.beside(one.search_key, one.extras)
            if found_by != one.search_key:
                one.search_key = found_by
                changed.append(one)
        if changed:
            rows.model.objects.bulk_update(changed, ["search_key"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0028_kept_columns_read_later'),
    ]

    # The words do no harm to who goes back.
    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
