"""The database itself refuses to change what somebody answered; only where the proof lies may go."""

from django.db import migrations

COLUMNS = "public_id, owner_id, purpose, is_given, text_id, channel, by_id, at"
POSTGRES = f"""
CREATE FUNCTION registry_consent_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'registry_consent is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER registry_consent_stands BEFORE UPDATE OF {COLUMNS} OR DELETE ON registry_consent
  FOR EACH ROW EXECUTE FUNCTION registry_consent_stands();
"""
# No trigger on DELETE here: SQLite has no TRUNCATE, and emptying a test database deletes rows.
SQLITE = f"""
CREATE TRIGGER registry_consent_stands BEFORE UPDATE OF {COLUMNS} ON registry_consent
BEGIN SELECT RAISE(ABORT, 'registry_consent is append-only'); END
"""


def protect(_apps, editor):
    """Put the trigger on the ledger."""
    editor.execute(POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def release(_apps, editor):
    """Take the trigger away."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER registry_consent_stands ON registry_consent")
        editor.execute("DROP FUNCTION registry_consent_stands()")
    else:
        editor.execute("DROP TRIGGER registry_consent_stands")


class Migration(migrations.Migration):
    """Schema of the ledger's protection."""

    dependencies = [("registry", "0007_consents")]
    operations = [migrations.RunPython(protect, release)]
