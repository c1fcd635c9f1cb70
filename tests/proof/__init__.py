"""What the proof room promises."""
