"""How long a picture that nothing names stays: a form may be open that will name it. Pure."""

from datetime import timedelta

GRACE = timedelta(days=7)
LATE = GRACE + timedelta(days=3)  # what is still there then, the clock overlooked
EVERY = timedelta(hours=20)
