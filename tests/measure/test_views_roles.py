"""The page of a question says what it is for, and what its options mean."""

import pytest
from django.test import Client

from lampit.measure.rules.editing_changes import question_of
from lampit.measure.rules.instrument import read_instrument
from tests.measure.test_views_instruments import address, desk, draft, shown_fields

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def test_a_question_is_given_its_role_and_its_options_their_meaning(desk: Client) -> None:
    """Chosen on the page, kept in the draft, read by the figures; by its name it needs no word."""
    found = draft()
    url = address(found, "soal/pulih/")
    page = desk.get(url)
    fields = shown_fields(page)
    assert fields["kegunaan"] == ["pulih"]
    assert fields["opsi-0-arti"] == ["berhenti"]
    assert "masih berhenti" in page.content.decode()
    changed = fields | {"kegunaan": [""], "opsi-0-arti": [""]}
    assert desk.post(url, changed).status_code == 302
    found.refresh_from_db()
    assert question_of(found.definition, "pulih")["role"] == ""
    assert "pulih" not in read_instrument(found.definition).by_role
    url = address(found, "soal/catatan/")
    fields = shown_fields(desk.get(url)) | {"kegunaan": ["pulih"], "opsi-0-arti": ["berhenti"]}
    assert desk.post(url, fields).status_code == 302
    found.refresh_from_db()
    made = question_of(found.definition, "catatan")
    assert (made["role"], made["options"][0]["means"]) == ("pulih", "berhenti")
    assert "means" not in made["options"][1]
    assert read_instrument(found.definition).by_role["pulih"].id == "catatan"
