"""Pages at `/balai/usaha/`: doors, what is shown to whom, what is kept when refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lampit.people.models import AuditEntry
from lampit.registry import actions
from lampit.registry.actions import give_into_care
from lampit.registry.forms.business import BusinessForm
from lampit.registry.models import Business, Change, Permit
from tests.factories import business, member, region
from tests.registry.told import NIK, NOW, OTHER_NIK, told, typed

pytestmark = pytest.mark.django_db
LIST = "/balai/usaha/"


@pytest.fixture
def office(client: Client) -> Callable[..., Client]:
    """Return a function that signs in with a role in a region."""

    def sign_in(role: str = "staff", place: str | None = "63.08") -> Client:
        region("63.08", "Kabupaten Hulu Sungai Utara")
        client.force_login(member(role, place))
        return client

    return sign_in


def made(**values: Any) -> Business:
    """Return a business registered by staff of HSU."""
    return actions.register_business(member("staff", "63.08"), told(**values), now=NOW)


def text_of(answer: Any) -> str:
    """Return the page as text."""
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("staff", "63.08", 200),
        ("head", "63.08", 200),
        ("board", "63.08", 200),
        ("mentor", "63.08", 200),
        ("enumerator", "63.08", 200),
        ("admin", None, 200),
        ("maker", "63.08", 403),
        ("buyer", "63.08", 403),
        ("province", "63", 403),
        ("nation", None, 403),
    ],
)
def test_doors(office: Callable[..., Client], role: str, place: str | None, status: int) -> None:
    """Who works with businesses of a region comes in, others do not."""
    assert office(role, place).get(LIST).status_code == status


def test_strangers_sign_in_first(client: Client) -> None:
    """Without a session the way leads to the sign-in page."""
    assert client.get(LIST).headers["Location"] == f"/masuk/?next={LIST}"


def test_the_neighbour_finds_nothing(office: Callable[..., Client]) -> None:
    """Every address of a business of ours is 404 for staff of 63.09, and the list is empty."""
    ours = made()
    change = Change.objects.get()
    client = office("staff", "63.09")
    assert "Anyaman Bunga Rawa" not in text_of(client.get(LIST))
    base = f"{LIST}{ours.public_id}/"
    for path in ("", "ubah/", "riwayat/", "lihat/nik/"):
        assert client.get(base + path).status_code == 404, path
    for path in (
        "ubah/", "pastikan/", "keadaan/", "lihat/nik/", f"riwayat/{change.pk}/urungkan/",
        "surat/", "surat/1/hapus/", "anggota/", "anggota/1/keluarkan/",
    ):  # fmt: skip
        assert client.post(base + path, {"reason": "alasan panjang"}).status_code == 404, path
    assert Change.objects.count() == 1


def test_the_list_counts_filters_and_names_them(office: Callable[..., Client]) -> None:
    """The number found, a chip per filter, and an empty page that says what to do."""
    made()
    business("63.08", name="Mebel Hasan", search_key="mebil hasan")
    client = office()
    page = text_of(client.get(LIST, {"q": "bunga", "kecamatan": "63.08.08"}))
    assert 'data-value="1"' in page
    assert "Kecamatan: Haur Gading" in page
    assert "Mebel Hasan" not in page
    assert "Tidak ada usaha yang cocok" in text_of(client.get(LIST, {"q": "zzzz"}))
    assert client.get(LIST, {"hal": "ngawur", "urut": "x", "segar": "y"}).status_code == 200


def test_the_list_takes_the_same_queries_for_many_rows(
    office: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    """Thirty rows cost no more queries than one: at most twelve."""
    client = office()
    for number in range(30):
        business("63.08", name=f"Usaha {number}", kbli="16292")
    with django_assert_max_num_queries(12):
        page = text_of(client.get(LIST))
    assert page.count("<tr id=") == 25


def test_a_nik_never_gets_into_an_address(office: Callable[..., Client]) -> None:
    """Posted, it leads on to the owner, or to the list with a word; who looked is noted."""
    ours = made()
    client = office()
    assert ours.owner is not None
    found = client.post(LIST, {"q": f" {NIK[:6]} {NIK[6:12]}-{NIK[12:]} ", "kecamatan": "63.08.08"})
    assert found.headers["Location"] == f"{LIST}?pemilik={ours.owner.public_id}"
    assert "Anyaman Bunga Rawa" in text_of(client.get(found.headers["Location"]))
    missing = client.post(LIST, {"q": f"Siti {OTHER_NIK}"}, follow=True)
    assert "belum tercatat" in text_of(missing)
    assert OTHER_NIK not in str(missing.redirect_chain) + text_of(missing)
    noted = AuditEntry.objects.filter(deed="search_nik").order_by("number")
    assert list(noted.values_list("subject_id", flat=True)) == [ours.owner.public_id, ""]
    slip = client.post(LIST, {"q": NIK + "1", "kecamatan": "63.08.08"}, follow=True)
    assert slip.redirect_chain[0][0] == f"{LIST}?kecamatan=63.08.08"
    assert "NIK harus 16 angka" in text_of(slip)


def test_the_form_of_the_list_leads_to_an_address(office: Callable[..., Client]) -> None:
    """What else is asked for can be kept, sent and gone back to; empty fields are left out."""
    asked = {"q": "bunga", "kecamatan": "63.08.08", "desa": "", "urut": "-nama", "lain": "x"}
    answer = office().post(LIST, asked)
    assert answer.headers["Location"] == f"{LIST}?q=bunga&kecamatan=63.08.08&urut=-nama"


def test_a_page_masks_what_a_role_may_not_see(office: Callable[..., Client]) -> None:
    """Nobody sees NIK, sales or telephone whole on the page; links follow the role."""
    ours = made(sales=3_456_789)
    for role in ("staff", "head", "board"):
        page = text_of(office(role).get(f"{LIST}{ours.public_id}/"))
        assert NIK not in page
        assert ("6308••••••••0007" in page) == (role != "board")
        assert "3.456.789" not in page
        assert "0890-0000-0001" not in page
        assert ("lihat/phone/" in page) == (role != "board")
        assert ("Lihat NIK" in page) == (role == "staff")
        assert ("Ubah data" in page) == (role == "staff")


def test_registering_asks_about_look_alikes_and_keeps_what_was_typed(
    office: Callable[..., Client],
) -> None:
    """Wrong fields come back with 422 and a sentence; look-alikes are shown; sure saves."""
    first = made()
    client = office()
    wrong = client.post(f"{LIST}baru/", typed(nik="630805", phones="0812", village=""))
    page = text_of(wrong)
    assert wrong.status_code == 422
    assert "NIK harus 16 angka. Baru 6 yang tertulis." in page
    assert "Nomor HP tidak lengkap" in page
    assert 'value="630805"' in page
    again = client.post(f"{LIST}baru/", typed())
    assert again.status_code == 422
    assert "Mungkin sudah tercatat" in text_of(again)
    assert Business.objects.count() == 1
    unseen = client.post(f"{LIST}baru/", typed(sure="X1"))
    assert unseen.status_code == 422  # who came since is shown first
    assert f'value="{first.public_id} "' in text_of(again)
    saved = client.post(f"{LIST}baru/", typed(sure=f"{first.public_id} "))
    assert saved.status_code == 302
    assert Business.objects.order_by("-id")[0].channels == ["langsung", "whatsapp"]


@pytest.mark.parametrize(
    ("field", "text"),
    [("started", "bulan lalu"), ("phones", "08"), ("sales", "lumayan"), ("capital", "1-2 jt")],
)
def test_what_cannot_be_read_is_never_dropped(field: str, text: str) -> None:
    """Words that say nothing to the register come back with a sentence; a dash means unknown."""
    told()
    form = BusinessForm(typed(**{field: text}))
    assert list(form.errors) == ["village", field] or list(form.errors) == [field, "village"]
    assert field not in BusinessForm(typed(**{field: "-"})).errors


def test_a_sealed_capital_is_said_to_be_there(office: Callable[..., Client]) -> None:
    """What was typed can be checked: the page says it is kept, and opens it with a reason."""
    ours = made(capital=2_000_000)
    page = text_of(office().get(f"{LIST}{ours.public_id}/"))
    assert "tercatat, disimpan tersandi" in page
    assert f"{ours.public_id}/lihat/capital/" in page
    assert "2000000" not in page


def test_a_second_business_of_the_same_owner(office: Callable[..., Client]) -> None:
    """The owner's card leads to a form with the owner filled in; no second person is made."""
    ours = made()
    client = office()
    assert ours.owner is not None
    url = f"{LIST}baru/?pemilik={ours.owner.public_id}"
    assert 'value="Siti Rahmah"' in text_of(client.get(url))
    client.post(url, typed(name="Tikar Baru", sure=ours.public_id))
    assert ours.owner.businesses.count() == 2
    assert "Tikar Baru" in text_of(client.get(f"{LIST}{ours.public_id}/"))


def test_an_edit_that_comes_second_shows_both_values(office: Callable[..., Client]) -> None:
    """409 with the stored and the typed value; saving again from there is accepted."""
    ours = made()
    client = office()
    url = f"{LIST}{ours.public_id}/ubah/"
    assert client.post(url, typed(name="Pertama")).status_code == 302
    second = client.post(url, typed(name="Kedua"))
    page = text_of(second)
    assert second.status_code == 409
    assert "Pertama" in page
    assert 'value="Kedua"' in page
    assert Business.objects.get().name == "Pertama"
    assert client.post(url, typed(name="Kedua", version="2")).status_code == 302
    assert Business.objects.get().name == "Kedua"


def test_history_tells_and_reverts(office: Callable[..., Client]) -> None:
    """The page lists old and new; the button brings the old value back."""
    ours = made()
    client = office()
    region("63.08.08.2011", "Teluk Haur")
    new = typed(name="Nama Baru", village="63.08.08.2011", status="musiman")
    client.post(f"{LIST}{ours.public_id}/ubah/", new)
    page = text_of(client.get(f"{LIST}{ours.public_id}/riwayat/"))
    for word in ("Anyaman Bunga Rawa", "Nama Baru", "Teluk Haur", "Musiman", "WhatsApp"):
        assert word in page, word
    change = Change.objects.get(field="name")
    url = f"{LIST}{ours.public_id}/riwayat/{change.pk}/urungkan/"
    assert client.post(url).status_code == 302
    assert Business.objects.get().name == "Anyaman Bunga Rawa"
    assert "sudah diubah lagi" in text_of(client.post(url, follow=True))


def test_the_nik_is_shown_once_for_a_reason(office: Callable[..., Client]) -> None:
    """GET asks, POST with a reason shows and is noted; the page is never cached."""
    ours = made()
    client = office()
    url = f"{LIST}{ours.public_id}/lihat/nik/"
    assert NIK not in text_of(client.get(url))
    assert client.post(url, {"reason": "cek"}).status_code == 422
    shown = client.post(url, {"reason": "cocokkan dengan KTP"})
    assert NIK in text_of(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditEntry.objects.filter(deed="reveal_nik").count() == 1
    assert client.get(f"{LIST}{ours.public_id}/lihat/catatan/").status_code == 404
    assert office("head").post(url, {"reason": "ingin melihat saja"}).status_code == 403


def test_reading_a_telephone_is_noted(office: Callable[..., Client]) -> None:
    """A mentor reads the number with one press, never the NIK; opening the form is a reading."""
    ours = made()
    client = office("mentor")
    base = f"{LIST}{ours.public_id}/"
    assert client.get(f"{base}lihat/phone/").status_code == 404
    give_into_care(int(client.session["_auth_user_id"]), [ours.pk])
    assert client.get(f"{base}lihat/nik/").status_code == 403
    page = text_of(client.get(f"{base}lihat/phone/"))
    assert "menghubungi pemilik usaha" in page
    shown = client.post(f"{base}lihat/phone/", {"reason": "menghubungi pemilik usaha"})
    assert "0890-0000-0001" in text_of(shown)
    assert office("staff").get(f"{base}ubah/").status_code == 200
    assert AuditEntry.objects.filter(deed="reveal_phone").count() == 2


def test_confirming_papers_members_and_states(office: Callable[..., Client]) -> None:
    """Each small form does its deed, or comes back with 422 and what was typed."""
    ours = made(kind="kelompok")
    client = office()
    base = f"{LIST}{ours.public_id}/"
    client.post(f"{base}pastikan/", {"answer": "aktif"})
    assert Business.objects.get().confirmed_by == "petugas"
    assert "Pilih salah satu" in text_of(client.post(f"{base}pastikan/", {}, follow=True))
    bad = client.post(f"{base}surat/", {"kind": "pirt", "number": "123", "proof": "dilihat"})
    assert bad.status_code == 422
    assert "P-IRT harus 15 angka" in text_of(bad)
    client.post(f"{base}surat/", {"kind": "halal", "number": "ID00110000", "proof": "dilihat"})
    client.post(f"/balai/surat/{Permit.objects.get().pk}/hapus/", {"confirm": "yes"})
    assert not Permit.objects.exists()
    assert client.post(f"{base}anggota/", {"member_name": ""}).status_code == 422
    client.post(f"{base}anggota/", {"member_name": "Hasan", "duty": "ketua"})
    assert "Hasan" in text_of(client.get(base))
    assert client.post(f"{base}keadaan/", {"what": "tutup", "reason": "ya"}).status_code == 422
    seen = {"what": "tutup", "reason": "pindah ke kota", "seen": "on"}
    client.post(f"{base}keadaan/", seen)
    assert Business.objects.get().status == "tutup"


def test_telephones_are_not_read_in_passing(office: Callable[..., Client]) -> None:
    """History masks them; a form that shows one, for a second business or a collision, is noted."""
    ours = made(phones=("+6281234567892",))
    client = office()
    url = f"{LIST}{ours.public_id}/"
    assert client.post(f"{url}ubah/", typed(phones="0813 4567 8903")).status_code == 302
    page = text_of(client.get(f"{url}riwayat/"))
    assert "0813-••••-8903" in page
    assert "81345678903" not in page.replace("-", "").replace(" ", "")
    assert ours.owner is not None
    assert not AuditEntry.objects.filter(deed="reveal_phone").exists()
    client.get(f"{LIST}baru/", {"pemilik": ours.owner.public_id})
    assert client.post(f"{url}ubah/", typed(name="Lain")).status_code == 409
    kinds = AuditEntry.objects.filter(deed="reveal_phone").order_by("number")
    assert list(kinds.values_list("subject_kind", flat=True)) == ["owner", "business"]


@pytest.mark.parametrize("asked", ["q=a%00b", "desa=%00", "pemilik=%00"])
def test_a_nul_in_the_address_is_no_fault_of_ours(
    office: Callable[..., Client], asked: str
) -> None:
    """PostgreSQL would refuse it in the middle of a query: an unknown page, not 500."""
    assert office().get(f"{LIST}?{asked}").status_code == 404
