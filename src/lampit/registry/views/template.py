"""The template workbook for offices that start from nothing."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.outside import entry_sheets
from lampit.people.access import region_of, signed_in
from lampit.registry import access
from lampit.registry.queries.template import entry_sheet
from lampit.web.door import door

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@door(access.may_import)
def import_template(request: HttpRequest) -> HttpResponse:
    """Hand out the template with the kecamatan and villages of the person's kabupaten."""
    region = region_of(signed_in(request))
    sheet = entry_sheet(region, timezone.localdate().year)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "templat.xlsx"
        entry_sheets.write(path, sheet)
        name = f"templat-usaha-{region}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(path.read_bytes(), content_type=XLSX, headers=headers)
