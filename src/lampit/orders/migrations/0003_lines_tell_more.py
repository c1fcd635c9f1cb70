"""The chain of a sale names its order line, lines say what was promised, proofs when they went."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

stands = import_module("lampit.orders.migrations.0002_sale_is_append_only")


def name_lines(apps, editor):
    """Give reversals, and what follows them, the order line of the sale they take back."""
    Sale = apps.get_model("orders", "Sale")
    chain = Sale.objects.filter(order_line=None, reverses__order_line__isnull=False)
    line = Sale.objects.filter(pk=models.OuterRef("reverses")).values("order_line")[:1]
    while chain.update(order_line=models.Subquery(line)):
        pass
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def tell_promises(apps, editor):
    """Lines for which nothing was ever held were made to order."""
    Line = apps.get_model("orders", "Line")
    held = apps.get_model("shops", "Reservation").objects.filter(ref_kind="pesanan")
    promised = {
        (int(name.partition(".")[0]), variant)
        for name, variant in held.values_list("ref_id", "variant_id").iterator()
    }
    lines = Line.objects.values_list("pk", "part_id", "variant_id")
    made = [pk for pk, part, variant in lines.iterator() if (part, variant) not in promised]
    for first in range(0, len(made), 500):
        Line.objects.filter(pk__in=made[first : first + 500]).update(kind="BUAT")
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    """Schema, then what is known of older rows; the ledger's protection comes back last."""

    dependencies = [
        ("orders", "0002_sale_is_append_only"),
        ("shops", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(stands.release, stands.protect),
        migrations.AddField(
            model_name="line",
            name="kind",
            field=models.CharField(
                choices=[("SIAP", "Ada sekarang"), ("BUAT", "Dibuat dulu")],
                default="SIAP",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dihapus"),
        ),
        migrations.AlterField(
            model_name="proof",
            name="name",
            field=models.CharField(db_index=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="sale",
            name="order_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sales",
                to="orders.line",
            ),
        ),
        migrations.AddConstraint(
            model_name="sale",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", True)),
                fields=("order_line",),
                name="sale_of_line_once",
            ),
        ),
        migrations.RunPython(name_lines, migrations.RunPython.noop),
        migrations.RunPython(tell_promises, migrations.RunPython.noop),
        migrations.RunPython(stands.protect, stands.release),
    ]
