"""Flattened templates show what Django's own would."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import Node
from django.utils import translation
from django.utils.safestring import mark_safe

import lampit
from lampit.web.folding import Constant, Loader, Scoped

HOUSE = Path(lampit.__file__).parent
LIBRARIES = {"i18n": "django.templatetags.i18n", "parts": "lampit.web.templatetags.parts"}
PARTS = {
    "base": (
        "{% load i18n %}<html>{% block head %}<b>{{ a }}</b>{% endblock %}"
        "{% include 'foot' %}{% block main %}{% block inner %}none{% endblock %}{% endblock %}"
        "[{{ word }}]</html>"
    ),
    "middle": (
        "{% extends 'base' %}ignored{% block main %}M{% block inner %}m{% endblock %}"
        "{% if a %}{% block deep %}d{% endblock %}{% endif %}{% endblock %}"
    ),
    "page": (
        "{% extends 'middle' %}{% load i18n parts %}{% block inner %}"
        "{% translate 'Pasar' as word %}{{ word }}{% include 'told' with told=a x='<' %}"
        "{% endblock %}{% block deep %}{% comment %}no{% endcomment %}{{ told }}{% endblock %}"
    ),
    "told": "({{ told }}{{ x }}{% for n in many %}{% cycle 'p' 'q' %}{% endfor %})",
    "foot": (
        "{% load i18n parts %}<p>{% translate 'Cari' %}{% icon 'search' %}</p>"
        "{% frozen %}f{% endfrozen %}"
    ),
    "super": "{% extends 'base' %}{% block head %}<i>{{ block.super }}</i>{% endblock %}",
    "tree": "{{ node.name }}{% for node in node.kids %}<{% include 'tree' %}>{% endfor %}",
    "two": "{% for n in many %}{% include 'told' with told=n %}{% endfor %}{{ told }}",
    "only": "{% include 'told' with told=1 only %}{% include which %}",
    "maybe": "{% if no %}{% include 'no-such-part' %}{% endif %}here",
    "changes": "{% for n in many %}{% ifchanged n %}{{ n }}{% endifchanged %}{% endfor %}",
    "leak": (
        "{% include 'sets' %}[{{ name }}]"
        "{% with name=1 %}{% include 'sets' %}{{ name }}{% endwith %}"
    ),
    "sets": "{% load i18n %}{% get_current_language as name %}{{ name }}",
    "off": (
        "{% load i18n parts %}{% autoescape off %}{{ a }}{% translate 'Pasar' %}"
        "{% endautoescape %}{{ a }}"
    ),
    "shown": (
        "{{ plain }}{{ thing.name }}{{ thing.shout }}{{ thing.none }}{{ thing.gone }}"
        "{{ thing.lost }}{{ thing.lost.name }}"
        "{{ table.a }}{{ table.items }}{{ rows.1 }}{{ many.0 }}{{ call }}{{ call.x }}{{ nil.x }}"
        "{{ number }}{{ thing.price }}{{ safe }}{{ thing.loud.name }}{{ thing.wipe }}{{ False }}"
        "{% if thing.gone %}x{% else %}y{% endif %}{{ 'lit' }}{{ plain|upper }}{{ title }}"
        "{% autoescape off %}{{ plain }}{{ thing.name }}{% endautoescape %}"
    ),
    "other": (
        "{% load i18n %}{% language 'en' %}{% include 'foot' %}{% endlanguage %}"
        "{% include 'foot' %}"
    ),
    "asks": (
        "{% if gone %}1{% elif thing.gone or not thing.lost %}2{% endif %}"
        "{% if number > 5 and plain in rows or thing.price == number %}3{% else %}4{% endif %}"
        "{% if 'template' %}5{% endif %}{% if template %}6{% endif %}{% if 0 %}7{% endif %}"
        "{% if many|length > 2 and plain|default:gone != title|default:plain %}8{% endif %}"
        "{% for n in gone %}no{% empty %}9{% endfor %}{% for n in thing.many|slice:':1' %}{{ n }}"
        "{% endfor %}{% with x=thing.name y=gone %}{{ x }}{{ y }}{{ plain|default:y }}{% endwith %}"
        "{{ title|default:thing.name }}{{ number|add:thing.none }}{{ _('Pasar') }}"
        "{% if thing.none is None and call %}10{% endif %}"
        "{{ plain|safe|upper }}{{ safe|upper }}{{ gone|default:'<'|lower }}{{ moment|date:'H:i' }}"
        "{{ moment|time:'H' }}{{ plain|linebreaks }}{{ many|join:plain }}{{ safe|cut:thing.name }}"
        "{{ gone|upper }}{{ thing.lost|default:'d' }}{{ number|floatformat:many.2 }}"
        "{% autoescape off %}{{ plain|linebreaks }}{{ many|join:plain }}{% endautoescape %}"
    ),
    "sentences": (
        "{% load i18n %}{% blocktranslate with n=number p=plain|upper %}{{ n }} % {{ p }} {{ a }}"
        "{{ gone }}{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n Pasar\n{% endblocktranslate %}"
        "{% blocktranslate count c=many|length with p=safe %}{{ c }} {{ p }}{% plural %}{{ c }}s "
        "{{ p }}{% endblocktranslate %}{% blocktranslate count c=True %}{{ c }}{% plural %}"
        "{{ c }}s{% endblocktranslate %}{% blocktranslate asvar z %}Pasar{% endblocktranslate %}"
        "{{ z }}{% blocktranslate context 'x' %}Pasar {{ a }}{% endblocktranslate %}{{ n }}{{ c }}"
        "{% autoescape off %}{% blocktranslate %}{{ a }}{% endblocktranslate %}{% endautoescape %}"
    ),
    "linked": (
        "{% url 'market:product' 'tas-purun_2' %}{% url 'market:product' slug %}"
        "{% url 'market:maker' slug as there %}{{ there }}{% url 'no:such' slug as nowhere %}"
        "[{{ nowhere }}]{% url 'market:product' slug=slug %}{% url 'market:product' plain as odd %}"
        "[{{ odd }}]"
    ),
    "either": "{% extends how %}{% block head %}E{% endblock %}",
    "places": (
        "{% load parts %}<a href=\"{% url 'market:home' %}\">{% address 'market:about' %}</a>"
        "{% url 'market:home' as u %}{{ u }}"
    ),
}


class Thing:
    """An object of a page: attributes, methods, and one that pages must not call."""

    name, none, price = "<i>&", None, Decimal("1234.5")

    def shout(self) -> str:
        """Return words."""
        return "<b>"

    @property
    def loud(self) -> "Thing":
        """Return itself."""
        return self

    @property
    def lost(self) -> "Thing":
        """Ask for a row that is no more."""
        raise ObjectDoesNotExist

    def wipe(self) -> str:
        """Change something."""
        raise AssertionError

    wipe.alters_data = True  # type: ignore[attr-defined]


KNOWN = {
    "slug": "lampit-6", "plain": "<u>\"'&", "thing": Thing(),
    "table": {"a": "<", "items": "own"}, "rows": ["p", "<q>"],
    "moment": datetime(2026, 11, 30, 20, 5, tzinfo=UTC),
    "call": lambda: "<called>", "nil": None, "number": 1234567, "safe": mark_safe("<s>"),
    "a": "<a>", "many": [1, 1, 2], "which": "foot", "told": "outer", "how": "middle",
    "node": {"name": "r", "kids": [{"name": "s", "kids": [{"name": "t"}]}]},
}  # fmt: skip


def engine(loader: str, parts: dict[str, str]) -> Engine:
    """Return an engine with these templates."""
    inner = [("django.template.loaders.locmem.Loader", parts)]
    return Engine(loaders=[(loader, inner)], libraries=LIBRARIES)


def nodes(found: Any) -> list[Node]:
    """Return all nodes of a template."""
    return list(found.nodelist.get_nodes_by_type(Node))


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_flat_template_shows_the_same(name: str) -> None:
    """Blocks over three levels, parts that set or repeat something, both languages, twice."""
    usual = engine("django.template.loaders.cached.Loader", PARTS).get_template(name)
    flat = engine("lampit.web.folding.Loader", PARTS).get_template(name)
    for language in ("id", "en", "id"):
        with translation.override(language):
            said = usual.render(Context(dict(KNOWN)))
            assert said
            assert flat.render(Context(dict(KNOWN))) == said


def test_it_really_is_flat() -> None:
    """Without parents, blocks and parts by name; words of one language are one node."""
    flat = engine("lampit.web.folding.Loader", PARTS).get_template("page")
    kinds = {type(node).__name__ for node in nodes(flat)}
    assert not kinds & {"ExtendsNode", "BlockNode", "LoadNode", "CommentNode"}
    assert {Constant.__name__, Scoped.__name__} <= kinds
    foot = engine("lampit.web.folding.Loader", PARTS).get_template("foot")
    assert [type(node) for node in foot.nodelist] == [Constant]


def test_what_django_refuses_is_refused() -> None:
    """A missing page, a missing part that is shown, and a broken one fall as ever."""
    flat = engine(
        "lampit.web.folding.Loader", PARTS | {"bad": "{% if %}", "gone": "{% include 'x' %}"}
    )
    with pytest.raises(TemplateDoesNotExist):
        flat.get_template("x")
    with pytest.raises(TemplateDoesNotExist):
        flat.get_template("gone").render(Context())
    with pytest.raises(TemplateSyntaxError):
        flat.get_template("bad")


def test_every_template_of_the_house_is_flat() -> None:
    """Ours stay as written only where the parent is chosen while a page is made."""
    found = Engine.get_default()
    assert isinstance(found.template_loaders[0], Loader)
    paths = sorted(HOUSE.glob("*/templates/**/*.html"))
    assert len(paths) > 300
    for path in paths:
        name = path.relative_to(next(p for p in path.parents if p.name == "templates"))
        is_chosen = "{% extends" in path.read_text() and '{% extends "' not in path.read_text()
        kinds = {type(node).__name__ for node in nodes(found.get_template(str(name)))}
        assert ("ExtendsNode" in kinds) == is_chosen, name
