"""Pictures of link previews: drawn when first asked for, then files like any photo."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from lampit.shops import actions
from lampit.web.door import door, everyone

KEPT = "public, max-age=31536000, immutable"
SOON = "public, max-age=300"


@require_safe
@door(everyone)  # type: ignore[arg-type]
def preview(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the preview of a good or a shop; an older address gets what is true now, briefly."""
    path = actions.media_folder() / name
    if not actions.preview_opens(name):
        raise Http404  # also what was drawn while its page was open
    if path.is_file():
        answer: HttpResponseBase = FileResponse(path.open("rb"), content_type="image/jpeg")
        answer["Cache-Control"] = KEPT
        return answer
    drawn = actions.redraw_preview(name)
    if drawn is None:
        raise Http404
    content, is_asked = drawn
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = KEPT if is_asked else SOON
    return answer
