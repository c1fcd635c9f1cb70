"""What browsers may keep: no NIK in an address, nothing of what a signed-in person saw."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from lampit.national import nik


class NoNik:
    """Take a NIK out of the address: browser history, bookmarks and proxies keep addresses.

    Pages that look for a NIK have it posted. Who comes with one in the address is led to the
    same page without it and told why.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let every other address pass."""
        long_enough = len(request.META.get("QUERY_STRING", "")) > nik.LENGTH
        if not long_enough or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        kept = request.GET.copy()
        for name, values in request.GET.lists():
            if nik.inside(name) or any(map(nik.inside, values)):
                del kept[name]
        if len(kept) == len(request.GET):
            return self.get_response(request)
        messages.warning(
            request,
            gettext("NIK dihapus dari alamat halaman, supaya tidak tersimpan di peramban. "
                    "Cari NIK dengan kotak cari di halaman Usaha."),
        )  # fmt: skip
        return redirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)


class PrivateAnswers:
    """Mark answers to signed-in persons `private, no-store`; a view that says otherwise wins.

    The computer of an office is shared: after signing out, Back must not show what the last
    person saw. Only `no-store` holds browsers to that; `no-cache` pages come back with Back.
    The price is that Back brings a form empty; what may not get lost is kept as a draft by its
    page, and what a session's end would cost is carried along (`web.held`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a fault is never kept, whoever met it."""
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control") and (
            answer.status_code >= 500 or request.user.is_authenticated
        ):
            answer["Cache-Control"] = "private, no-store"
        return answer
