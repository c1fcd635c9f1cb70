"""ZIP files for people: written whole or not at all, readable by this account only."""

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

Content = bytes | Path


def write_zip(path: Path, files: Iterable[tuple[str, Content]]) -> tuple[str, int]:
    """Write files into a ZIP and return its SHA-256 and size in bytes.

    Args:
        path: where; a file that is there is replaced once the new one is whole.
        files: name inside the archive, and the content or a file to copy; a file that is gone
            is left out.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            if isinstance(content, bytes):
                archive.writestr(name, content)
            elif content.is_file():
                archive.write(content, name)
    draft.chmod(0o600)
    with draft.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    size = draft.stat().st_size
    draft.replace(path)
    return digest, size
