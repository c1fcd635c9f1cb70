"""Tells Django that this room exists."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    """The shops room."""

    name = "lampit.shops"
    default_auto_field = "django.db.models.BigAutoField"
