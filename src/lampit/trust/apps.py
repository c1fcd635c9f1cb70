"""Tells Django that this room exists."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The trust room."""

    name = "lampit.trust"
    default_auto_field = "django.db.models.BigAutoField"
