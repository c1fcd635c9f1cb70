"""Tells Django that this room exists."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """The market room."""

    name = "lampit.market"
    default_auto_field = "django.db.models.BigAutoField"
