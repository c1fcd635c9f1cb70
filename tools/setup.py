"""Bring `.venv` up to the locks: `python tools/setup.py runtime|dev|spark`; nothing is done twice.

Runs under a bare Python 3.11 or newer, before anything is installed. The project itself is
linked, not built: a `.pth` file and a launcher, so that no build tool has to be fetched. Spark
is half a gigabyte and lives in `.venv-spark`, which only `make test-spark` asks for.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "runtime": ("requirements.lock",),
    "dev": ("requirements.lock", "dev.lock"),
    "spark": ("requirements.lock", "analytics.lock"),
}
# Published as source only; built with the tools that its lock names.
SOURCES = {"analytics.lock": "pyspark"}
BUILDERS = ("setuptools", "wheel")
OLDEST = (3, 11)


def home(kind: str) -> Path:
    """Return the environment of `kind`."""
    return ROOT / (".venv-spark" if kind == "spark" else ".venv")


def python(kind: str) -> Path:
    """Return the interpreter of the environment of `kind`."""
    return home(kind) / "bin" / "python"


def digest(names: tuple[str, ...]) -> str:
    """Return what the environment must match: the locks and the Python that made it."""
    known = hashlib.sha256(sys.version.encode())
    for name in names:
        known.update((ROOT / name).read_bytes())
    return known.hexdigest()


def is_current(kind: str) -> bool:
    """Say whether the environment already holds exactly what the locks of `kind` name."""
    # `.venv` with the dev lock holds the runtime as well.
    kinds = {"runtime", "dev"} if kind == "runtime" else {kind}
    stamps = {home(name) / f"{name}.stamp": digest(LOCKS[name]) for name in kinds}
    found = any(p.exists() and p.read_text() == d for p, d in stamps.items())
    return python(kind).exists() and found


def install(kind: str) -> None:
    """Make the environment when missing and install the locks of `kind`, every hash checked."""
    if not python(kind).exists():
        print(f"Membuat lingkungan Python ({home(kind).name}) …", flush=True)
        venv.create(home(kind), with_pip=True)
    for name in LOCKS[kind]:
        wanted = sum("==" in line and not line.startswith(" ") for line in (ROOT / name).open())
        print(f"Memasang {wanted} paket dari {name} (sekali saja) …", flush=True)
        pip: list[str | Path] = [python(kind), "-m", "pip", "install"]
        # The lock names all that is needed. Left to resolve anew, pip may prefer a release newer
        # than the lock where a package asks for another with an extra, and then refuses it.
        pip += ["--disable-pip-version-check", "--no-deps", "--require-hashes"]
        pip += ["--only-binary", ":all:", "--progress-bar", "off"]
        if name in SOURCES:
            with builders(name) as lock:
                counted([*pip, "-r", lock])
            pip += ["--no-binary", SOURCES[name], "--no-build-isolation"]
        counted([*pip, "-r", ROOT / name])
    (home(kind) / f"{kind}.stamp").write_text(digest(LOCKS[kind]))


@contextmanager
def builders(name: str) -> Iterator[Path]:
    """Give a lock of the build tools alone, cut from the lock `name`; gone afterwards."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text())
    kept = [entry for entry in entries if entry.startswith(tuple(f"{b}==" for b in BUILDERS))]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "builders.lock"
        lock.write_text("\n".join(kept) + "\n")
        yield lock


def counted(command: list[str | Path]) -> None:
    """Run pip and tell every tenth package; its own words only when it fails."""
    seen: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            seen.append(line)
            found = sum(entry.startswith("Collecting") for entry in seen)
            if line.startswith("Collecting") and found % 10 == 0:
                print(f"  {found} paket …", flush=True)
            elif line.startswith("Installing"):
                print("  menyalin …", flush=True)
    if pip.returncode:
        sys.exit("".join(seen[-20:]) + "Paket tidak dapat dipasang; lihat baris di atas.")


def link(kind: str) -> None:
    """Make `lampit` importable in the environment and give it its launcher."""
    site = next((home(kind) / "lib").glob("python3*")) / "site-packages"
    written(site / "lampit.pth", f"{ROOT / 'src'}\n")
    launcher = home(kind) / "bin" / "lampit"
    lines = (
        f"#!{python(kind)}",
        "import sys",
        "from lampit.__main__ import main",
        "sys.exit(main())",
    )
    written(launcher, "\n".join(lines) + "\n")
    launcher.chmod(0o755)


def written(path: Path, text: str) -> None:
    """Write `text` unless it is there already."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main(kind: str) -> None:
    """Do what is missing, and say so; a set-up that is current costs a few milliseconds."""
    if sys.version_info < OLDEST:
        sys.exit("Lampit memerlukan Python 3.11 atau lebih baru: make run PYTHON=python3.11")
    os.environ.pop("PYTHONPATH", None)
    if not is_current(kind):
        install(kind)
    link(kind)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
