"""Decisions about businesses and owners: size, age, freshness, states, changes. Pure."""
