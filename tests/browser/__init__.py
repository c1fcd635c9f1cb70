"""Journeys of people through the running product in Chromium."""
