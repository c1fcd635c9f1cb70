"""Tells the programs of clients and tokens apart as `actions.programs` does: account and label."""

import secrets
from itertools import chain

from django.db import migrations


def tell_apart(apps, schema_editor):
    """Give all clients and tokens of one account and label one key; few rows, read whole."""
    known: dict[tuple[int, str], str] = {}
    tables = [apps.get_model("people", name) for name in ("ApiClient", "ApiToken")]
    for row in chain.from_iterable(table.objects.filter(program="") for table in tables):
        name = (row.user_id, " ".join(row.label.split()).casefold())
        row.program = known.setdefault(name, secrets.token_hex(8))
        row.save(update_fields=["program"])


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0006_program"),
    ]

    operations = [
        # Back: the column goes with the migration before, nothing is to be taken back here.
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
