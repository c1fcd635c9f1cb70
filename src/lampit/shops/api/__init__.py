"""Shops for other programs: `/api/v1/products`, `/variants`, `/makers` (commerce.md 11)."""

from ninja import Router

from lampit.shops.api.goods import router as goods
from lampit.shops.api.keeping import router as keeping

router = Router()
router.add_router("", goods)
router.add_router("", keeping)

__all__ = ["router"]
