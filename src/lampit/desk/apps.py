"""Tells Django that this room exists."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk room."""

    name = "lampit.desk"
    default_auto_field = "django.db.models.BigAutoField"
