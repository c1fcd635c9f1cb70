"""Certificate files: sent, opened under a strict policy, taken away; at the desk and by makers."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.outside import papers
from lampit.people.access import signed_in
from lampit.registry import access, actions
from lampit.registry.forms.permits import ScanForm
from lampit.registry.views.papers import DESK, OWN, Side, held_or_404, paper_page
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import ONE_PHOTO, takes

# A certificate is a stranger's file: it may run nothing and ask for nothing.
STRICT = "default-src 'none'; sandbox; frame-ancestors 'none'"
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg"}


@require_POST
@door(access.may_add_paper_files)
@takes(ONE_PHOTO)
def add_paper_file(request: HttpRequest, permit_id: int) -> HttpResponse:
    """Take a certificate for a paper; a refused one leaves the page as it was, with the reason."""
    held_or_404(request, permit_id)
    form = ScanForm(request.POST, request.FILES)
    side = _side(request)
    if form.is_valid():
        try:
            actions.attach_file(
                signed_in(request), permit_id, form.sent(), now=timezone.now()
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("scan", in_words(refusal.message))
        else:
            messages.success(request, gettext("Berkas surat tersimpan."))
            return redirect(side.paper, permit_id)
    return paper_page(request, permit_id, side, may_change=True, scan_form=form)


@require_safe
@door(access.may_read_paper_files)
def paper_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Send a certificate to who may open it; the opening is in the audit trail."""
    return _sent(request, file_id, small=False)


@require_safe
@door(access.may_read_paper_files)
def paper_file_small(request: HttpRequest, file_id: int) -> HttpResponse:
    """Send the small picture of a certificate, too small to be read."""
    return _sent(request, file_id, small=True)


@require_POST
@door(access.may_add_paper_files)
def remove_paper_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a certificate away."""
    try:
        permit_id = actions.remove_file(signed_in(request), file_id, now=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal
    messages.success(request, gettext("Berkas dihapus."))
    return redirect(_side(request).paper, permit_id)


def _side(request: HttpRequest) -> Side:
    return OWN if access.may_keep_own_papers(request) else DESK


def _sent(request: HttpRequest, file_id: int, *, small: bool) -> HttpResponse:
    try:
        file = actions.open_file(signed_in(request), file_id, small=small, now=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal
    place = papers.small_path if small else papers.path_of
    path = place(settings.PAPERS_ROOT, file.name)
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type=KINDS["jpg" if small else file.kind])
    how = "attachment" if file.kind == "pdf" else "inline"
    answer["Content-Disposition"] = (
        f'{how}; filename="surat-{file.permit.kind}-{file.pk}.{file.kind}"'
    )
    answer["Content-Security-Policy"] = STRICT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
