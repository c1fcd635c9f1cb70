"""The style page and an error page in Chromium: accessible, no sideways scrolling."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_parts_and_error_pages_are_accessible(
    live_server: LiveServer, chromium: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing, the page does not scroll sideways, the content policy refuses nothing."""
    with override_settings(LAMPIT_ENV="demo"):
        page = chromium.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        refused: list[str] = []
        page.on(
            "console", lambda m: refused.append(m.text) if "Content Security" in m.text else None
        )
        page.on("pageerror", lambda error: refused.append(str(error)))
        for path, name in [("/gaya/", "web.style"), ("/tidak/ada/", "web.missing")]:
            page.goto(live_server.url + path)
            assert page.get_attribute("body", "data-page") == name
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert refused == []


def test_the_look_is_chosen_with_and_without_script(
    live_server: LiveServer, chromium: Browser
) -> None:
    """The dark page stays dark on the next visit, whether script or server kept the choice."""
    for script in (True, False):
        visit = chromium.new_context(reduced_motion="reduce", java_script_enabled=script)
        page = visit.new_page()
        page.goto(live_server.url + "/masuk/")
        page.click("form[data-look] button[value=dark]")
        page.goto(live_server.url + "/masuk/")
        assert page.get_attribute("html", "data-theme") == "dark"
        visit.close()
