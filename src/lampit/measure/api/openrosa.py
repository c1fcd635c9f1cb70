"""OpenRosa for ODK Collect, unmodified: form list, manifest, form, media, submission.

Measurement notes, section 12: which codes and headers Collect lives with. 200 and 204 are never
answered to a submission: Collect takes the first for a login page and falls over the second.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.odk_keys import note_device_use
from lampit.measure.actions.photos import drop_unnamed
from lampit.measure.actions.receiving import Receipt, receive_submission
from lampit.measure.api._odk import (
    LARGEST_POST,
    XML,
    key_of,
    openrosa,
    parts_of,
    pieces_of,
    told,
    with_etag,
)
from lampit.measure.models import Round
from lampit.measure.queries.odk import ServedForm, form_id_of, form_of, sample_of
from lampit.measure.rules import odk, receiving
from lampit.measure.rules.openrosa import LARGEST_XML, parse
from lampit.outside.kept import Kept, keep
from lampit.web.door import everyone
from lampit.web.programs import base_of

ACCEPTED = 10 * 1024 * 1024  # what Collect is told; more is taken
FORM_PART = "xml_submission_file"
STATUSES = {"post_large": 413, "xml_large": 413, "file_large": 413, "round_out_of_reach": 403,
            "round_not_open": 403, "busy": 503}  # fmt: skip


@openrosa(access.bears_device_key, "GET", "HEAD")
def form_list(request: HttpRequest, round_id: str, token: str = "") -> HttpResponse:
    """List the form of the round, while it is in the field."""
    key = key_of(request)
    note_device_use(key, timezone.now())
    wanted = request.GET.get("formID", "")
    form = form_of(key.round)
    listed = [form] if form and wanted in ("", form.form_id) else []
    verbose = request.GET.get("verbose") == "true"
    rows = [_listed(request, one, key.round, round_id, token, verbose=verbose) for one in listed]
    return with_etag(request, odk.form_list(rows), XML)


def _listed(
    request: HttpRequest, form: ServedForm, of: Round, round_id: str, token: str, *, verbose: bool
) -> odk.Listed:
    here = f"{_here(request, round_id, token)}/forms/{form.form_id}"
    about = f"{of.name}, {of.region.name}" if verbose else ""
    return odk.Listed(
        form.form_id, form.title, form.version, odk.md5(form.xml), f"{here}.xml",
        f"{here}/manifest", about,
    )  # fmt: skip


def _here(request: HttpRequest, round_id: str, token: str) -> str:
    """Return the base address as the telephone knows it."""
    middle = f"/key/{token}" if token else ""
    return f"{base_of(request)}/openrosa/{round_id}{middle}"


def _served(request: HttpRequest, form: str) -> ServedForm:
    found = form_of(key_of(request).round)
    if found is None or found.form_id != form:
        raise Refusal("form_unknown", "Formulir ini tidak ada di putaran ini.")
    return found


@openrosa(access.bears_device_key, "GET", "HEAD")
def form_xml(request: HttpRequest, round_id: str, form: str, token: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """Give the form: the bytes whose hash stands in the list."""
    try:
        return with_etag(request, _served(request, form).xml, XML)
    except Refusal as refusal:
        return told(404, refusal.message)


@openrosa(access.bears_device_key, "GET", "HEAD")
def manifest(request: HttpRequest, round_id: str, form: str, token: str = "") -> HttpResponse:
    """Name the media of the form: the list of businesses of this enumerator."""
    try:
        found = _served(request, form)
    except Refusal as refusal:
        return told(404, refusal.message)
    url = f"{_here(request, round_id, token)}/forms/{found.form_id}/{odk.SAMPLE}"
    return with_etag(request, odk.manifest([(odk.SAMPLE, odk.md5(_sample(request)), url)]), XML)


@openrosa(access.bears_device_key, "GET", "HEAD")
def sample(request: HttpRequest, round_id: str, form: str, token: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """Give the businesses that this enumerator is to ask, and no other."""
    try:
        _served(request, form)
    except Refusal as refusal:
        return told(404, refusal.message)
    return with_etag(request, _sample(request), "text/csv; charset=utf-8")


def _sample(request: HttpRequest) -> bytes:
    key = key_of(request)
    return sample_of(access.askable_members(key.user), key.round_id)


@openrosa(access.bears_device_key, "HEAD", "POST")
def submission(request: HttpRequest, round_id: str, token: str = "") -> HttpResponse:
    """Take a form with some of its files, or say with 204 where and how much is taken."""
    if request.method == "HEAD":
        answer = HttpResponse(status=204)
        answer["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED)
        answer["Location"] = f"{_here(request, round_id, token)}/submission"
        return answer
    try:
        return _taken(request)
    except Refusal as refusal:
        return told(STATUSES.get(refusal.code, 400), refusal.message)


def _taken(request: HttpRequest) -> HttpResponse:
    """Keep what was posted; answer what became of it."""
    key, now = key_of(request), timezone.now()
    fields, files = parts_of(request)
    content = _form_part(fields, files)
    form = parse(content)
    if form.form_id != form_id_of(key.round):
        raise Refusal("form_unknown", "Formulir ini bukan milik putaran ini. Perbarui formulir.")
    kept = _all_kept(files)
    receipt = receive_submission(
        key.user,
        key.round_id,
        form.instance_id,
        content=content,
        source=receiving.ODK,
        files=kept,
        deprecated_id=form.deprecated_id,
        form=form,
        now=now,
    )
    return told(_status(receipt), receipt.message)


def _status(receipt: Receipt) -> int:
    """Return the code by which Collect keeps the form, or takes it for sent.

    Once the supervisor decided, whatever she decided, the telephone need not keep it.
    """
    if receipt.is_different:
        return 409
    return 403 if receipt.is_late else 201


def _form_part(fields: dict[str, str], files: Sequence[tuple[str, "UploadedFile[Any]"]]) -> bytes:
    """Return the XML; the part is a file, some programs send a field."""
    found = next((one for name, one in files if name == FORM_PART), None)
    if found is None:
        if FORM_PART in fields:
            return fields[FORM_PART].encode()
        raise Refusal("form_missing", "Kiriman tanpa formulir (xml_submission_file). Kirim ulang.")
    if (found.size or 0) > LARGEST_XML:
        raise Refusal("xml_large", "Isi formulir lebih dari 1 MB.")
    return bytes(found.read())


def _all_kept(files: Sequence[tuple[str, "UploadedFile[Any]"]]) -> list[Kept]:
    """Keep the files of a post; where one cannot be kept, those before it go."""
    done: list[Kept] = []
    try:
        for name, one in files:
            if name != FORM_PART:
                pieces = pieces_of(one)
                called = (one.name or name)[:200]
                done.append(keep(called, pieces, settings.ANSWERS_ROOT, most=LARGEST_POST))
    except Refusal:
        drop_unnamed({one.sha256 for one in done})
        raise
    return done


@openrosa(everyone, "GET", "HEAD", "POST")
def unknown(_request: HttpRequest, **_told: Any) -> HttpResponse:
    """Answer an address that Collect does not ask for."""
    return told(404, "Alamat ini tidak ada. Periksa alamat server di pengaturan HP.")
