"""The index of goods: terms, who holds them, the words behind them; written by `actions.finding`.

A term is what a word means (`rules.finding.words`), a posting says that a good holds it and how
much it weighs there. Only goods on sale are kept.
"""

from django.db import models
from django.db.models import F

from lampit.shops.models.goods import Product
from lampit.shops.rules.finding.words import LONGEST_TERM


class Term(models.Model):
    """What goods are found by, with how rare it is; the clock reckons `rarity` and `goods`."""

    text = models.CharField(max_length=LONGEST_TERM, unique=True)
    goods = models.PositiveIntegerField(default=1)
    rarity = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Show the term."""
        return self.text


class Posting(models.Model):
    """A good holds a term, and with what weight (1 to 1,000)."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="postings", db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="postings")
    impact = models.PositiveSmallIntegerField()

    class Meta:
        """Walked by weight for one term, met by good for several."""

        indexes = (
            models.Index(F("term"), F("impact").desc(), F("product"), name="posting_by_impact"),
            models.Index(fields=("term", "product", "impact"), name="posting_of_term"),
        )

    def __str__(self) -> str:
        """Show term and good by their numbers."""
        return f"{self.term_id} {self.product_id}"


class Word(models.Model):
    """A plain word as goods write it, with its term: what is suggested and mended."""

    text = models.CharField(max_length=LONGEST_TERM, unique=True)
    term = models.ForeignKey(Term, models.CASCADE, related_name="words")

    def __str__(self) -> str:
        """Show the word."""
        return self.text


class WordKey(models.Model):
    """A key of a word (`rules.finding.slips`): what a mistyped word is looked up by."""

    key = models.CharField(max_length=8)
    word = models.ForeignKey(Word, models.CASCADE, related_name="keys")

    class Meta:
        """Read from the key to its words."""

        indexes = (models.Index(fields=("key", "word"), name="word_key"),)

    def __str__(self) -> str:
        """Show the key."""
        return self.key


class Document(models.Model):
    """That a good is in the index, by which list of words, and what it is made of."""

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="document"
    )
    edition = models.CharField(max_length=16, db_index=True)  # of the words and the rules
    materials = models.CharField(max_length=60, blank=True)  # codes between blanks

    def __str__(self) -> str:
        """Show the good by its number."""
        return str(self.product_id)


class IndexState(models.Model):
    """One row: when rarities were reckoned, over how many goods."""

    documents = models.PositiveIntegerField(default=0)
    reckoned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show how many goods it holds."""
        return str(self.documents)
