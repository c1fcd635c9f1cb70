"""The catalogue by which the list is searched, and what changed since it was brought up to date.

Database triggers write `registry_recent` at every change of a business, whoever makes it;
`actions.catalogue.catch_up` takes its rows into the catalogue, and makes the orders of the list
anew when many were written.
"""

from django.db import models


class Posting(models.Model):
    """One block of the businesses that have a term (see `rules.catalogue`)."""

    pk = models.CompositePrimaryKey("term", "block")
    term = models.CharField(max_length=120)
    block = models.PositiveIntegerField()
    members = models.BinaryField()

    def __str__(self) -> str:
        """Name the block in logs; words of names stay out of them."""
        return f"{self.term[:1]} {self.block}"


class Word(models.Model):
    """A word by sound that some business is found by; parts of words are looked for here."""

    word = models.CharField(max_length=120, primary_key=True)

    def __str__(self) -> str:
        """Name the kind of row in logs; words of names stay out of them."""
        return "word"


class KeptOrder(models.Model):
    """One block of what is kept of the list's orders, so that a page is read, not sorted.

    Four kinds of rows share the table, told apart by `name` (see `queries.kept`):

    - `nama`, `kec` …: the numbers of 65,536 businesses as they follow each other in an order;
    - `nama@` …: for 65,536 numbers their place in that order;
    - `~`: as in a posting, who was written since the orders were made;
    - the empty name: one row whose version is that of what goes into `~` now.
    """

    pk = models.CompositePrimaryKey("name", "number", "version")
    name = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    version = models.PositiveBigIntegerField()
    held = models.BinaryField()

    def __str__(self) -> str:
        """Name the block in logs."""
        return f"{self.name} {self.number} {self.version}"


class Recent(models.Model):
    """A business written since the catalogue knew it, and what the catalogue knows of it.

    The values are those before the write; `was_listed` is false when there was no such business
    in the list. Rows are only added, by the database itself, and taken away by the catalogue.
    """

    business_id = models.BigIntegerField()
    was_listed = models.BooleanField(default=False)
    region = models.CharField(max_length=13, default="")
    subdistrict = models.CharField(max_length=13, default="")
    village = models.CharField(max_length=13, default="")
    sector = models.CharField(max_length=8, default="")
    status = models.CharField(max_length=16, default="")
    has_nib = models.BooleanField(default=False)
    is_online = models.BooleanField(null=True)
    confirmed_on = models.DateField(null=True)
    search_key = models.CharField(max_length=340, default="")

    def __str__(self) -> str:
        """Name the row in logs."""
        return str(self.business_id)
