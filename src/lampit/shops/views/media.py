"""Pictures as browsers fetch them: named by content, so kept for a year."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from lampit.shops import actions
from lampit.web.door import door, everyone

KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
@door(everyone)  # type: ignore[arg-type]
def media(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer one file of a picture; the address pattern lets only such names in."""
    path = actions.media_folder() / name
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=KINDS[path.suffix[1:]])
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
