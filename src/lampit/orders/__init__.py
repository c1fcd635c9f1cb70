"""Orders: baskets, orders, payments, the sales ledger."""
