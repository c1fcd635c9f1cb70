"""The business classification. Table owned: `trades_kbli`."""

from django.db import models


class Kbli(models.Model):
    """A five-digit group of one edition of the KBLI (2020: Peraturan BPS 2/2020)."""

    version = models.CharField(max_length=4, default="2020")
    code = models.CharField(max_length=5)
    title = models.CharField(max_length=255)
    plain_words = models.CharField(max_length=500, default="")
    examples = models.CharField(max_length=500, default="")
    search = models.CharField(max_length=900, default="")

    class Meta:
        """A code is known once per edition; editions live beside each other."""

        ordering = ("version", "code")
        constraints = (models.UniqueConstraint("version", "code", name="kbli_once"),)

    def __str__(self) -> str:
        """Show code and title."""
        return f"{self.code} {self.title}"
