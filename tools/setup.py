"""Bring `.venv` up to the locks: `python tools/setup.py runtime|dev`; nothing is done twice.

Runs under a bare Python 3.11 or newer, before anything is installed. The project itself is
linked, not built: a `.pth` file and a launcher, so that no build tool has to be fetched.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": ("requirements.lock",), "dev": ("requirements.lock", "dev.lock")}
OLDEST = (3, 11)


def digest(names: tuple[str, ...]) -> str:
    """Return what the environment must match: the locks and the Python that made it."""
    known = hashlib.sha256(sys.version.encode())
    for name in names:
        known.update((ROOT / name).read_bytes())
    return known.hexdigest()


def is_current(kind: str) -> bool:
    """Say whether `.venv` already holds exactly what the locks of `kind` name."""
    # An environment with the dev lock holds the runtime as well.
    stamps = {
        VENV / f"{name}.stamp": digest(LOCKS[name]) for name in LOCKS if kind in {name, "runtime"}
    }
    return PYTHON.exists() and any(p.exists() and p.read_text() == d for p, d in stamps.items())


def install(kind: str) -> None:
    """Make the environment when missing and install the locks of `kind`, every hash checked."""
    if not PYTHON.exists():
        print("Membuat lingkungan Python (.venv) …", flush=True)
        venv.create(VENV, with_pip=True)
    for name in LOCKS[kind]:
        wanted = sum("==" in line and not line.startswith(" ") for line in (ROOT / name).open())
        print(f"Memasang {wanted} paket dari {name} (sekali saja) …", flush=True)
        pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
        # The lock names all that is needed. Left to resolve anew, pip may prefer a release newer
        # than the lock where a package asks for another with an extra, and then refuses it.
        pip += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--progress-bar", "off"]
        pip += ["-r", ROOT / name]
        counted(pip)
    (VENV / f"{kind}.stamp").write_text(digest(LOCKS[kind]))


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
                print("  menyalin ke .venv …", flush=True)
    if pip.returncode:
        sys.exit("".join(seen[-20:]) + "Paket tidak dapat dipasang; lihat baris di atas.")


def link() -> None:
    """Make `lampit` importable in `.venv` and give it its launcher."""
    site = next((VENV / "lib").glob("python3*")) / "site-packages"
    written(site / "lampit.pth", f"{ROOT / 'src'}\n")
    launcher = VENV / "bin" / "lampit"
    lines = (f"#!{PYTHON}", "import sys", "from lampit.__main__ import main", "sys.exit(main())")
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
    link()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
