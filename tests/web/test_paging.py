"""Pages of lists do not count, do not overrun and keep the query string."""

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from lampit.web import paging


@pytest.mark.parametrize("asked", [None, "", "0", "-1", "abc", "1.5", "99999999", "٣", "1e3"])
def test_a_strange_number_is_the_first_page(asked: str | None) -> None:
    """Whatever stands in the address, a page is shown."""
    assert paging.asked_number(asked) == 1


def test_a_page_knows_its_neighbours_without_counting() -> None:
    """One row more than shown tells whether another page follows."""
    page = paging.page_of(list(range(25)), "2", size=10)
    assert page.object_list == list(range(10, 20))
    assert (page.has_previous(), page.has_next(), page.total) == (True, True, None)
    assert (page.start_index(), page.end_index()) == (11, 20)
    last = paging.page_of(list(range(20)), "2", size=10)
    assert not last.has_next()
    beyond = paging.page_of(list(range(20)), "3", size=10)
    assert (beyond.object_list, beyond.start_index(), beyond.has_next()) == ([], 0, False)


def pager(page: object, path: str) -> str:
    """Render the pager for a page."""
    template = engines["django"].get_template("web/_pager.html")
    return template.render({"page_obj": page}, RequestFactory().get(path))


def test_links_keep_the_query_string() -> None:
    """The next page is asked for with the same filter, escaped."""
    drawn = pager(paging.page_of(list(range(50)), "2", size=10), '/x/?q=tas+"&hal=2')
    assert 'href="?q=tas+%22&amp;hal=3"' in drawn
    assert 'rel="next"' in drawn
    assert 'rel="prev"' in drawn


def test_the_pager_takes_django_pages_too() -> None:
    """A counted page says how many rows there are in all."""
    drawn = pager(Paginator(list(range(1312)), 10).page(1), "/x/")
    assert "1–10 dari 1.312" in drawn
    assert 'rel="prev"' not in drawn
