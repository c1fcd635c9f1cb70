"""Tells Django that this room exists."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The trust room."""

    name = "lampit.trust"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the shops which pictures stay because of an order, a review or an appeal."""
        from lampit.shops.queries import pictures  # noqa: PLC0415 - once the models are there
        from lampit.trust.queries.pictures import BOUGHT, OWN  # noqa: PLC0415

        pictures.also((*OWN, *BOUGHT))
