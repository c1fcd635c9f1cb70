"""An enumerator's phone for the walks: sets the app up, fills interviews by its own buttons."""

import random
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, BrowserType, Page, Route

from lampit.people.models import User
from tests.browser.conftest import QUIET
from tests.browser.test_interview import session_of

PIN = "482915"
POINT = {"latitude": -2.4186, "longitude": 115.2508, "accuracy": 9}

# Taps through one interview as a person would: begins, answers what is asked, finishes. Ends early
# at the question `until`.
ROBOT = """async ([member, answers, until]) => {
  const frame = () => new Promise(r => setTimeout(r, 4));
  const find = async (what) => { for (let n = 0; n < 2500; n++) {
    const found = document.querySelector(what); if (found) return found; await frame(); }
    throw new Error('nothing like ' + what + ' at ' + location.hash); };
  const drawn = async (act) => { const old = document.getElementById('isi').firstChild; act();
    for (let n = 0; n < 2500; n++) { if (document.getElementById('isi').firstChild !== old) return;
      await frame(); } throw new Error('stuck at ' + location.hash); };
  await drawn(() => { location.hash = 'usaha/' + member; });
  const begin = await find('#mulai');
  await drawn(() => begin.click());
  for (let n = 0; n < 80; n++) {
    const step = location.hash.split('/')[2];
    if (location.hash.startsWith('#selesai')) return 'done';
    if (step === until) return 'left';
    const answer = answers[step];
    if (answer !== undefined && typeof answer === 'number') {
      const box = await find('#angka'); box.value = String(answer);
      box.dispatchEvent(new Event('input', {bubbles: true}));
    } else if (answer !== undefined) {
      for (const code of [].concat(answer)) {
        const box = await find(`[name=jawab][value="${code}"]`); if (!box.checked) box.click();
      }
    }
    const go = await find('main form [type=submit]');
    await drawn(() => go.click());
    await frame();
  }
  throw new Error('no end');
}"""
COUNTS = """async () => { const rows = await Pendata.store.all('outbox');
  return rows.reduce((so, r) => { so[r.state] = (so[r.state] || 0) + 1; return so; }, {}); }"""
# What lies on the phone, as a thief would read it: every store, as text.
RAW = """async () => {
  const open = await new Promise(done => { const a = indexedDB.open('pendata');
    a.onsuccess = () => done(a.result); });
  const all = {};
  for (const name of open.objectStoreNames) {
    all[name] = await new Promise(done => {
      const a = open.transaction(name).objectStore(name).getAll();
      a.onsuccess = () => done(a.result); });
  }
  open.close();
  const text = (v) => v instanceof ArrayBuffer ? new TextDecoder('latin1').decode(v) :
    ArrayBuffer.isView(v) ? new TextDecoder('latin1').decode(v) :
    v && typeof v === 'object' ?
      Object.keys(v).map(k => k + ':' + text(v[k])).join(',') : String(v);
  return {rows: Object.keys(all).reduce((so, k) => so + all[k].length, 0), text: text(all)};
}"""


def phone(kind: BrowserType, folder: Path, *, width: int = 360) -> BrowserContext:
    """Return a phone whose storage lies in a folder: closed and opened again it is the same one."""
    import shutil

    context = kind.launch_persistent_context(
        str(folder),
        executable_path=shutil.which("chromium") or None,
        args=QUIET,
        viewport={"width": width, "height": 740},
        geolocation=POINT,  # type: ignore[arg-type]
        permissions=["geolocation"],
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(20_000)
    return context


def sign_in(context: BrowserContext, address: str, person: User) -> None:
    """Sign a person in on a phone."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]


def set_up(context: BrowserContext, address: str, person: User) -> Page:
    """Sign in, make a PIN, and wait until list and shell are on the phone."""
    sign_in(context, address, person)
    page = context.new_page()
    page.goto(f"{address}/pendata/")
    page.fill("#pin", PIN)
    page.fill("#pin2", PIN)
    page.fill("#hp", "HP uji")
    page.click("main form [type=submit]")
    page.wait_for_selector("a.item")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function("() => caches.keys().then(k => k.length > 0)")
    return page


def unlock(page: Page, pin: str = PIN) -> None:
    """Type the PIN."""
    page.fill("#pin", pin)
    page.click("main form [type=submit]")


def members(page: Page) -> list[int]:
    """Return the businesses on the list, in its order."""
    rows: list[int] = page.evaluate("Pendata.state.members.map(one => one.id)")
    return rows


def fill(page: Page, member: int, answers: dict[str, Any], until: str = "") -> str:
    """Hold an interview by the app's own buttons."""
    told: str = page.evaluate(ROBOT, [member, answers, until])
    return told


def flaky(page: Page) -> dict[str, int]:
    """Make the line bad: four of ten requests are cut, lost, broken or doubled."""
    dice = random.Random(7)
    seen = {"cut": 0, "lost": 0, "broken": 0, "doubled": 0, "passed": 0}

    def meddle(route: Route) -> None:
        turn = dice.randrange(10)
        if turn > 3:
            seen["passed"] += 1
            route.continue_()
        elif turn == 0:
            seen["cut"] += 1
            route.abort("connectionreset")
        elif turn == 1:
            seen["lost"] += 1
            route.fetch()  # it arrives; the answer does not come back
            route.abort("timedout")
        elif turn == 2:
            seen["broken"] += 1
            route.fulfill(status=502, body="<html>Bad gateway</html>")
        else:
            seen["doubled"] += 1
            route.fetch()
            route.continue_()

    page.route("**/pendata/**", meddle)
    return seen
