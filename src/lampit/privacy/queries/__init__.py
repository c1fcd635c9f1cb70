"""Reads of the privacy room."""

from lampit.privacy.queries.consents import Asked, asked_of, tasks, version_now
from lampit.privacy.queries.looks import Look, looks
from lampit.privacy.queries.owners import business_of, first_owner, other_owners, owner_at
from lampit.privacy.queries.requests import (
    Pressing,
    Row,
    copies_for,
    copies_of,
    copy_at,
    copy_with,
    newest,
    open_of_order,
    order_named,
    pressing,
    queue,
    request_at,
    row_of,
    waiting_copies,
    who,
)

__all__ = [
    "Asked",
    "Look",
    "Pressing",
    "Row",
    "asked_of",
    "business_of",
    "copies_for",
    "copies_of",
    "copy_at",
    "copy_with",
    "first_owner",
    "looks",
    "newest",
    "open_of_order",
    "order_named",
    "other_owners",
    "owner_at",
    "pressing",
    "queue",
    "request_at",
    "row_of",
    "tasks",
    "version_now",
    "waiting_copies",
    "who",
]
