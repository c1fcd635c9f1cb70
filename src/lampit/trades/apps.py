"""Tells Django that this room exists."""

from django.apps import AppConfig


class TradesConfig(AppConfig):
    """The trades room."""

    name = "lampit.trades"
