"""Tells Django that this room exists."""

from django.apps import AppConfig


class AidConfig(AppConfig):
    """The aid room."""

    name = "lampit.aid"
    default_auto_field = "django.db.models.BigAutoField"
