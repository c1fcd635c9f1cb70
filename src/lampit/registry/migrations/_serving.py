"""An index that is built while the instance serves."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddIndexWhileServing(migrations.AddIndex):
    """Add an index; on PostgreSQL nobody who writes the table waits for it.

    Its migration is `atomic = False` and holds nothing else. A build that fell or was killed
    leaves an index that is not valid: begun again it goes first. SQLite has one writer anyway,
    and builds plainly; there, too, what a killed migration left goes first.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState, to_state: ProjectState,
    ) -> None:  # fmt: skip
        """Build the index; on PostgreSQL beside those who write."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        editor: Any = schema_editor
        if editor.connection.vendor != "postgresql":
            # Killed before it was noted down, a migration meets the index that it built.
            editor.execute(f"DROP INDEX IF EXISTS {editor.quote_name(self.index.name)}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        # It waits for whoever writes now, however long that takes, and holds nobody up meanwhile.
        editor.execute("SET lock_timeout = 0")
        try:
            editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {editor.quote_name(self.index.name)}")
            editor.add_index(model, self.index, concurrently=True)
        finally:
            editor.execute("RESET lock_timeout")
