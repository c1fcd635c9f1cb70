"""Any order of edits, lists taken, proposals and undoings: a later word is never overwritten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business
from lampit.registry.rules.provenance import REPLACE
from tests.factories import business, member, region
from tests.registry.told import NOW, VILLAGE, told

pytestmark = pytest.mark.django_db

FIELDS = ("name", "address", "rt")
TOGETHER = {"name": ("name",), "address": ("address", "rt"), "rt": ("address", "rt")}
WORDS = ("", "1", "2", "3")
PHONES = st.integers(0, 1)


@dataclass
class Phone:
    """A phone with the list it took: the values, and how many words had been written then."""

    person: User
    seen: dict[str, str]
    taken: int
    at: datetime


class Walk(RuleBasedStateMachine):
    """One business, staff who edit it, two phones that propose; the model is a log of words."""

    def __init__(self) -> None:
        """Begin with values that nobody changed yet."""
        super().__init__()
        self.point = transaction.savepoint()
        self.now = NOW
        region(VILLAGE)
        self.staff = member("staff", "63.08")
        self.pk = business("63.08", name="nol", village_id=VILLAGE).pk
        self.values = {"name": "nol", "address": "", "rt": ""}
        self.log: list[tuple[int, str]] = []  # who wrote which field, in order
        self.used: list[dict[str, int]] = []
        self.phones = [self.fresh(member("staff", "63.08")) for _ in range(2)]

    def fresh(self, person: User) -> Phone:
        """Return a phone that takes its list now."""
        return Phone(person, dict(self.values), len(self.log), self.now)

    def row(self) -> Business:
        """Return the business as the register holds it."""
        return Business.objects.select_related("owner").get(pk=self.pk)

    def later(self) -> datetime:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)
        return self.now

    def write(self, who: User, values: dict[str, str]) -> None:
        """Note words in the model."""
        for field, value in values.items():
            if self.values[field] != value:
                self.log.append((who.pk, field))
                self.values[field] = value

    @rule(field=st.sampled_from(FIELDS), word=st.sampled_from(WORDS))
    def staff_edit(self, field: str, word: str) -> None:
        """Staff types at the desk."""
        now, row = self.later(), self.row()
        wanted = told(owner_name="", nik="", phones=(), channels=(), workers_female=None,
                      **(self.values | {field: word}))  # fmt: skip
        actions.edit_business(
            self.staff, row.public_id, wanted, based_on=row.version, weaker=REPLACE, now=now
        )
        self.write(self.staff, {field: word})

    @rule(phone=PHONES)
    def take_list(self, phone: int) -> None:
        """A phone meets a signal and takes its list."""
        self.later()
        self.phones[phone] = self.fresh(self.phones[phone].person)

    @rule(phone=PHONES, field=st.sampled_from(FIELDS), word=st.sampled_from(WORDS))
    def propose(self, phone: int, field: str, word: str) -> None:
        """A phone proposes what it can: used exactly when nobody else spoke since."""
        of = self.phones[phone]
        proposal = actions.Proposal({field: word}, of.seen, of.at)
        used = actions.use_proposed(of.person, self.row().public_id, proposal, now=self.later())
        others = {what for who, what in self.log[of.taken :] if who != of.person.pk}
        stale = {one for one in TOGETHER[field] if self.values[one] != of.seen[one]}
        free = not (others | stale) & set(TOGETHER[field]) and (word or not self.values[field])
        if self.values[field] == word or not free:
            assert not used.changes
            assert bool(used.waits) == (self.values[field] != word)
            return
        self.used.append(dict(used.changes))
        assert not used.waits
        self.write(of.person, {field: word})
        of.seen[field] = word  # the phone shows what it proposed itself

    @rule(number=st.integers(0, 9))
    def take_back(self, number: int) -> None:
        """Staff puts a used proposal back, unless somebody wrote since."""
        if not self.used:
            return
        changes = self.used[number % len(self.used)]
        before = dict(self.values)
        try:
            made = actions.take_back_proposed(
                self.staff, self.row().public_id, changes, now=self.later()
            )
        except Refusal as refusal:
            if refusal.code != "changed_since":
                raise
            return
        self.write(self.staff, {one.field: one.new for one in made})
        assert all(before[one.field] == one.old for one in made)

    @invariant()
    def the_register_is_what_was_said_last(self) -> None:
        """No word came in that the model does not know, and none is lost."""
        row = self.row()
        assert {field: getattr(row, field) for field in FIELDS} == self.values

    def teardown(self) -> None:
        """Forget this walk."""
        transaction.savepoint_rollback(self.point)


def test_no_order_of_proposals_and_edits_overwrites_a_later_word() -> None:
    """Staff, two phones with lists of any age, and undoings, in any order."""
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=25, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
        ),
    )  # fmt: skip
