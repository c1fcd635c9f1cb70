"""A file that a phone exported: read in once or twice, by its own office only."""

import json
import secrets
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions.phonefiles import read_phone_file
from lampit.measure.models import Attachment, Delivery, FieldDevice, Round, Submission
from lampit.measure.rules.receiving import hash_of, written
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
PHOTO = b"\xff\xd8\xff foto"


def exported(phone: FieldDevice, found: Round) -> bytes:
    """Return a file as `account.js` writes it: one interview with a photo."""
    files = {"foto-1.jpg": hash_of(PHOTO)}
    content = written(first_member(found).business.public_id, answers(), consent=True, files=files)
    item = {
        "round": found.pk, "instance": str(uuid4()), "kind": "jawaban", "hash": hash_of(content),
        "content": content.decode(), "files": [{"name": "foto-1.jpg", "size": len(PHOTO)}],
    }  # fmt: skip
    listed = json.dumps({"items": [item]}).encode()
    plain = len(listed).to_bytes(4, "little") + listed + PHOTO
    head, nonce = json.dumps({"device": str(phone.device_id)}).encode(), secrets.token_bytes(12)
    sealed = AESGCM(actions.file_key_of(phone)).encrypt(nonce, plain, head)
    return b"LAMPIT1\n" + len(head).to_bytes(4, "little") + head + nonce + sealed


def carried() -> FieldDevice:
    """Return a registered phone."""
    actions.register_device(member("enumerator", "63.08"), uuid4(), "HP", "", now=NOW)
    return FieldDevice.objects.get()


def test_a_file_is_read_in_and_a_repeat_doubles_nothing(tmp_path: Path) -> None:
    """The interview counts in the name of its enumerator, the photo is whole."""
    found, phone = open_field(), carried()
    content, office = exported(phone, found), staff()
    with override_settings(ANSWERS_ROOT=tmp_path):
        for _ in range(2):
            told = read_phone_file(office, content, now=NOW)
            assert (told.taken, told.problems) == (1, [])
    assert Delivery.objects.get().is_whole
    assert Attachment.objects.get().size == len(PHOTO)
    assert Submission.objects.get().started_by_id == phone.account_id


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    """A changed byte, another office, something else altogether: nothing is taken."""
    found, phone = open_field(), carried()
    content = exported(phone, found)
    damaged = content[:-1] + bytes([content[-1] ^ 1])
    tries = ((staff(), damaged, "file_unreadable"), (staff(), b"PK", "file_unreadable"),
             (staff("63.09"), content, "device_unknown"))  # fmt: skip
    for office, what, code in tries:
        with override_settings(ANSWERS_ROOT=tmp_path), pytest.raises(Refusal) as refused:
            read_phone_file(office, what, now=NOW)
        assert refused.value.code == code
    assert not Delivery.objects.exists()


def test_the_page_says_what_it_took(tmp_path: Path) -> None:
    """An upload at the desk; without a file it says what to do."""
    found, phone = open_field(), carried()
    client = Client()
    client.force_login(staff())
    assert client.post("/balai/survei/hp/berkas/").status_code == 422
    with override_settings(ANSWERS_ROOT=tmp_path):
        brought = SimpleUploadedFile("x.lampit", exported(phone, found))
        answer = client.post("/balai/survei/hp/berkas/", {"berkas": brought})
    assert answer.status_code == 200
    assert "Kiriman diterima: 1" in answer.content.decode()
