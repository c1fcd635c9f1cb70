"""Pages of the maker's shop: thin; they ask, act and render."""
