"""Whom a buyer asks for what nobody sells here: the offices that run the market."""

from lampit.basics.refusal import Refusal
from lampit.market import rules
from lampit.shops.models import MarketOffice
from lampit.shops.rules import texts

MOST_OFFICES = 3


def asked_offices(question: str, place: str = "") -> list[tuple[str, str]]:
    """Return (name, WhatsApp link with the question) of offices that gave a number; one query.

    The office of the kabupaten that was chosen alone, else the first few.
    """
    offices = MarketOffice.objects.exclude(whatsapp="").order_by("region_id")
    chosen = offices.filter(region_id=place[:5]) if place else offices.none()
    text = rules.market_question(question)
    found = []
    for office in list(chosen or offices[:MOST_OFFICES]):
        try:
            found.append((office.name, texts.wa_link(office.whatsapp, text)))
        except Refusal:  # a number that is none offers no link
            continue
    return found
