"""Each test of the market starts with nothing remembered."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Forget the facts of the market of the test before."""
    cache.clear()
