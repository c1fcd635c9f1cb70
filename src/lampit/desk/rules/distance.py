"""How far two places are from each other. Pure."""

from math import asin, cos, radians, sin, sqrt

RADIUS = 6371.0088  # km, mean radius of the earth (IUGG)


def kilometres(north: float, east: float, other_north: float, other_east: float) -> float:
    """Return the great-circle distance of two places in degrees, in km (haversine)."""
    up, across = radians(other_north - north), radians(other_east - east)
    half = sin(up / 2) ** 2
    half += cos(radians(north)) * cos(radians(other_north)) * sin(across / 2) ** 2
    return 2 * RADIUS * asin(sqrt(min(1.0, half)))
