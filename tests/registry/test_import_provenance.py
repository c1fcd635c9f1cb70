"""Lists and stronger sources: what replaces what, what stands beside it, and who decides."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.registry.actions import importing, use_value
from lampit.registry.models import Business, Change, Claim
from lampit.registry.queries.provenance import known_of
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import NOW, RINA, done, edit, opened

pytestmark = pytest.mark.django_db
TOLD, LISTED = "+6281377770001", "+6281299998888"
NEWER = [*RINA[:6], "081299998888", RINA[7]]


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    return tmp_path


def told_by(source: str) -> Business:
    """Return the one business after `source` told another telephone number."""
    business = Business.objects.get()
    Business.objects.update(phone=TOLD)
    Change.objects.create(
        entity="business", entity_id=business.pk, field="phone", old=business.phone, new=TOLD,
        source=source, at=NOW,
    )  # fmt: skip
    business.refresh_from_db()
    return business


@pytest.mark.parametrize(
    ("source", "stays"),
    [("pemilik", True), ("kunjungan", True), ("survei", True), ("dokumen", True),
     ("petugas", True), ("urung", True), ("mitra", False), ("impor", False), ("contoh", False)],
)  # fmt: skip
def test_a_list_replaces_only_what_is_no_stronger(home: Path, source: str, stays: bool) -> None:
    """What a stronger source told stays; what the list says is noted beside it, once."""
    done(home, RINA)
    business = told_by(source)
    report = done(home, NEWER)
    business.refresh_from_db()
    assert business.phone == (TOLD if stays else LISTED)
    assert [claim.value for claim in Claim.objects.all()] == ([LISTED] if stays else [])
    assert report.counts["update"] == (not stays)
    done(home, NEWER)
    assert Claim.objects.count() == stays


def test_an_older_list_fills_gaps_only(home: Path) -> None:
    """A list of a day before the last sign of life changes nothing that is known."""
    done(home, [*RINA[:6], "", RINA[7]])
    Business.objects.update(confirmed_on=NOW.date())
    run = opened(home, [*RINA[:5], "lampit", "081299998888", RINA[7]])
    run.mapping = {"constants": {"observed_at": "2020-01-31"}}
    run.save()
    importing.start_run(run, now=NOW)
    rina = Business.objects.get()
    assert (rina.activity, rina.phone, rina.confirmed_on) == ("tikar", LISTED, NOW.date())
    assert set(Claim.objects.values_list("field", "value")) >= {("activity", "lampit")}


def test_what_follows_a_value_stays_with_it(home: Path) -> None:
    """The key of a kept name is not that of the list's name, nor its kecamatan that of another."""
    person = member("staff", messy.HSU)
    done(home, RINA)
    edit(person, Business.objects.select_related("owner").get(), name="Toko Rina Jaya")
    before = Business.objects.values("name_key", "district_id").get()
    done(home, NEWER)
    assert Business.objects.values("name_key", "district_id").get() == before


def test_a_list_without_a_note_reopens_nothing(home: Path) -> None:
    """Every row is `aktif` until it says otherwise; a closed business stays closed."""
    done(home, RINA)
    Business.objects.update(status="tutup")
    done(home, NEWER)
    assert Business.objects.get().status == "tutup"


def test_another_nik_is_noted_and_never_shown(home: Path) -> None:
    """A second NIK of one owner does not replace the first; only that there is one is kept."""
    done(home, RINA)
    before = Business.objects.select_related("owner").get()
    other = [*RINA[:2], "6308054403900034", *RINA[3:]]
    done(home, other)
    same = Business.objects.filter(pk=before.pk).select_related("owner").get()
    assert same.owner is not None
    assert before.owner is not None
    assert same.owner.nik_index == before.owner.nik_index
    assert not [claim for claim in Claim.objects.all() if "6308" in claim.value]


def test_a_person_takes_over_what_the_list_says(home: Path, client: Client) -> None:
    """`pakai ini` on the page: the value changes, its file is named, no later list undoes it."""
    person = member("staff", messy.HSU)
    done(home, RINA)
    business = told_by("pemilik")
    done(home, NEWER)
    client.force_login(person)
    page = client.get(f"/balai/usaha/{business.public_id}/").content.decode()
    assert "nilai lain" in page
    assert "d.csv, baris 2" in page
    assert LISTED not in page  # telephone numbers stay masked
    other = known_of(business).others["phone"][0]
    address = f"/balai/usaha/{business.public_id}/pakai/{other.key}/"
    assert client.post(address).status_code == 302
    business.refresh_from_db()
    change = Change.objects.filter(field="phone").latest("id")
    assert (business.phone, change.source, change.row) == (LISTED, "petugas", 2)
    assert [one.key[:1] for one in known_of(business).others["phone"]] == ["n", "o"]
    done(home, RINA)
    business.refresh_from_db()
    assert business.phone == LISTED


def test_only_what_stands_there_can_be_taken(home: Path, client: Client) -> None:
    """A key of another business, a hidden value and a neighbour's hand are refused."""
    person = member("staff", messy.HSU)
    done(home, RINA, ["Basuni", "UD Basuni", "", "Antasari", "Amuntai Tengah", "lampit", "", ""])
    rina, basuni = Business.objects.order_by("id")
    Claim.objects.create(entity="business", entity_id=rina.pk, field="sales", value="•••",
                         source="impor", at=NOW)  # fmt: skip
    claim = Claim.objects.create(entity="business", entity_id=rina.pk, field="name", value="X",
                                 source="impor", at=NOW)  # fmt: skip
    mine, other = rina.public_id, basuni.public_id
    wrong = ((other, f"c{claim.pk}"), (mine, "c9999"), (mine, f"c{claim.pk - 1}"), (mine, "xx"))
    for public_id, key in wrong:
        with pytest.raises(Refusal) as refused:
            use_value(person, public_id, key, now=NOW)
        assert refused.value.code == "value_unknown"
    address = f"/balai/usaha/{rina.public_id}/pakai/c{claim.pk}/"
    for role, code, status in (("staff", "63.09", 404), ("mentor", messy.HSU, 403)):
        client.force_login(member(role, code))
        assert client.post(address).status_code == status


def test_an_undone_list_says_nothing(home: Path) -> None:
    """Neither its claims nor its origins are shown once it is taken back."""
    done(home, RINA)
    told_by("pemilik")
    run = opened(home, [*NEWER[:5], "lampit", *NEWER[6:]])
    importing.start_run(run, now=NOW)
    known = known_of(Business.objects.get())
    assert "d.csv" in known.origins["activity"].source
    importing.undo_run(run, None, now=NOW)
    known = known_of(Business.objects.get())
    assert "activity" not in known.origins
    assert [one.key[:1] for one in known.others.get("phone", [])] == ["o"]


def test_the_rules_are_shown_as_they_decide(client: Client, home: Path) -> None:
    """The page lists the sources in their order and the principles."""
    client.force_login(member("mentor", messy.HSU))
    page = " ".join(client.get("/balai/usaha/sumber/").content.decode().split())
    words = ("pemilik sendiri", "kunjungan", "survei", "dokumen", "petugas dinas")
    order = [page.index(f"{n}. {word}") for n, word in enumerate(words, start=1)]
    assert order == sorted(order)
    assert "Sel yang kosong tidak pernah menghapus isian." in page
