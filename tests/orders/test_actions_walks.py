"""Long random walks over all deeds: whatever comes after whatever, every check holds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from lampit.basics.refusal import Refusal
from lampit.orders import actions, queries
from lampit.orders.actions import _stock
from lampit.orders.models import Order, Part, Payment, Sale
from lampit.orders.rules import states
from lampit.orders.rules.channels import SaleTold
from lampit.shops.actions import count_stock
from lampit.shops.models import Stock, Variant
from tests.orders.things import NOW, account_of, goods, order, shop

pytestmark = pytest.mark.django_db
STEPS = 70
OFTEN = ("order", "order", "confirm", "forward", "forward")


class Walk:
    """One shop, two goods, and a clock that only goes forward."""

    def __init__(self, seed: int) -> None:
        """Open the shop."""
        self.dice = Random(seed)
        self.maker = shop()
        self.goods = [goods(self.maker, stock=4), goods(self.maker, stock=2, price=36_000)]
        self.now: datetime = NOW

    def part(self) -> Part:
        """Return any part there is."""
        return self.dice.choice(list(Part.objects.order_by("pk")) or [self.placed()])

    def variant(self) -> Variant:
        """Return one of the goods."""
        return self.dice.choice(self.goods)

    def placed(self) -> Part:
        """Place an order of one piece or two."""
        wanted = {self.variant(): self.dice.randint(1, 2)}
        method, way = self.dice.choice([("AMBIL", "QRIS"), ("AMBIL", "COD"), ("EKSPEDISI", "QRIS")])
        return order(wanted, method=method, way=way, now=self.now).parts.get()

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return everything that may happen next."""
        account, dice = account_of(self.maker), self.dice
        part = self.part()
        return {
            "order": self.placed,
            "say": lambda: actions.say_paid(part.pk, now=self.now),
            "confirm": lambda: actions.confirm_payment(account, part.pk, part.total, now=self.now),
            "deny": lambda: actions.deny_payment(account, part.pk, now=self.now),
            "undo": lambda: actions.undo_confirmation(account, part.pk, now=self.now),
            "cancel": lambda: actions.cancel_by_buyer(part.pk, now=self.now),
            "move": lambda: actions.move_by_maker(
                account, part.pk, dice.choice(states.STATES), now=self.now, reason="uji"
            ),
            "forward": lambda: actions.move_by_maker(
                account, part.pk, dice.choice(states.ADVANCE), now=self.now
            ),
            "shipping": lambda: actions.settle_shipping(
                account, part.pk, dice.randint(0, 50_000), now=self.now
            ),
            "refund": lambda: actions.pay_back(
                account, part.pk, dice.choice([part.total, 1000]), now=self.now
            ),
            "expire": lambda: actions.expire_due(self.now),
            "finish": lambda: actions.finish_due(self.now),
            "count": lambda: count_stock(account, self.variant(), dice.randint(0, 6), self.now),
            "sell": self.counter_sale,
            "unsell": self.unsell,
        }

    def counter_sale(self) -> None:
        """Note a sale at home."""
        bag = self.variant()
        told = SaleTold("RUMAH", 1, bag.product.price, NOW.date())
        actions.record_sale(
            account_of(self.maker),
            self.maker.business,
            told,
            client_uuid=UUID(int=self.dice.getrandbits(128), version=4),
            now=self.now,
            product=bag.product,
        )

    def unsell(self) -> None:
        """Take any entry back."""
        entries = list(Sale.objects.order_by("pk").values_list("pk", flat=True)) or [0]
        actions.take_back_sale(account_of(self.maker), self.dice.choice(entries), now=self.now)

    def step(self) -> str:
        """Let one thing happen, or be refused."""
        minutes = self.dice.choice([1, 5, 30, 60 * 20, 60 * 60])
        self.now += timedelta(minutes=minutes)
        deeds = self.deeds()
        name = self.dice.choice([*deeds, *OFTEN])
        with suppress(Refusal):
            deeds[name]()
        return name


@pytest.mark.parametrize("seed", range(6))
def test_every_check_holds_after_every_step(seed: int) -> None:
    """Stock never below zero, holds only for unpaid parts, refunds within what was paid."""
    walk, told = Walk(seed), []
    for _ in range(STEPS):
        told.append(walk.step())
        assert [c for c in queries.checks() if not c.ok] == [], told
        assert all(s.available >= 0 for s in Stock.objects.all()), told
        assert all(p.refunded <= max(p.paid, 0) for p in Payment.objects.all()), told
    assert Order.objects.count() > 1


def test_a_forgotten_release_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: were stock not freed on expiry or cancelling, the walks would tell."""
    monkeypatch.setattr(_stock, "release", lambda *_args, **_said: None)
    found = set()
    for seed in range(3):
        walk = Walk(seed)
        for _ in range(STEPS):
            walk.step()
        found |= {check.name for check in queries.checks() if not check.ok}
    assert "reservations" in found
