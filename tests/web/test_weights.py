"""How much an address takes: more is refused before it is read, in words."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from lampit.web import errors
from lampit.web.weights import MEGABYTE, ONE_PHOTO, SHEET, Bounded, takes
from tests.factories import member

ROOMS = Path(errors.__file__).resolve().parents[1]


class Unread:
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        """Fail."""
        raise AssertionError("a byte of it was read")

    readline = read


def sent(client: Client, path: str, length: str, **more: Any) -> Any:
    """Send a request of a length whose body must not be read."""
    return client.generic(
        "POST", path, b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": length, "wsgi.input": Unread(), **more},
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"), [("/keranjang/tambah/", 5), ("/masuk/", 5), ("/saya/cerita/baru/", 32)]
)
def test_more_than_an_address_takes_is_refused_unread(path: str, most: int) -> None:
    """With a page that says how much; nothing of the body is touched."""
    client = Client()
    client.force_login(member("maker", "63.08"))
    answer = sent(client, path, str(most * MEGABYTE + 1))
    page = answer.content.decode()
    if answer.status_code == 404:
        pytest.fail(f"no such address: {path}")
    assert answer.status_code == 413
    assert f"paling besar {most} MB" in page
    assert "Belum ada yang tersimpan" in page


@pytest.mark.django_db
def test_programs_are_answered_in_json_and_unsized_bodies_are_not_taken() -> None:
    """By address or by what is accepted; a body without a length is 411."""
    client = Client()
    for path, accept in (("/api/v1/token", "*/*"), ("/masuk/", "application/json")):
        answer = sent(client, path, str(99 * MEGABYTE), HTTP_ACCEPT=accept)
        assert answer.status_code == 413
        assert answer.json()["code"] == "too_large"
    answer = sent(client, "/masuk/", "", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411
    assert "tidak menyebut ukurannya" in answer.content.decode()


def test_who_may_not_come_in_sends_no_sheet() -> None:
    """A sheet is taken of those whom the door lets in; others get what one photo weighs."""

    @takes(SHEET)
    def view() -> None:
        """Take a sheet."""

    layer = Bounded(lambda _request: None)  # type: ignore[arg-type,return-value]  # never asked
    request = RequestFactory().post("/x/", headers={"accept": "application/json"})
    for allowed, length, status in (
        (True, SHEET, None), (True, SHEET + 1, 413), (False, ONE_PHOTO, None),
        (False, ONE_PHOTO + 1, 413),
    ):  # fmt: skip
        request.META["CONTENT_LENGTH"] = str(length)
        view.access_rule = lambda _request, may=allowed: may  # type: ignore[attr-defined]
        answer = layer.process_view(request, view)
        assert (answer.status_code if answer else None) == status


def test_every_form_with_a_file_says_how_much_it_takes() -> None:
    """Else a photo of six megabytes would be refused where it is asked for."""
    asking = re.compile(r"request\.FILES|sent_photos?\(request")
    found = [
        path for path in ROOMS.glob("*/views/*.py")
        if not path.name.startswith("_") and asking.search(path.read_text())
    ]  # fmt: skip
    assert len(found) > 15
    assert [path.name for path in found if "@takes(" not in path.read_text()] == []


@pytest.mark.django_db
def test_a_form_of_too_many_fields_is_told_in_words() -> None:
    """What is found out while reading is told as well, not in Django's bare English."""
    fields = {f"f{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 2)}
    answer = Client().post("/masuk/", fields)
    assert answer.status_code == 413
    assert "Belum ada yang tersimpan" in answer.content.decode()
