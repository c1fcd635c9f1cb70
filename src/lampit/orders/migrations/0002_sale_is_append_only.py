"""The database itself refuses to change the sales ledger: corrections are new entries."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION orders_sale_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'orders_sale is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER orders_sale_stands BEFORE UPDATE OR DELETE ON orders_sale
  FOR EACH ROW EXECUTE FUNCTION orders_sale_stands();
"""
# No trigger on DELETE here: SQLite has no TRUNCATE, and emptying a test database deletes rows.
SQLITE = """
CREATE TRIGGER orders_sale_stands BEFORE UPDATE ON orders_sale
BEGIN SELECT RAISE(ABORT, 'orders_sale is append-only'); END
"""


def protect(_apps, editor):
    """Put the trigger on the ledger."""
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def release(_apps, editor):
    """Take the trigger away."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER orders_sale_stands ON orders_sale")
        editor.execute("DROP FUNCTION orders_sale_stands()")
    else:
        editor.execute("DROP TRIGGER orders_sale_stands")


class Migration(migrations.Migration):
    """Schema of the ledger's protection."""

    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
