"""Stories of a shop: list, tell, change, show, throw away."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms import StoryForm
from lampit.shops.models import MakerStory
from lampit.shops.rules import stories as rules
from lampit.shops.views._kept import in_a_shop, keep_pass, open_to_buyers, sent_photo, shop
from lampit.web.door import door
from lampit.web.paging import page_of
from lampit.web.weights import ONE_PHOTO, takes

SIZE = 20


@require_http_methods(["GET"])
@door(access.may_open_shop)
@in_a_shop
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories of the shop in hand."""
    maker = shop(request)
    rows = queries.kept_stories(access.visible_stories(request.user), maker)
    page = page_of(rows, request.GET.get("hal"), size=SIZE)
    return render(request, "shops/stories.html", {**open_to_buyers(request, maker), "page": page})


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@in_a_shop
@takes(ONE_PHOTO)
def tell_story(request: HttpRequest) -> HttpResponse:
    """Take a new story; what is too short to be shown stays as a draft."""
    maker = shop(request)
    sent = request.method == "POST"
    start = {"key": uuid.uuid4().hex}
    form = StoryForm(request.POST if sent else None, request.FILES or None, initial=start)
    if sent:
        story = _try_write(request, form, None)
        if story is not None:
            return _after(request, story)
    shown = {"form": form, **open_to_buyers(request, maker)}
    return render(request, "shops/edit_story.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
@takes(ONE_PHOTO)
def edit_story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a story to its teller and take its changes."""
    story = _kept(request, slug)
    known = {
        "title": story.title, "text": story.text, "alt": story.picture_alt,
        "shows_person": story.shows_person,
    }  # fmt: skip
    sent = request.method == "POST"
    form = StoryForm(request.POST if sent else None, request.FILES or None, initial=known)
    if sent:
        changed = _try_write(request, form, story)
        if changed is not None:
            return _after(request, changed)
    shown = {"form": form, "story": story, **open_to_buyers(request, story.maker)}
    return render(request, "shops/edit_story.html", shown, status=422 if form.errors else 200)


@require_POST
@door(access.may_open_shop)
def show_story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a story to buyers, or hide it."""
    story = _kept(request, slug)
    _show(request, story, request.POST.get("state", ""))
    return redirect("shops:edit_story", story.slug)


@require_http_methods(["GET", "POST"])
@door(access.may_open_shop)
def delete_story(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once, then throw a story away."""
    story = _kept(request, slug)
    if request.method == "POST":
        actions.delete_story(signed_in(request), story, timezone.now())
        messages.success(request, _("Cerita dihapus."))
        return redirect("shops:stories")
    shown = {"story": story, **open_to_buyers(request, story.maker)}
    return render(request, "shops/delete_story.html", shown)


def _kept(request: HttpRequest, slug: str) -> MakerStory:
    story = queries.kept_story(access.visible_stories(request.user), slug)
    if story is None:
        raise Http404
    return story


def _try_write(
    request: HttpRequest, form: StoryForm, story: MakerStory | None
) -> MakerStory | None:
    """Write what a valid form tells; None when something is to be corrected first."""
    if not form.is_valid():
        sent_photo(request, form)
        return None
    picture = sent_photo(request, form)
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    told = rules.Told(typed["title"], typed["text"], typed["alt"])
    person, actor, now = typed["shows_person"], signed_in(request), timezone.now()
    try:
        if story is None:
            return actions.write_story(
                actor, shop(request), told, now,
                picture=picture, shows_person=person, key=typed["key"],
            )  # fmt: skip
        return actions.change_story(actor, story, told, now, picture=picture, shows_person=person)
    except Refusal as refusal:
        fields = {"judul": "title", "cerita": "text", "foto": "shows_person"}
        form.add_error(fields.get(refusal.code.split("_")[0]), _(refusal.message))
        keep_pass(request, form, picture)
        return None


def _after(request: HttpRequest, story: MakerStory) -> HttpResponse:
    """Show what was written when the teller asked for it, and say what became of it."""
    if "show" in request.POST and not story.is_live:
        _show(request, story, "tayang")
    else:
        messages.success(request, _("Tersimpan."))
    return redirect("shops:edit_story", story.slug)


def _show(request: HttpRequest, story: MakerStory, state: str) -> None:
    try:
        shown = actions.show_story(signed_in(request), story, state, timezone.now())
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        live = shown.is_live
        messages.success(request, _("Cerita tayang.") if live else _("Cerita disembunyikan."))
