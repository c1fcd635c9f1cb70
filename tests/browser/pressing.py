"""Pressing something that leads to another page, and waiting for that page.

Journeys ask for reduced motion: while a page scrolls smoothly a press may miss its button.
"""

from playwright.sync_api import Locator, Page


def press(page: Page, what: str | Locator) -> None:
    """Press and wait for the page it leads to: the next look must not see the old one."""
    with page.expect_navigation():
        (page.locator(what).first if isinstance(what, str) else what).click()
