"""The reliability page: doors, few answers, many answers, bounded queries."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import member
from tests.measure.fieldwork import open_field, staff
from tests.measure.test_queries import answered

pytestmark = pytest.mark.django_db


def test_few_answers_are_said_to_be_few(client: Client) -> None:
    """No coefficient on the page, and the reason."""
    found = open_field()
    client.force_login(staff())
    page = client.get(reverse("measure:reliability", args=[found.pk])).content.decode()
    assert "Belum cukup data: perlu sedikitnya 30" in page
    assert "Belum ada wawancara yang diulang" in page


def test_many_answers_give_numbers_with_their_n(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """Alpha, shares and weights from the answers; the number of queries does not grow."""
    found = answered(10, 40)
    client.force_login(staff())
    address = reverse("measure:reliability", args=[found.pk])
    with django_assert_max_num_queries(25):
        page = client.get(address)
    assert page.context["told"].is_enough
    assert "Alfa Cronbach" in page.content.decode()
    assert len(page.content) < 120_000


@pytest.mark.parametrize(("role", "code", "status"), [
    ("head", "63.08", 200), ("board", "63.08", 200), ("enumerator", "63.08", 403),
    ("maker", "63.08", 403), ("staff", "63.09", 404),
])  # fmt: skip
def test_doors(client: Client, role: str, code: str, status: int) -> None:
    """Who reads results reads this; the neighbour finds no round."""
    found = open_field()
    client.force_login(member(role, code))
    assert client.get(reverse("measure:reliability", args=[found.pk])).status_code == status
