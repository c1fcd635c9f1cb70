"""Nodes of flattened templates that show what Django's show, the short way first.

Whatever is unusual goes Django's way; `tests/web/test_folding.py` holds both alike.
"""

import copy
from html import escape
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, VariableDoesNotExist
from django.template.base import (
    FilterExpression,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import IfNode, TemplateLiteral, URLNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode
from django.urls import get_urlconf
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # not in the stubs
from django.utils.translation import get_language, gettext, ngettext

from lampit.web.addresses import address_of

_WHERE = "lampit.where"  # in what is kept while one template is shown: its language and places


def where(context: Context) -> tuple[str | None, str | None]:
    """Return language and list of addresses of a template, asked once while it is shown.

    Nothing flattened stands inside `{% language %}`.
    """
    kept: dict[Any, Any] = context.render_context.dicts[-1]
    found: tuple[str | None, str | None] | None = kept.get(_WHERE)
    if found is None:
        found = kept[_WHERE] = get_language(), get_urlconf()
    return found


def shown(value: Any, context: Context) -> str:
    """Return a value as Django would show it; plain words are only escaped."""
    kind = type(value)
    if kind is SafeString:
        return str(value)
    if kind is str and context.autoescape:
        return escape(value)
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    return render_value_in_context(value, context)


class _Called(dict[type, bool]):
    """By kind of value whether it is called where it is named."""

    def __missing__(self, kind: type) -> bool:
        found = any("__call__" in vars(one) for one in kind.__mro__)
        self[kind] = found
        return found


class _Plain(dict[type, bool]):
    """By kind of value whether it has attributes alone: no items, and it is not called."""

    def __missing__(self, kind: type) -> bool:
        found = self[kind] = not (_CALLED[kind] or hasattr(kind, "__getitem__"))
        return found


_CALLED, _PLAIN = _Called(), _Plain()


class Named(Variable):
    """A variable looked up the short way first: attributes of objects that have no items.

    Whatever is unusual (a missing name, items, something to be called) goes Django's way.
    """

    def __init__(self, known: Variable) -> None:
        """Stand for a variable that is read already."""
        for name in ("var", "literal", "lookups", "translate", "message_context"):
            setattr(self, name, getattr(known, name))
        assert known.lookups is not None  # noqa: S101 - told by `named`
        self.first, self.others = known.lookups[0], known.lookups[1:]

    _usual = Variable._resolve_lookup  # type: ignore[attr-defined]  # not in the stubs

    def _resolve_lookup(self, context: Any) -> Any:
        first = self.first
        for names in reversed(context.dicts):
            if first in names:
                current = names[first]
                break
        else:
            if first.isdecimal() or hasattr(context, first):
                return self._usual(context)
            raise VariableDoesNotExist("Failed lookup for key [%s]", (first,))
        try:
            for name in self.others:
                if not _PLAIN[type(current)]:
                    return self._usual(context)
                current = getattr(current, name)
        except (KeyError, AttributeError, TypeError, ObjectDoesNotExist):
            return self._usual(context)
        return self._usual(context) if _CALLED[type(current)] else current


def named(told: Any) -> Any:
    """Return an expression whose variables are looked up the short way."""
    if not isinstance(told, FilterExpression):
        return told
    return told if isinstance(told, Expression) else Expression(told)


def _named(var: Any) -> Any:
    is_name = type(var) is Variable and var.lookups and not var.translate
    return Named(var) if is_name else var


class Expression(FilterExpression):
    """A value with its filters; what a filter asks for is looked up once."""

    def __init__(self, told: FilterExpression) -> None:
        """Stand for an expression that is read already."""
        self.token, self.is_var, self.var = told.token, told.is_var, _named(told.var)
        self.filters = [
            (how, [(is_name, _named(one)) for is_name, one in words]) for how, words in told.filters
        ]
        flags = ("expects_localtime", "needs_autoescape", "is_safe")
        self.steps = [
            (how, words, *(getattr(how, flag, False) for flag in flags))
            for how, words in self.filters
        ]

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """Return the value as Django's own does; a missing name goes its way."""
        if not self.is_var:
            value = self.var
        else:
            try:
                value = self.var.resolve(context)
            except VariableDoesNotExist:
                return super().resolve(context, ignore_failures)
        for how, words, is_local, is_escaping, is_safe in self.steps:
            told = [one.resolve(context) if is_name else mark_safe(one) for is_name, one in words]  # noqa: S308 - written in the template
            before = template_localtime(value, context.use_tz) if is_local else value
            more = {"autoescape": context.autoescape} if is_escaping else {}
            value = how(before, *told, **more)
            if is_safe and isinstance(before, SafeData):
                value = mark_safe(value)  # noqa: S308 - as the filter says
        return value


class Chosen(IfNode):
    """A condition, whose faults are told by what stands in it."""

    render_annotated = IfNode.render


def _bare(told: FilterExpression) -> Named | None:
    """Return the variable of an expression that is nothing else."""
    return told.var if isinstance(told.var, Named) and not told.filters else None


class Shown(VariableNode):
    """A value shown."""

    def __init__(self, told: FilterExpression) -> None:
        """Stand for a value as the template names it."""
        super().__init__(named(told))
        self.bare = _bare(self.filter_expression)

    def render(self, context: Context) -> str:
        """Return the value as Django would show it."""
        try:
            if self.bare is not None:
                return shown(self.bare._resolve_lookup(context), context)
        except VariableDoesNotExist:
            pass
        return shown(self.filter_expression.resolve(context), context)

    render_annotated = render


class Asked:
    """What a condition asks of one expression: a missing name is None."""

    def __init__(self, told: FilterExpression) -> None:
        """Stand for an expression of a condition."""
        self.told = named(told)
        self.bare = _bare(self.told)

    def eval(self, context: Context) -> Any:
        """Return its value."""
        if self.bare is None:
            return self.told.resolve(context, ignore_failures=True)
        try:
            return self.bare._resolve_lookup(context)
        except VariableDoesNotExist:
            return None


def condition(told: Any) -> Any:
    """Return a condition of an `{% if %}` with its names looked up the short way."""
    if isinstance(told, TemplateLiteral):
        return Asked(told.value)  # type: ignore[arg-type]  # what the parser gave it
    if not isinstance(told, TokenBase):
        return told
    found = copy.copy(told)
    for side in ("first", "second"):
        setattr(found, side, condition(getattr(told, side)))
    return found


class Told(BlockTranslateNode):
    """A sentence with values: its words are put together once."""

    def __init__(self, written: BlockTranslateNode) -> None:
        """Stand for a sentence that is read already, without a context of its own and a name."""
        self.__dict__.update(written.__dict__)
        self.extra_context = {name: named(one) for name, one in written.extra_context.items()}
        self.counter = named(written.counter)
        self.words, self.names = self.render_token_list(self.singular)
        self.many, self.said = "", dict[str | None, str]()
        self.is_counted = bool(self.plural and self.countervar and self.counter)
        if self.is_counted:
            self.many, names = self.render_token_list(self.plural)
            self.names = [*self.names, *names]

    def render(self, context: Context, nested: bool = False) -> str:
        """Return the sentence in the language of the page."""
        values = {name: one.resolve(context) for name, one in self.extra_context.items()}
        text = "" if nested else self._text(context, values)
        known = all(name in values or name in context for name in self.names)
        if not text or not known:
            return str(super().render(context, nested))
        data = {
            name: shown(values[name] if name in values else context[name], context)
            for name in self.names
        }
        try:
            return text % data
        except (KeyError, ValueError):
            return str(super().render(context))

    render_annotated = render

    def _text(self, context: Context, values: dict[str, Any]) -> str:
        if not self.is_counted or self.counter is None:
            language = where(context)[0]
            if language not in self.said:
                self.said[language] = gettext(self.words)
            return self.said[language]
        with context.push(**values):
            count = self.counter.resolve(context)
        if type(count) is not int:
            return ""
        values[str(self.countervar)] = count
        return ngettext(self.words, self.many, count)


class Linked(URLNode):
    """The address of a page named by one word."""

    def __init__(self, written: URLNode) -> None:
        """Stand for an address whose page is known when the template is loaded."""
        super().__init__(written.view_name, [named(a) for a in written.args], {}, written.asvar)
        self.page = str(written.view_name.resolve(Context()))

    def render(self, context: Context) -> str:
        """Return the address, or set the name it is told by."""
        word = self.args[0].resolve(context)
        found = address_of(self.page, word) if type(word) is str else None
        if found is None:
            return str(super().render(context))
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found

    render_annotated = render
