"""Navigation shows a role what concerns it, and never a room that is not there."""

import pytest

from lampit.web import nav

ALL = [item.name for item in nav.DESK]


@pytest.fixture
def all_mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every URL name an address."""
    monkeypatch.setattr(nav, "address", lambda name: f"/{name.replace(':', '/')}/")


def shown(role: str, view_name: str = "", path: str = "/") -> list[str]:
    """Return the addresses of the desk's links for a role."""
    return [entry.url for entry in nav.entries(nav.DESK, role, view_name, path)]


@pytest.mark.usefixtures("all_mounted")
@pytest.mark.parametrize(
    ("role", "sees", "not_sees"),
    [
        ("head", ["registry:businesses", "people:audit", "proof:impact"], ["registry:imports"]),
        ("staff", ["registry:imports"], ["people:audit"]),
        (
            "mentor",
            ["coaching:visits", "registry:businesses"],
            ["registry:imports", "proof:impact"],
        ),
        ("enumerator", ["measure:rounds"], ["registry:businesses", "desk:home"]),
        ("province", ["proof:nation", "desk:home"], ["registry:businesses", "coaching:visits"]),
        ("maker", [], ALL),
        ("", [], ALL),
    ],
)
def test_the_desk_shows_each_role_its_links(
    role: str, sees: list[str], not_sees: list[str]
) -> None:
    """A role sees its links; makers, buyers and strangers see none of the desk."""
    links = shown(role)
    assert all(nav.address(name) in links for name in sees)
    assert not any(nav.address(name) in links for name in not_sees)


@pytest.mark.usefixtures("all_mounted")
def test_the_open_page_is_marked_once() -> None:
    """A page below a link marks it; the start page is marked only when it is open itself."""
    entries = nav.entries(nav.DESK, "head", "registry:business", "/registry/businesses/12/")
    assert [entry.icon for entry in entries if entry.current] == ["list"]
    entries = nav.entries(nav.DESK, "head", "desk:home", "/desk/home/")
    assert [entry.icon for entry in entries if entry.current] == ["chart"]


@pytest.mark.usefixtures("all_mounted")
def test_groups_of_links_are_set_apart() -> None:
    """A line stands above the first link of a group that a role sees, never above the first."""
    begun = [e.url for e in nav.entries(nav.DESK, "head", "", "/") if e.begins]
    assert begun == ["/measure/rounds/", "/proof/impact/", "/privacy/requests/"]
    assert not any(e.begins for e in nav.entries(nav.DESK, "enumerator", "", "/"))


def test_a_room_that_is_not_mounted_has_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown URL names fall out instead of breaking the page; contract addresses stay."""
    monkeypatch.setattr(nav, "address", lambda _name: "")
    assert shown("head") == []
    assert nav._address("nowhere:at_all", "") == ""
    assert nav.FIXED["people:sign_in"] == "/masuk/"


@pytest.mark.usefixtures("all_mounted")
def test_everybody_finds_the_way_to_their_door() -> None:
    """Each role has one place of work; strangers have none."""
    roles = {role for item in nav.DESK for role in item.roles} | {"maker", "buyer"}
    assert all(nav.home(role) for role in roles)
    assert nav.home("") is None
    assert nav.home("head") == nav.Entry("/desk/home/", "chart", "Balai", current=False)


def test_the_maker_has_at_most_five_tabs() -> None:
    """A tab bar on a phone holds five words."""
    assert len(nav.MAKER) <= 5


@pytest.mark.usefixtures("all_mounted")
def test_who_helps_a_shop_has_no_link_to_its_orders_and_money() -> None:
    """Orders and sales are the maker's alone: a mentor's tabs lead to no closed door."""
    names = [entry.label for entry in nav.entries(nav.MAKER, "maker", "", "/")]
    assert names == ["Beranda", "Pesanan", "Barang", "Kas", "Akun"]
    for role in ("mentor", "staff"):
        helped = [entry.label for entry in nav.entries(nav.MAKER, role, "", "/")]
        assert helped == ["Beranda", "Barang", "Akun"]
