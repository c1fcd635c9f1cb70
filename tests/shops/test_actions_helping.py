"""Help with consent: invited, witnessed, ended; money stays the owner's; a shop handed over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry, Membership, User
from lampit.registry.actions import give_into_care
from lampit.shops import access
from lampit.shops.actions import Profile, demo_qris, describe_shop, helping, set_qris, set_stock
from lampit.shops.models import Assistance, Maker
from lampit.shops.queries import helping as reads
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"
LATER = NOON + timedelta(days=8)


def shop(*, account: bool = True) -> Maker:
    """Return a shop with a good, kept by its owner or by nobody yet."""
    made = maker(HSU, member("maker", HSU) if account else None)
    product(made)
    return made


def owner_of(made: Maker) -> User:
    """Return the account of a shop."""
    assert made.account is not None
    return made.account


def helped(made: Maker) -> User:
    """Return a buyer who helps a shop by invitation."""
    child = member("buyer", None)
    helping.accept_invitation(child, helping.invite_relative(owner_of(made), made, NOON), NOON)
    return child


def test_an_invited_relative_keeps_this_shop_and_no_other() -> None:
    """She changes goods under her own name; QRIS stays the owner's; another shop is not hers."""
    own, other = shop(), shop()
    child = helped(own)
    assert set(access.visible_makers(child)) == {own}
    good = own.products.get()
    set_stock(child, good, good.variants.get(), 9, NOON)
    entry = AuditEntry.objects.filter(deed="stok.hitung").get()
    assert (entry.actor, entry.reason) == (child, f"membantu lapak {own.slug}")
    assert [deed.who for deed in reads.deeds_for(own)].count(child.username) == 2
    with pytest.raises(Refusal) as refusal:
        set_qris(child, own, demo_qris("x", 1), NOON)
    assert refusal.value.code == "hanya_pemilik"
    describe_shop(child, own, Profile("Lapak Ibu", whatsapp=own.whatsapp), NOON)
    for told in ({"whatsapp": "081299998888"}, {"whatsapp": own.whatsapp, "shows_phone": True}):
        with pytest.raises(Refusal) as refusal:
            describe_shop(child, own, Profile("Lapak Ibu", **told), NOON)
        assert refusal.value.code == "hanya_pemilik_wa"
    assert not access.may_keep(child, other)
    with pytest.raises(Refusal):
        helping.invite_relative(child, own, NOON)


def test_ended_at_once_by_owner_or_helper(client: Client) -> None:
    """The next request finds no shop; rows and deeds stay; a foreign help cannot be ended."""
    own = shop()
    child = helped(own)
    client.force_login(child)
    assert "Lapak siapa yang dibantu?" in client.get("/saya/").content.decode()
    client.post("/saya/pilih/", {"maker": own.slug})
    assert client.get("/saya/").status_code == 200
    row = Assistance.objects.get()
    with pytest.raises(Refusal):
        helping.end_help(member("maker", HSU), row, NOON)
    helping.end_help(owner_of(own), row, NOON)
    assert client.get("/saya/").status_code == 403
    assert not access.visible_makers(child).exists()
    assert Assistance.objects.get().ended_by == own.account


def test_a_link_works_once_and_a_week() -> None:
    """Used, late, forged, or her own: nothing begins."""
    own = shop()
    code = helping.invite_relative(owner_of(own), own, NOON)
    with pytest.raises(Refusal):
        helping.accept_invitation(member("buyer", None), code, LATER)
    with pytest.raises(Refusal):
        helping.accept_invitation(owner_of(own), code, NOON)
    helping.accept_invitation(member("buyer", None), code, NOON)
    for wrong in (code, "x" * 22):
        with pytest.raises(Refusal):
            helping.accept_invitation(member("buyer", None), wrong, NOON)


def test_a_mentor_notes_consent_and_the_owner_ends_it() -> None:
    """Witnessed with a note; after the owner's no, the mentor has no way in by himself."""
    own = shop()
    mentor = member("mentor", HSU)
    give_into_care(mentor.pk, [own.business_id])
    with pytest.raises(Refusal):
        helping.note_consent(mentor, own, "ya", NOON)
    row = helping.note_consent(mentor, own, "24 November, di rumahnya, lisan", NOON)
    assert (row.kind, row.consent) == ("pendamping", "dibacakan")
    assert helping.note_consent(mentor, own, "lagi, di pasar", NOON).pk == row.pk
    helping.end_help(owner_of(own), row, NOON)
    assert not access.may_keep(mentor, own)
    with pytest.raises(Refusal):
        helping.note_consent(mentor, own, "24 November, di rumahnya", NOON)
    other = shop()
    give_into_care(mentor.pk, [other.business_id])
    row = helping.note_consent(mentor, other, "24 November, di rumahnya", NOON)
    helping.end_help(mentor, row, NOON)
    assert access.may_keep(mentor, other), "his own end shuts no door of his office"


def test_a_shop_is_handed_over_and_nothing_is_lost_silently(client: Client) -> None:
    """The owner makes her first account by the link; who ran the shop stays as helper, written."""
    own = shop(account=False)
    mentor = member("mentor", HSU)
    give_into_care(mentor.pk, [own.business_id])
    code = helping.handing_code(mentor, own, NOON)
    Maker.objects.update(created_at=NOON)
    with pytest.raises(Refusal, match="lewat 14 hari"):
        helping.handed(code, NOON + timedelta(days=15))
    made = helping.take_over_anew(code, "siti.rahmah", "purun-danau-2026", NOON)
    siti = User.objects.get(username="siti.rahmah")
    assert made.account == siti
    assert set(access.visible_makers(siti)) == {own}
    assert access.may_keep(mentor, own)
    row = Assistance.objects.get(account=mentor)
    helping.end_help(siti, row, NOON)
    assert not access.may_keep(mentor, own)
    with pytest.raises(Refusal):
        helping.take_over(member("buyer", None), code, NOON)
    with pytest.raises(Refusal):
        helping.handing_code(member("mentor", HSU), own, NOON)


def test_a_handing_link_dies_with_the_right_of_who_made_it(client: Client) -> None:
    """Taken from the care of the mentor, or no mentor any more: a clear sentence, no shop."""
    own, mentor = shop(account=False), member("mentor", HSU)
    give_into_care(mentor.pk, [own.business_id])
    code = helping.handing_code(mentor, own, timezone.now())
    assert client.get(f"/serah/{code}/").status_code == 200
    give_into_care(member("mentor", HSU).pk, [own.business_id])
    gone = client.get(f"/serah/{code}/")
    assert gone.status_code == 404
    assert "tidak lagi mendampingi" in gone.content.decode()
    with pytest.raises(Refusal, match="tidak lagi mendampingi"):
        helping.take_over(member("buyer", None), code, timezone.now())
    staff = member("staff", HSU)
    other = helping.handing_code(staff, own, timezone.now())
    User.objects.filter(pk=staff.pk).update(is_active=False)
    with pytest.raises(Refusal, match="tidak lagi mendampingi"):
        helping.take_over_anew(other, "siti.baru", "purun-danau-2026", timezone.now())
    assert Maker.objects.get(pk=own.pk).account is None


def test_a_handing_link_asks_for_the_role_in_which_it_was_made(client: Client) -> None:
    """Whatever the mentor acts in today; but no longer when he is no mentor any more."""
    own, mentor = shop(account=False), member("mentor", HSU)
    give_into_care(mentor.pk, [own.business_id])
    code = helping.handing_code(mentor, own, timezone.now())
    role = Membership.objects.get(user=mentor)
    other = Membership.objects.create(user=mentor, role="board", region_id=HSU)
    User.objects.filter(pk=mentor.pk).update(acting=other)
    assert client.get(f"/serah/{code}/").status_code == 200
    assert User.objects.get(pk=mentor.pk).acting == other
    User.objects.filter(pk=mentor.pk).update(acting=None)
    role.delete()
    assert client.get(f"/serah/{code}/").status_code == 404
    old = f"{own.pk}-{int(timezone.now().timestamp())}-{mentor.pk}"  # as codes were written before
    with pytest.raises(Refusal) as refused:
        helping.handed(helping._SIGNER.sign(old), timezone.now())
    assert refused.value.code == "serah_gugur"


def test_deeds_before_the_consent_are_marked(client: Client) -> None:
    """In the trail and on the owner's page; after the consent they are not."""
    own, staff = shop(), member("staff", HSU)
    good = product(own)
    set_stock(staff, good, good.variants.get(), 9, NOON)
    helping.note_consent(staff, own, "lisan di rumah, disaksikan anak", NOON)
    set_stock(staff, good, good.variants.get(), 8, NOON + timedelta(minutes=5))
    assert [deed.is_pending for deed in reads.deeds_for(own)] == [False, False, True]
    client.force_login(owner_of(own))
    assert client.get("/saya/pembantu/").content.decode().count("sebelum izin dicatat") == 1


def test_pages_of_help(client: Client) -> None:
    """Invite, accept by a press, see and end; a stranger signs in first; wrong links are 404."""
    own = shop()
    client.force_login(owner_of(own))
    page = client.post("/saya/pembantu/", {"deed": "undang"}).content.decode()
    link = page.split("data-link>")[1].split("<")[0].replace("http://testserver", "")
    guest = Client()
    assert guest.get(link).status_code == 200
    assert guest.post(link)["Location"].startswith("/masuk/")
    child = member("buyer", None)
    guest.force_login(child)
    assert Assistance.objects.get().account is None, "looking begins nothing"
    assert guest.post(link)["Location"] == "/saya/"
    assert guest.get("/saya/").status_code == 200
    assert guest.get(link).status_code == 404
    listed = client.get("/saya/pembantu/").content.decode()
    assert child.username in listed
    assert client.post(f"/saya/pembantu/{Assistance.objects.get().pk}/akhiri/").status_code == 302
    assert guest.get("/saya/").status_code == 403
    assert Client().get("/serah/x~y/").status_code == 404
