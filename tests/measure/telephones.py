"""A telephone with ODK Collect: signs in with a digest of its own making (RFC 2617)."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.measure.actions.odk_keys import MadeKey, make_device_key
from lampit.measure.models import Round
from lampit.people.models import Role, User
from tests.factories import member
from tests.measure.fieldwork import NOW, staff


def md5(text: str) -> str:
    """Return an MD5 in hex."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def answer_to(challenge: str, method: str, uri: str, user: str, secret: str) -> str:
    """Return the Authorization header for a challenge, computed without the product's code."""
    told = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.partition(" ")[2]))
    ha1 = md5(f"{user}:{told['realm']}:{secret}")
    cnonce, nc = secrets.token_hex(8), "00000001"
    middle = f"{told['nonce']}:{nc}:{cnonce}:auth"
    response = md5(f"{ha1}:{middle}:{md5(f'{method}:{uri}')}")
    return (
        f'Digest username="{user}", realm="{told["realm"]}", nonce="{told["nonce"]}", uri="{uri}", '
        f'qop=auth, nc={nc}, cnonce="{cnonce}", response="{response}", algorithm=MD5'
    )


@dataclass
class Telephone:
    """One Collect with its key; remembers the challenge as Collect does."""

    made: MadeKey
    user: User
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    challenge: str = ""

    @property
    def base(self) -> str:
        """Return the server address as it stands in the settings."""
        return f"/openrosa/{self.made.key.round_id}"

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Ask with a digest; the first 401 tells the challenge."""
        url = path if path.startswith("/") else f"{self.base}/{path}"
        headers = {"X-OpenRosa-Version": "1.0", **more.pop("headers", {})}
        send = getattr(self.client, method.lower())
        if not self.challenge:
            first = send(url, headers=headers)
            assert first.status_code == 401, first.status_code
            self.challenge = first["WWW-Authenticate"]
        told = answer_to(self.challenge, method, url, self.made.key.username, self.made.secret)
        return send(url, headers={**headers, "Authorization": told}, **more)

    def post(self, xml: bytes, files: dict[str, bytes] | None = None, **more: Any) -> Any:
        """Send a form with files, as Collect does."""
        data: dict[str, Any] = {
            "xml_submission_file": SimpleUploadedFile("a.xml", xml, content_type="text/xml")
        }
        for name, content in (files or {}).items():
            data[name] = SimpleUploadedFile(name, content, content_type="image/jpeg")
        return self.ask("POST", "submission", data=data | more)


def telephone(found: Round, person: User | None = None) -> Telephone:
    """Return a telephone of an enumerator with a fresh key."""
    owner = person or member(Role.ENUMERATOR, found.region_id)
    made = make_device_key(staff(found.region_id), found.pk, owner.pk, now=NOW)
    return Telephone(made, owner)


def message_of(answer: Any) -> str:
    """Return the message that the enumerator sees."""
    found = re.search(r'<message nature="\w+">(.*)</message>', answer.content.decode())
    assert found is not None, answer.content
    return found[1]
