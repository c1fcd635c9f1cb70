"""The real server under load, killed: every answered form is there, none is there twice."""

import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from lampit.measure.actions.odk_keys import make_device_key
from lampit.measure.models import SampleMember
from lampit.people.models import Role
from tests.factories import member
from tests.measure.deliveries import xml
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.serving import Server, body_of, environment, send_all
from tests.processes import answer_of, shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEPICTED = b"\xff\xd8" + b"photo" * 2000


def prepared(tmp_path: Path) -> tuple[Server, str, list[tuple[str, bytes]], str]:
    """Give a server on what this test committed, the address to post to, and the forms."""
    found = open_field(12, wanted=60)
    owner = member(Role.ENUMERATOR, "63.08")
    made = make_device_key(staff(), found.pk, owner.pk, now=NOW)
    rows = SampleMember.objects.filter(round=found).select_related("business").order_by("id")
    forms = [
        (
            f"uuid:{n}",
            body_of(xml(one, f"uuid:{n}", more=f"<f>f{n}.jpg</f>"), [(f"f{n}.jpg", DEPICTED)]),
        )
        for n, one in enumerate(rows)
    ]
    database = shared_database(tmp_path)
    connection.close()
    told = environment(
        tmp_path, database,
        LAMPIT_SECRET_KEY=settings.SECRET_KEY, LAMPIT_FIELD_KEYS=settings.LAMPIT_FIELD_KEYS,
        LAMPIT_SQLITE_SYNCHRONOUS="FULL",
    )  # fmt: skip
    path = f"/openrosa/{found.pk}/key/{made.token}/submission"
    return Server(told), path, forms, database


def test_killed_under_load_nothing_answered_is_lost(tmp_path: Path) -> None:
    """`kill -9` twice while telephones send; they send again what was not answered."""
    server, path, forms, database = prepared(tmp_path)
    accepted: set[str] = set()
    server.start()
    try:
        for _ in range(2):
            left = [form for form in forms if form[0] not in accepted]
            told = send_all(server.port, path, left, after=(8, server.kill))
            accepted |= told.accepted
            assert not [s for s in told.others.values() if s not in (0, 500, 503)]
            assert len(told.others) > 0, "the server fell only when all was sent"
            server.start()
        assert 16 <= len(accepted) < len(forms)
        kept = answer_of("tests.measure.counted", folder=tmp_path, database=database)
        assert accepted <= set(kept["instances"])
        until = time.monotonic() + 60
        while len(accepted) < len(forms) and time.monotonic() < until:
            # All of them once more, also those that were answered, and over broken-up bodies.
            accepted |= send_all(server.port, path, forms, chunked=True).accepted
    finally:
        server.kill()
    told = answer_of("tests.measure.counted", folder=tmp_path, database=database)
    names = sorted(instance for instance, _ in forms)
    assert sorted(told["instances"]) == names
    assert told["counted"] == told["submissions"] == told["scores"] == len(forms)
    assert told["files"] == told["files_on_disk"] == len(forms)
    assert told["waiting"] == 0


def test_one_instance_from_many_lines_at_once(tmp_path: Path) -> None:
    """Eight lines post the same instance: one delivery, one questionnaire, one photo."""
    server, path, forms, database = prepared(tmp_path)
    server.start()
    try:
        told = send_all(server.port, path, [forms[0]] * 24)
    finally:
        server.kill()
    assert told.others == {}
    found = answer_of("tests.measure.counted", folder=tmp_path, database=database)
    assert found["instances"] == [forms[0][0]]
    assert found["submissions"] == found["scores"] == found["files"] == 1
