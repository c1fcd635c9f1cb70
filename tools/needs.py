"""What tests need besides Python: PostgreSQL, Chromium and gettext; Java for those of Spark.

`python tools/needs.py test|spark`. Found, or installed when we are root on Debian; else one
sentence and exit 3. Never a skip.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
PACKAGES = {
    "test": {"initdb": "postgresql", "chromium": "chromium", "msgfmt": "gettext"},
    "spark": {"java": "openjdk-17-jre-headless"},
}
# Spark 4 runs on Java 17 and 21.
JAVA = range(17, 22)


def found(tool: str) -> str | None:
    """Return where `tool` lies: PATH first, then Debian's folders of PostgreSQL versions."""
    if tool == "chromium":
        named = os.environ.get("LAMPIT_CHROMIUM")
        return named or shutil.which("chromium") or shutil.which("google-chrome")
    if tool == "java":
        return java()
    hit = shutil.which(tool)
    if hit:
        return hit
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")
    newest = max(versions, key=lambda p: int(p.parts[-3]), default=None)
    return str(newest) if newest else None


def java() -> str | None:
    """Return the first Java that Spark runs on: JAVA_HOME, PATH, then Debian's folders."""
    homes = [os.environ["JAVA_HOME"] + "/bin"] if os.environ.get("JAVA_HOME") else []
    homes += [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/jvm").glob("*/bin")))]
    for tool in filter(None, (shutil.which("java", path=path) for path in homes)):
        told = subprocess.run([tool, "-version"], capture_output=True, text=True, check=False)
        version = re.search(r'version "(\d+)', told.stderr + told.stdout)
        if version and int(version[1]) in JAVA:
            return str(Path(tool).resolve())
    return None


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


def main(kind: str) -> None:
    """Make sure that every tool is there."""
    wanted = PACKAGES[kind]
    missing = [wanted[tool] for tool in wanted if not found(tool)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing)
        missing = [wanted[tool] for tool in wanted if not found(tool)]
    if missing:
        sys.stderr.write(f"Untuk uji masih perlu: sudo apt-get install {' '.join(missing)}\n")
        sys.exit(3)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "test")
