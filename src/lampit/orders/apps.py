"""Tells Django that this room exists."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The orders room."""

    name = "lampit.orders"
    default_auto_field = "django.db.models.BigAutoField"
