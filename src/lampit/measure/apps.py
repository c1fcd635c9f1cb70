"""Tells Django that this room exists."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """The measure room."""

    name = "lampit.measure"
    default_auto_field = "django.db.models.BigAutoField"
