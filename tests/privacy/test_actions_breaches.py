"""The breach file: clock, affected persons from the audit trail, letters."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import actions, queries
from lampit.privacy.actions import BreachTold
from lampit.privacy.models import Breach
from lampit.registry import actions as registry
from tests.factories import member
from tests.registry.told import NOW, told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def known(**values: object) -> BreachTold:
    """Return what is known of a breach, enough to open its file."""
    usual: dict[str, object] = {
        "discovered_at": NOW,
        "began_at": NOW - 2 * HOUR,
        "ended_at": NOW,
        "what": "Nama dan nomor HP beberapa pemilik usaha.",
        "how": "Komputer petugas ditinggal terbuka di warung.",
    }
    return BreachTold(**(usual | values))  # type: ignore[arg-type]  # told by name


def test_who_is_affected_stands_in_the_audit_trail() -> None:
    """What that account opened in that time, and nobody else's deeds."""
    staff, other = member("staff", "63.08"), member("staff", "63.08")
    User.objects.filter(pk=staff.pk).update(username="petugas7")
    made = registry.register_business(staff, told(), now=NOW - 5 * HOUR)
    second = registry.register_business(
        other, told(owner_name="Hasan", nik="", name="Meubel"), now=NOW - 5 * HOUR, sure=True
    )
    registry.reveal(staff, made.public_id, "nik", "alasan palsu", now=NOW - HOUR)
    registry.reveal(other, second.public_id, "phone", "menelepon pemilik", now=NOW - HOUR)
    found = actions.enter_breach(member("head", "63.08"), known(suspect="petugas7"), now=NOW + HOUR)
    assert found.number == "PDP-INS-2026-001"
    assert [one.public_id for one in queries.affected(found, None).object_list] == [made.public_id]
    assert queries.affected_count(found) == 1
    assert queries.breach_clock(found, NOW + 67 * HOUR).state == "genting"


def test_the_clock_stops_when_agency_and_persons_were_told() -> None:
    """Not before handling and advice are written; each is noted once."""
    head = member("head", "63.08")
    found = actions.enter_breach(head, known(), now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.note_told(head, found, "lembaga", now=NOW)
    assert refused.value.code == "handling_missing"
    full = known(handling="Akun ditutup, sandi diganti.", advice="Waspadai telepon asing.")
    actions.change_breach(head, found, full, now=NOW)
    found = actions.note_told(head, found, "lembaga", now=NOW + HOUR)
    assert queries.breach_clock(found, NOW + 2 * HOUR).state == "tenang"
    found = actions.note_told(head, found, "orang", now=NOW + 2 * HOUR)
    assert queries.breach_clock(found, NOW + 99 * HOUR).state == "selesai"
    for values, code in (
        ({"ended_at": NOW - 9 * HOUR}, "ends_before"),
        ({"suspect": "tidakada"}, "account_unknown"),
        ({"discovered_at": NOW + HOUR}, "found_later"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.enter_breach(head, known(**values), now=NOW)
        assert refused.value.code == code


def test_pages_and_letters() -> None:
    """From the form to both letters; the neighbour finds nothing."""
    client = Client()
    client.force_login(member("head", "63.08"))
    sent = {
        "discovered_at": "2026-11-25T08:00", "began_at": "2026-11-25T07:00",
        "ended_at": "2026-11-25T08:00", "what": "Nama dan HP pemilik usaha.",
        "how": "Berkas terkirim ke alamat yang keliru.",
        "handling": "Alamatnya diminta menghapus.", "advice": "Waspadai telepon asing.",
    }  # fmt: skip
    answer = client.post("/balai/insiden/baru/", sent, follow=True)
    assert "PDP-INS-2026-001" in answer.content.decode()
    page = answer.redirect_chain[-1][0]
    for whom in ("orang", "lembaga"):
        letter = client.get(f"{page}surat/{whom}/").content.decode()
        assert "Berkas terkirim ke alamat yang keliru." in letter
    assert client.get(f"{page}surat/lain/").status_code == 404
    assert "PDP-INS" in client.get("/balai/insiden/").content.decode()
    neighbour = Client()
    neighbour.force_login(member("head", "63.09"))
    assert neighbour.get(page).status_code == 404
    assert "PDP-INS" not in neighbour.get("/balai/insiden/").content.decode()


def test_invented_files_say_so_on_every_page() -> None:
    """List, page and letter carry the mark; a real file carries none."""
    staff = member("staff", "63.08")
    now = timezone.now()
    told = actions.BreachTold(
        discovered_at=now - timedelta(hours=5), began_at=now - timedelta(hours=9),
        ended_at=now - timedelta(hours=6), what="Daftar undangan pelatihan",
        how="Berkas salah kirim ke grup",
    )  # fmt: skip
    actions.seed_breaches([told, told], by=staff, now=now)
    client = Client()
    client.force_login(staff)
    running, done = Breach.objects.order_by("pk")
    assert (running.agency_told_at, done.persons_told_at is None) == (None, False)
    page = client.get("/balai/insiden/").content.decode()
    assert page.count(">contoh<") == 2
    assert ">contoh<" in client.get(f"/balai/insiden/{running.pk}/").content.decode()
    Breach.objects.update(handling="Berkas ditarik.", advice="Abaikan pesan asing.")
    letter = client.get(f"/balai/insiden/{running.pk}/surat/orang/").content.decode()
    assert "dikarang" in letter
    Breach.objects.update(is_demo=False)
    assert ">contoh<" not in client.get("/balai/insiden/").content.decode()


def test_a_letter_is_not_printed_before_its_parts_are_there() -> None:
    """What lacks is named; the agency needs no advice; no empty heading is shown."""
    staff = member("staff", "63.08")
    found = actions.enter_breach(staff, known(), now=NOW)
    client = Client()
    client.force_login(staff)
    page = f"/balai/insiden/{found.pk}/surat/"
    lacking = client.get(f"{page}orang/").content.decode()
    assert "Surat belum bisa dicetak" in lacking
    assert "Penanganan dan pemulihan" in lacking
    assert "Saran untuk orangnya" in lacking
    assert "data-print" not in lacking
    assert "Yang sudah kami lakukan" not in lacking
    actions.change_breach(staff, found, known(handling="Akun ditutup."), now=NOW)
    assert "data-print" in client.get(f"{page}lembaga/").content.decode()
    assert "data-print" not in client.get(f"{page}orang/").content.decode()


def test_a_letter_has_head_addressee_and_signature() -> None:
    """The office writes its head once; the person affected stands in the letter, others do not."""
    staff = member("staff", "63.08")
    made = registry.register_business(staff, told(), now=NOW - 5 * HOUR)
    registry.reveal(staff, made.public_id, "nik", "alasan palsu", now=NOW - HOUR)
    full = known(handling="Akun ditutup.", advice="Waspadai telepon asing.")
    found = actions.enter_breach(staff, full, now=NOW)
    client = Client()
    client.force_login(staff)
    head = {
        "office": "Dinas Perindag", "place": "Amuntai", "duty": "Kepala Dinas",
        "signer": "Contoh Nama", "nip": "19700101 200012 1 001", "address": "Jalan Raya 1",
    }  # fmt: skip
    wrong = client.post("/balai/permintaan/kop/", head | {"nip": "123"})
    assert (wrong.status_code, "18 angka" in wrong.content.decode()) == (422, True)
    assert client.post("/balai/permintaan/kop/", head).status_code == 302
    page = f"/balai/insiden/{found.pk}/surat/orang/"
    hers = client.get(f"{page}?jenis=business&nomor={made.public_id}").content.decode()
    assert made.owner is not None
    for part in ("Dinas Perindag", "Amuntai,", "Contoh Nama", "19700101 200012 1 001", "Yth."):
        assert part in hers
    assert made.owner.name in hers
    other = registry.register_business(
        staff, told(owner_name="Hasan Basri", nik="", name="Meubel"), now=NOW + HOUR, sure=True
    )
    assert (
        "Hasan" not in client.get(f"{page}?jenis=business&nomor={other.public_id}").content.decode()
    )
    neighbour = Client()
    neighbour.force_login(member("head", "63.09"))
    assert "Dinas Perindag" not in neighbour.get("/balai/permintaan/kop/").content.decode()


def test_the_form_marks_the_box_that_is_too_short() -> None:
    """Which of the four boxes: the error stands at the field, in words about it."""
    client = Client()
    client.force_login(member("staff", "63.08"))
    sent = {
        "discovered_at": "2026-11-25T08:00", "began_at": "2026-11-25T07:00",
        "ended_at": "2026-11-25T08:00", "what": "Nama dan HP pemilik usaha.", "how": "salah",
    }  # fmt: skip
    answer = client.post("/balai/insiden/baru/", sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["how"]
    assert "Tulis bagaimana terjadinya" in form.errors["how"][0]
