"""Twenty interviews without a signal: the page is killed, comes back, and all twenty arrive."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from lampit.measure.models import Attachment, Delivery, SampleMember, Submission
from lampit.outside import kept
from tests.browser.carrying import COUNTS, RAW, fill, flaky, members, phone, set_up, sign_in, unlock
from tests.factories import member
from tests.measure.fieldwork import open_field
from tests.measure.questionnaires import answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
COUNT = 20
PHOTO = """async () => {
  const c = document.createElement('canvas'); c.width = 2400; c.height = 1600;
  const p = c.getContext('2d'); for (let n = 0; n < 900; n++) {
    p.fillStyle = `hsl(${n * 7 % 360} 60% 50%)`; p.fillRect(n * 53 % 2400, n * 91 % 1600, 90, 60); }
  const blob = await new Promise(r => c.toBlob(r, 'image/png'));
  const all = new DataTransfer(); all.items.add(new File([blob], 'IMG.png', {type: 'image/png'}));
  const input = document.getElementById('kamera'); input.files = all.files;
  input.dispatchEvent(new Event('change')); }"""


@pytest.fixture(autouse=True)
def answers_root(tmp_path: Path) -> Iterator[None]:
    """Keep what is sent in a folder of the test."""
    with override_settings(ANSWERS_ROOT=tmp_path / "answers"):
        yield


def test_twenty_interviews_survive_everything(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Offline, killed half-way, cold start, a line that cuts, loses, breaks and doubles: 20."""
    open_field(10, wanted=40)
    person = member("enumerator", "63.08")
    context = phone(chromium.browser_type, tmp_path / "phone")
    page = set_up(context, live_server.url, person)
    drawn = members(page)
    assert len(drawn) >= COUNT
    context.set_offline(True)
    for one in drawn[: COUNT - 1]:
        assert fill(page, one, answers()) == "done"
    assert fill(page, drawn[COUNT - 1], answers(), until="akun") == "left"
    assert page.evaluate(COUNTS) == {"siap": COUNT - 1}
    assert f"{COUNT - 1}" in page.inner_text("#belum")
    context.close()  # the battery is empty

    context = phone(chromium.browser_type, tmp_path / "phone")
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_server.url}/pendata/")
    assert "Usaha" not in page.evaluate(RAW)["text"]
    unlock(page)
    page.wait_for_selector("a.item")
    assert page.evaluate(COUNTS) == {"siap": COUNT - 1}
    page.click(f'a[href="#usaha/{drawn[COUNT - 1]}"]')
    page.click("#mulai")
    page.wait_for_selector('[name=jawab][value="wa"]')  # where it was left, answers before it kept
    assert fill(page, drawn[COUNT - 1], answers(), until="foto") == "left"
    page.evaluate(PHOTO)
    page.wait_for_selector(".shots img")
    page.click("text=Ambil titik lokasi")
    page.wait_for_selector("text=teliti sampai 9 meter")
    assert fill(page, drawn[COUNT - 1], answers()) == "done"

    context.set_offline(False)
    page.evaluate("Pendata.outbox.send(true)")
    page.wait_for_selector("text=Masuk lagi untuk mengirim")  # the session ended meanwhile
    assert page.evaluate(COUNTS) == {"siap": COUNT}
    sign_in(context, live_server.url, person)
    seen = flaky(page)
    for _ in range(60):
        page.evaluate("Pendata.outbox.send(true)")
        if page.evaluate(COUNTS) == {"terkirim": COUNT}:
            break
    assert page.evaluate(COUNTS) == {"terkirim": COUNT}, seen
    assert min(seen.values()) > 0, seen
    assert page.evaluate("Pendata.state.waiting") == 0
    assert page.evaluate("Pendata.store.all('files').then(f => f.length)") == 0
    context.close()
    counted_whole(person.pk)


def counted_whole(person: int) -> None:
    """Hold what the server has at twenty, each once, with its photo, its point and its times."""
    assert Delivery.objects.count() == COUNT
    assert Submission.objects.filter(state="final", started_by_id=person).count() == COUNT
    assert SampleMember.objects.filter(disposition="selesai").count() == COUNT
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dihitung"}
    photo = Attachment.objects.get()
    content = kept.path_of(django_settings.ANSWERS_ROOT, photo.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == photo.sha256
    assert content[:3] == b"\xff\xd8\xff"
    told = Delivery.objects.get(pk=photo.delivery_id)
    assert (told.latitude, told.longitude, told.accuracy) == (-2.4186, 115.2508, 9)
    assert told.index_gap == 0
    assert {"usia_pemilik", "akun"} <= set(told.paradata["timings"])
    assert not list((django_settings.ANSWERS_ROOT / "halves").iterdir())
