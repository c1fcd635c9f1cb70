"""One real instance for the walks: prepared, filled with the demo, served as in production."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen  # noqa: TID251 - asks our own server

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
START_SECONDS = 60


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo's state."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_site(demo_home: Path) -> Iterator[str]:
    """Give the address of a served demo of 200 businesses; its state is gone afterwards.

    Tests that use it carry `xdist_group("demo")`, so that it is built once.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = environment_of(demo_home, port)
    lampit = [sys.executable, "-m", "lampit"]
    for words in (["prepare"], ["demo", "--businesses", "200"]):
        subprocess.run([*lampit, *words], env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [*lampit, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/readyz")
        yield address
    finally:
        server.terminate()
        server.wait(40)


@pytest.fixture(scope="package")
def one_browser() -> Iterator[Browser]:
    """Give a browser of this machine, else the one Playwright brought; started once."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread, in which Django would refuse to read the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None, args=QUIET
        )
        yield browser
        browser.close()


@pytest.fixture
def chromium(one_browser: Browser) -> Iterator[Browser]:
    """Give the browser as if fresh: cookies, pages and what was kept live in a context each."""
    assert not one_browser.contexts
    yield one_browser
    for context in one_browser.contexts:
        context.close()


@pytest.fixture
def demo_browser(chromium: Browser) -> Browser:
    """Give the browser to a walk through the demo."""
    return chromium


def environment_of(home: Path, port: int) -> dict[str, str]:
    """Return the environment of an instance of its own, without what the test run set."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("LAMPIT_", "DJANGO_"))}
    ours.pop("DATABASE_URL", None)
    return ours | {
        "LAMPIT_HOME": str(home),
        "LAMPIT_PORT": str(port),
        "LAMPIT_ENV": "demo",
        "LAMPIT_SQLITE_SYNCHRONOUS": "OFF",
    }


def _wait(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:  # refused, or too slow on a busy machine: ask again
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within {START_SECONDS} seconds")
