"""What the tests need besides Python: PostgreSQL, Chromium and gettext.

Found, or installed when we are root on Debian; else one sentence and exit 3. Never a skip.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
PACKAGES = {"initdb": "postgresql", "chromium": "chromium", "msgfmt": "gettext"}


def found(tool: str) -> str | None:
    """Return where `tool` lies: PATH first, then Debian's folders of PostgreSQL versions."""
    if tool == "chromium":
        named = os.environ.get("LAMPIT_CHROMIUM")
        return named or shutil.which("chromium") or shutil.which("google-chrome")
    hit = shutil.which(tool)
    if hit:
        return hit
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")
    newest = max(versions, key=lambda p: int(p.parts[-3]), default=None)
    return str(newest) if newest else None


def apt(*packages: str) -> None:
    """Install Debian packages without questions."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


def install(packages: list[str]) -> None:
    """Install what is missing; Debian's PostgreSQL must not start a server of its own."""
    print(f"Memasang dengan apt-get: {', '.join(packages)} …", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    if "postgresql" in packages:
        apt("postgresql-common")
        kept = CLUSTER_SETTINGS.read_text() if CLUSTER_SETTINGS.exists() else ""
        CLUSTER_SETTINGS.write_text(f"{kept}\ncreate_main_cluster = false\n")
    apt(*packages)


def main() -> None:
    """Make sure that every tool is there."""
    missing = [PACKAGES[tool] for tool in PACKAGES if not found(tool)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing)
        missing = [PACKAGES[tool] for tool in PACKAGES if not found(tool)]
    if missing:
        sys.stderr.write(f"Untuk uji masih perlu: sudo apt-get install {' '.join(missing)}\n")
        sys.exit(3)


if __name__ == "__main__":
    main()
