"""Any sequence of merges, edits and partings ends where the log says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.queries.editing import as_typed
from lampit.registry.rules import merging
from lampit.registry.rules.provenance import REPLACE
from tests.factories import business, owner, region
from tests.registry.lookalikes import office
from tests.registry.told import NOW, VILLAGE, told

pytestmark = pytest.mark.django_db

RECORDS = 4
ELSEWHERE = "63.08.05.1002"
EDITED = (
    "name", "address", "rt", "activity", "workers_female", "workers_male", "phones", "village",
)  # fmt: skip
PLACES = st.integers(0, RECORDS - 1)
IGNORED = ("version", "updated_at")


def image(pk: int) -> dict[str, Any]:
    """Return every column of a record that parting must restore."""
    row = Business.objects.filter(pk=pk).values().get()
    return {name: value for name, value in row.items() if name not in IGNORED}


def edited(business: Business, field: str, number: int) -> Any:
    """Return the business as somebody tells it who changed one field."""
    typed = as_typed(business)
    values: dict[str, Any] = {
        "owner_name": typed["owner_name"], "name": business.name, "address": business.address,
        "rt": business.rt, "activity": business.activity, "nib": business.nib,
        "workers_female": business.workers_female, "workers_male": business.workers_male,
        "village": business.village_id or VILLAGE, "channels": tuple(business.channels),
        "phones": tuple(n for n in (business.phone, business.phone_2) if n), "nik": "",
        "note": business.note, "status": business.status,
    }  # fmt: skip
    values[field] = {
        "phones": (f"+628900000{number:04d}",), "workers_female": number,
        "workers_male": number, "village": (VILLAGE, ELSEWHERE)[number % 2],
        "rt": f"{number % 999:03d}",
    }.get(field, f"Baru {number}")  # fmt: skip
    return told(**values)


class Walk(RuleBasedStateMachine):
    """Four records of one kabupaten, merged, edited and parted in any order."""

    staff: User

    def __init__(self) -> None:
        """Begin with four records that share some values and lack others."""
        super().__init__()
        self.point = transaction.savepoint()
        self.now = NOW
        region(VILLAGE), region(ELSEWHERE)
        self.ids = [
            business(
                "63.08", name=("" if n == 1 else f"Usaha {n}"), phone=f"+62890000010{n}",
                owner=owner("63.08", name=f"Siti Rahmah {n}"),
                village_id=(VILLAGE, VILLAGE, ELSEWHERE, None)[n],
                district_id=(VILLAGE[:8], VILLAGE[:8], ELSEWHERE[:8], None)[n],
                address=("Jl. Sungai" if n == 2 else ""), rt=("001", "", "002", "003")[n],
                workers_male=(2, None, None, 4)[n], workers_total=(None, 9, None, 8)[n],
                source=("impor", "pemilik", "petugas", "impor")[n],
                channels=[("langsung", "whatsapp", "instagram", "langsung")[n]],
                confirmed_on=(None, NOW.date(), None, None)[n], sales_band=n - 1 if n > 1 else None,
            ).pk
            for n in range(RECORDS)
        ]  # fmt: skip
        self.start = {pk: image(pk) for pk in self.ids}
        self.edits: dict[int, dict[str, Any]] = {pk: {} for pk in self.ids}

    def teardown(self) -> None:
        """Part everything: what is left is the start with the edits."""
        for event in reversed(self.standing()):
            actions.unmerge(self.staff, event, now=self.tick())
        for pk in self.ids:
            wanted = self.start[pk] | self.edits[pk]
            found = image(pk)
            if self.edits[pk]:
                for name in merging.DERIVED:
                    wanted.pop(name), found.pop(name)
            assert found == wanted
        transaction.savepoint_rollback(self.point)

    def tick(self) -> Any:
        """Return the next minute."""
        self.now += timedelta(minutes=1)
        return self.now

    def standing(self) -> list[int]:
        """Return the merges that stand."""
        return [link.id for link in merging.standing(queries.log_of(self.ids))]

    @rule(left=PLACES, right=PLACES, turned=st.booleans())
    def merge(self, left: int, right: int, turned: bool) -> None:
        """Merge two records, perhaps against the rule."""
        if left == right:
            return
        ids = (self.ids[left], self.ids[right])
        tops = [queries.golden_of(pk) for pk in ids]
        fields = queries.offered(Business.objects.filter(pk__in=tops))
        where = merging.PLACE if merging.PLACE in fields else "address"
        against = {"name": tops[0], where: tops[1], merging.WORKERS: tops[0]}
        against[merging.MONEY] = tops[1]
        choices = against if turned and tops[0] != tops[1] else {}
        event = actions.merge(self.staff, ids, now=self.tick(), choices=choices)
        count = MergeEvent.objects.count()
        actions.merge(self.staff, ids, now=self.tick())
        assert MergeEvent.objects.count() == count
        assert queries.golden_of(ids[0]) == queries.golden_of(ids[1])
        assert event.undo_of is None

    @rule(place=PLACES, field=st.sampled_from(EDITED), number=st.integers(1, 9_999))
    def edit(self, place: int, field: str, number: int) -> None:
        """Edit what the desk shows of a record: its golden one."""
        business = Business.objects.select_related("owner").get(
            pk=queries.golden_of(self.ids[place])
        )
        before = image(business.pk)
        actions.edit_business(
            self.staff, business.public_id, edited(business, field, number),
            based_on=business.version, now=self.tick(), weaker=REPLACE,
        )  # fmt: skip
        after = image(business.pk)
        changed = {name: value for name, value in after.items() if before[name] != value}
        for group, columns in merging.ALL_COLUMNS.items():
            if group not in merging.PARTS and set(columns) & set(changed):
                self.edits[business.pk] |= {name: after[name] for name in columns}

    @rule(which=st.integers(0, 9))
    def part(self, which: int) -> None:
        """Take one of the standing merges back, not always the last one."""
        standing = self.standing()
        if standing:
            event = standing[which % len(standing)]
            undo = actions.unmerge(self.staff, event, now=self.tick())
            assert actions.unmerge(self.staff, event, now=self.tick()).pk == undo.pk

    @invariant()
    def links_are_those_of_the_log(self) -> None:
        """The links in the register can be reckoned from the log alone."""
        stored = dict(
            Business.objects.filter(pk__in=self.ids, golden__isnull=False)
            .values_list("pk", "golden_id")
        )  # fmt: skip
        assert stored == merging.links(queries.log_of(self.ids))

    @invariant()
    def members_keep_their_own_values(self) -> None:
        """A merge never touches what its members say."""
        for pk in self.ids:
            if queries.golden_of(pk) != pk and pk not in self.goldens():
                found = image(pk) | {"golden_id": None}
                wanted = self.start[pk] | self.edits[pk]
                for name in merging.DERIVED:
                    found.pop(name), wanted.pop(name)
                assert found == wanted

    def goldens(self) -> set[int]:
        """Return the records on which a merge stands."""
        return {link.golden for link in merging.standing(queries.log_of(self.ids))}


def walk(monkeypatch: pytest.MonkeyPatch, examples: int, steps: int) -> None:
    """Let hypothesis walk."""
    monkeypatch.setattr(Walk, "staff", office(), raising=False)
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_any_walk_ends_where_the_log_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parting everything gives the start with the edits of people, whatever came before."""
    walk(monkeypatch, 10, 12)
