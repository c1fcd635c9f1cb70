"""What the measure room promises."""
