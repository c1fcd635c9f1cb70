"""Pages of the orders room: basket and checkout, the buyer's order, the maker's desk and ledger."""
