"""What the page frame, its parts, figures and charts promise."""
