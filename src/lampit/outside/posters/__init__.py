"""Posters and previews, drawn by the server: photo, name, price, maker, code to scan."""

from lampit.outside.posters.drawing import Card, preview, square, story
from lampit.outside.posters.kept import kept, sweep
from lampit.outside.posters.lettering import drawable

__all__ = ["Card", "drawable", "kept", "preview", "square", "story", "sweep"]
