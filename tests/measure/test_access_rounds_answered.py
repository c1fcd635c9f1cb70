"""What a telephone asks for with each form: few queries, read anew, one rule of reach."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lampit.measure import access
from lampit.measure.models import Delivery, Round
from lampit.measure.rules import receiving, states
from lampit.people.models import Role
from tests.factories import member
from tests.measure.deliveries import drawn, xml
from tests.measure.fieldwork import open_field
from tests.measure.telephones import telephone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def answers_root(settings: Any, tmp_path: Path) -> None:
    """Keep the files of each test apart."""
    settings.ANSWERS_ROOT = tmp_path / "answers"
    cache.clear()


@pytest.mark.parametrize("code", [None, "63", "63.08", "63.08.01", "63.0", "63.07"])
def test_one_round_and_many_are_reached_alike(code: str | None) -> None:
    """For every role and region: the round alone is reached when it is among those reached."""
    found = open_field()
    reached = []
    for role in Role:
        person = member(role, code)
        among = access.answered_rounds(person).filter(pk=found.pk).exists()
        alone = access.answered_round(person, found.pk)
        assert (alone is not None) == among == access.answers_round(person, found), role
        reached.append(among)
    assert any(reached) == (code in {"63", "63.08"})
    assert access.answered_round(None, found.pk) == found
    assert access.answered_round(None, -1) is None


def test_a_form_is_kept_with_few_queries() -> None:
    """While others send: key, round, member, business (held, erased?), what is held, one row."""
    found = open_field()
    phone = telephone(found)
    phone.post(xml(drawn(found), "uuid:0"))
    one = drawn(found, 1)
    from lampit.measure.actions.counting import DOORSTEP

    with DOORSTEP, CaptureQueriesContext(connection) as asked:
        assert phone.post(xml(one, "uuid:1")).status_code == 201
    words = [row["sql"].split()[0] for row in asked if not _is_frame(row["sql"])]
    assert words == ["SELECT"] * 6 + ["INSERT"], [row["sql"][:90] for row in asked]
    row = Delivery.objects.get(instance_id="uuid:1")
    assert (row.member_id, row.sender_id, row.state) == (one.pk, phone.user.pk, receiving.STORED)


def _is_frame(sql: str) -> bool:
    return sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))


def test_what_changed_since_is_seen_at_once() -> None:
    """Nothing of round, role or person is remembered from one form to the next."""
    found = open_field()
    phone = telephone(found)
    assert phone.post(xml(drawn(found), "uuid:0")).status_code == 201
    Round.objects.filter(pk=found.pk).update(state=states.CLOSED)
    assert phone.post(xml(drawn(found, 1), "uuid:1")).status_code == 403
    Round.objects.filter(pk=found.pk).update(state=states.FIELD)
    assert phone.post(xml(drawn(found, 2), "uuid:2")).status_code == 201
    acting = phone.user.acting
    assert acting is not None
    acting.role = Role.HEAD
    acting.save()
    assert phone.post(xml(drawn(found, 3), "uuid:3")).status_code == 401
    acting.role = Role.ENUMERATOR
    acting.save()
    phone.user.is_active = False
    phone.user.save()
    assert phone.post(xml(drawn(found, 3), "uuid:3")).status_code == 401
