"""What is typed into pages of the market."""
