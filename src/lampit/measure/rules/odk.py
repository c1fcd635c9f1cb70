"""What ODK Collect is told: lists of forms, manifests, answers, settings as a QR. Pure."""

import base64
import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SAMPLE = "sampel.csv"
SAMPLE_COLUMNS = ("name", "label", "kode_desa", "alamat")
SUCCESS, ERROR = "submit_success", "error"


@dataclass(frozen=True)
class Listed:
    """A form in the list: addresses are absolute, `hash` is MD5 of the bytes as served."""

    form_id: str
    name: str
    version: str
    hash: str
    form_url: str
    manifest_url: str
    about: str = ""


def md5(content: bytes) -> str:
    """Return the hash by which Collect sees that a file changed: 32 lower-case hex digits."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def form_list(forms: Iterable[Listed]) -> bytes:
    """Return the list of forms (OpenRosa Form List API); `about` where a verbose one was asked."""
    rows = "".join(
        "  <xform>\n"
        f"    <formID>{escape(one.form_id)}</formID>\n"
        f"    <name>{escape(one.name)}</name>\n"
        f"    <version>{escape(one.version)}</version>\n"
        f"    <hash>md5:{one.hash}</hash>\n"
        + (f"    <descriptionText>{escape(one.about)}</descriptionText>\n" if one.about else "")
        + f"    <downloadUrl>{escape(one.form_url)}</downloadUrl>\n"
        f"    <manifestUrl>{escape(one.manifest_url)}</manifestUrl>\n"
        "  </xform>\n"
        for one in forms
    )
    space = "http://openrosa.org/xforms/xformsList"
    return f'{HEAD}<xforms xmlns="{space}">\n{rows}</xforms>\n'.encode()


def manifest(files: Iterable[tuple[str, str, str]]) -> bytes:
    """Return the manifest of a form: name, MD5 and absolute address of each media file."""
    rows = "".join(
        "  <mediaFile>\n"
        f"    <filename>{escape(name)}</filename>\n"
        f"    <hash>md5:{digest}</hash>\n"
        f"    <downloadUrl>{escape(url)}</downloadUrl>\n"
        "  </mediaFile>\n"
        for name, digest, url in files
    )
    space = "http://openrosa.org/xforms/xformsManifest"
    return f'{HEAD}<manifest xmlns="{space}">\n{rows}</manifest>\n'.encode()


def sample_csv(rows: Iterable[tuple[str, str, str, str]]) -> bytes:
    """Return the list from which the enumerator picks the business; commas, UTF-8, no BOM."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SAMPLE_COLUMNS)
    writer.writerows([" ".join(cell.split()) for cell in row] for row in rows)
    return out.getvalue().encode()


def response(message: str, nature: str = SUCCESS) -> bytes:
    """Return the body of an answer to a submission; `message` is what the enumerator sees."""
    space = "http://openrosa.org/http/response"
    told = f'  <message nature="{nature}">{escape(message)}</message>\n'
    return f'{HEAD}<OpenRosaResponse xmlns="{space}">\n{told}</OpenRosaResponse>\n'.encode()


def settings(server_url: str, project: str, username: str = "", password: str = "") -> str:
    """Return the settings of Collect as its QR carries them: JSON, zlib, base64.

    Without a user name the address itself holds the key.
    """
    general = {
        "server_url": server_url,
        "username": username,
        "password": password,
        "form_update_mode": "match_exactly",
        "autosend": "wifi_and_cellular",
    }
    told = {"general": general, "admin": {}, "project": {"name": project}}
    packed = zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    return base64.b64encode(packed).decode()
