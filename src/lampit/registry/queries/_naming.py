"""Names of accounts as people read them."""

from lampit.people.models import User


def name_of(person: User | None) -> str:
    """Return the name of an account, its user name without one, nothing for the system."""
    return (person.get_full_name() or person.username) if person else ""
