"""Group shops: both sides agree, each keeps what is hers, leaving takes the goods along."""

import pytest
from django.test import Client
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.shops import access
from lampit.shops.actions import groups, set_stock
from lampit.shops.models import Group, GroupMember, Maker
from lampit.shops.queries import groups as reads
from tests.factories import NOON, maker, member, product

pytestmark = pytest.mark.django_db
HSU, TABALONG = "63.08", "63.09"


def shop(code: str = HSU, name: str = "") -> Maker:
    """Return an open shop with an account and a good."""
    made = maker(code, member("maker", code), **({"name": name} if name else {}))
    product(made, name=f"Barang {made.name}", checked_at=timezone.now())
    return made


def owner_of(made: Maker) -> User:
    """Return the account of a shop."""
    assert made.account is not None
    return made.account


def founded(by: Maker) -> Group:
    """Return a group founded by a shop."""
    return groups.found_group(owner_of(by), by, "KUB Rawa Indah", "kelompok", "", NOON)


def joined(group: Group, by: Maker, other: Maker) -> GroupMember:
    """Let a keeper invite a shop that agrees."""
    standing = groups.invite_member(owner_of(by), group, other, NOON)
    groups.answer(owner_of(other), standing, NOON, agrees=True)
    return standing


def page(group: Group, client: Client) -> str:
    """Return the public page, "" when there is none."""
    answer = client.get(f"/kelompok/{group.slug}/")
    return answer.content.decode() if answer.status_code == 200 else ""


def test_who_asks_sees_nothing_before_she_is_admitted(client: Client) -> None:
    """Asking, or being asked, opens no page of the group; a yes does."""
    a, b, c = shop(name="Lapak Aminah"), shop(name="Lapak Baidah"), shop(name="Lapak Camelia")
    group = founded(a)
    asks = groups.ask_to_join(owner_of(b), group, b, NOON)
    groups.invite_member(owner_of(a), group, c, NOON)
    address = f"/saya/kelompok/{group.slug}/"
    for other in (b, c):
        client.force_login(owner_of(other))
        assert client.get(address).status_code == 404
        assert client.post(f"{address}ajak/", {"maker": a.slug}).status_code == 404
    groups.answer(owner_of(a), asks, NOON, agrees=True)
    client.force_login(owner_of(b))
    assert client.get(address).status_code == 200


def test_a_mat_shows_the_goods_of_two_open_shops(client: Client) -> None:
    """One shop alone has no mat; two have; a closed one and its goods are not shown."""
    a, b = shop(name="Lapak Aminah"), shop(name="Lapak Baidah")
    group = founded(a)
    assert page(group, client) == ""
    standing = groups.invite_member(owner_of(a), group, b, NOON)
    assert page(group, client) == "", "asked is not joined"
    groups.answer(owner_of(b), standing, NOON, agrees=True)
    shown = page(group, client)
    assert "Barang Lapak Aminah" in shown
    assert "Barang Lapak Baidah" in shown
    Maker.objects.filter(pk=b.pk).update(is_published=False)
    assert page(group, client) == ""


def test_nobody_joins_without_both_words() -> None:
    """The asking side cannot answer for the other; a no ends it; another kabupaten is refused."""
    a, b, c = shop(), shop(), shop()
    group = founded(a)
    asked = groups.invite_member(owner_of(a), group, b, NOON)
    with pytest.raises(Refusal):
        groups.answer(owner_of(a), asked, NOON, agrees=True)
    wants = groups.ask_to_join(owner_of(c), group, c, NOON)
    with pytest.raises(Refusal):
        groups.answer(owner_of(c), wants, NOON, agrees=True)
    groups.answer(owner_of(a), wants, NOON, agrees=False)
    assert reads.active_makers(group) == [a.pk]
    with pytest.raises(Refusal):
        groups.answer(owner_of(a), wants, NOON, agrees=True)
    with pytest.raises(Refusal):
        groups.invite_member(owner_of(b), group, c, NOON)
    with pytest.raises(Refusal):
        groups.invite_member(owner_of(a), group, shop(TABALONG), NOON)
    with pytest.raises(Refusal):
        groups.ask_to_join(owner_of(a), group, b, NOON)


def test_each_keeps_and_sees_what_is_hers(client: Client) -> None:
    """Member A, even as keeper, changes nothing of B and opens none of B's pages."""
    a, b = shop(), shop()
    group = founded(a)
    joined(group, a, b)
    foreign = b.products.get()
    assert not access.may_keep(owner_of(a), b)
    with pytest.raises(Refusal):
        set_stock(owner_of(a), foreign, foreign.variants.get(), 1, NOON)
    client.force_login(owner_of(a))
    assert client.get(f"/saya/barang/{foreign.slug}/").status_code == 404
    client.force_login(owner_of(b))
    assert client.get(f"/saya/kelompok/{group.slug}/").status_code == 200
    with pytest.raises(Refusal):
        groups.arrange_front(owner_of(b), group, [foreign.pk], NOON)
    client.force_login(owner_of(shop()))
    assert client.get(f"/saya/kelompok/{group.slug}/").status_code == 404
    assert client.post(f"/saya/kelompok/{group.slug}/depan/").status_code == 404


def test_the_keeper_arranges_the_front(client: Client) -> None:
    """Chosen goods come first in the keeper's order; goods of strangers are left out."""
    a, b = shop(), shop()
    group = founded(a)
    joined(group, a, b)
    old, late = b.products.get(), product(b, name="Paling baru", checked_at=timezone.now())
    stranger = shop().products.get()
    groups.arrange_front(owner_of(a), group, [old.pk, stranger.pk], NOON)
    assert reads.front_of(group) == [old.pk]
    shown = page(group, client)
    assert shown.index(f"Barang {b.name}") < shown.index(late.name)


def test_leaving_takes_the_goods_along_and_the_mat_goes_on(client: Client) -> None:
    """Her goods leave page and front; the longest member keeps on; the last one closes it."""
    a, b, c = shop(), shop(), shop()
    group = founded(a)
    joined(group, a, b)
    last = joined(group, a, c)
    groups.arrange_front(owner_of(a), group, [a.products.get().pk], NOON)
    mine = GroupMember.objects.get(group=group, maker=a)
    groups.leave(owner_of(a), mine, NOON)
    assert f"Barang {a.name}" not in page(group, client)
    assert reads.front_of(group) == []
    assert access.may_keep_group(owner_of(b), group)
    assert not access.may_keep_group(owner_of(a), group)
    with pytest.raises(Refusal):
        groups.leave(owner_of(a), last, NOON)
    groups.leave(owner_of(b), last, NOON)
    groups.leave(owner_of(b), GroupMember.objects.get(group=group, maker=b), NOON)
    assert reads.group_named(group.slug) is None


def test_pages_of_a_group(client: Client) -> None:
    """Found, invite by name, agree, leave, by the pages alone."""
    a, b = shop(name="Lapak Aminah"), shop(name="Lapak Baidah")
    client.force_login(owner_of(a))
    made = client.post("/saya/kelompok/", {"name": "KUB Rawa", "kind": "kelompok", "story": ""})
    address = made["Location"]
    assert "Lapak Baidah" in client.get(f"{address}?q=baidah").content.decode()
    Maker.objects.filter(pk=b.pk).update(is_published=False)
    assert "Lapak Baidah" not in client.get(f"{address}?q=baidah").content.decode()
    Maker.objects.filter(pk=b.pk).update(is_published=True)
    assert client.post(f"{address}ajak/", {"maker": b.slug}).status_code == 302
    other = Client()
    other.force_login(owner_of(b))
    assert "Mengajak lapak ini" in other.get("/saya/kelompok/").content.decode()
    standing = GroupMember.objects.get(maker=b)
    assert other.post(f"/saya/kelompok/{standing.pk}/jawab/", {"deed": "ya"}).status_code == 302
    assert reads.active_makers(Group.objects.get()) == [a.pk, b.pk]
    stranger = Client()
    stranger.force_login(owner_of(shop()))
    assert stranger.post(f"/saya/kelompok/{standing.pk}/jawab/").status_code == 404
    other.post(f"/saya/kelompok/{standing.pk}/jawab/", {"deed": "keluar"})
    assert reads.active_makers(Group.objects.get()) == [a.pk]
    wrong = client.post("/saya/kelompok/", {"name": "!!", "kind": "kelompok"})
    assert wrong.status_code == 422
