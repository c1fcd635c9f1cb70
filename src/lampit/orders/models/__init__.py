"""Tables of the orders room: baskets, orders with parts, payments, and the sales ledger."""

from lampit.orders.models.baskets import Basket, BasketLine
from lampit.orders.models.choices import (
    Channel,
    Contact,
    Method,
    PartState,
    PaymentState,
    Source,
    Way,
)
from lampit.orders.models.orders import IdempotencyKey, Line, Move, Order, Part
from lampit.orders.models.payments import Payment, PaymentFact, Proof
from lampit.orders.models.sales import Sale

__all__ = [
    "Basket",
    "BasketLine",
    "Channel",
    "Contact",
    "IdempotencyKey",
    "Line",
    "Method",
    "Move",
    "Order",
    "Part",
    "PartState",
    "Payment",
    "PaymentFact",
    "PaymentState",
    "Proof",
    "Sale",
    "Source",
    "Way",
]
