"""Pages for buyers: thin; they ask and render, and never write."""
