"""A list of the field held against the register: matched, reviewed, estimated, never written."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.config.working import run_one
from lampit.people.models import Job
from lampit.registry import actions
from lampit.registry.models import Business, Change, FieldListing, ListedBusiness
from lampit.registry.queries import walked
from lampit.registry.rules.listing import Likeness, Verdict, verdicts
from tests.factories import business, member, owner, region
from tests.registry.told import NOW

TODAY = date(2026, 11, 25)
NAMES = (
    "Siti Rahmah", "Hasanah", "Norlaila", "Abdul Gani", "Mariatul Kiptiah", "Jumiati", "Rusdiana",
    "Ahmad Sayuti", "Fatimah Zahra", "Kaspul Anwar", "Salasiah", "Mulyadi", "Raudatul Jannah",
    "Zainuddin", "Maimunah",
)  # fmt: skip
TRADES = (
    "Bunga Rawa", "Tanggui Elok", "Cahaya Purun", "Rotan Jaya", "Ilung Berkah", "Sinar Amuntai",
    "Tikar Sejati", "Karya Lampit", "Bakul Mawar", "Anyam Lestari", "Pandan Wangi", "Tas Melati",
    "Kerupuk Haruan", "Telur Alabio", "Sasirangan Ratu",
)  # fmt: skip


def phone(number: int) -> str:
    """Return a demo number."""
    return f"+62890{number:08d}"


def test_a_record_is_taken_once_by_the_likeliest_row() -> None:
    """Bands at 0.99 and 0.60, hard evidence sends to a person, ties are broken by number."""
    told = verdicts([
        Likeness(1, 10, 0.999), Likeness(2, 10, 0.995), Likeness(2, 11, 0.7),
        Likeness(3, 12, 0.9999, has_conflict=True), Likeness(4, 13, 0.59),
    ])  # fmt: skip
    assert told == {
        1: Verdict("cocok", 10, 0.999), 2: Verdict("ragu", 11, 0.7),
        3: Verdict("ragu", 12, 0.9999),
    }  # fmt: skip


def registered() -> list[Business]:
    """Return twelve records of a village, the last two not heard of for long."""
    place = region("63.08.08.2010", "Palimbangan")
    district = region("63.08.08", "Haur Gading")
    return [
        business(
            "63.08",
            name=TRADES[number],
            owner=owner("63.08", name=NAMES[number]),
            phone=phone(number),
            village=place,
            district=district,
            kbli="16291",
            confirmed_on=date(2026, 6, 1) if number < 10 else date(2020, 1, 1),
        )
        for number in range(12)
    ]


def sheet(numbers: range) -> bytes:
    """Return the list of the field as CSV: a quarter with a slip in the name."""
    lines = ["Nama Usaha;Nama Pemilik;No HP;Desa;Kecamatan"]
    for number in numbers:
        name = TRADES[number]
        lines.append(f"{name};{NAMES[number]};{phone(number)};Palimbangan;Haur Gading")
    return "\n".join([*lines, "Tanpa Desa;Rahmat;;;"]).encode()


@pytest.mark.django_db
def test_a_list_is_compared_and_the_register_stays_as_it_is() -> None:
    """Ten of twelve known, three new; the file is gone; the estimate has interval and n."""
    staff, made = member("staff", "63.08"), registered()
    before = list(Business.objects.order_by("pk").values())
    opened = actions.open_listing(staff, "susur.csv", TODAY, [sheet(range(2, 15))], now=NOW)
    compared = actions.compare_listing(opened.pk, now=NOW)
    told = walked.found_in(compared)
    assert (told.listed, told.known, told.new, told.doubtful) == (13, 10, 3, 0)
    assert (told.alive, told.both) == (10, 8), "two records were silent and do not count as alive"
    assert compared.state == "selesai"
    assert compared.skipped == 1
    assert told.missed is not None
    assert told.missed.share == pytest.approx(10 / 13)
    assert told.missed.value == pytest.approx(11 * 3 / 9)
    assert told.size is not None
    assert told.size.value == pytest.approx(11 * 14 / 9 - 1)
    assert list(Business.objects.order_by("pk").values()) == before
    assert not Change.objects.exists()
    rows = ListedBusiness.objects.filter(state="cocok").select_related("match")
    assert {row.match_id for row in rows} == {one.pk for one in made[2:]}
    with pytest.raises(Refusal, match="Unggah lagi"):
        actions.compare_listing(opened.pk, now=NOW)


@pytest.mark.django_db
def test_few_in_common_and_bad_files_say_so() -> None:
    """Three in common are too few for a figure; an empty list and tomorrow's are refused."""
    staff = member("staff", "63.08")
    registered()
    opened = actions.open_listing(staff, "susur.csv", TODAY, [sheet(range(7, 15))], now=NOW)
    told = walked.found_in(actions.compare_listing(opened.pk, now=NOW))
    assert told.both == 3
    assert told.missed is not None
    assert (told.missed.value, told.missed.reason) == (None, "terlalu_sedikit_yang_sama")
    empty = actions.open_listing(staff, "kosong.csv", TODAY, [b"Desa;Kecamatan\n"], now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.compare_listing(empty.pk, now=NOW)
    assert refused.value.code == "listing_empty"
    with pytest.raises(Refusal) as refused:
        actions.open_listing(staff, "a.csv", date(2027, 1, 1), [b"x"], now=NOW)
    assert refused.value.code == "listed_in_future"


@pytest.mark.django_db
def test_doubtful_rows_wait_for_a_person_and_so_does_the_estimate(client: Client) -> None:
    """One tap per row; a record is taken once; the last answer brings the figure."""
    staff, made = member("staff", "63.08"), registered()
    opened = FieldListing.objects.create(
        region_id="63.08", name="susur", listed_on=TODAY, state="tinjau",
        alive={"63.08.08": 10}, villages=["63.08.08.2010"], made_by=staff, made_at=NOW,
    )  # fmt: skip
    rows = [
        ListedBusiness.objects.create(
            listing=opened,
            number=n,
            name=TRADES[n],
            village_id="63.08.08.2010",
            state="ragu" if n > 7 else "cocok",
            match=made[min(n, 8)],
            probability=0.8,
            was_alive=True,
        )
        for n in range(10)
    ]
    client.force_login(staff)
    where = f"/balai/mutu/lapangan/{opened.pk}/"
    assert "tinjau dulu" in client.get(where).content.decode()
    assert walked.found_in(opened).missed is None
    client.post(f"{where}{rows[8].pk}/", {"answer": "sama"})
    page = client.post(f"{where}{rows[9].pk}/", {"answer": "sama"}, follow=True).content.decode()
    assert "sudah dicocokkan dengan baris lain" in page
    page = client.post(f"{where}{rows[9].pk}/", {"answer": "beda"}, follow=True).content.decode()
    assert "usaha belum tercatat" in page
    assert 'data-low="' in page
    assert "Cara menaksir" in page
    client.force_login(member("staff", "63.09"))
    assert client.get(where).status_code == 404
    assert client.post(f"{where}{rows[0].pk}/", {"answer": "beda"}).status_code == 404
    client.force_login(member("mentor", "63.08"))
    assert client.get(where).status_code == 403


@pytest.mark.django_db
def test_upload_through_the_page_and_removal(client: Client) -> None:
    """A file becomes a job; the head looks but does not upload; removal leaves the register."""
    staff = member("staff", "63.08")
    registered()
    client.force_login(staff)
    told = {"listed_on": "2026-11-20", "file": SimpleUploadedFile("s.csv", sheet(range(12)))}
    sent = client.post("/balai/mutu/lapangan/", told)
    job = Job.objects.get()
    assert sent["Location"] == f"/pekerjaan/{job.pk}/"
    assert job.kind == "field_listing"
    actions.compare_listing(job.parameters["listing"], now=NOW)
    page = client.get(job.back_url).content.decode()
    assert "sudah tercatat" in page
    assert client.post("/balai/mutu/lapangan/", {"listed_on": ""}).status_code == 422
    head = member("head", "63.08")
    client.force_login(head)
    assert "Unggah" not in client.get("/balai/mutu/lapangan/").content.decode()
    assert client.post("/balai/mutu/lapangan/", {}).status_code == 404
    client.force_login(staff)
    client.post(f"{job.back_url}hapus/")
    assert not ListedBusiness.objects.exists()
    assert Business.objects.count() == 12


@pytest.mark.django_db
def test_a_comparison_that_failed_says_so_and_why(client: Client) -> None:
    """Neither list nor page call it waiting; they tell the reason, and what to do."""
    staff = member("staff", "63.08")
    registered()
    client.force_login(staff)
    nameless = SimpleUploadedFile("s.csv", b"Desa;Kecamatan\nPalimbangan;Haur Gading\n")
    client.post("/balai/mutu/lapangan/", {"listed_on": "2026-11-20", "file": nameless})
    job = Job.objects.get()
    before = client.get("/balai/mutu/lapangan/").content.decode()
    assert "Menunggu dicocokkan" in before
    assert "masih berjalan" in client.get(job.back_url).content.decode()
    assert run_one()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    for url in ("/balai/mutu/lapangan/", job.back_url):
        page = client.get(url).content.decode()
        assert "Menunggu dicocokkan" not in page
        assert "masih berjalan" not in page
        assert "gagal dicocokkan" in page.lower()
        assert "Perlu kolom nama usaha atau pemilik" in page
    again = SimpleUploadedFile("s.csv", sheet(range(12)))
    client.post("/balai/mutu/lapangan/", {"listed_on": "2026-11-20", "file": again})
    page = client.get("/balai/mutu/lapangan/").content.decode()
    assert "Menunggu dicocokkan" in page
    assert "Gagal dicocokkan" in page
