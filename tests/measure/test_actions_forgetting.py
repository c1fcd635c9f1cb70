"""What was erased stays erased whatever is sent again; no photo stays that nobody names."""

import os
from pathlib import Path
from typing import Any

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions import photos
from lampit.measure.actions.erasing import erase_drafts
from lampit.measure.actions.photos import sweep_photos
from lampit.measure.models import (
    Attachment,
    Delivery,
    FieldReport,
    Round,
    SampleMember,
    Submission,
)
from lampit.measure.queries.receiving import what_is_held
from lampit.measure.rules import receiving
from lampit.outside import kept
from lampit.registry.actions.erasing import erase_person
from lampit.registry.models import Business, Owner
from lampit.registry.queries.personal import records_of
from tests.measure.deliveries import content, drawn, new_id, xml
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.telephones import telephone
from tests.measure.test_actions_reporting import carried, tell
from tests.measure.test_views_pendata import client_of, post, registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    settings.ANSWERS_ROOT = tmp_path / "answers"
    return tmp_path / "answers"


def erased(one: SampleMember) -> None:
    """Erase the person of a drawn business, as the office does it."""
    owner = Owner.objects.create(
        public_id=f"O{one.pk}", region_id="63.08", name="Siti", created_at=NOW, updated_at=NOW
    )
    Business.objects.filter(pk=one.business_id).update(owner=owner)
    records = records_of(owner)
    erase_drafts(records.business_ids)
    erase_person(None, records, now=NOW)


def send(found: Round, told: bytes, instance: str, person: Any = None, **more: Any) -> Any:
    """Send one questionnaire of the app, or of ODK."""
    source = receiving.ODK if told.startswith(b"<") else receiving.APP
    return actions.receive_submission(
        person or staff(), found.pk, instance, content=told, source=source, now=NOW, **more
    )


def photo(root: Path, data: bytes = b"her shop") -> kept.Kept:
    """Keep a photo that came with a post."""
    return kept.keep("foto.jpg", [data], root, most=99)


@pytest.mark.parametrize("again", ["same", "changed"])
def test_an_erased_instance_takes_nothing_again(
    root: Path, again: str, django_capture_on_commit_callbacks: Any
) -> None:
    """The phone sends it once more, with its photo: nothing comes back, and it may forget it."""
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    send(found, content(one), instance, person, files=[photo(root)])
    with django_capture_on_commit_callbacks(execute=True):
        erased(one)
    told = content(one) if again == "same" else content(one, index=3.0)
    receipt = send(found, told, instance, person, files=[photo(root)])
    assert (receipt.outcome, receipt.missing) == ("gone", ())
    assert "dihapus" in receipt.message
    row = Delivery.objects.get()
    assert (bytes(row.content), row.paradata, row.emptied_at is None) == (b"", {}, False)
    assert not Attachment.objects.exists()
    assert not list(root.glob("??/*"))
    assert what_is_held(found.pk, [instance])[instance].is_gone
    files = actions.add_files(person, found.pk, instance, [photo(root)], now=NOW)
    assert (files.outcome, Attachment.objects.count(), list(root.glob("??/*"))) == ("gone", 0, [])


def test_what_comes_first_after_the_erasure_is_not_kept(root: Path) -> None:
    """An interview still on a phone when she was erased: only its number and hash are noted."""
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    erased(one)
    receipt = send(found, content(one, device="x"), instance, person, files=[photo(root)])
    assert receipt.outcome == "gone"
    row = Delivery.objects.get()
    assert (row.state, bytes(row.content), row.device) == (receiving.DECLINED, b"", "")
    assert not Submission.objects.exists()
    assert not list(root.glob("??/*"))
    assert send(found, content(one), new_id(), person).outcome == "gone"


def test_collect_and_the_app_are_told_to_forget(
    root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Collect hears 201, so that the form counts as sent; the app hears `gone`."""
    found = open_field()
    one, phone = drawn(found), telephone(found)
    with django_capture_on_commit_callbacks(execute=True):
        erased(one)
    told = xml(one, "uuid:g", more="<f>a.jpg</f>")
    assert phone.post(told, {"a.jpg": b"her shop"}).status_code == 201
    assert not Attachment.objects.exists()
    assert not list(root.glob("??/*"))
    client = client_of(staff())
    number, _keys = registered(client)
    instance = new_id().removeprefix("uuid:")
    body = content(one, files={"a.jpg": receiving.hash_of(b"her")})
    item = {"round": found.pk, "instance": instance, "kind": "jawaban"}
    sent = {**item, "hash": receiving.hash_of(body), "content": body.decode()}
    assert post(client, "/pendata/kirim/", sent, **{"X-Lampit-Device": number}).status_code == 201
    held = post(client, "/pendata/terima/", {"items": [item]}, **{"X-Lampit-Device": number}).json()
    assert held["held"][instance]["gone"] is True
    where = f"/pendata/berkas/{found.pk}/{instance}/a.jpg/?size=3&sha256={'a' * 64}"
    told = client.get(where, headers={"X-Lampit-Device": number}).json()
    assert told == {"held": 3, "whole": True}


def test_a_report_about_who_was_erased_keeps_no_word() -> None:
    """A proposed correction that was on its way: its number is known, its words are not kept."""
    found = open_field()
    one = drawn(found)
    erased(one)
    for kind in ("usulan", "kunjungan"):
        told = {"business": one.business.public_id, "result": "kembali", "note": "Siti pindah",
                "was": {"name": ""}, "told": {"name": "Warung Siti"}}  # fmt: skip
        row = tell(carried(staff()), found, kind, told)
        assert (row.body, row.state) == ({}, FieldReport.State.DECLINED)
    one.refresh_from_db()
    assert one.visit_count == 0


def test_files_before_a_refusal_do_not_stay(root: Path) -> None:
    """A post that is not taken leaves no photo; one that somebody else holds stays."""
    person, found = staff(), open_field()
    shared = photo(root, b"shared")
    send(found, content(drawn(found)), new_id(), person, files=[shared])
    with pytest.raises(Refusal):
        send(found, b"{", new_id(), person, files=[photo(root), photo(root, b"shared")])
    with pytest.raises(Refusal):
        actions.add_files(person, found.pk, "uuid:unknown", [photo(root)], now=NOW)
    assert [path.name for path in root.glob("??/*") if len(path.name) == 64] == [shared.sha256]


def test_no_more_files_than_a_form_may_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key cannot fill the disk by one form."""
    monkeypatch.setattr(receiving, "MOST_FILES", 2)
    person, found = staff(), open_field()
    told, instance = content(drawn(found)), new_id()
    send(found, told, instance, person, files=[photo(root, b"1"), photo(root, b"2")])
    with pytest.raises(Refusal) as refused:
        send(found, told, instance, person, files=[photo(root, b"3")])
    assert refused.value.code == "files_many"
    assert Attachment.objects.count() == 2


def test_the_clock_sweeps_what_nobody_names(root: Path) -> None:
    """Old and named, young and unnamed stay; old and unnamed, and pieces of killed writes, go."""
    person, found = staff(), open_field()
    named, young = photo(root, b"named"), photo(root, b"young")
    orphan, again = photo(root, b"orphan"), photo(root, b"again")
    send(found, content(drawn(found)), new_id(), person, files=[named])
    piece = root / "x.part"
    piece.write_bytes(b"half")
    for path in (*(kept.path_of(root, o.sha256) for o in (named, orphan, again)), piece):
        os.utime(path, (0, 0))
    photo(root, b"again")  # sent once more in this moment: young again
    assert sweep_photos(NOW) == 2
    assert sweep_photos(NOW) == 0, "once a day"
    left = {path.name for path in root.glob("??/*") if len(path.name) == 64}
    assert left == {named.sha256, young.sha256, again.sha256}
    assert not piece.exists()


def test_a_photo_that_a_row_names_in_the_last_moment_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep asked before the row came: it asks once more while nobody can name the file."""
    person, found = staff(), open_field()
    one = photo(root)
    os.utime(kept.path_of(root, one.sha256), (0, 0))
    asked: list[set[str]] = []
    look = photos._named

    def late(hashes: set[str]) -> set[str]:
        told = look(hashes)
        if not asked:
            send(found, content(drawn(found)), new_id(), person, files=[one])
        asked.append(hashes)
        return told

    monkeypatch.setattr(photos, "_named", late)
    assert sweep_photos(NOW) == 0
    assert kept.path_of(root, one.sha256).exists()


def test_a_row_is_not_written_for_a_file_that_is_gone(root: Path) -> None:
    """Removed between its keeping and its row: the phone is told to send again."""
    person, found = staff(), open_field()
    one = photo(root)
    kept.drop(root, one.sha256)
    with pytest.raises(Refusal) as refused:
        send(found, content(drawn(found)), new_id(), person, files=[one])
    assert refused.value.code == "busy"
    assert not Delivery.objects.exists()
