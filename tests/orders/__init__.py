"""What the orders room promises."""
