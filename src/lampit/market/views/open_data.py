"""Open data of published surveys: a page for readers, files and a catalogue for programs."""

import csv
import io
import json
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from lampit.market.views import _catalogue as catalogue
from lampit.measure import access
from lampit.measure.queries import open_data as queries
from lampit.measure.queries.open_data import Dataset
from lampit.measure.queries.results import outcome, outcome_of
from lampit.web.door import door, everyone
from lampit.web.language import chosen
from lampit.web.paging import page_of
from lampit.web.tables import plain_cell

CATALOGUE_SIZE, LIST_SIZE = 100, 25
SECONDS = 300
KINDS = ("tabel", "kamus", "mikrodata")
TITLE = "Data terbuka Lampit: survei digitalisasi usaha"
LINKED = "application/ld+json; charset=utf-8"
CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"
DICTIONARY_COLUMNS = ["jenis", "kode", "nama", "keterangan", "rincian"]


def _dataset(region: str, name: str, revision: int | None = None) -> Dataset:
    told = queries.dataset_of(access.open_rounds(), region, name, revision)
    if told is None:
        raise Http404
    return told


@require_safe
@door(everyone)
def datasets(request: HttpRequest) -> HttpResponse:
    """List the published surveys, newest first; two queries."""
    page = page_of(queries.listed(access.open_rounds()), request.GET.get("hal"), size=LIST_SIZE)
    return render(request, "market/datasets.html", {"page_obj": page})


@require_safe
@door(everyone)
def dataset(
    request: HttpRequest, region: str, name: str, revision: int | None = None
) -> HttpResponse:
    """Show what one survey found and how to take it along; the standing revision, or one of it."""
    told, english = _dataset(region, name, revision), chosen(request) == "en"
    shown = {
        "told": told,
        "round": told.found,
        "outcome": outcome_of(told.row, english=english)
        if told.row
        else outcome(told.found, english=english),
        "licence": queries.LICENCE,
        "licence_name": queries.LICENCE_NAME,
    }
    return render(request, "market/dataset.html", shown)


@require_safe
@door(everyone)
def dataset_file(
    request: HttpRequest, region: str, name: str, what: str, kind: str,
    revision: int | None = None,
) -> HttpResponse:  # fmt: skip
    """Hand out tables, dictionary or released rows as CSV or JSON, with an ETag.

    Of the standing revision, or of one that is named: its files never change.
    """
    told = _dataset(region, name, revision)
    if what not in KINDS or kind not in ("csv", "json"):
        raise Http404
    columns, rows = _content(told, what)
    stem = f"{what}-{told.found.region_id}-{told.found.name}-r{told.revision}"
    if kind == "csv":
        body = _csv([columns, *rows])
    else:
        body = json.dumps(_described(request, told, columns, rows), ensure_ascii=False)
    return _answer(request, body, CSV if kind == "csv" else JSON, f"{stem}.{kind}")


def _csv(rows: list[list[Any]]) -> str:
    """Write rows as programs read them (RFC 4180): commas, decimal points; no cell is a formula."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows([plain_cell(c) for c in r] for r in rows)
    return made.getvalue()


def _content(told: Dataset, what: str) -> tuple[list[str], list[list[Any]]]:
    """Return columns and rows of a file.

    Raises:
        Http404: rows that the head has not released do not exist.
    """
    if what == "tabel":
        return list(queries.TABLE_COLUMNS), queries.table_of(told)
    if what == "kamus":
        return DICTIONARY_COLUMNS, [list(row) for row in queries.dictionary_of(told.found)]
    found = queries.rows_of(told.found) if told.has_rows else None
    if found is None or not found.rows:
        raise Http404
    columns = list(found.rows[0])
    cells = [
        [*row.values(), round(weight, 6)]
        for row, weight in zip(found.rows, found.weights, strict=True)
    ]
    return [*columns, "bobot"], cells


def _described(
    request: HttpRequest, told: Dataset, columns: list[str], rows: list[list[Any]]
) -> dict[str, Any]:
    about = catalogue.dataset(told, _root(request))
    lines = [dict(zip(columns, row, strict=True)) for row in rows]
    return {"@context": catalogue.CONTEXT, "tentang": about, "kolom": columns, "baris": lines}


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("market:datasets"))


def _answer(request: HttpRequest, body: str, kind: str, name: str = "") -> HttpResponse:
    """Answer with a file that anybody may keep for a while; unchanged it is not sent again."""
    content = body.encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type=kind)
    if name:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = etag
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=SECONDS)
    found = get_conditional_response(request, etag=etag, response=answer)
    return found if isinstance(found, HttpResponse) else answer


@require_safe
@door(everyone)
def catalogue_file(request: HttpRequest) -> HttpResponse:
    """Describe every published survey for machines (DCAT as JSON-LD), page by page."""
    rows = queries.listed(access.open_rounds())
    page = page_of(rows, request.GET.get("hal"), size=CATALOGUE_SIZE)
    told = [Dataset(found, 0, getattr(found, "open_release", None)) for found in page.object_list]
    number = page.number + 1 if page.has_next() else None
    made = catalogue.catalogue(
        told, _root(request), title=TITLE, page=page.number, following=number
    )
    return _answer(request, json.dumps(made, ensure_ascii=False), LINKED)
