"""Files by the ten thousand: plain calls of the system on paths as text.

An object for each path costs more than most of these calls.
"""

import os
import shutil
from contextlib import suppress


def size_of(path: str) -> int:
    """Return the bytes of a file, -1 for one that is not there."""
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def sizes_in(folder: str) -> dict[str, int]:
    """Return the bytes of what lies in a folder by name, nothing of a folder that is not there."""
    try:
        with os.scandir(folder) as found:
            return {one.name: one.stat(follow_symlinks=False).st_size for one in found}
    except OSError:
        return {}


def is_taken(path: str) -> bool:
    """Say whether anything stands under a name, also a link that leads nowhere."""
    return os.path.lexists(path)


def holds(path: str, content: bytes) -> bool:
    """Say whether a file holds exactly this."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read() == content
    except OSError:
        return False


def make_folder(path: str) -> None:
    """Make a folder, and those above it, where it is missing."""
    try:
        os.mkdir(path)
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def write_whole(path: str, content: bytes, *, draft: str) -> None:
    """Write a file so that nobody ever sees a part of it; `draft` lies on the same disk."""
    with open(draft, "wb", buffering=0) as file:
        file.write(content)
    os.replace(draft, path)


def add_line(path: str, text: str) -> None:
    """Append a text to a file in one go."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(number, text.encode())
    finally:
        os.close(number)


def second_name(source: str, path: str, *, draft: str) -> bool:
    """Give a file a second name, or copy it where that is impossible (a stick, another disk).

    For files that are never written again, only replaced. False where the source is gone.
    """
    try:
        try:
            os.link(source, path)
        except FileExistsError:
            os.link(source, draft)
        else:
            return True
    except FileNotFoundError:
        return False
    except OSError:
        try:
            shutil.copyfile(source, draft)
        except FileNotFoundError:
            return False
    os.replace(draft, path)
    with suppress(FileNotFoundError):
        os.unlink(draft)  # two names of one file are left as they are
    return True
