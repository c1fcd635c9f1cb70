"""What the desk room promises."""
