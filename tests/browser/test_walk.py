"""Every role walks the demo by its own links: pages answer, are whole, and pass axe."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from lampit.people.queries.accounts import DEMO_LOGINS, DEMO_PASSWORD
from tests.browser.pressing import press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
ROLES = ["", *(name for name, _who in DEMO_LOGINS)]
MOST_PAGES = 40
NOT_PAGES = re.compile(
    r"^/(media|static|gaya/tampilan)/|/wa/$|/unduh/"
    r"|\.(csv|xlsx|png|xml|txt|zip|pdf|json|jsonld|py|R|gz|webmanifest)$"
)
GRAVE = {"serious", "critical"}
_seen: set[str] = set()  # kinds of pages that axe has looked at: one process walks all roles


def sign_in(page: Page, site: str, name: str) -> str:
    """Sign in and return where the role begins."""
    page.goto(f"{site}/masuk/")
    page.fill("[name=name]", name)
    page.fill("[name=password]", DEMO_PASSWORD)
    press(page, "main button[type=submit]")
    return urlsplit(page.url).path


def shape(path: str) -> str:
    """Return a path without its particulars, so that each kind of page is visited once."""
    plain = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}/", "/*/", path)
    plain = re.sub(r"/(produk|lapak|kategori|usaha|pesan|nilai|barang)/[\w.-]+/", r"/\1/*/", plain)
    return re.sub(r"/\d[\d.]*(?=/)", "/*", plain)


def links(page: Page, site: str) -> list[str]:
    """Return the paths that a page leads to on this site."""
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    paths = []
    for href in hrefs:
        target = urlsplit(urljoin(page.url, href))
        if f"{target.scheme}://{target.netloc}" == site and not NOT_PAGES.search(target.path):
            paths.append(target.path)
    return list(dict.fromkeys(paths))


def faults(page: Page, path: str, answer: Any, said: list[str]) -> list[str]:
    """Return what is wrong with a page at the width it has now."""
    found = (
        []
        if answer is not None and answer.status == 200
        else [f"{path}: {answer and answer.status}"]
    )
    if page.locator("h1").count() != 1:
        found.append(f"{path}: {page.locator('h1').count()} h1")
    if not page.locator("main#isi").count() or not page.get_attribute("body", "data-page"):
        found.append(f"{path}: no main#isi or data-page")
    found += [f"{path}: {line}" for line in said]
    return found


def axe(page: Page, path: str) -> list[str]:
    """Return the grave findings of axe; it is not asked for what it finds in order."""
    told = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{path}: {found['id']} {found['nodes'][0]['html'][:120]}"
        for found in told["violations"]
        if found["impact"] in GRAVE
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole(demo_site: str, demo_browser: Browser, role: str) -> None:
    """Each kind of page a role is shown is whole and fits 360 px; axe sees each kind once."""
    context = demo_browser.new_context(
        reduced_motion="reduce", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    waiting = [sign_in(page, demo_site, role) if role else "/"]
    done: set[str] = set()
    wrong: list[str] = []
    while waiting and len(done) < MOST_PAGES:
        path = waiting.pop(0)
        if shape(path) in done:
            continue
        done.add(shape(path))
        said.clear()
        answer = page.goto(demo_site + path)
        wrong += faults(page, path, answer, said)
        waiting += [link for link in links(page, demo_site) if shape(link) not in done]
        page.set_viewport_size({"width": 360, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 360:
            wrong.append(f"{path}: {wide} px wide at 360")
        if shape(path) not in _seen:
            _seen.add(shape(path))
            page.set_viewport_size({"width": 390, "height": 844})
            wrong += axe(page, path)
            page.set_viewport_size({"width": 1366, "height": 768})
            wrong += axe(page, f"{path} at 1366")
        page.set_viewport_size({"width": 390, "height": 844})
    context.close()
    assert not wrong, "\n" + "\n".join(wrong)
    assert len(done) >= 4
