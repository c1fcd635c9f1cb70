"""A long list and `kill -9`: the file begins anew, ends right, and nothing of the first stays."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import laid as tables

HERE = Path(__file__).parents[2]
BEGIN = "import django; django.setup()\n"
# An instance with a list that one asked for and another allowed; ids of shuffled names.
SET_UP = """
from django.utils import timezone
from lampit.registry.actions import requesting
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.exporting import Wanted
from tests.factories import business, member, region
region("63.08", "Kabupaten Hulu Sungai Utara")
for number in range(300):
    business("63.08", name=f"Tikar {number * 7 % 300:03d}")
wanted = Wanted("csv", ("name", "status"), "undangan pelatihan")
now = timezone.now()
asker, asked = member("staff", "63.08"), Asked(order="nama")
told = requesting.ask_for_export(asker, wanted, asked, 300, now=now)
requesting.allow_export(member("head", "63.08"), told.pk, now=now)
"""
# The process kills itself in the middle of the file: no chance decides when.
FALL = """
import os, signal
from lampit.registry import jobs
plain = jobs._watched
def watched(job, ids, total):
    for done, pk in enumerate(plain(job, ids, total)):
        if done == 200:
            os.kill(os.getpid(), signal.SIGKILL)
        yield pk
jobs._watched = watched
"""
WORK = """
from lampit.config.working import run_one
assert run_one()
"""
BACK = """
from datetime import timedelta
from django.utils import timezone
from lampit.people.actions import reap_jobs
assert reap_jobs(timezone.now()) == 0, "nobody takes the work of one who is heard"
assert reap_jobs(timezone.now() + timedelta(days=1)) == 1
"""
TELL = """
import json
from lampit.people.models import Job
from lampit.registry.actions.requesting import path_of
from lampit.registry.models import ExportRequest, LeftList
one = ExportRequest.objects.get()
print(json.dumps({
    "state": one.state, "rows": one.rows, "path": str(path_of(one)),
    "job": list(Job.objects.values_list("state", "tries")),
    "left": LeftList.objects.count(),
}))
"""


class Instance:
    """An instance of its own, in a folder, worked on by processes of their own."""

    def __init__(self, home: Path) -> None:
        """Lay the tables, the businesses and the allowed request."""
        self.home = home
        self.environment = {
            **os.environ, "LAMPIT_HOME": str(home), "DATABASE_URL": "", "LAMPIT_ENV": "demo",
            "PYTHONPATH": f"{HERE / 'src'}{os.pathsep}{HERE}",
            "DJANGO_SETTINGS_MODULE": "lampit.config.settings",
        }  # fmt: skip
        tables.laid(home, self.environment)
        assert self.run(SET_UP).returncode == 0

    def run(self, script: str) -> "subprocess.CompletedProcess[str]":
        """Run some lines in a process of their own."""
        return subprocess.run(
            [sys.executable, "-c", BEGIN + script], env=self.environment, cwd=HERE,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return the state of request, job and file."""
        found: dict[str, Any] = json.loads(self.run(TELL).stdout)
        return found

    def files(self) -> list[Path]:
        """Return what lies where lists wait."""
        return sorted((self.home / "exports").iterdir())


def test_killed_in_the_middle_it_begins_anew(tmp_path: Path) -> None:
    """Half a file is nobody's; the second start writes all rows once, in order, in one file."""
    house = Instance(tmp_path)
    assert house.run(FALL + WORK).returncode == -signal.SIGKILL
    fallen = house.told()
    assert (fallen["state"], fallen["job"]) == ("disetujui", [["running", 1]])
    assert not Path(fallen["path"]).exists()
    assert [path.suffix for path in house.files()] == [".baru"]
    done = house.run(BACK + WORK)
    assert done.returncode == 0, done.stderr
    ended = house.told()
    assert (ended["state"], ended["rows"], ended["left"]) == ("siap", 300, 1)
    assert ended["job"] == [["done", 2]]
    assert house.files() == [Path(ended["path"])]
    assert names_in(Path(ended["path"])) == [f"Tikar {number:03d}" for number in range(300)]


def names_in(path: Path) -> list[str]:
    """Return the names in a list, in its order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    return [cell for cell in cells if cell.startswith("Tikar")]
