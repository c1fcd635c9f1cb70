"""Indexes that are held off while a long list is poured into an empty register."""

from django.db import models


class HeldIndex(models.Model):
    """An index that was dropped for a run and is built again when the run has come to its end.

    No answer depends on it, only how fast it comes. `actions.importing.indexes` drops and builds.
    """

    name = models.CharField(max_length=63, primary_key=True)
    statement = models.TextField()
    run = models.ForeignKey("registry.ImportRun", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        """Show the name."""
        return self.name
