"""Which page is made first: asked for now, then what people come for, then by kind."""

from lampit.config.wanting import FEW, Work
from lampit.web.kept import Key


def keys(work: Work, most: int) -> list[str]:
    """Return the addresses that come next."""
    return [key.address for key in work.take(most)]


def test_of_many_the_most_visited_come_first() -> None:
    """Before their kinds; who waits now comes before them."""
    work = Work()
    work.visits = {"/produk/9/": 5, "/lapak/7/": 40}
    work.add([(Key(f"/produk/{n}/", "id"), "product") for n in range(FEW)]
             + [(Key(f"/lapak/{n}/", "id"), "maker") for n in range(FEW)]
             + [(Key("/", "id"), "home")])  # fmt: skip
    work.add([(Key("/cerita/kini/", "id"), "stories")], is_asked_for=True)
    assert keys(work, 4) == ["/cerita/kini/", "/lapak/7/", "/produk/9/", "/"]
    assert keys(work, 1) == ["/lapak/0/"]


def test_of_one_change_the_changed_page_comes_first() -> None:
    """However many visit the start page."""
    work = Work()
    work.visits = {"/": 900}
    work.add([(Key("/", "id"), "home"), (Key("/produk/1/", "id"), "product")])
    assert keys(work, 2) == ["/produk/1/", "/"]
