"""Pages of personal data, of the person and of the desk."""
