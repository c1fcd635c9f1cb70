"""Decisions about shops: prices and proofs, freshness, stock, names, search terms, pictures."""
