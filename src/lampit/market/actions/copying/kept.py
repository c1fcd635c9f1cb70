"""Pages that this instance keeps for everybody (decision 0026): a copy takes them as they are.

They are the bytes that rendering would give, and believed as the front believes them: only while
whoever withdraws them is alive.
"""

from datetime import datetime
from pathlib import Path
from time import time

from django.utils import timezone

from lampit.market.rules.copying.tongues import language_of
from lampit.web.kept import Key, Pulse, kept_path, unpack
from lampit.web.published import page_query
from lampit.web.rendering import Rendered


class KeptPages:
    """The kept pages below a folder of a release."""

    def __init__(self, folder: Path) -> None:
        """Open nothing before a page is asked for."""
        self.folder, self.pulse = folder, Pulse(folder / "pulse")

    def page(self, address: str) -> Rendered | None:
        """Return the page of a local address as a stranger gets it now, None where none is kept."""
        is_alive, _count = self.pulse.read()
        if not is_alive:
            return None
        path, _mark, query = address.partition("?")
        kept = page_query(query)
        key = Key(f"{path}?{kept}" if kept else path, language_of(address))
        try:
            page = unpack(kept_path(self.folder, key).read_bytes())
        except (OSError, ValueError, KeyError):
            return None
        if time() >= page.until:
            return None
        until = datetime.fromtimestamp(page.until, tz=timezone.get_default_timezone())
        headers = (*page.headers, *page.body_headers)
        return Rendered(address, 200, headers, page.plain, frozenset(), until)
