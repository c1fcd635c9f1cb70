"""Tells Django that this room exists."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The privacy room."""

    name = "lampit.privacy"
    default_auto_field = "django.db.models.BigAutoField"
