"""What phones send: contents, photos piece by piece, and the question what is held here."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import FieldReport
from lampit.measure.queries import pendata
from lampit.measure.queries.receiving import check_wanted, what_is_held
from lampit.measure.rules import receiving
from lampit.measure.views.pendata_wire import device_of, refused, told_by
from lampit.outside import halves, kept
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.web.door import door
from lampit.web.language import in_words

INTERVIEWS = frozenset({"jawaban", "hasil"})
MOST_ITEMS = 100
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_NUMBER = 2**63  # what a column holds
LARGEST_PIECE = 256 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")


def _instance(text: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Refusal("unreadable", "Nomor kiriman tidak terbaca.") from error


def _number(text: object) -> int:
    if isinstance(text, int) and not isinstance(text, bool) and 0 <= text < LARGEST_NUMBER:
        return text
    raise Refusal("unreadable", "Kiriman tidak terbaca.")


@require_POST
@door(access.may_ask)
def send(request: HttpRequest) -> HttpResponse:
    """Take an interview, the result of a visit, a proposal, or a business met in the field."""
    user, now = signed_in(request), timezone.now()
    try:
        device = actions.trusted_device(user, device_of(request))
        told = told_by(request)
        content, digest = str(told.get("content", "")).encode(), str(told.get("hash", ""))
        instance, asked_in = _instance(told.get("instance")), _number(told.get("round"))
        kind = str(told.get("kind", ""))
        if kind in INTERVIEWS:
            receipt = actions.receive_submission(
                user, asked_in, str(instance), content=content, source=receiving.APP,
                content_hash=digest, now=now,
            )  # fmt: skip
            state, words = receipt.state, receipt.message
        else:
            report = actions.receive_report(
                user, device, asked_in, instance, kind, content, digest, now=now,
            )  # fmt: skip
            state, words = report.state, ""
    except Refusal as refusal:
        return refused(refusal, 409 if refusal.code == "number_taken" else 422)
    return JsonResponse({"state": state, "message": in_words(words) if words else ""}, status=201)


@require_POST
@door(access.may_ask)
def held(request: HttpRequest) -> HttpResponse:
    """Tell what is held of each number: hash of the content, hashes of its files."""
    user = signed_in(request)
    try:
        actions.trusted_device(user, device_of(request))
        items = told_by(request).get("items")
        rows = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
        found = _held(user, rows[:MOST_ITEMS])
    except Refusal as refusal:
        return refused(refusal)
    return JsonResponse({"held": found})


def _held(user: User, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return number → what is held; two queries for each round, one for the rest."""
    by_round: dict[int, list[str]] = {}
    others: list[str] = []
    for row in rows:
        instance = str(_instance(row.get("instance")))
        if str(row.get("kind", "")) in INTERVIEWS:
            by_round.setdefault(_number(row.get("round")), []).append(instance)
        else:
            others.append(instance)
    found: dict[str, dict[str, Any]] = {}
    reach = access.answered_rounds(user).filter(pk__in=by_round).values_list("pk", flat=True)
    for number in reach:
        for instance, told in what_is_held(number, by_round[number]).items():
            found[instance] = _told(told.content_hash, told.state, told.reason) | {
                "files": {name: sorted(hashes) for name, hashes in told.files.items()},
                "others": list(told.others),
                "gone": told.is_gone,
            }
    for instance, digest in pendata.reports_held(user.pk, others).items():
        found[instance] = _told(digest, FieldReport.State.APPLIED, "")
    return found


def _told(digest: str, state: str, reason: str) -> dict[str, Any]:
    waits = state == receiving.QUARANTINED
    words = in_words(receiving.REASONS[reason]) if waits and reason in receiving.REASONS else ""
    return {"hash": digest, "files": {}, "others": [], "look": waits, "message": words}


@require_http_methods(["GET", "POST"])
@door(access.may_ask)
def piece(request: HttpRequest, round_id: int, instance: uuid.UUID, name: str) -> HttpResponse:
    """Tell how much of a photo is held (GET), or take the next piece of it (POST)."""
    user = signed_in(request)
    try:
        actions.trusted_device(user, device_of(request))
        told = _wanted(request)
        if request.method == "GET":
            return JsonResponse(_progress(user, round_id, instance, name, told))
        return _taken(request, user, round_id, instance, name, told)
    except Refusal as refusal:
        return refused(refusal)


Wanted = tuple[str, int, int]


def _wanted(request: HttpRequest) -> Wanted:
    """Return hash and size of the whole file, and where the piece begins."""
    sha256 = request.GET.get("sha256", "")
    size, start = request.GET.get("size", ""), request.GET.get("from", "0")
    fits = size.isascii() and size.isdigit() and start.isascii() and start.isdigit()
    if not (SHA256.fullmatch(sha256) and fits and 0 < int(size[:12]) <= LARGEST_FILE):
        raise Refusal("unreadable", "Foto ini tidak terbaca atau terlalu besar.")
    return sha256, int(size[:12]), int(start[:12])


def _progress(
    user: User, round_id: int, instance: uuid.UUID, name: str, told: Wanted
) -> dict[str, object]:
    files = _held(user, [{"round": round_id, "instance": str(instance), "kind": "jawaban"}])
    there = files.get(str(instance), {})
    if there.get("gone"):
        return {"held": told[1], "whole": True}
    known = there.get("files", {}).get(receiving.file_name(name), ())
    mark = f"{user.pk}|{instance}|{told[0]}"
    return {"held": halves.held(settings.ANSWERS_ROOT, mark), "whole": told[0] in known}


def _taken(
    request: HttpRequest, user: User, round_id: int, instance: uuid.UUID, name: str, told: Wanted
) -> HttpResponse:  # fmt: skip
    """Write a piece; the last one makes the file whole and gives it to its questionnaire."""
    sha256, size, start = told
    rounds = access.answered_rounds(user).filter(pk=round_id)
    check_wanted(user.pk, rounds, str(instance), receiving.file_name(name), sha256)
    root, mark = settings.ANSWERS_ROOT, f"{user.pk}|{instance}|{sha256}"
    content = request.read(LARGEST_PIECE + 1)
    if len(content) > LARGEST_PIECE or start + len(content) > size:
        raise Refusal("piece_large", "Potongan foto ini terlalu besar.")
    got = halves.add(root, mark, start, content, most=LARGEST_FILE)
    if got < size:
        if got != start + len(content):
            said = {"code": "piece_elsewhere", "message": "", "held": got}
            return JsonResponse(said, status=409)
        return JsonResponse({"held": got, "whole": False}, status=201)
    whole = kept.keep(name, halves.whole(root, mark), root, most=LARGEST_FILE)
    if whole.sha256 != sha256:
        halves.drop(root, mark)
        raise Refusal("content_damaged", "Foto rusak di jalan. Dikirim ulang.")
    actions.add_files(user, round_id, str(instance), [whole], now=timezone.now())
    halves.drop(root, mark)
    return JsonResponse({"held": size, "whole": True}, status=201)
