"""Points of homes that lists of before left whole in the addresses of recipients are cut."""

from typing import Any

from django.db import migrations

from lampit.registry.rules.importing.points import coarse_free

CHUNK = 1_000


def cut_points(apps: Any, _editor: Any) -> None:
    """Cut what stands in addresses, block by block; what is cut already is not written."""
    rows = apps.get_model("aid", "Grant").objects.exclude(address="").order_by("pk")
    last = 0
    while True:
        block = list(rows.filter(pk__gt=last).only("address")[:CHUNK])
        if not block:
            return
        last = block[-1].pk
        changed = []
        for one in block:
            cut = coarse_free(one.address)[:200]
            if cut != one.address:
                one.address = cut
                changed.append(one)
        if changed:
            rows.model.objects.bulk_update(changed, ["address"], batch_size=200)


class Migration(migrations.Migration):
    """Data only; nothing brings a point back to who goes back."""

    dependencies = [("aid", "0003_objections_until")]
    operations = [migrations.RunPython(cut_points, migrations.RunPython.noop)]
