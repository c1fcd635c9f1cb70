"""Who told an edit: asked on the form, kept with the value, never over somebody nearer unsaid."""

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.registry import actions
from lampit.registry.models import Business, Change, Claim
from lampit.registry.queries.editing import as_typed
from lampit.registry.rules import provenance
from tests.factories import member, region
from tests.registry.told import NOW, told, typed

pytestmark = pytest.mark.django_db
LIST = "/balai/usaha/"


@pytest.fixture
def ours(client: Client) -> Business:
    """Return a business whose telephone and name the owner told; staff of HSU is signed in."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    staff = member("staff", "63.08")
    client.force_login(staff)
    made = actions.register_business(staff, told(), now=NOW)
    edited = told(name="Purun Siti", phones=("+6281255550001",))
    return actions.edit_business(
        staff, made.public_id, edited, based_on=1, now=NOW, source="pemilik"
    )


def page_of(client: Client, address: str) -> str:
    """Return a page as text with single blanks."""
    return " ".join(client.get(address).content.decode().split())


def as_sent(business: Business, **changed: str) -> dict[str, object]:
    """Return the form of a business as a browser sends it, with some fields changed."""
    fields = {name: value for name, value in as_typed(business).items() if value is not None}
    return {**fields, **changed}


def test_the_form_asks_and_the_journal_tells(client: Client, ours: Business) -> None:
    """The choice is on both forms; history and the value itself name who told it."""
    assert 'name="told_by"' in page_of(client, f"{LIST}baru/")
    assert 'name="told_by"' in page_of(client, f"{LIST}{ours.public_id}/ubah/")
    sent = as_sent(ours, activity="bakul", told_by="kunjungan")
    assert client.post(f"{LIST}{ours.public_id}/ubah/", sent).status_code == 302
    assert Change.objects.get(field="activity").source == "kunjungan"
    assert "kunjungan" in page_of(client, f"{LIST}{ours.public_id}/riwayat/")
    assert "pemilik sendiri" in page_of(client, f"{LIST}{ours.public_id}/")


def test_a_new_business_has_its_source(client: Client, ours: Business) -> None:
    """Told by the owner: later lists and edits weigh against her."""
    sent = typed(name="Kue Baru", phones="0812-7777-0009", told_by="pemilik", sure=ours.public_id)
    client.post(f"{LIST}baru/", sent)
    made = Business.objects.get(name="Kue Baru")
    assert made.source == "pemilik"
    assert Change.objects.get(entity_id=made.pk, field="registered").source == "pemilik"


def test_a_weaker_source_says_so_first(client: Client, ours: Business) -> None:
    """409 with both values and who told the present one; nothing is saved."""
    sent = as_sent(ours, name="Toko Siti", activity="bakul")
    answer = client.post(f"{LIST}{ours.public_id}/ubah/", sent)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    for text in ("Sumber lain lebih dipercaya", "Purun Siti", "pemilik sendiri", "Toko Siti",
                 "Catat di sampingnya", "Tetap ganti"):  # fmt: skip
        assert text in page
    assert Business.objects.get().name == "Purun Siti"
    assert Business.objects.get().activity == ""


def test_noted_beside_or_replaced(client: Client, ours: Business) -> None:
    """`catat` keeps the owner's word and saves the rest; `ganti` replaces it, and can be undone."""
    url = f"{LIST}{ours.public_id}/ubah/"
    sent = as_sent(ours, name="Toko Siti", activity="bakul", lemah="catat")
    assert client.post(url, sent).status_code == 302
    now = Business.objects.get()
    assert (now.name, now.activity) == ("Purun Siti", "bakul")
    claim = Claim.objects.get()
    assert (claim.field, claim.value, claim.source) == ("name", "Toko Siti", "petugas")
    assert "Toko Siti" in page_of(client, f"{LIST}{ours.public_id}/")
    sent = as_sent(now, name="Toko Siti", lemah="ganti")
    assert client.post(url, sent).status_code == 302
    change = Change.objects.get(field="name", new="Toko Siti")
    assert change.source == "petugas"
    client.post(f"{LIST}{ours.public_id}/riwayat/{change.pk}/urungkan/")
    assert Business.objects.get().name == "Purun Siti"


def test_emptying_is_asked_too_and_the_owner_is_not(client: Client, ours: Business) -> None:
    """Her own word replaces her word; nobody else empties it in passing."""
    url = f"{LIST}{ours.public_id}/ubah/"
    assert client.post(url, as_sent(ours, phones="")).status_code == 409
    assert client.post(url, as_sent(ours, name="Siti Jaya", told_by="pemilik")).status_code == 302
    assert Business.objects.get().name == "Siti Jaya"


def test_a_form_sent_back_as_it_was_asks_nothing(client: Client, ours: Business) -> None:
    """Nobody is warned of what does not change, however its parts are ordered."""
    Business.objects.update(channels=["whatsapp", "langsung"])
    ours.refresh_from_db()
    sent = as_sent(ours, channels=["langsung", "whatsapp"])  # type: ignore[arg-type]
    assert client.post(f"{LIST}{ours.public_id}/ubah/", sent).status_code == 302
    assert Business.objects.get().version == ours.version


def test_sources_nobody_can_write_down_are_refused(client: Client, ours: Business) -> None:
    """The form has no such choice, and the action refuses it for programs."""
    sent = as_sent(ours, name="Toko", told_by="urung")
    assert client.post(f"{LIST}{ours.public_id}/ubah/", sent).status_code == 422
    with pytest.raises(Refusal) as refused:
        actions.edit_business(
            member("staff", "63.08"), ours.public_id, told(), based_on=2, now=NOW, source="survei"
        )
    assert refused.value.code == "source_unknown"


def test_every_choice_of_the_form_has_a_place_in_the_table() -> None:
    """And the default is what the office says of itself."""
    assert set(provenance.TOLD_BY) <= set(provenance.RANKS)
    assert provenance.TOLD_BY[0] == "petugas"
    assert provenance.rank("daftar") > provenance.rank("petugas") > provenance.rank("pemilik")
