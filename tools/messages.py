"""The catalogue of texts: `collect`, `compile`, or `check` (what CI runs).

Refusals of pure rules are plain Indonesian sentences; they are collected too, by the place of
the sentence in the call, so that a page can show them in English.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "lampit"
CATALOGUE = SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = [
    "--keyword=Category:2",
    "--keyword=Refusal:2",
    "--keyword=WrongUse:2",
    "--keyword=Fault:3",
    "--keyword=Problem:6",
    "--keyword=_fault:4",
    "--keyword=Said:3",
    "--keyword=_wrong:4",
]
# The same places, counted from 0: a sentence may stand in a variable before it gets there.
PLACES = {"Refusal": 1, "WrongUse": 1, "Category": 1, "Fault": 2, "Problem": 5, "_fault": 3,
          "Said": 2, "_wrong": 3}  # fmt: skip
PUT_ASIDE = "_put_aside.py"


def collect(folder: Path) -> None:
    """Bring the catalogue below `folder` (a copy of the source, or the source) up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    django.setup()
    settings.LOCALE_PATHS = [str(folder / "web" / "locale")]

    class Collect(Command):
        """Django's command, with the sentences of refusals."""

        xgettext_options = [*Command.xgettext_options, *KEYWORDS]

    here, aside = Path.cwd(), folder / PUT_ASIDE
    aside.write_text("".join(f'Refusal("", {one})\n' for one in put_aside(folder)))
    os.chdir(folder)
    try:
        call_command(
            Collect(), locale=["en"], extensions=["html", "py"], no_wrap=True,
            no_location=True, no_obsolete=True, verbosity=0,
        )  # fmt: skip
    finally:
        os.chdir(here)
        aside.unlink()
    tidy(folder / CATALOGUE.relative_to(SOURCE))


def put_aside(folder: Path) -> list[str]:
    """Return the sentences, as written, that stand in a variable before a refusal is made."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text()
        if not any(f"{name}(" in text for name in PLACES):
            continue
        tree = ast.parse(text)
        of_module = sentences(tree.body, text)
        for one in ast.walk(tree):
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                own = sentences(ast.walk(one), text)
                for name in named(one):
                    found |= dict.fromkeys(own.get(name, []) or of_module.get(name, []))
    return list(found)


def sentences(nodes: Iterator[ast.AST] | list[ast.stmt], text: str) -> dict[str, list[str]]:
    """Return the texts that names are given, as written; one word is no sentence."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        is_text = isinstance(value, ast.JoinedStr) or (
            isinstance(value, ast.Constant) and isinstance(value.value, str)
        )
        told = ast.get_source_segment(text, value) if is_text else None
        if told and " " in told:
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(told)
    return found


def named(function: ast.AST) -> Iterator[str]:
    """Yield the names that stand where a sentence belongs."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = PLACES.get(called, len(node.args))
        if place < len(node.args) and isinstance(node.args[place], ast.Name):
            yield node.args[place].id  # type: ignore[attr-defined]  # a name, by the line above


def tidy(catalogue: Path) -> None:
    """Drop the creation date, so that collecting twice changes nothing."""
    text = catalogue.read_text()
    catalogue.write_text(re.sub(r'"POT-Creation-Date:.*\n', "", text))


def compile_catalogue(catalogue: Path, out: Path) -> None:
    """Write the compiled catalogue; msgfmt also checks placeholders."""
    subprocess.run(["msgfmt", "--check-format", "-o", str(out), str(catalogue)], check=True)


def problems() -> list[str]:
    """Return what is wrong: untranslated or fuzzy texts, texts not collected, a stale binary."""
    found = []
    counted = subprocess.run(
        ["msgfmt", "--statistics", "--check-format", "-o", os.devnull, str(CATALOGUE)],
        capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"},
    )  # fmt: skip
    if counted.returncode or "untranslated" in counted.stderr or "fuzzy" in counted.stderr:
        found.append(counted.stderr.strip())
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "lampit"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "data"))
        collect(copy)
        fresh = copy / CATALOGUE.relative_to(SOURCE)
        before, after = texts(CATALOGUE), texts(fresh)
        found += [f"not collected: {text}" for text in sorted(after - before)]
        found += [f"no longer used: {text}" for text in sorted(before - after)]
        binary = Path(temporary) / "django.mo"
        compile_catalogue(CATALOGUE, binary)
        compiled = CATALOGUE.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != binary.read_bytes():
            found.append("django.mo is older than django.po: make messages")
    return found


def texts(catalogue: Path) -> set[str]:
    """Return the message ids of a catalogue, as written."""
    blocks = catalogue.read_text().split("\n\n")[1:]
    return {
        m[0]
        for b in blocks
        if (m := re.search(r"(?:msgctxt .*\n)?msgid (?:.|\n)*?(?=\nmsgstr)", b))
    }


def main(words: list[str]) -> int:
    """Do what the word says."""
    if words == ["collect"]:
        collect(SOURCE)
    elif words == ["compile"]:
        compile_catalogue(CATALOGUE, CATALOGUE.with_suffix(".mo"))
    elif words == ["check"]:
        for problem in (found := problems()):
            sys.stderr.write(problem + "\n")
        return 1 if found else 0
    else:
        sys.stderr.write("usage: tools/messages.py collect|compile|check\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
