"""The frame of every OpenRosa answer: its headers, its door, its bodies read piece by piece."""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import IO, Any, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import timezone
from django.utils.http import http_date

from lampit.basics.refusal import Refusal
from lampit.measure.access import nonce_key
from lampit.measure.models import DeviceKey
from lampit.measure.rules import digest, odk
from lampit.people.actions.guessing import is_guessing, note_wrong_code

XML = "text/xml; charset=utf-8"
LARGEST_POST = 50 * 1024 * 1024
# A single file above the limit is sent alone, with the form and what frames them.
FRAME = 2 * 1024 * 1024
TAIL = 512
GUESSED = "odk"
Rule = Callable[[HttpRequest], bool]
log = logging.getLogger("lampit.receiving")


def framed(answer: HttpResponse) -> HttpResponse:
    """Put on an answer what every OpenRosa answer carries."""
    answer["X-OpenRosa-Version"] = "1.0"
    answer["Date"] = http_date()
    if not answer.has_header("Cache-Control"):
        answer["Cache-Control"] = "private, no-cache"
    return answer


def told(status: int, message: str) -> HttpResponse:
    """Return an answer whose message the enumerator sees."""
    nature = odk.SUCCESS if status in (201, 202) else odk.ERROR
    return HttpResponse(odk.response(message, nature), status=status, content_type=XML)


def openrosa(
    rule: Rule, *methods: str
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Put `rule` before an endpoint: 401 asks for a digest; all answers carry their headers.

    A fault of ours is a 500 that says to send again: Collect keeps the form.
    """

    def fit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return framed(
                    _asked(request, rule, methods, lambda: view(request, *args, **kwargs))
                )
            except Exception:
                log.exception("openrosa fell")
                message = "Server sedang terganggu. Kiriman tetap di HP; kirim lagi nanti."
                return framed(told(500, message))

        guarded.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here
        guarded.access_rule = rule  # type: ignore[attr-defined]  # read by tests/house
        return guarded

    return fit


def _asked(
    request: HttpRequest, rule: Rule, methods: tuple[str, ...], view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer behind the door.

    A key that fits is let in whatever others tried: the telephones of a village share the
    address of their provider, and one with an old key must not keep the others out.
    """
    now = timezone.now()
    if not rule(request):
        if getattr(request, "odk_wrong", False):
            if is_guessing(request, GUESSED, now=now):
                message = "Terlalu banyak sandi salah dari alamat ini. Coba lagi satu jam lagi."
                return told(429, message)
            note_wrong_code(request, GUESSED, now=now)
        return _challenge(request, int(now.timestamp()))
    if request.method not in methods:
        answer = told(405, "Alamat ini tidak menerima permintaan itu.")
        answer["Allow"] = ", ".join(methods)
        return answer
    return view()


def _challenge(request: HttpRequest, second: int) -> HttpResponse:
    answer = told(401, "Nama atau sandi di pengaturan HP tidak cocok. Minta QR baru ke dinas.")
    stale = getattr(request, "odk_stale", False)
    answer["WWW-Authenticate"] = digest.challenge(nonce_key(), second, stale=stale)
    return answer


def key_of(request: HttpRequest) -> DeviceKey:
    """Return the key behind a request; the door has looked at it already."""
    key = getattr(request, "odk_key", None)
    if not isinstance(key, DeviceKey):
        raise Refusal("key_unknown", "Kunci ini tidak ada atau sudah dicabut.")
    return key


def with_etag(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """Return bytes with their hash as ETag, or 304 when the client holds them."""
    etag = f'"{odk.md5(content)}"'
    known = [one.strip().removeprefix("W/") for one in
             request.headers.get("If-None-Match", "").split(",")]  # fmt: skip
    answer = HttpResponse(status=304) if etag in known else HttpResponse(content, content_type=kind)
    answer["ETag"] = etag
    return answer


class _Body:
    """The bytes of a request, bounded, with the last of them remembered."""

    def __init__(self, stream: IO[bytes], length: int | None) -> None:
        """Take the stream, and how many bytes were announced (None: chunked)."""
        self._stream, self._left, self.read_count, self.tail = stream, length, 0, b""

    def read(self, size: int = 65536) -> bytes:
        """Return up to `size` bytes.

        Raises:
            RequestDataTooBig: more came than a post may hold.
        """
        wanted = size if self._left is None else min(size, self._left)
        piece = self._stream.read(wanted) if wanted else b""
        if self._left is not None:
            self._left -= len(piece)
        self.read_count += len(piece)
        if self.read_count > LARGEST_POST + FRAME:
            raise RequestDataTooBig
        self.tail = (self.tail + piece)[-TAIL:]
        return piece


def parts_of(request: HttpRequest) -> tuple[dict[str, str], list[tuple[str, "UploadedFile[Any]"]]]:
    """Return the fields and files of a multipart body, also of one without a length.

    Raises:
        Refusal: `post_large`, `post_malformed` (also when it was cut off before its end).
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    announced = int(length) if length.isdigit() else None
    if announced is not None and announced > LARGEST_POST + FRAME:
        raise Refusal("post_large", "Kiriman terlalu besar. Kecilkan foto lalu kirim lagi.")
    meta = {**request.META, "CONTENT_LENGTH": announced or LARGEST_POST}
    body = _Body(request.META["wsgi.input"], announced)
    # A small post stays in memory, up to FILE_UPLOAD_MAX_MEMORY_SIZE as a whole.
    places = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
    try:
        parser = MultiPartParser(meta, cast(Any, body), places, "utf-8")
        fields, files = parser.parse()
        while body.read():
            pass
    except RequestDataTooBig as error:
        message = "Kiriman terlalu besar. Kecilkan foto lalu kirim lagi."
        raise Refusal("post_large", message) from error
    except (MultiPartParserError, SuspiciousOperation, TooManyFilesSent, ValueError) as error:
        raise Refusal("post_malformed", "Kiriman tidak dapat dibaca. Kirim ulang.") from error
    _check_end(request, body)
    found = [(str(name), one) for name, rows in files.lists() for one in rows]
    return {str(name): str(value) for name, value in fields.items()}, found


def _check_end(request: HttpRequest, body: _Body) -> None:
    """Refuse a body that was cut off: what is missing would look like a short photo."""
    boundary = request.content_params.get("boundary", "") if request.content_params else ""
    ending = f"--{boundary.strip(chr(34))}--".encode("latin-1", "replace")
    if not boundary or ending not in body.tail:
        raise Refusal("post_malformed", "Kiriman terputus di tengah jalan. Kirim ulang.")


def pieces_of(file: "UploadedFile[Any]") -> Iterator[bytes]:
    """Yield an uploaded file piece by piece."""
    file.seek(0)
    yield from file.chunks()
