"""Writes to the orders tables. Each action is one transaction, tried again when busy."""

from lampit.orders.actions._moving import Mover
from lampit.orders.actions.baskets import open_basket, put_in_basket, set_quantity
from lampit.orders.actions.giving_back import note_late_money, pay_back
from lampit.orders.actions.moving import cancel_by_buyer, move_by_maker, settle_shipping
from lampit.orders.actions.paying import (
    confirm_payment,
    deny_payment,
    proof_folder,
    say_paid,
    undo_confirmation,
)
from lampit.orders.actions.placing import Once, Wish, place_order
from lampit.orders.actions.selling import correct_sale, record_sale, take_back_sale
from lampit.orders.actions.ticking import expire_due, finish_due, forget_due

__all__ = [
    "Mover",
    "Once",
    "Wish",
    "cancel_by_buyer",
    "confirm_payment",
    "correct_sale",
    "deny_payment",
    "expire_due",
    "finish_due",
    "forget_due",
    "move_by_maker",
    "note_late_money",
    "open_basket",
    "pay_back",
    "place_order",
    "proof_folder",
    "put_in_basket",
    "record_sale",
    "say_paid",
    "set_quantity",
    "settle_shipping",
    "take_back_sale",
    "undo_confirmation",
]
