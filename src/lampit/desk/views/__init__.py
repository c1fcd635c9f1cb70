"""Pages of the desk room: thin; they ask, draw and render."""

from lampit.desk.views.home import home

__all__ = ["home"]
