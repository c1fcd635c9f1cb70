"""Any sequence of merges of owners, edits and partings ends where the log says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.actions.persons import settle
from lampit.registry.models import Business, Owner, OwnerMerge, OwnerSource
from lampit.registry.queries import persons as queries
from lampit.registry.rules import merging, persons
from tests.registry.lookalikes import office, record
from tests.registry.test_actions_merging_walks import edited
from tests.registry.told import NIK, NOW, OTHER_NIK

pytestmark = pytest.mark.django_db

RECORDS = 4
PLACES = st.integers(0, RECORDS - 1)
IGNORED = ("version", "updated_at", "person_id")
SHOWN = ("name", "nik_index", "nik_status", "sex", "birth_year", "birth_place", "phone", "phone_2")
WRITTEN = {"sex": "L", "phone": "+628900000", "birth_place": "Amuntai "}


def image(pk: int) -> dict[str, Any]:
    """Return every column of an owner that parting must restore."""
    row = Owner.objects.filter(pk=pk).values().get()
    return {name: value for name, value in row.items() if name not in IGNORED}


class Walk(RuleBasedStateMachine):
    """Four owners of one kabupaten, merged, edited and parted in any order."""

    staff: User

    def __init__(self) -> None:
        """Begin with four owners of whom one knows what another lacks."""
        super().__init__()
        self.point = transaction.savepoint()
        self.now = NOW
        shops = [
            record(
                self.staff, owner_name=f"Siti Rahmah {n}", name=f"Usaha {n}",
                nik=(NIK, "", OTHER_NIK, "")[n], phones=(f"+62890000010{n}",)[: n % 2 + 1],
                owner_sex=("", "P", "", "")[n],
            )
            for n in range(RECORDS)
        ]  # fmt: skip
        self.shops = [shop.pk for shop in shops]
        self.ids = [shop.owner_id or 0 for shop in shops]
        self.said = {pk: image(pk) for pk in self.ids}
        self.tops: dict[int, int] = {}

    def teardown(self) -> None:
        """Part everything: what is left is the start with the edits."""
        try:
            for event in reversed(self.standing()):
                actions.part_owners(self.staff, event, now=self.tick())
            for pk in self.ids:
                assert image(pk) == self.said[pk]
                assert not Owner.objects.filter(pk=pk, person__isnull=False).exists()
            assert not OwnerSource.objects.filter(owner__in=self.ids).exists()
        finally:
            transaction.savepoint_rollback(self.point)

    def tick(self) -> Any:
        """Return the next minute."""
        self.now += timedelta(minutes=1)
        return self.now

    def standing(self) -> list[int]:
        """Return the merges that stand."""
        return [event.pk for event in queries.standing(queries.log_of(self.ids))]

    @rule(left=PLACES, right=PLACES, turned=st.booleans())
    def merge(self, left: int, right: int, turned: bool) -> None:
        """Make one person of two records, perhaps against the rule."""
        if left == right:
            return
        ids = (self.ids[left], self.ids[right])
        tops = [row.person_id or row.pk for row in Owner.objects.filter(pk__in=ids).order_by("pk")]
        choices = {}
        if turned and tops[0] != tops[1]:
            choices = {"owner_name": tops[0], "nik": tops[1], "birth": tops[1]}
        actions.merge_owners(
            self.staff, ids, now=self.tick(), choices=choices, reason="orang yang sama"
        )
        count = OwnerMerge.objects.count()
        actions.merge_owners(self.staff, ids, now=self.tick(), reason="orang yang sama")
        assert OwnerMerge.objects.count() == count

    @rule(place=PLACES, number=st.integers(1, 9_999))
    def edit_at_the_desk(self, place: int, number: int) -> None:
        """Change the name through the page of a business."""
        shop = Business.objects.select_related("owner").get(pk=self.shops[place])
        actions.edit_business(
            self.staff, shop.public_id, edited(shop, "owner_name", number),
            based_on=shop.version, now=self.tick(),
        )  # fmt: skip
        self.changed(place, ("name", "name_key"))

    @rule(place=PLACES, field=st.sampled_from(sorted(WRITTEN)), number=st.integers(1000, 9_999))
    def write_elsewhere(self, place: int, field: str, number: int) -> None:
        """Change a column as an import does, which lets the others follow afterwards."""
        value = WRITTEN[field] if field == "sex" else f"{WRITTEN[field]}{number}"
        Owner.objects.filter(pk=self.ids[place]).update(**{field: value})
        settle([self.ids[place]], self.tick())
        group = next(c for c in persons.COLUMNS.values() if field in c)
        self.changed(place, group)

    def changed(self, place: int, columns: tuple[str, ...]) -> None:
        """Remember what a record says now: what was changed on it, if it was changed at all."""
        pk = self.ids[place]
        found = image(pk)
        own = OwnerSource.objects.filter(owner=pk).first()
        told = {name for name in columns if name != "name_key"}
        if own is None or any(self.said[pk][name] != getattr(own, name) for name in told):
            self.said[pk] |= {name: found[name] for name in columns}

    @rule(which=st.integers(0, 9))
    def part(self, which: int) -> None:
        """Take one of the standing merges back, not always the last one."""
        standing = self.standing()
        if standing:
            event = standing[which % len(standing)]
            undo = actions.part_owners(self.staff, event, now=self.tick())
            assert actions.part_owners(self.staff, event, now=self.tick()).pk == undo.pk

    @invariant()
    def links_are_those_of_the_log(self) -> None:
        """The links can be reckoned from the log alone."""
        stored = dict(
            Owner.objects.filter(pk__in=self.ids, person__isnull=False).values_list(
                "pk", "person_id"
            )
        )
        assert stored == queries.links(queries.log_of(self.ids))

    @invariant()
    def all_records_of_a_person_show_the_same(self) -> None:
        """Whoever reads one record of a person reads the person."""
        shown: dict[int, set[tuple[Any, ...]]] = {}
        for row in Owner.objects.filter(pk__in=self.ids, person__isnull=False):
            values = tuple(getattr(row, name) for name in SHOWN)
            shown.setdefault(row.person_id or 0, set()).add(values)
        assert all(len(values) == 1 for values in shown.values())

    @invariant()
    def each_record_keeps_its_own_word(self) -> None:
        """What a record says itself is what it said, whatever the person shows."""
        for own in OwnerSource.objects.filter(owner__in=self.ids):
            said = {name: getattr(own, name) for name in SHOWN}
            assert said == {name: self.said[own.owner_id][name] for name in SHOWN}


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


def test_any_walk_of_owners_ends_where_the_log_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parting everything gives each record what it said, with what was changed on it since."""
    walk(monkeypatch, 6, 10)


def test_a_parting_that_forgets_the_links_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: where a parting is not read from the log, the record stays linked."""
    monkeypatch.setattr(Walk, "staff", office(), raising=False)
    monkeypatch.setattr(merging, "standing", lambda log: [e for e in log if e.undo_of is None])
    walked = Walk()
    walked.merge(0, 1, turned=False)
    with pytest.raises(AssertionError):
        walked.teardown()
