"""What the adapters to the world promise."""
