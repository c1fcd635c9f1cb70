"""A price behind a link proves nothing any more: what rested on one is reckoned anew."""

from django.db import migrations


def reckon_anew(apps, _editor):
    """Blank the reference prices that used proofs without a picture; the clock refills."""
    product = apps.get_model("shops", "Product")
    resting = product.objects.filter(
        price_references__photo="", price_references__withdrawn_at=None
    )
    pks = set(resting.values_list("pk", flat=True))
    found = sorted(pks)
    for first in range(0, len(found), 500):
        product.objects.filter(pk__in=found[first : first + 500]).update(
            reference_price=None, reference_until=None
        )


class Migration(migrations.Migration):
    """Data alone; the schema stays."""

    dependencies = [("shops", "0001_initial")]
    operations = [migrations.RunPython(reckon_anew, migrations.RunPython.noop)]
