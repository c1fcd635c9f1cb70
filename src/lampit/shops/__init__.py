"""Shops: makers, products, stock, prices, photos."""
