"""Decisions of the market room: what machines are told, and how previews read."""

from lampit.market.rules.facts import Offer, Sold
from lampit.market.rules.linked import (
    Shop,
    crumbs_data,
    list_data,
    maker_data,
    market_data,
    product_data,
    script_text,
)
from lampit.market.rules.previews import (
    asked_amount,
    market_question,
    preview_text,
    preview_title,
    question,
)

__all__ = [
    "Offer",
    "Shop",
    "Sold",
    "asked_amount",
    "crumbs_data",
    "list_data",
    "maker_data",
    "market_data",
    "market_question",
    "preview_text",
    "preview_title",
    "product_data",
    "question",
    "script_text",
]
