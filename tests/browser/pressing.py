"""Pressing something that leads to another page, and waiting for that page.

Journeys ask for reduced motion: while a page scrolls smoothly a press may miss its button.
"""

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as NotAnswered

LOST = 15_000  # milliseconds after which the press of a link counts as lost on a full machine


def press(page: Page, what: str | Locator) -> None:
    """Press and wait for the page it leads to: the next look must not see the old one.

    A link that leads nowhere is pressed once more, as a person would; a button never is.
    """
    target = page.locator(what).first if isinstance(what, str) else what
    if target.evaluate("one => one.closest('a') !== null"):
        try:
            with page.expect_navigation(timeout=LOST):
                target.click()
        except NotAnswered:
            pass
        else:
            return
    with page.expect_navigation():
        target.click()
