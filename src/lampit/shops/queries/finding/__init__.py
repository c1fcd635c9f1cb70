"""Finding goods: the words of this instance, the ranked walk, filters, turns, distances."""

from lampit.shops.queries.finding.browsing import Browsed, browse
from lampit.shops.queries.finding.checks import Check, checks
from lampit.shops.queries.finding.distance import Point, point_of, steps_of_goods, steps_to
from lampit.shops.queries.finding.facets import Facets, Value
from lampit.shops.queries.finding.held import Held
from lampit.shops.queries.finding.rolls import held
from lampit.shops.queries.finding.search import MOST, Found, find, mend
from lampit.shops.queries.finding.standing import Goods, standing
from lampit.shops.queries.finding.suggesting import Suggestions, suggest
from lampit.shops.queries.finding.turns import (
    Census,
    census,
    deal_of,
    dealt,
    goods_at,
    kinds_on_sale,
)
from lampit.shops.queries.finding.vocabulary import Lexicon, lexicon
from lampit.shops.queries.finding.wishes import ORDERS, Wish

__all__ = [
    "MOST",
    "ORDERS",
    "Browsed",
    "Census",
    "Check",
    "Facets",
    "Found",
    "Goods",
    "Held",
    "Lexicon",
    "Point",
    "Suggestions",
    "Value",
    "Wish",
    "browse",
    "census",
    "checks",
    "deal_of",
    "dealt",
    "find",
    "goods_at",
    "held",
    "kinds_on_sale",
    "lexicon",
    "mend",
    "point_of",
    "standing",
    "steps_of_goods",
    "steps_to",
    "suggest",
]
