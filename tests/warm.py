"""A process that has loaded the house and forks one for each deed: `python -m tests.warm`.

Loading the house takes a second and more; a race takes less. Each line of its input asks for a
module to be run as `python -m` would, in a process of its own with an environment, settings and
connections of its own; the answer is a line with the exit code. It ends with its input.
"""

import contextlib
import importlib
import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

from django.conf import Settings, settings
from django.db import DEFAULT_DB_ALIAS, connections

from tests.processes import awake

SETTINGS = "lampit.config.settings"


def renew() -> None:
    """Read the settings anew from the environment; nothing of those before is left."""
    importlib.reload(sys.modules[SETTINGS])
    settings._wrapped = Settings(SETTINGS)
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None
    with contextlib.suppress(AttributeError):
        del connections[DEFAULT_DB_ALIAS]


def run(asked: dict[str, Any]) -> int:
    """Run a module as the main one and return the exit code; what it says goes into files."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, name in ((1, "told"), (2, "said")):
        with Path(asked["folder"], name).open("wb") as file:
            os.dup2(file.fileno(), number)
    sys.argv = [asked["module"], *asked["words"]]
    try:
        renew()
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
    except BaseException:  # noqa: BLE001 - told to who asked, as a process of its own would
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def main() -> None:
    """Fork a process for each line of the input and tell how it ended."""
    awake()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(run(json.loads(line)))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
