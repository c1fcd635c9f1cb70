"""What the market tells machines about a story."""

from datetime import datetime
from typing import Any

from lampit.shops.rules import texts


def story_data(
    title: str,
    text: str,
    address: str,
    published_at: datetime,
    *,
    maker: str,
    maker_address: str,
    picture: str = "",
) -> dict[str, Any]:
    """Return a story as schema.org Article; addresses are absolute."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": texts.shortened(text, 300),
        "url": address,
        "datePublished": published_at.isoformat(),
        "inLanguage": "id",
        "author": {"@type": "LocalBusiness", "name": maker, "url": maker_address},
    }
    return data | ({"image": [picture]} if picture else {})
