"""Small parts of the frame: icons, navigation, page name, appearance."""

from functools import cache
from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lampit.web import appearance, nav

register = template.Library()


@cache
def sprite() -> str:
    """Return the address of the icon sprite; asked once, it changes only with a release."""
    return static("web/icons.svg")


@cache
def _icon(name: str) -> SafeString:
    """Draw an icon once per process."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite(), name
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; the word beside it carries the meaning: `{% icon "search" %}`."""
    return _icon(str(name))


@register.filter
def page_name(view_name: str | None) -> str:
    """Write a URL name as `data-page` has it: `desk:home` becomes `desk.home`."""
    return (view_name or "").replace(":", ".")


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> SafeString:
    """Write the appearance the person chose as attributes of `<html>`; nothing when none."""
    request = context.get("request")
    look = appearance.read(request.COOKIES) if request is not None else appearance.DEFAULT
    theme = f' data-theme="{look.theme}"' if look.theme else ""
    sun = ' data-sun=""' if look.sun else ""
    return mark_safe(theme + sun)  # noqa: S308 - both come from a fixed list


@register.simple_tag(takes_context=True)
def nav_entries(context: Context, door: str) -> list[nav.Entry]:
    """Return the links of a door (`desk` or `maker`) for the acting role."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    path = request.path if request is not None else ""
    items = nav.DESK if door == "desk" else nav.MAKER
    return nav.entries(items, str(context.get("acting_role") or ""), view_name, path)


@register.simple_tag(takes_context=True)
def own_door(context: Context) -> nav.Entry | None:
    """Return the link to the door where the acting role works."""
    return nav.home(str(context.get("acting_role") or ""))


@register.simple_tag
def address(name: str) -> str:
    """Return the address of a URL name, or nothing where that room is not mounted."""
    return nav.address(name)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the present query string with some keys changed; an empty value drops the key."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    values = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            values.pop(key, None)
        else:
            values[key] = str(value)
    return "?" + values.urlencode()


@register.filter
def undo_address(tags: str | None) -> str:
    """Return the undo address a message carries in its tags (`undo:/balai/…`), or nothing."""
    for tag in (tags or "").split():
        if tag.startswith("undo:/") and not tag.startswith("undo://"):
            return tag.removeprefix("undo:")
    return ""


@register.simple_tag(takes_context=True)
def page_link(context: Context, key: str, number: int) -> str:
    """Return the present query string with another page number: `?q=tas&hal=2`."""
    return query(context, **{key: number})


@register.simple_tag(takes_context=True)
def turn_link(context: Context, keys: dict[str, str], *, after: str = "", before: str = "") -> str:
    """Return the present query string at another turn of a walked list; without one its start."""
    # Such a list knows no numbers of pages: one typed into the address ends here.
    return query(context, **{keys["after"]: after, keys["before"]: before, "hal": ""})


@register.filter
def fields_with_errors(form: BaseForm) -> list[BoundField]:
    """Return the fields of a form that were refused, in the order of the form."""
    return [field for field in form if field.errors]


@register.filter
def is_pick_list(field: BoundField) -> bool:
    """Say whether a field is answered by ticking one or more of a list."""
    widget = field.field.widget
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Say whether a field is a single tick box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_file(field: BoundField) -> bool:
    """Say whether a field takes a file."""
    return isinstance(field.field.widget, forms.FileInput)


@register.filter
def takes_picture(field: BoundField) -> bool:
    """Say whether a file field wants a picture: a phone then offers its camera."""
    return str(field.field.widget.attrs.get("accept", "")).startswith("image/")


@register.filter
def total_of(page: Any) -> int | None:
    """Return how many rows the whole list has; None when the page was made without counting."""
    if hasattr(page, "paginator"):
        return int(page.paginator.count)
    total: int | None = getattr(page, "total", None)
    return total


class FrozenNode(template.Node):
    """A part of the frame that depends on nothing but the language, rendered once for each."""

    def __init__(self, inside: template.NodeList) -> None:
        """Keep what stands inside; nothing is rendered yet."""
        self.inside = inside
        self.rendered: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return the part; it never sees the page's context, so nothing of a person can stay."""
        language = get_language() or ""
        if language not in self.rendered:
            empty = Context()
            empty.template = context.template
            empty.render_context = context.render_context
            self.rendered[language] = self.inside.render(empty)
        return self.rendered[language]


@register.tag
def frozen(parser: Parser, _token: Token) -> FrozenNode:
    """Render a part once per language: `{% frozen %}…{% endfrozen %}` around words and links."""
    inside = parser.parse(("endfrozen",))
    parser.delete_first_token()
    return FrozenNode(inside)
