"""Long catalogues: made by a job, kept until their term, true to who is still there."""

import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.market import jobs
from lampit.market.actions import cataloguing, long_catalogues
from lampit.market.rules import catalogues as rules
from lampit.market.rules.catalogues import ALL, FAIR, SHELF, Asked
from lampit.people.models import Job, User
from lampit.shops.actions import bar_shop, papers, take_down
from lampit.shops.actions.erasing import erase_shops
from lampit.shops.actions.fairs import remove_fair
from lampit.shops.actions.makers import set_published
from lampit.shops.actions.photos import choose_cover, remove_photo
from lampit.shops.models import Maker, Photo, Product
from tests.factories import fair, maker, member, product

pytestmark = pytest.mark.django_db
Committed = Any


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Keep papers in a folder of the test."""
    settings.LAMPIT_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return tmp_path


def goods(of: Maker, many: int, word: str = "Tikar") -> list[Product]:
    """Return goods that are on sale whatever the day."""
    now = timezone.now()
    return [product(of, name=f"{word} {n}", checked_at=now, published_at=now) for n in range(many)]


def work() -> None:
    """Do the jobs that wait, as the worker does."""
    for job in Job.objects.filter(state=Job.State.WAITING):
        jobs.JOBS[job.kind](job)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def words(content: bytes) -> str:
    """Return what a PDF says."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def taken(client: Client, where: str) -> bytes:
    """Return the file that a page of kept catalogues leads to."""
    page = client.get(where).content.decode()
    name = page.split(f'href="{where}')[1].split('"')[0]
    answer = client.get(f"{where}{name}")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer)


def test_an_office_has_all_goods_in_one_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More goods than somebody waits for: asked, made by the job, fetched; of its own market."""
    monkeypatch.setitem(rules.MOST_AT_ONCE, "foto", 2)
    goods(maker("63.08"), 5)
    goods(maker("63.09"), 1, "Asing")
    staff = member("staff", "63.08")
    client.force_login(staff)
    where = "/balai/katalog/"
    answer = client.post(where, {"what": "semua:", "kind": "foto"})
    job = Job.objects.get()
    assert answer["Location"] == f"/pekerjaan/{job.pk}/"
    client.post(where, {"what": "semua:", "kind": "foto"})
    assert Job.objects.count() == 1, "who asks twice waits for one"
    work()
    job.refresh_from_db()
    assert (job.done, job.total) == (3, 3)
    said = words(taken(client, where))
    assert all(f"Tikar {n}" in said for n in range(5))
    assert "Asing" not in said
    client.force_login(member("staff", "63.09"))
    assert "Semua barang ·" not in client.get(where).content.decode()
    name = long_catalogues.kept("63.08")[0].name
    assert client.get(f"{where}{name}.pdf").status_code == 404


def test_a_shelf_an_event_and_a_price_list(client: Client) -> None:
    """Each is offered where it has goods; a wrong wish is said at its field."""
    shop = maker("63.08")
    mine = goods(shop, 2)
    goods(shop, 1, "Bakul")
    staff = member("staff", "63.08")
    made = fair(staff, mine, name="Bazar Rawa")
    client.force_login(staff)
    page = client.get(f"/balai/katalog/?apa=acara:{made.slug}").content.decode()
    assert f'value="acara:{made.slug}" selected' in page
    assert "rak:anyaman-purun" in page
    assert "rak:gerabah" not in page
    client.post("/balai/katalog/", {"what": f"acara:{made.slug}", "kind": "harga"})
    work()
    said = words(taken(client, "/balai/katalog/"))
    assert "Bazar Rawa" in said
    assert "Bakul" not in said
    answer = client.post("/balai/katalog/", {"what": "rak:gerabah", "kind": "foto"})
    assert answer.status_code == 422
    assert not Job.objects.filter(state="waiting").exists()


def test_an_office_has_one_shop_in_one_file(client: Client) -> None:
    """By name or address word; of its own kabupaten; what is unclear is said at the field."""
    ani, anis = maker("63.08", name="Anyaman Ani"), maker("63.08", name="Anyaman Anis")
    far = maker("63.09", name="Anyaman Jauh")
    for shop, word in ((ani, "Tikar"), (anis, "Bakul"), (far, "Asing")):
        goods(shop, 2, word)
    client.force_login(member("staff", "63.08"))
    where = "/balai/katalog/"
    for name, told in (
        ("anyaman", f"Anyaman Anis ({anis.slug})"), ("Anyaman Jauh", "Tidak ada lapak terbuka"),
        ("", "Tidak ada lapak terbuka"),
    ):  # fmt: skip
        answer = client.post(where, {"what": "toko:", "kind": "foto", "shop": name})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not Job.objects.exists()
    client.post(where, {"what": "toko:", "kind": "foto", "shop": "anyaman ani"})
    work()
    said = words(taken(client, where))
    assert "Tikar 1" in said
    assert "Bakul" not in said
    page = client.get(f"{where}?apa=toko:{anis.slug}").content.decode()
    assert f'value="{anis.slug}"' in page
    client.force_login(member("province", "63"))
    client.post(where, {"what": "toko:", "kind": "harga", "shop": far.slug})
    work()
    assert "Asing 1" in words(taken(client, where))


def test_a_maker_has_her_whole_shop(client: Client) -> None:
    """Her own, for herself alone; a shop without goods has none."""
    siti, other = member("maker", "63.08"), member("maker", "63.08")
    goods(maker("63.08", siti, name="Anyaman Siti"), 3)
    maker("63.08", other)
    client.force_login(siti)
    client.post("/saya/katalog/", {"kind": "foto"})
    work()
    assert "Anyaman Siti" in words(taken(client, "/saya/katalog/"))
    name = long_catalogues.kept(f"lapak-{Maker.objects.get(account=siti).pk}")[0].name
    client.force_login(other)
    assert client.get(f"/saya/katalog/{name}.pdf").status_code == 404
    client.post("/saya/katalog/", {"kind": "foto"}, follow=True)
    assert Job.objects.count() == 1


def made(staff: User, asked: Asked | None = None) -> Path:
    """Make a long catalogue of a kabupaten and return its file."""
    told = {"asked": vars_of(asked or Asked(ALL, "", "harga", "id")), "place": "63.08",
            "region": "63.08", "root": "http://pasar.example"}  # fmt: skip
    long_catalogues.make(staff, told, now=timezone.now(), say=lambda *_told: True)
    return long_catalogues.folder("63.08") / f"{long_catalogues.kept('63.08')[0].name}.pdf"


def vars_of(asked: Asked) -> dict[str, str]:
    """Return what a job remembers."""
    return {"what": asked.what, "slug": asked.slug, "kind": asked.kind, "language": asked.language}


def erased(good: Product) -> None:
    """Erase the maker of a good."""
    erase_shops([good.maker.business_id])


def closed(good: Product) -> None:
    """Let the maker close her shop."""
    account = good.maker.account
    assert account is not None
    set_published(account, good.maker, is_published=False, at=timezone.now())


ENDS: list[Callable[[Product], Any]] = [
    erased, closed, take_down, lambda good: bar_shop(good.maker),
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_who_goes_is_in_no_kept_paper(
    client: Client, end: Callable[[Product], Any], django_capture_on_commit_callbacks: Committed
) -> None:
    """An erased person, a good taken down, a closed shop: files with them go at once, no others."""
    one, two = goods(maker("63.08", member("maker", "63.08")), 1)[0], goods(maker("63.08"), 1)[0]
    long = made(member("staff", "63.08"))
    for good in (one, two):
        client.get(f"/lapak/{good.maker.slug}/katalog.pdf")
    short = {json.loads(p.with_suffix(".json").read_text())["goods"][0]: p
             for p in papers.papers_folder().glob("*.pdf")}  # fmt: skip
    assert long.exists()
    assert set(short) == {one.slug, two.slug}
    with django_capture_on_commit_callbacks(execute=True):
        end(one)
    assert not long.exists()
    assert not long.with_suffix(".json").exists()
    assert not short[one.slug].exists()
    assert short[two.slug].exists()


@pytest.mark.parametrize("end", [erased, take_down])
def test_who_goes_while_it_is_typeset_is_in_none(
    monkeypatch: pytest.MonkeyPatch, end: Callable[[Product], Any], client: Client
) -> None:
    """The deed ends before the paper is there: keeping it looks again."""
    good = goods(maker("63.08"), 2)[0]
    gone = [good]

    def meanwhile(*_told: Any, **_more: Any) -> bytes:
        end(gone[-1])
        return b"%PDF-"

    monkeypatch.setattr(cataloguing, "typeset_catalogue", meanwhile)
    with pytest.raises(Refusal) as refused:
        made(member("staff", "63.08"))
    assert refused.value.code == "catalogue_changed"
    gone.append(goods(maker("63.08"), 2)[0])
    assert client.get(f"/lapak/{gone[-1].maker.slug}/katalog.pdf").status_code == 503
    assert not list(papers.papers_folder().rglob("*.pdf"))


def photo_of(good: Product) -> Photo:
    """Hang a photo on a good, the first."""
    made = Photo.objects.create(
        product=good, digest="c" * 64, width=1080, height=900, created_at=timezone.now()
    )
    choose_cover(good)
    return made


def without(photo: Photo) -> None:
    """Let the maker take a photo off her good."""
    keeper, good = photo.product.maker.account, photo.product
    assert keeper is not None
    remove_photo(keeper, good, photo.pk, timezone.now())


def test_a_photo_that_is_taken_off_stays_in_no_kept_paper(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committed
) -> None:
    """Papers of the good go with the deed; one that is typeset meanwhile is not kept."""
    good, staff = goods(maker("63.08", member("maker", "63.08")), 1)[0], member("staff", "63.08")
    photo, shown = photo_of(good), Asked(ALL, "", "foto", "id")
    long = made(staff, shown)
    with django_capture_on_commit_callbacks(execute=True):
        without(photo)
    assert not long.exists()
    photo = photo_of(good)

    def meanwhile(*_told: Any, **_more: Any) -> bytes:
        without(photo)
        return b"%PDF-"

    monkeypatch.setattr(cataloguing, "typeset_catalogue", meanwhile)
    with pytest.raises(Refusal) as refused:
        made(staff, shown)
    assert refused.value.code == "catalogue_changed"
    assert not list(papers.papers_folder().rglob("*.pdf"))


def test_the_clock_drops_papers_of_photos_that_went_and_what_lies_alone() -> None:
    """However the photo went; and a note beside a paper that never came, after an hour."""
    good = goods(maker("63.08"), 1)[0]
    photo = photo_of(good)
    path = made(member("staff", "63.08"), Asked(ALL, "", "foto", "id"))
    assert papers.forget_untrue(every=0) == 0
    photo.delete()
    choose_cover(good)
    assert papers.forget_untrue(every=0) == 1
    assert not path.exists()
    alone, young = (path.with_name(f"{name}.json") for name in ("alone", "young"))
    for note in (alone, young):
        note.write_text("{}")
    past = time.time() - papers.ALONE - 10
    os.utime(alone, (past, past))
    papers.forget_untrue(every=0)
    assert (alone.exists(), young.exists()) == (False, True)


def test_a_paper_with_a_hidden_good_is_not_handed_out(client: Client) -> None:
    """However it came about: asked for, it is dropped and says why."""
    good = goods(maker("63.08"), 2)[0]
    staff = member("staff", "63.08")
    path = made(staff)
    Product.objects.filter(pk=good.pk).update(state="disembunyikan")
    client.force_login(staff)
    page = client.get(f"/balai/katalog/{path.stem}.pdf", follow=True).content.decode()
    assert "tidak ada lagi" in page
    assert not path.exists()


def test_the_clock_finds_what_no_deed_told() -> None:
    """Once an hour all kept papers are compared with what is sold; old ones end with their term."""
    good = goods(maker("63.08"), 2)[0]
    staff = member("staff", "63.08")
    path = made(staff)
    assert jobs.TICKS["untrue-papers"](timezone.now()) == 0
    Product.objects.filter(pk=good.pk).update(state="disembunyikan")
    assert jobs.TICKS["untrue-papers"](timezone.now()) == 0, "within the hour"
    assert papers.forget_untrue(every=0) == 1
    assert not path.exists()
    path = made(staff)
    past = time.time() - (long_catalogues.KEPT_DAYS + 1) * 86_400
    assert jobs.TICKS["long-catalogues"](timezone.now()) == 0
    os.utime(path, (past, past))
    with pytest.raises(Refusal, match="tidak ada lagi"):
        long_catalogues.take("63.08", path.stem)
    assert jobs.TICKS["long-catalogues"](timezone.now()) == 1
    assert not path.with_suffix(".json").exists()


def test_the_newer_replaces_the_older(django_capture_on_commit_callbacks: Committed) -> None:
    """The same question has one file; an event that is removed takes its catalogues along."""
    mine = goods(maker("63.08"), 2)
    staff = member("staff", "63.08")
    first = made(staff)
    second = made(staff)
    assert (first.exists(), second.exists()) == (False, True)
    event = fair(staff, mine)
    made(staff, Asked(FAIR, event.slug, "harga", "id"))
    made(staff, Asked(SHELF, "anyaman-purun", "harga", "id"))
    assert len(long_catalogues.kept("63.08")) == 3
    with django_capture_on_commit_callbacks(execute=True):
        remove_fair(staff, event, timezone.now())
    assert {one.asked.what for one in long_catalogues.kept("63.08")} == {ALL, SHELF}


def test_a_stopped_job_keeps_nothing() -> None:
    """Who cancels gets no file; a name from outside opens nothing."""
    goods(maker("63.08"), 1)
    told = {"asked": vars_of(Asked(ALL, "", "foto", "id")), "place": "63.08", "region": "63.08",
            "root": ""}  # fmt: skip
    done = long_catalogues.make(
        member("staff", "63.08"), told, now=timezone.now(), say=lambda done, *_told: done < 2
    )
    assert not done
    assert long_catalogues.kept("63.08") == []
    for name in ("..%2f..", "x", "0" * 16, f"{'0' * 16}-{'0' * 16}"):
        with pytest.raises(Refusal):
            long_catalogues.take("63.08", name)
