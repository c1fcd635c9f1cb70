"""Writes to the table of published figures."""

from lampit.proof.actions.refreshing import Refreshed, refresh_due, refresh_figures

__all__ = ["Refreshed", "refresh_due", "refresh_figures"]
