"""What the shops room promises."""
