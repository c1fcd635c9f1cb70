"""Plain pages of the market: found from every foot, opened by everybody, without a query."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

PAGES = ("/tentang/", "/cara-beli/", "/mau-jualan/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_plain_pages(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Each has one heading and a canonical address, and asks the database nothing."""
    with django_assert_num_queries(0):
        page = client.get(address).content.decode()
    assert page.count("<h1>") == 1
    assert f'rel="canonical" href="http://testserver{address}"' in page
    for other in PAGES:
        assert f'href="{other}"' in page
