"""Start the command line: `lampit …` or `python -m lampit …`."""

import os
import sys


def main() -> int:
    """Run the command that the arguments name and return its exit code.

    Ours first; what is not ours (migrate, makemigrations, …) goes to Django.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    from lampit.config.starting import run  # noqa: PLC0415 - the settings must be named first

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
