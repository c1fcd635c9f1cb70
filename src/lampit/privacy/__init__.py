"""Personal data (UU 27/2022): consents, requests of persons, retention, breaches."""
