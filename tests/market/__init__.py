"""What the market room promises."""
