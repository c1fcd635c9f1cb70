"""A maker puts a good on sale at the speed of a person, on a cheap phone with a bad line."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize

KEY_SECONDS, TAP_SECONDS, CAMERA_SECONDS = 0.2, 0.6, 4.0
PHONE: ViewportSize = {"width": 360, "height": 740}
SLOW_3G = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
CPU_RATE = 4


@dataclass
class Thumb:
    """One thumb on a phone: counts its taps, and takes its time where `real`.

    Attributes:
        taps, keys: how often it did what so far.
        spent: seconds a person needs for them.
    """

    page: Page
    real: bool = False
    taps: int = 0
    keys: int = 0
    spent: float = 0.0
    said: list[str] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        """Let the person's time pass."""
        self.spent += seconds
        if self.real:
            time.sleep(seconds)

    def tap(self, what: str | Locator, name: str = "") -> None:
        """Find and tap."""
        self.pause(TAP_SECONDS)
        self.taps += 1
        self.said.append(name or str(what))
        (self.page.locator(what).first if isinstance(what, str) else what).tap()

    def write(self, what: str, text: str) -> None:
        """Tap a field and type."""
        self.tap(what)
        self.pause(0.1)
        for sign in text:
            self.page.keyboard.type(sign)
            self.keys += 1
            self.pause(KEY_SECONDS)

    def shoot(self, what: str, photo: Path) -> None:
        """Open the camera, press its button, and say that the photo is good: three taps."""
        with self.page.expect_file_chooser() as opened:
            self.tap(self.page.locator(what), "camera")
        self.taps += 2
        self.said += ["shutter", "ok"]
        self.pause(CAMERA_SECONDS)
        opened.value.set_files(photo)


def slow(page: Page) -> None:
    """Make the browser as slow as a cheap phone on 3G."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_RATE})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})


def sell(page: Page, address: str, photo: Path, *, real: bool = False) -> Thumb:
    """Walk from the start page of the maker to the good on sale; return what the thumb did."""
    page.goto(f"{address}/saya/", wait_until="commit")
    thumb = Thumb(page, real)
    thumb.tap("text=Foto barang baru")
    page.wait_for_url("**/barang/baru/**", wait_until="domcontentloaded")
    page.wait_for_function("() => window.Simpanan && document.readyState === 'complete'")
    thumb.shoot("label[for=id_camera]", photo)
    thumb.write("#id_name", "Sajadah purun")
    thumb.write("#id_price", "62000")
    thumb.write("#id_stock", "12")
    thumb.tap("#cek label.pick", "the promise")
    thumb.tap("[data-sell]")
    page.wait_for_url("**/bagikan/", wait_until="commit", timeout=120_000)
    return thumb
