"""Writes that join several rooms, each through the owners' actions."""

from lampit.desk.actions.demo import build_demo, is_empty

__all__ = ["build_demo", "is_empty"]
