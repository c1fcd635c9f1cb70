"""Curation above the kabupaten: step by step, other people, a term of its own."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, User
from lampit.shops import access, queries
from lampit.shops.actions import Found, ask_curation, curate, withdraw_mark
from lampit.shops.actions.seeding_curation import seed_demo_curation
from lampit.shops.models import Curation, CurationSheet, Product
from lampit.shops.queries.finding.wishes import rows_of
from lampit.shops.rules import curation as rules
from lampit.web.figures import long_date
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU, SOUTH = "63.08", "63"
TODAY = NOON.date()
DAY = timedelta(days=1)
FOUND = Found(verdict="lolos", scores={one.code: 4 for one in rules.CRITERIA})


@pytest.fixture
def good() -> Product:
    """Return a good on sale."""
    return product(maker(HSU, member("maker", HSU)), name="Tikar Haur")


def above(role: str = "province") -> User:
    """Return somebody of the province, or of the nation."""
    return member(role, SOUTH if role == "province" else "")


def passed(good: Product, level: str, at: Any = NOON) -> CurationSheet:
    """Let two people of a level give a good its mark."""
    one, other = {
        rules.KABUPATEN: lambda: (member("board", HSU), member("head", HSU)),
        rules.PROVINCE: lambda: (above(), above()),
        rules.NATION: lambda: (above("nation"), above("nation")),
    }[level]()
    sheet = ask_curation(one, good, at, level)
    curate(one, sheet, FOUND, at)
    return curate(other, sheet, FOUND, at)


def test_a_good_goes_up_step_by_step(good: Product) -> None:
    """No province before the kabupaten, no nation before the province; each mark has its term."""
    with pytest.raises(Refusal, match="tingkat bawahnya"):
        ask_curation(above(), good, NOON, rules.PROVINCE)
    passed(good, rules.KABUPATEN)
    with pytest.raises(Refusal, match="tingkat bawahnya"):
        ask_curation(above("nation"), good, NOON, rules.NATION)
    later = NOON + 200 * DAY
    sheet = passed(good, rules.PROVINCE, later)
    passed(good, rules.NATION, later)
    marks = queries.marks_of(good.pk, today=later.date())
    assert [mark.level for mark in marks] == list(rules.LEVELS)
    assert marks[1].until == rules.valid_until(later.date())
    assert sheet.base == marks[0]
    ended = marks[0].until + DAY
    assert [mark.level for mark in queries.marks_of(good.pk, today=ended)] == list(rules.BELOW)
    assert rows_of(Product.objects.all(), ended)[0].curated
    reasons = AuditEntry.objects.filter(deed="kurasi.putusan").values_list("reason", flat=True)
    assert set(reasons) == {"lolos", "provinsi: lolos", "nasional: lolos"}


def test_one_person_is_not_two_and_not_of_two_levels(good: Product) -> None:
    """Who judged a good in its kabupaten leaves it to others above."""
    passed(good, rules.KABUPATEN)
    head = User.objects.get(acting__role="head")
    one = above()
    sheet = ask_curation(one, good, NOON, rules.PROVINCE)
    curate(one, sheet, FOUND, NOON)
    with pytest.raises(Refusal, match="kurator kedua"):
        curate(one, sheet, FOUND, NOON)
    with pytest.raises(Refusal, match="luar wilayah"):
        curate(head, sheet, FOUND, NOON)
    moved = User.objects.get(pk=head.pk)
    moved.memberships.update(role="province", region=SOUTH)
    with pytest.raises(Refusal, match="tingkat lain"):
        curate(User.objects.get(pk=head.pk), sheet, FOUND, NOON)
    assert not Curation.objects.filter(level=rules.PROVINCE).exists()


def test_a_mark_that_ended_below_stops_the_sheet_above(good: Product) -> None:
    """What the kabupaten withdrew is not marked by the province."""
    below = passed(good, rules.KABUPATEN)
    one = above()
    sheet = ask_curation(one, good, NOON, rules.PROVINCE)
    withdraw_mark(member("board", HSU), below, "Bahannya diganti plastik.", NOON)
    with pytest.raises(Refusal, match="tingkat bawahnya"):
        curate(one, sheet, FOUND, NOON)


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        ("board", HSU, "kabupaten"), ("head", HSU, "kabupaten"), ("staff", HSU, "kabupaten"),
        ("board", "63.09", ""), ("province", SOUTH, "provinsi"), ("province", "62", ""),
        ("nation", "", "nasional"), ("mentor", HSU, ""), ("maker", HSU, ""), ("buyer", HSU, ""),
        ("enumerator", HSU, ""), ("admin", "", ""),
    ],
)  # fmt: skip
def test_each_sees_the_sheets_of_its_level_and_region(
    good: Product, role: str, region: str, seen: str
) -> None:
    """As every role: others' sheets do not exist."""
    for level in rules.LEVELS:
        passed(good, level)
    found = access.curated_sheets(member(role, region)).values_list("level", flat=True)
    assert list(found) == ([seen] if seen else [])


def test_from_the_kabupaten_to_the_page(client: Client, good: Product) -> None:
    """The desk sends up, the province reads what was found but not by whom, buyers see both."""
    now = timezone.now()
    below = passed(good, rules.KABUPATEN, now)
    judge = User.objects.get(acting__role="head")
    client.force_login(User.objects.get(acting__role="board"))
    here = f"/balai/kurasi/{below.pk}/"
    assert "Usulkan ke Dekranasda provinsi" in client.get(here).content.decode()
    told = client.post(f"{here}naik/", follow=True).content.decode()
    assert "Dekranasda provinsi: Menunggu kurator" in told
    sheet = CurationSheet.objects.get(level=rules.PROVINCE)
    assert client.get(f"/balai/kurasi/{sheet.pk}/").status_code == 404
    typed = {f"nilai.{one.code}": "4" for one in rules.CRITERIA} | {"verdict": "lolos"}
    for person in (above(), above()):
        client.force_login(person)
        assert client.get(here).status_code == 404
        assert client.post(f"{here}naik/").status_code == 404
        assert "Tikar Haur" in client.get("/balai/kurasi/").content.decode()
        page = client.get(f"/balai/kurasi/{sheet.pk}/").content.decode()
        assert "Dekranasda kabupaten/kota" in page
        assert judge.username not in page
        client.post(f"/balai/kurasi/{sheet.pk}/", typed)
    shown = Client().get(f"/produk/{good.slug}/").content.decode()
    assert "Lolos kurasi Dekranasda kabupaten/kota" in shown
    assert "Lolos kurasi Dekranasda provinsi" in shown
    assert "Dekranas</li>" in Client().get("/kurasi/").content.decode()


def test_the_keeper_asks_the_next_level(client: Client, good: Product) -> None:
    """Only after the mark below; she takes it back by its level."""
    assert good.maker.account is not None
    client.force_login(good.maker.account)
    page = f"/saya/barang/{good.slug}/kurasi/"
    client.post(page, {"tingkat": "provinsi"})
    assert not CurationSheet.objects.exists()
    passed(good, rules.KABUPATEN, timezone.now())
    assert "Dua kurator Dekranasda provinsi melihat" in client.get(page).content.decode()
    client.post(page, {"tingkat": "provinsi"})
    assert CurationSheet.objects.filter(level="provinsi", by_office=False).exists()
    client.post(page, {"tingkat": "provinsi", "tarik": "ya"})
    assert CurationSheet.objects.get(level="provinsi").state == "ditarik"


def test_a_province_proposes_what_holds_a_mark(client: Client, good: Product) -> None:
    """Goods of its kabupaten with a mark alone."""
    client.force_login(above())
    assert "Tikar Haur" not in client.get("/balai/kurasi/usul/").content.decode()
    passed(good, rules.KABUPATEN, timezone.now())
    assert "Tikar Haur" in client.get("/balai/kurasi/usul/").content.decode()
    client.post("/balai/kurasi/usul/", {"barang": good.slug})
    assert CurationSheet.objects.get(level="provinsi").by_office
    client.force_login(member("province", "62"))
    assert client.post("/balai/kurasi/usul/", {"barang": good.slug}).status_code == 404


def test_the_demo_goes_up() -> None:
    """Marks and a queue at each level, each on the mark below."""
    shop = maker(HSU)
    for number in range(40):
        product(shop, name=f"Tikar {number}")
    board = (member("board", HSU), member("head", HSU))
    upper = {"provinsi": above(), "nasional": above("nation")}
    assert seed_demo_curation([shop], board, NOON, upper)["curated_above"]
    for level, below in rules.BELOW.items():
        rows = CurationSheet.objects.filter(level=level)
        assert {one.state for one in rows} == {"menunggu", "lolos"}
        assert all(one.base is not None and one.base.level == below for one in rows)


def read(answer: Any) -> str:
    """Return the words of a PDF."""
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_sheet_on_paper_keeps_the_first_word_secret(client: Client, good: Product) -> None:
    """Empty until one's own word; then criteria, scores, verdict, outcome and both names."""
    first, second = member("board", HSU), member("head", HSU)
    sheet = ask_curation(first, good, NOON)
    low = Found(
        verdict="belum", scores=dict(FOUND.scores) | {"mutu": 2}, notes={"mutu": "Longgar sekali"},
        words="Rapatkan anyamannya dulu.",
    )  # fmt: skip
    curate(first, sheet, low, NOON)
    paper = f"/balai/kurasi/{sheet.pk}/lembar.pdf"
    client.force_login(second)
    blank = read(client.get(paper))
    assert "Tikar Haur" in blank
    assert "Longgar sekali" not in blank
    assert first.username not in blank
    curate(second, sheet, FOUND, NOON)
    told = read(client.get(paper))
    day = long_date(TODAY, "id")  # that of the decision, not of the print
    for words in ("Longgar sekali", "Rapatkan anyamannya", f"Belum lolos {day}", first.username,
                  second.username, "Mutu bahan"):  # fmt: skip
        assert words in told
    client.force_login(member("board", "63.09"))
    assert client.get(paper).status_code == 404


def test_an_empty_form_for_two(client: Client) -> None:
    """A page for each curator, with the council and all criteria."""
    client.force_login(above())
    answer = client.get("/balai/kurasi/lembar-kosong.pdf")
    told = read(answer)
    assert len(PdfReader(BytesIO(answer.content)).pages) >= rules.CURATORS
    assert "Dekranasda provinsi" in told
    assert "Kurator 2" in told
    assert all(one.name in told for one in rules.CRITERIA)
