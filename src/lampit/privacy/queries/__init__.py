"""Reads of the privacy room."""

from lampit.privacy.queries.breaches import (
    affected,
    affected_count,
    breach_at,
    breach_clock,
    breaches,
    list_taken,
    lists_taken,
)
from lampit.privacy.queries.consents import Asked, asked_of, tasks, version_now
from lampit.privacy.queries.erasures import Plan, erasure_of, plan
from lampit.privacy.queries.looks import Look, looks
from lampit.privacy.queries.owners import business_of, first_owner, other_owners, owner_at
from lampit.privacy.queries.requests import (
    Pressing,
    Row,
    copies_for,
    copies_of,
    copy_at,
    copy_with,
    has_open_request,
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
from lampit.privacy.queries.retention import runs as retention_runs
from lampit.privacy.queries.retention import told as retention_rules

__all__ = [
    "Asked",
    "Look",
    "Plan",
    "Pressing",
    "Row",
    "affected",
    "affected_count",
    "asked_of",
    "breach_at",
    "breach_clock",
    "breaches",
    "business_of",
    "copies_for",
    "copies_of",
    "copy_at",
    "copy_with",
    "erasure_of",
    "first_owner",
    "has_open_request",
    "list_taken",
    "lists_taken",
    "looks",
    "newest",
    "open_of_order",
    "order_named",
    "other_owners",
    "owner_at",
    "plan",
    "pressing",
    "queue",
    "request_at",
    "retention_rules",
    "retention_runs",
    "row_of",
    "tasks",
    "version_now",
    "waiting_copies",
    "who",
]
