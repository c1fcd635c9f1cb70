"""The editor of a draft: one question, one sign, and the parts; works by plain posts."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import Instrument
from lampit.measure.rules import editing, editing_changes
from lampit.measure.rules.editing_build import rule_of
from lampit.measure.rules.editing_questions import CODE
from lampit.measure.rules.instrument import read_instrument
from lampit.measure.rules.roles import BY_CODE, ROLES
from lampit.measure.views import _shown, _typed
from lampit.measure.views._asking import asked
from lampit.measure.views.instruments import find_draft
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words

NEW = "baru"
AGAIN = "perbarui"


def _kept(request: HttpRequest, found: Instrument, changed: Mapping[str, Any]) -> None:
    """Keep a change unless somebody else was quicker since the page was opened."""
    typed = request.POST.get("ubahan", "")
    count = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    actions.change_draft(
        signed_in(request), found.pk, changed, edit_count=count, now=timezone.now()
    )


def _faults(definition: Mapping[str, Any], place: str) -> list[str]:
    """Return what is wrong at one place of a definition, in words."""
    return [in_words(f.message) for f in editing.faults_of(definition) if f.question == place]


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
def question(request: HttpRequest, instrument: int, question: str) -> HttpResponse:
    """Change one question or add one; what was typed stays, also when it does not fit yet."""
    found = find_draft(request, instrument)
    kept = _question(found, question)
    first = kept or {"type": "select_one", "refusable": True}
    if request.method == "GET":
        return _drawn(request, found, kept, _typed.as_typed(first), {}, status=200)
    reader = _typed.Reader(request.POST)
    code = reader.text("kode", 40) if question == NEW else question
    made = _with_rule(found, kept, reader, _typed.typed_question(reader, kept, code))
    if AGAIN in request.POST:
        return _drawn(request, found, kept, request.POST, {}, made=made, status=200)
    if not CODE.fullmatch(code):
        reader.errors["kode"] = gettext("Kode: huruf kecil, angka, garis bawah; dimulai huruf.")
    if not reader.errors:
        try:
            new = question == NEW
            changed = editing_changes.with_question(found.definition, made, new=new)
            _kept(request, found, changed)
            return _onward(request, found, changed, f"soal/{code}", f"soal-{code}")
        except Refusal as refusal:
            reader.errors["kode"] = in_words(refusal.message)
    return _drawn(request, found, kept, request.POST, reader.errors, made=made, status=422)


def _question(found: Instrument, code: str) -> dict[str, Any]:
    """Return a question of the draft, nothing for a new one."""
    if code == NEW:
        return {}
    try:
        return editing_changes.question_of(found.definition, code)
    except Refusal as refusal:
        raise Http404 from refusal


def _with_rule(
    found: Instrument, kept: Mapping[str, Any], reader: _typed.Reader, made: dict[str, Any]
) -> dict[str, Any]:
    """Add the skip rule; one too deep for rows stays until rows replace it."""
    outer, rows = _typed.typed_rows(reader)
    rule = rule_of(outer, rows, found.definition["questions"])
    if rule is None and reader.ticked("syarat-dalam"):
        rule = kept.get("relevant")
    return made | ({"relevant": rule} if rule else {})


def _onward(
    request: HttpRequest, found: Instrument, changed: Mapping[str, Any], place: str, anchor: str
) -> HttpResponse:
    """Say that it is kept, and stay when something does not fit yet."""
    wrong = _faults(changed, place)
    if not wrong:
        messages.success(request, gettext("Tersimpan."))
        address = redirect("measure:instrument", found.pk)["Location"]
        return redirect(f"{address}#{anchor}")
    messages.warning(request, gettext("Tersimpan, tetapi belum dapat terbit. Lihat catatannya."))
    name = "measure:instrument_question" if place.startswith("soal/") else "measure:instrument_sign"
    return redirect(name, found.pk, place.partition("/")[2])


def _drawn(
    request: HttpRequest,
    found: Instrument,
    kept: Mapping[str, Any],
    post: QueryDict,
    errors: Mapping[str, str],
    *,
    status: int,
    made: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Draw the page of a question, and below it the question as the enumerator sees it."""
    definition = found.definition
    place = kept.get("no", len(definition["questions"]) + 1)
    before = [one for one in definition["questions"] if one["no"] < place]
    shown = made or kept
    context = {
        "instrument": found,
        "edit_count": post.get("ubahan", found.edit_count),
        "kept": kept,
        "post": post,
        "errors": errors,
        "faults": _faults(definition, f"soal/{kept['id']}") if kept and status == 200 else [],
        "kinds": [(code, text, code == post.get("jenis")) for code, text in _shown.KINDS],
        "dimensions": [
            (d["code"], d["text_id"], d["code"] == post.get("dimensi"))
            for d in definition["dimensions"]
        ],
        "roles": _roles(post),
        "meanings": _meanings(post),
        "options": _shown.option_lines(post, errors),
        "bands": _shown.band_lines(post, errors),
        "rule": _shown.rule_lines(post, before),
        "askable": [(one["id"], one["no"], one["text_id"]) for one in before],
        "again": AGAIN,
        "preview": _preview(definition, shown) if shown else None,
    }
    return render(request, "measure/instrument_question.html", context, status=status)


def _roles(post: QueryDict) -> list[tuple[str, str, bool]]:
    """Return the roles that a question of this kind may have: code, words, whether chosen."""
    kind, own = post.get("jenis"), post.get("kegunaan", "")
    rows = [role for role in ROLES if role.kind == kind or role.code == own]
    return [(role.code, gettext(role.words), role.code == own) for role in rows]


def _meanings(post: QueryDict) -> list[tuple[str, str]]:
    """Return what options may mean in the role that is chosen: code, words."""
    role = BY_CODE.get(post.get("kegunaan", ""))
    return [(code, gettext(words)) for code, words in role.meanings] if role else []


def _preview(definition: Mapping[str, Any], made: Mapping[str, Any]) -> Any:
    """Return one question as an interview draws it."""
    told = {**made, "no": made.get("no", len(definition["questions"]) + 1), "id": "contoh"}
    read = read_instrument({**definition, "questions": [told], "pages": None})
    return asked(read.questions[0], (), "")


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
def sign(request: HttpRequest, instrument: int, sign: str) -> HttpResponse:
    """Change one yes/no sign or add one."""
    found = find_draft(request, instrument)
    kept = _sign(found, sign)
    if request.method == "GET":
        post = QueryDict(mutable=True)
        post.update({"kode": kept.get("code", ""), "teks_id": kept.get("text_id", "")})
        post["teks_en"] = kept.get("text_en", "")
        _typed.put_rule(post, kept.get("rule"))
        return _sign_drawn(request, found, kept, post, {}, status=200)
    reader = _typed.Reader(request.POST)
    code = reader.text("kode", 40) if sign == NEW else sign
    outer, rows = _typed.typed_rows(reader)
    rule = rule_of(outer, rows, found.definition["questions"])
    if rule is None and reader.ticked("syarat-dalam"):
        rule = kept.get("rule")
    if AGAIN in request.POST:
        return _sign_drawn(request, found, kept, request.POST, {}, status=200)
    if not CODE.fullmatch(code):
        reader.errors["kode"] = gettext("Kode: huruf kecil, angka, garis bawah; dimulai huruf.")
    if not reader.errors:
        made = {"code": code, **reader.both("text", "teks"), "rule": rule or {"and": []}}
        try:
            changed = editing_changes.with_sign(found.definition, made, new=sign == NEW)
            _kept(request, found, changed)
            return _onward(request, found, changed, f"tanda/{code}", f"ciri-{code}")
        except Refusal as refusal:
            reader.errors["kode"] = in_words(refusal.message)
    return _sign_drawn(request, found, kept, request.POST, reader.errors, status=422)


def _sign(found: Instrument, code: str) -> dict[str, Any]:
    """Return a sign of the draft, nothing for a new one."""
    if code == NEW:
        return {}
    try:
        return editing_changes.sign_of(found.definition, code)
    except Refusal as refusal:
        raise Http404 from refusal


def _sign_drawn(
    request: HttpRequest,
    found: Instrument,
    kept: Mapping[str, Any],
    post: QueryDict,
    errors: Mapping[str, str],
    *,
    status: int,
) -> HttpResponse:
    """Draw the page of a sign."""
    questions = found.definition["questions"]
    context = {
        "instrument": found,
        "edit_count": post.get("ubahan", found.edit_count),
        "kept": kept,
        "post": post,
        "errors": errors,
        "faults": _faults(found.definition, f"tanda/{kept['code']}")
        if kept and status == 200
        else [],
        "rule": _shown.rule_lines(post, questions),
        "askable": [(one["id"], one["no"], one["text_id"]) for one in questions],
        "again": AGAIN,
    }
    return render(request, "measure/instrument_sign.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(access.may_edit_instruments)
def parts(request: HttpRequest, instrument: int) -> HttpResponse:
    """Change title, opening question, dimensions with weights, and levels."""
    found = find_draft(request, instrument)
    errors: dict[str, str] = {}
    post = request.POST if request.method == "POST" else _parts_post(found.definition)
    if request.method == "POST":
        reader = _typed.Reader(request.POST)
        changed = _typed_parts(found, reader)
        errors = reader.errors
        if not errors:
            try:
                _kept(request, found, changed)
                messages.success(request, gettext("Tersimpan."))
                return redirect("measure:instrument", found.pk)
            except Refusal as refusal:
                errors["judul_id"] = in_words(refusal.message)
    level_keys = ("-kode", "_id", "_en", "-dari", "-sampai")
    context = {
        "instrument": found,
        "edit_count": post.get("ubahan", found.edit_count),
        "post": post,
        "errors": errors,
        "dimensions": _shown.lines(post, "dimensi", ("-kode", "_id", "_en", "-bobot"), errors, 2),
        "levels": _shown.lines(post, "tingkat", level_keys, errors, 1),
        "sign_levels": _shown.lines(post, "tingkatciri", level_keys, errors, 1),
    }
    return render(request, "measure/instrument_parts.html", context, status=422 if errors else 200)


def _typed_parts(found: Instrument, reader: _typed.Reader) -> dict[str, Any]:
    """Return the definition with the parts as typed."""
    dimensions = [
        {"code": reader.text(f"dimensi-{row}-kode", 40), **reader.both("text", f"dimensi-{row}"),
         "weight": reader.points(f"dimensi-{row}-bobot")}
        for row in reader.rows("dimensi", "kode")
    ]  # fmt: skip
    levels = [
        {"code": reader.text(f"tingkat-{row}-kode", 4), **reader.both("text", f"tingkat-{row}"),
         "min": reader.points(f"tingkat-{row}-dari"),
         "max_exclusive": _closing(reader.points(f"tingkat-{row}-sampai"))}
        for row in reader.rows("tingkat", "kode")
    ]  # fmt: skip
    sign_levels = [
        {"code": reader.text(f"tingkatciri-{row}-kode", 16),
         **reader.both("text", f"tingkatciri-{row}"),
         "min": reader.whole(f"tingkatciri-{row}-dari"),
         "max": reader.whole(f"tingkatciri-{row}-sampai")}
        for row in reader.rows("tingkatciri", "kode")
    ]  # fmt: skip
    return editing_changes.with_parts(
        found.definition,
        title=(reader.text("judul_id", 200), reader.text("judul_en", 200)),
        gate=(reader.text("pengantar_id"), reader.text("pengantar_en")),
        dimensions=dimensions,
        levels=levels,
        sign_levels=sign_levels,
    )


def _closing(high: float) -> float:
    """Let the last level hold the full 100 points."""
    return 100.000001 if high == 100 else high


def _parts_post(definition: Mapping[str, Any]) -> QueryDict:
    """Return the parts as a browser would send them."""
    post = QueryDict(mutable=True)
    gate = definition["gate"][0]
    post["judul_id"], post["judul_en"] = definition["title_id"], definition.get("title_en", "")
    post["pengantar_id"], post["pengantar_en"] = gate["text_id"], gate.get("text_en", "")
    groups = (
        ("dimensi", definition["dimensions"], (("bobot", "weight"),)),
        ("tingkat", definition["maturity_levels"], (("dari", "min"), ("sampai", "max_exclusive"))),
        ("tingkatciri", definition["dii_like"]["levels"], (("dari", "min"), ("sampai", "max"))),
    )
    for prefix, found, numbers in groups:
        post[f"{prefix}-n"] = str(len(found))
        for row, one in enumerate(found):
            post[f"{prefix}-{row}-kode"] = one["code"]
            post[f"{prefix}-{row}_id"] = one.get("text_id", "")
            post[f"{prefix}-{row}_en"] = one.get("text_en", "")
            for name, key in numbers:
                post[f"{prefix}-{row}-{name}"] = f"{min(one[key], 100):g}"
    return post
