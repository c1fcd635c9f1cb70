"""The audit trail of an instance: appended, checked, and what `lampit verify` says of it."""

import pytest
from django.db import connection

from lampit.people import actions
from lampit.people.models import AuditEntry
from lampit.people.queries.auditing import first_break
from tests.factories import NOW, member

pytestmark = pytest.mark.django_db


def trail(length: int = 4) -> None:
    """Write some entries."""
    staff = member("staff", "63.08")
    for number in range(length):
        actions.audit(
            staff,
            "reveal_nik",
            subject_kind="owner",
            subject_id=number,
            fields=["nik"],
            reason="telepon warga",
            region="63.08",
            at=NOW,
        )


def tamper(statement: str) -> None:
    """Do what somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_says_who_when_what_and_why() -> None:
    """Everything an auditor asks for is in the row; the role is the one acted in."""
    trail(1)
    entry = AuditEntry.objects.get()
    told = (entry.number, entry.deed, entry.role, entry.fields, entry.reason, entry.region)
    assert told == (1, "reveal_nik", "staff", "nik", "telepon warga", "63.08")


def test_numbers_have_no_gaps_and_the_chain_holds() -> None:
    """Entries are numbered from 1 and follow each other."""
    assert first_break() is None
    trail()
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [
        1,
        2,
        3,
        4,
    ]
    assert first_break() is None


@pytest.mark.parametrize(
    ("deed", "number"),
    [
        ("UPDATE people_auditentry SET reason = 'lain' WHERE number = 2", 2),
        ("UPDATE people_auditentry SET actor_name = 'lain' WHERE number = 4", 4),
        ("UPDATE people_auditentry SET region = '63.09' WHERE number = 1", 1),
        ("DELETE FROM people_auditentry WHERE number = 2", 3),
        ("DELETE FROM people_auditentry WHERE number = 1", 2),
        ("DELETE FROM people_auditentry WHERE number = 4", 4),
        ("DELETE FROM people_auditentry", 1),
        ("UPDATE people_auditentry SET number = 9 WHERE number = 3", 4),
    ],
)
def test_tampering_is_found_where_it_was_done(deed: str, number: int) -> None:
    """Changed, removed at the start, in the middle, at the end, moved: each is named."""
    trail()
    tamper(deed)
    found = first_break()
    assert found is not None
    assert found.number == number


def test_long_words_are_cut_to_what_the_table_holds() -> None:
    """A long reason does not break the deed it belongs to, and the digest covers what is kept."""
    actions.audit(
        None, "d" * 99, subject_kind="k" * 99, subject_id="s" * 99, reason="r" * 999, at=NOW
    )
    assert first_break() is None
    assert AuditEntry.objects.get().actor_name == ""
