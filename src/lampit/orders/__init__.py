"""Orders: baskets, orders, direct payments, and one sales ledger over all channels.

Tables owned: `orders_basket`, `orders_basketline`, `orders_order`, `orders_part`,
`orders_line`, `orders_move`, `orders_payment`, `orders_paymentfact`,
`orders_proof`, `orders_sale`, `orders_idempotencykey`. Stock and what is held of it
belong to `shops`.
Public names: `queries` (sales, counts, checks), `access.visible_…`, `actions`.
"""
