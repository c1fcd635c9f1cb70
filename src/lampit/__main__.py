"""Start the command line: `python -m lampit`."""

import os

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    execute_from_command_line()


if __name__ == "__main__":
    main()
