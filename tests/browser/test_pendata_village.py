"""A village listed on foot without a signal: ticked, killed, gone on with, complete, sent once."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from lampit.measure import actions
from lampit.measure.models import FoundBusiness, ListedEntry, VillageListing
from tests.browser.carrying import PIN, phone, sign_in, unlock
from tests.browser.test_pendata_screens import looked_at
from tests.factories import member
from tests.measure.fieldwork import NOW, staff
from tests.measure.listed import listed_round, listings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_village_is_ticked_off_without_a_signal(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Begun with a signal; met, not met, a new one, a killed app; all of it arrives once."""
    found, person = listed_round(), member("enumerator", "63.08")
    one = listings(found)[0]
    actions.give_village(staff(), found.pk, one.drawn.village_id, person, now=NOW)
    context = phone(chromium.browser_type, tmp_path)
    sign_in(context, live_server.url, person)
    page = context.new_page()
    page.goto(f"{live_server.url}/pendata/")
    page.fill("#pin", PIN)
    page.fill("#pin2", PIN)
    page.click("main form [type=submit]")
    page.click("a.item")
    page.click("#mulai-desa")
    page.wait_for_selector("[data-entry]")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function("() => caches.keys().then(k => k.length > 0)")
    entries = [
        int(row.get_attribute("data-entry") or 0) for row in page.locator("[data-entry]").all()
    ]
    context.set_offline(True)
    page.click(f"[data-entry='{entries[0]}'] button")
    page.select_option(f"[data-entry='{entries[1]}'] select", "tutup")
    page.wait_for_selector("#hitungan:has-text('ditemui 1')")
    looked_at(page, "village")
    page.wait_for_timeout(100)
    page.reload()  # killed before anything was put into the outbox
    unlock(page)
    page.wait_for_selector("#hitungan:has-text('ditemui 1')")
    page.click("text=Catat usaha yang tidak ada")
    page.fill("#b-name", "Anyaman Baru")
    page.click("main form [type=submit]")
    page.wait_for_selector("#desa-lengkap")
    page.click("#desa-lengkap")
    page.wait_for_selector("[role=alert]:has-text('belum ditandai')")
    page.check("[name=yakin]")
    page.click("#desa-lengkap")
    page.wait_for_selector("#belum")
    context.set_offline(False)
    page.wait_for_function("() => Pendata.state.waiting === 0")
    assert VillageListing.objects.get(pk=one.pk).state == "lengkap"
    told = dict(ListedEntry.objects.filter(listing=one).values_list("pk", "outcome"))
    assert (told.pop(entries[0]), told.pop(entries[1])) == ("ditemui", "tutup")
    assert set(told.values()) == {"tidak_dikenal"}
    assert FoundBusiness.objects.get().name == "Anyaman Baru"
    context.close()
