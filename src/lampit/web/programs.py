"""Answers for other programs: refusals as JSON, and the door that gives them."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, JsonResponse

# Not from `web.door`: the log's set-up reads this module before the accounts are ready.
Rule = Callable[[HttpRequest], bool]
# An endpoint answers with values that ninja writes as JSON, so its types are its own.
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
PREFIX = "/api/"
# Addresses whose refusals are problems (RFC 9457), as commerce.md 11 has them; the register's
# stay the two words that its partners read.
PROBLEM_PATHS = ("/api/v1/products", "/api/v1/variants", "/api/v1/makers")
PROBLEM = "application/problem+json"
STREAMED = "/openrosa/"  # bodies read by their views, after the door
TOLD_AT_MOST = 10
# What a value of a request may be wrong in, by the kind of error that pydantic tells.
_UNFIT = {
    "missing": "wajib diisi",
    "extra_forbidden": "tidak dikenal",
    "string_type": "harus teks",
    "string_too_long": "paling panjang {max_length} huruf",
    "string_too_short": "paling pendek {min_length} huruf",
    "string_pattern_mismatch": "harus {form}",
    "int_type": "harus angka bulat, tanpa tanda kutip",
    "int_parsing": "harus angka bulat",
    "int_from_float": "harus angka bulat",
    "int_parsing_size": "terlalu besar",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "greater_than_equal": "paling kecil {ge}",
    "less_than_equal": "paling besar {le}",
    "too_long": "paling banyak {max_length}",
    "too_short": "paling sedikit {min_length}",
    "list_type": "harus daftar [...]",
    "literal_error": "harus salah satu dari {expected}",
    "enum": "harus salah satu dari {expected}",
    "model_attributes_type": "harus objek {{...}}",
    "dict_type": "harus objek {{...}}",
}

# The forms that patterns of our descriptions ask for, in words; a reader of errors knows no signs.
_LINE = "satu baris tulisan, tanpa tanda kendali"
FORMS = {
    r"^([0-9]{16})?$": "16 angka",
    r"^([0-9]{13})?$": "13 angka",
    r"^([0-9]{5})?$": "5 angka",
    r"^[0-9]{0,3}$": "paling banyak 3 angka",
    r"^\+62[0-9]{7,13}$": "ditulis seperti +6281234567892",
    r"^([0-9]{2}\.[0-9]{2}\.[0-9]{2})?$": "kode kecamatan seperti 63.08.05",
    r"^([0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4})?$": "kode desa seperti 63.08.05.1001",
    r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$": "kode desa seperti 63.08.05.1001",
    r"^((19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$": (
        "ditulis seperti 2015, 2015-03 atau 2015-03-20"
    ),
    r"^(20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$": "ditulis seperti 2026-03-20",
    r"^([A-Za-z0-9][A-Za-z0-9._\-]{0,39})?$": "huruf, angka, titik atau garis, paling panjang 40",
    r"^[A-Za-z0-9][A-Za-z0-9._\-]{0,39}$": "huruf, angka, titik atau garis, paling panjang 40",
    r"^[0-9A-Za-z]{1,16}$": "nomor usaha seperti di id",
    r"^[A-Za-z0-9_:\-]*$": "isi next dari jawaban sebelumnya, utuh",
    r"^[a-z0-9\-]{1,80}$": "kata di alamatnya: huruf kecil, angka dan garis",
    r"^([a-z0-9\-]{1,80})?$": "kata di alamatnya: huruf kecil, angka dan garis",
    r"^B[0-9]{1,18}(-[0-9]{1,4})?$": "kode seperti B17 atau B17-2",
    r"^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$": "minggu seperti 2026-W50",
    r"^([0-9]{2}\.[0-9]{2})?$": "kode kabupaten seperti 63.08",
    r"^[\x21-\x7e]{0,255}$": "paling panjang 255 huruf, angka dan tanda biasa",
    r"^[^\x00-\x1f\x7f]*$": _LINE,
    r"^[^\x00]*$": "tulisan tanpa tanda kendali",
}


# What a problem is called, by its status; the sentence that says what to do is its detail.
TITLES = {
    400: "Permintaan tidak terbaca",
    401: "Perlu token",
    403: "Tidak boleh",
    404: "Tidak ada",
    405: "Bukan untuk alamat ini",
    409: "Bertentangan dengan keadaan sekarang",
    411: "Perlu ukuran",
    413: "Terlalu besar",
    422: "Isian tidak sesuai",
    429: "Terlalu sering",
    500: "Gangguan di pihak kami",
    503: "Sedang sibuk",
}


def speaks_problems(path: str) -> bool:
    """Say whether refusals of an address are problems rather than a code and a sentence."""
    return path.startswith(PROBLEM_PATHS)


def refused(
    status: int, code: str, message: str, *, path: str = "", **more: object
) -> JsonResponse:
    """Return a refusal with a status: `{"code","message"}`, or a problem where `path` speaks so.

    401 says how one identifies oneself. `more` are further members of a problem.
    """
    if speaks_problems(path):
        title = TITLES.get(status, "Ditolak")
        told = {"type": "about:blank", "title": title, "status": status, "code": code}
        answer = JsonResponse(
            told | {"detail": message} | more, status=status, content_type=PROBLEM
        )
    else:
        answer = JsonResponse({"code": code, "message": message}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="lampit"'
    return answer


def unfit(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return in one sentence which values of a request do not fit and why, ten at most.

    Args:
        errors: of pydantic: `type`, `loc` (body, name of the argument, field…), `msg`, `ctx`.
    """
    told = []
    for error in errors[:TOLD_AT_MOST]:
        source, *where = error["loc"]
        where = where[1:] if len(where) > 1 else where
        name = ".".join(str(part) for part in where) or str(source)
        said, limits = _UNFIT.get(error["type"]), error.get("ctx", {})
        form = form_of(str(limits.get("pattern", "")))
        why = said.format(**limits, form=form) if said else error["msg"]
        told.append(f"{name} {why}")
    more = len(errors) - TOLD_AT_MOST
    rest = f", dan {more} lagi" if more > 0 else ""
    return f"Isian tidak sesuai: {'; '.join(told)}{rest}."


def form_of(pattern: str) -> str:
    """Return in words which form a pattern of a description asks for; else the pattern."""
    return FORMS.get(pattern, pattern)


def denied(status: int, error: str, words: str) -> JsonResponse:
    """Return a refusal of RFC 6749, section 5.2; 401 says how a client identifies itself."""
    answer = JsonResponse({"error": error, "error_description": words}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="lampit"'
    return answer


def api_door(
    rule: Rule,
    status: int = 403,
    code: str = "not_allowed",
    message: str = "Token atau akun ini tidak boleh melakukan ini.",
) -> Callable[[Endpoint], Endpoint]:
    """Put `rule` before an endpoint; who may not is answered in JSON, never led to sign in."""

    def fit(view: Endpoint) -> Endpoint:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if rule(request):
                return view(request, *args, **kwargs)
            return refused(status, code, message, path=request.path)

        guarded.access_rule = rule  # type: ignore[attr-defined]  # read by tests/house
        return cast(Endpoint, guarded)

    return fit


def base_of(request: HttpRequest) -> str:
    """Return the public address before the path, for programs that remember it.

    ODK Collect refuses another host than the one it asks as a spoof.
    """
    if urlsplit(settings.PUBLIC_URL).netloc == request.get_host():
        return str(settings.PUBLIC_URL)
    return f"{request.scheme}://{request.get_host()}"
