"""What the Indonesian formats promise."""
