"""Stories that makers tell, each with a page of its own."""

from django.db import models

from lampit.shops.models.goods import Maker
from lampit.shops.rules import stories


class StoryState(models.TextChoices):
    """Whether buyers read a story."""

    DRAFT = "draf", "Draf"
    LIVE = "tayang", "Tayang"
    HIDDEN = "disembunyikan", "Disembunyikan"


class MakerStory(models.Model):
    """One story of a shop: how a thing is made, where the material grows, who works there."""

    maker = models.ForeignKey(Maker, models.PROTECT, related_name="stories")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=stories.LONGEST_TITLE)
    text = models.TextField(blank=True)
    picture = models.CharField(max_length=64, blank=True)  # digest
    picture_alt = models.CharField(max_length=200, blank=True)
    is_illustration = models.BooleanField(default=False)
    shows_person = models.BooleanField(default=False)  # the picture; needs the owner's yes
    state = models.CharField(max_length=15, choices=StoryState.choices, default=StoryState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique

    class Meta:
        """Newest first; what is shown was published once, and one form makes one story."""

        ordering = ("-published_at", "-id")
        indexes = (
            models.Index(fields=("state", "-published_at", "-id"), name="story_shown"),
            models.Index(fields=("maker", "state"), name="story_of_maker"),
        )
        constraints = (
            models.UniqueConstraint("maker", "form_key", name="story_form_once"),
            models.CheckConstraint(
                condition=~models.Q(state=StoryState.LIVE)
                | models.Q(published_at__isnull=False, text__gt=""),
                name="story_live_is_told",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title

    @property
    def is_live(self) -> bool:
        """Say whether the story is shown as far as its teller is concerned."""
        return self.state == StoryState.LIVE
