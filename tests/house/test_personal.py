"""No table tells of a person behind her back: each is in her copy and erased, or says why not."""

from collections.abc import Collection

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lampit.measure.models import Instrument, Submission
from lampit.orders.models import Basket, Part
from lampit.people.models import ApiClient, User
from lampit.privacy import actions
from lampit.privacy.models import Request
from lampit.privacy.queries import dossier
from lampit.registry import actions as registry
from lampit.registry.models import Business, MergeEvent, Owner, Permit
from lampit.shops.actions import ask_curation
from lampit.shops.models import CurationOpinion, Product
from tests.aid.things import planned, programme
from tests.factories import NOW, maker, member, product
from tests.house.personal import COPIED, ERASED, NOT_COPIED, STAYING
from tests.orders.things import goods, order
from tests.registry.told import told

WRITES = ("INSERT INTO ", "UPDATE ", "DELETE FROM ")


def tables() -> dict[str, str]:
    """Return the tables of the house: name of the model and name in the database."""
    found = [m for m in apps.get_models() if m.__module__.startswith("lampit.")]
    return {model._meta.label: model._meta.db_table for model in found}


def unsorted(known: Collection[str], other: Collection[str]) -> list[str]:
    """Return the tables of which nothing is decided, decided twice, or that are gone."""
    named = [*known, *other]
    twice = {name for name in named if named.count(name) > 1}
    return sorted(set(tables()).symmetric_difference(named) | twice)


def statements(queries: CaptureQueriesContext, *, writing: bool) -> str:
    """Return the statements that were sent, one a line: only writes, or all but writes."""
    sent = [query["sql"] for query in queries.captured_queries]
    return "\n".join(sql for sql in sent if sql.startswith(WRITES) == writing)


def untouched(names: Collection[str], sent: str) -> list[str]:
    """Return the tables that no statement names."""
    return sorted(name for name in names if f'"{tables()[name]}"' not in sent)


def person() -> tuple[User, Request]:
    """Return staff and a request of somebody who owns, sells, buys and has an account."""
    staff, account = member("staff", "63.08"), member("maker", "63.08")
    made = registry.register_business(staff, told(), now=NOW)
    assert made.owner is not None
    Owner.objects.filter(pk=made.owner.pk).update(account=account)
    made.owner.refresh_from_db()
    product(maker("63.08", account, business=made))
    order({goods(): 1}, user=account)
    about = actions.About("63.08", made.owner)
    asked = actions.enter(
        staff, about, "hapus", "", channel="meja", identity="KTP dicocokkan", received_at=NOW,
        now=NOW,
    )  # fmt: skip
    return staff, asked


def hung_on(staff: User, asked: Request) -> None:
    """Hang on the person what is only written when there is some."""
    assert asked.owner is not None
    found = Business.objects.get(owner=asked.owner)
    Part.objects.update(state="SELESAI")
    Basket.objects.create(token="x", user=asked.owner.account, updated_at=NOW)  # noqa: S106
    assert asked.owner.account is not None
    ApiClient.objects.create(
        user=asked.owner.account, client_id="x", digest="x", scopes="", created_at=NOW
    )
    planned(staff, programme(staff), business=found.public_id)
    Permit.objects.create(business=found, kind="nib")
    sheet = ask_curation(member("board", "63.08"), Product.objects.get(maker__business=found), NOW)
    CurationOpinion.objects.create(sheet=sheet, scores={}, verdict="lolos", at=NOW)
    MergeEvent.objects.create(region=found.region, golden=found, at=NOW)
    asked_of = Instrument.objects.create(
        state="terbit",
        code="x",
        version="1",
        definition={},
        next_steps={},
        fingerprint="x",
        published_at=NOW,
    )
    Submission.objects.create(
        business=found, region=found.region, instrument=asked_of, mode="bimbingan",
        started_at=NOW, changed_at=NOW,
        instance_id="0197a9b2-0000-7000-8000-000000000001",
    )  # fmt: skip


def test_every_table_is_decided_on() -> None:
    """A new table is either told to the person or says why not, and goes or says why it stays."""
    assert unsorted(COPIED, NOT_COPIED) == []
    assert unsorted(ERASED, STAYING) == []
    assert all([*NOT_COPIED.values(), *STAYING.values()])
    assert unsorted(COPIED - {"registry.EndReport"}, NOT_COPIED) == ["registry.EndReport"]


@pytest.mark.django_db
def test_the_copy_reads_every_table_it_promises() -> None:
    """What is said to be copied is read for it; the list cannot promise what the code forgot."""
    _staff, asked = person()
    with CaptureQueriesContext(connection) as read:
        list(dossier.sections(asked))
        dossier.files(asked)
    sent = statements(read, writing=False)
    assert untouched(COPIED, sent) == []
    assert untouched(["registry.Pair"], sent) == ["registry.Pair"]


@pytest.mark.django_db
def test_the_erasure_writes_every_table_it_promises() -> None:
    """What is said to go is deleted or emptied."""
    staff, asked = person()
    hung_on(staff, asked)
    actions.propose_erasure(staff, asked, now=NOW)
    with CaptureQueriesContext(connection) as read:
        actions.confirm_erasure(member("head", "63.08"), asked, now=NOW)
    sent = statements(read, writing=True)
    left = untouched(ERASED, sent)
    assert left == [], left
