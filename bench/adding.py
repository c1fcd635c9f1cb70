"""How long a maker needs for a new good, on a served instance: slow phone, slow 3G, human hands."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LAMPIT = [sys.executable, "-m", "lampit"]


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield seconds from the start page to the good on sale, taps, and the parts of the time."""
    import django

    told = {name: value for name, value in os.environ.items() if name != "LAMPIT_STATIC_STORAGE"}
    subprocess.run([*LAMPIT, "prepare"], check=True, capture_output=True, env=told)
    django.setup()
    from django.conf import settings
    from django.test import Client

    from bench.sitting import wait
    from tests.factories import maker, member

    person = member("maker", "63.08")
    maker("63.08", person, name="Anyaman Bunga Rawa")
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told |= {"LAMPIT_PORT": str(port), "LAMPIT_HOST": "127.0.0.1"}
    say("seorang perajin, HP lambat, 3G lambat …")
    server = subprocess.Popen([*LAMPIT, "serve"], env=told, stdout=subprocess.DEVNULL)
    try:
        wait(f"http://127.0.0.1:{port}/readyz")
        yield from _walked(f"http://127.0.0.1:{port}", session)
        yield from _proven()
    finally:
        server.terminate()
        server.wait(40)


def _walked(address: str, session: str) -> Iterator[dict[str, object]]:
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    from tests.browser.adding import PHONE, sell, slow
    from tests.browser.test_selling import photo

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        slow(page)
        began = time.monotonic()
        thumb = sell(page, address, photo(Path(folder)), real=True)
        spent = time.monotonic() - began
        browser.close()
    yield _figure("adding.good", spent, "s")
    yield _figure("adding.good.hands", thumb.spent, "s")
    yield {"name": "adding.good.taps", "value": thumb.taps, "unit": "taps", "better": "lower"}


def _proven() -> Iterator[dict[str, object]]:
    """Yield how long a photo of 12 megapixels takes: proven in the request, made by the worker."""
    from PIL import Image, ImageFilter

    from lampit.outside import pictures

    noise = Image.effect_noise((1000, 750), 60).convert("RGB").resize((4000, 3000))
    noise = noise.filter(ImageFilter.GaussianBlur(2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "foto.jpg"
        noise.save(path, quality=92)
        content = path.read_bytes()
    began = time.monotonic()
    image = pictures.read(content)
    found = pictures.original(image)
    proven = time.monotonic() - began
    began = time.monotonic()
    pictures.prepare(image, digest=found.digest, complete=True)
    made = time.monotonic() - began
    yield _figure("adding.photo.proven", proven, "s")
    yield _figure("adding.photo.made", made, "s")


def _figure(name: str, value: float, unit: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 2), "unit": unit, "better": "lower"}
