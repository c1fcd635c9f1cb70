"""Tells Django that this room exists."""

from django.apps import AppConfig


class ProofConfig(AppConfig):
    """The proof room."""

    name = "lampit.proof"
    default_auto_field = "django.db.models.BigAutoField"
