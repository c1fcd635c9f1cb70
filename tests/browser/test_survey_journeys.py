"""Three ways through a survey by presses alone: answering oneself, asked again, a new version."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.measure import actions
from lampit.measure.actions import inviting
from lampit.measure.models import BackCheck, Instrument, Submission
from lampit.measure.rules import answers as flow
from lampit.measure.rules.editing_changes import question_of
from tests.browser.pressing import press
from tests.browser.test_interview import check, session_of, visit
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, staff
from tests.measure.questionnaires import answers, instrument
from tests.measure.test_fieldquality import held

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def tap(page: Page, given: dict[str, object]) -> None:
    """Answer what stands on the page as somebody taps it."""
    for question, answer in given.items():
        if page.locator(f"[name='{question}']").count() == 0:
            continue
        if isinstance(answer, int) and answer >= 0:
            page.fill(f"#{question}-angka", str(answer))
            continue
        for option in answer if isinstance(answer, list) else [answer]:
            page.check(f"[name='{question}'][value='{option}']")


def test_a_business_answers_by_itself_on_a_phone(
    live_server: LiveServer, chromium: Browser
) -> None:
    """Code, what it is for, pages, a mistake put right, thanks; coming back asks no code."""
    one = first_member(open_field())
    made = inviting.invite(staff(), one.pk, is_helping=False, now=timezone.now())
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, reduced_motion="reduce", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/isi/{made.token}/")
    page.fill("#kode", made.code)
    press(page, "button.main")
    assert "pembinaan UMKM" in page.inner_text("main")
    press(page, 'button[value="ya"]')
    codes = flow.page_codes(instrument())
    tap(page, dict(answers(usia_pemilik=400)))
    press(page, 'button[value="maju"]')
    assert page.locator("[role=alert]").count() > 0
    assert page.input_value("#usia_pemilik-angka") == "400"
    for _ in codes:
        tap(page, dict(answers()))
        press(page, 'button[value="maju"]')
    assert "Terima kasih" in page.inner_text("h1")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert Submission.objects.get().answers == answers()
    page.goto(f"{live_server.url}/isi/{made.token}/")
    assert "Yang disimpan" in page.inner_text("main")
    assert page.locator("#kode").count() == 0
    assert one.business.name not in page.content()
    context.close()


def test_an_enumerator_asks_again_and_kappa_appears(
    live_server: LiveServer, chromium: Browser
) -> None:
    """Drawn at the desk, given to another enumerator, asked by her without the first answers."""
    office, first = staff(), member("enumerator", "63.08")
    second = member("enumerator", "63.08")
    found = held(first, count=10, at=timezone.now())
    home = f"{live_server.url}/balai/survei/{found.pk}/tanya-lagi/"
    actions.draw_backchecks(office, found.pk, share=1.0, seed=1, now=timezone.now())
    rows = list(BackCheck.objects.select_related("submission").order_by("id"))
    assert len(rows) >= 10
    for row in rows[1:]:
        actions.begin_backcheck(office, row.instance_id, now=timezone.now())
        for part in flow.page_codes(instrument()):
            given = {
                code: [str(v) for v in (a if isinstance(a, list) else [a])]
                for code, a in row.submission.answers.items()
                if code in flow.page_of(instrument(), part).questions
            }
            actions.save_backcheck_page(office, row.instance_id, part, given)
        actions.finish_backcheck(office, row.instance_id, now=timezone.now())
    desk = visit(chromium, live_server, session_of(office), 390, script=False)
    desk.goto(home)
    desk.select_option(f"#orang-{rows[0].pk}", str(second.pk))
    press(desk, f"form:has(#orang-{rows[0].pk}) button")
    page = visit(chromium, live_server, session_of(second), 360, script=False)
    page.goto(home)
    press(page, "main a.main")
    assert "pembinaan UMKM" in page.inner_text("main")
    page.check('input[name="agrees"][value="ya"]')
    press(page, "main button.main")
    for _ in flow.page_codes(instrument()):
        assert page.locator("main input:checked").count() == 0
        tap(page, dict(rows[0].submission.answers))
        press(page, "main button.main")
    press(page, "main form button.main")
    assert BackCheck.objects.filter(state=BackCheck.State.DONE).count() == len(rows)
    desk.goto(home)
    cells = desk.locator("td[data-value]")
    assert cells.count() > 0
    assert float(cells.first.get_attribute("data-value") or "0") == 1
    check(visit_again(chromium, live_server, session_of(office), home))
    page.context.close()
    desk.context.close()


def visit_again(chromium: Browser, server: LiveServer, session: str, address: str) -> Page:
    """Return a page with scripts, which axe needs."""
    page = visit(chromium, server, session, 390, script=True)
    page.goto(address)
    return page


def test_a_new_version_of_the_instrument_is_made_and_published(
    live_server: LiveServer, chromium: Browser
) -> None:
    """A draft of the shipped one: words, a choice with its score, a skip, tried, published."""
    office = staff()
    shipped = actions.publish_instrument(now=NOW)
    home = f"{live_server.url}/balai/survei/instrumen"
    page = visit(chromium, live_server, session_of(office), 390, script=True)
    page.goto(f"{home}/{shipped.pk}/")
    press(page, 'button[value="salin"]')
    draft = Instrument.objects.exclude(pk=shipped.pk).get()
    older = page.context.new_page()
    older.goto(f"{home}/{draft.pk}/soal/internet/")
    page.goto(f"{home}/{draft.pk}/soal/catatan/")
    page.fill("#teks_id", "Bagaimana Pian mencatat jual beli?")
    empty = page.locator("input[name^='opsi-'][name$='-kode']").last
    name = (empty.get_attribute("name") or "").removesuffix("-kode")
    empty.fill("mesin")
    page.fill(f"#{name}_id", "Mesin kasir")
    page.fill(f"#{name}-nilai", "3")
    page.select_option("#syarat-0-soal", "daring_kini")
    press(page, "section:has(#syarat) button")
    page.select_option("#syarat-0-cara", "sedikitnya")
    page.fill("#syarat-0-nilai", "1")
    page.fill("#nilai_dilewati", "0")
    assert "Mesin kasir" in page.inner_text("section:has(#pratinjau)")
    check(page)
    press(page, ".dock button.main")
    draft.refresh_from_db()
    made = question_of(draft.definition, "catatan")
    assert made["text_id"] == "Bagaimana Pian mencatat jual beli?"
    assert made["relevant"] == {"ge": ["daring_kini", 1]}
    assert (made["options"][-1]["code"], made["options"][-1]["score"]) == ("mesin", 3)
    older.fill("#teks_id", "Dari halaman lama")
    press(older, ".dock button.main")
    assert "Dari halaman lama" in older.input_value("#teks_id")
    draft.refresh_from_db()
    assert "Dari halaman lama" not in str(draft.definition)
    tried(page, f"{home}/{draft.pk}/coba/", daring=0, is_asked=False)
    tried(page, f"{home}/{draft.pk}/coba/", daring=4, is_asked=True)
    page.goto(f"{home}/{draft.pk}/")
    press(page, 'button[value="terbit"]')
    draft.refresh_from_db()
    assert draft.state == "terbit"
    older.goto(f"{home}/{draft.pk}/soal/catatan/")
    assert older.locator("#teks_id").count() == 0
    page.context.close()


def tried(page: Page, address: str, *, daring: int, is_asked: bool) -> None:
    """Try the draft as in the field: the changed question comes only to who sells online."""
    page.goto(address)
    given: dict[str, object] = dict(answers(daring_kini=daring, catatan="buku"))
    seen, is_last = False, False
    while not is_last:
        words = page.inner_text("main")
        seen = seen or "Mesin kasir" in words
        at = re.search(r"(\d+)/(\d+)", words)
        is_last = at is None or at[1] == at[2]
        tap(page, given)
        press(page, ".dock button.main")
        assert is_last or page.locator("[role=alert]").count() == 0
    assert seen is is_asked
