"""Templates flattened when they are loaded: the same page with a third of the nodes.

Half the time of a page goes to the machinery around its words: parents that hand blocks down,
parts looked up by name each time, words translated anew for each reader. All that is known when
a template is loaded. So its parents and constant parts are put in place once, neighbours that
depend on the language alone become one, and what only told the parser something goes away.

What is not understood stays as Django renders it; `tests/web/test_folding.py` holds both alike.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.template import Context, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    Variable,
    VariableNode,
)
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    CycleNode,
    ForNode,
    IfChangedNode,
    IfNode,
    LoadNode,
    ResetCycleNode,
    URLNode,
    WithNode,
)
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString

from lampit.web.quick import Chosen, Linked, Shown, Told, condition, named, where
from lampit.web.templatetags.parts import FrozenNode, address, icon

Blocks = Mapping[str, NodeList]
DEEPEST = 12
# They remember something of one rendering of the template they stand in.
_REMEMBERING = (CycleNode, ResetCycleNode, IfChangedNode, ExtendsNode)
# What these set is gone when they end, if they set anything.
_TIDY = (TextNode, VariableNode, IfNode, ForNode, WithNode, CsrfTokenNode, StaticNode, IncludeNode)


class Loader(cached.Loader):
    """Django's cached loader, which also keeps each template flattened."""

    def __init__(self, engine: Any, loaders: Any) -> None:
        """Begin with nothing loaded."""
        self.folded: dict[str, Template] = {}
        super().__init__(engine, loaders)

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return a template flattened; as Django has it where one of that name is skipped."""
        if skip:
            return super().get_template(template_name, skip)
        found = self.folded.get(template_name)
        if found is None:
            raw = self.raw(template_name)
            found = copy.copy(raw)
            found.nodelist = _Folder(self, raw).folded
            self.folded[template_name] = found
        return found

    def raw(self, template_name: str) -> Template:
        """Return a template as it was written."""
        return super().get_template(template_name)

    def reset(self) -> None:
        """Forget all templates."""
        super().reset()
        self.folded.clear()


class Constant(Node):
    """Neighbours that depend on the language alone, rendered once for each."""

    child_nodelists = ()

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Keep them; nothing is rendered yet."""
        self.nodes = NodeList(nodes)
        self.tells_places = not all(type(n) in (TextNode, TranslateNode) for n in self.nodes)
        self.rendered: dict[tuple[str | None, str | None], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return what they say in the language of the page; they never see its context."""
        language, places = where(context)
        key = language, places if self.tells_places else None
        found = self.rendered.get(key)
        if found is None:
            empty = Context()
            empty.template = context.template
            empty.render_context = context.render_context
            found = self.rendered[key] = self.nodes.render(empty)
        return found

    render_annotated = render


class Scoped(Node):
    """A part or a block put in place: what it sets is gone when it ends."""

    def __init__(self, nodelist: NodeList, values: Mapping[str, FilterExpression]) -> None:
        """Keep what it shows and what is told it (`{% include … with a=b %}`)."""
        self.nodelist = nodelist
        self.values = tuple((name, named(one)) for name, one in values.items())

    def render(self, context: Context) -> SafeString:
        """Render it in a context of its own above the page's."""
        values = {name: value.resolve(context) for name, value in self.values}
        with context.push(**values):
            return self.nodelist.render(context)

    render_annotated = render


class _Folder:
    """Flattens one template."""

    def __init__(self, loader: Loader, raw: Template) -> None:
        self.loader = loader
        self.folded = self._template(raw, ()) or raw.nodelist

    def _template(self, raw: Template, inside: tuple[str, ...]) -> NodeList | None:
        """Return the nodes of a template with those of its parents; None when that is unsure."""
        blocks: dict[str, NodeList] = {}
        level, names = raw, [str(raw.name)]
        while extends := _extends(level):
            parent = _constant(extends.parent_name)
            if parent is None or parent in names or len(level.nodelist) != 1 or _asks_super(level):
                return None
            for name, block in extends.blocks.items():
                blocks.setdefault(name, block.nodelist)
            names.append(parent)
            level = self.loader.raw(parent)
        if len(names) > 1 and _asks_super(level):
            return None
        return self._nodes(level.nodelist, blocks, (*inside, *names))

    def _nodes(self, nodes: Iterable[Node], blocks: Blocks, inside: tuple[str, ...]) -> NodeList:
        flat = [one for node in nodes for one in self._node(node, blocks, inside)]
        return NodeList(_united(flat))

    def _node(self, node: Node, blocks: Blocks, inside: tuple[str, ...]) -> Iterator[Node]:
        """Yield what stands for a node: itself, what is inside it, or nothing."""
        if isinstance(node, LoadNode | CommentNode):
            return
        if isinstance(node, BlockNode):
            body = self._nodes(blocks.get(node.name, node.nodelist), blocks, inside)
            yield from body if _all_tidy(body) else [Scoped(body, {})]
        elif type(node) is IncludeNode:
            yield from self._included(node, inside)
        else:
            yield self._copied(node, blocks, inside)

    def _included(self, node: IncludeNode, inside: tuple[str, ...]) -> Iterator[Node]:
        name = _constant(node.template)
        if name is None or node.isolated_context or name in inside or len(inside) > DEEPEST:
            yield node
            return
        try:
            raw = self.loader.raw(name)
        except TemplateDoesNotExist:  # told when it is asked for, as ever
            yield node
            return
        if any(raw.nodelist.get_nodes_by_type(kind) for kind in _REMEMBERING):
            yield node
            return
        body = self._nodes(raw.nodelist, {}, (*inside, name))
        if node.extra_context or not _all_tidy(body):
            yield Scoped(body, node.extra_context)
        else:
            yield from body

    def _copied(self, node: Node, blocks: Blocks, inside: tuple[str, ...]) -> Node:
        """Return a node with what is inside it flattened; the written one stays as it is."""
        if isinstance(node, FrozenNode | LanguageNode):
            return node
        if quicker := _quicker(node):
            return quicker
        if isinstance(node, IfNode):
            pairs = [
                (condition(asked), self._nodes(nodes, blocks, inside))
                for asked, nodes in node.conditions_nodelists
            ]
            return Chosen(pairs)
        lists: dict[str, Any] = {
            name: self._nodes(getattr(node, name), blocks, inside)
            for name in node.child_nodelists
            if isinstance(getattr(node, name, None), NodeList)
        }
        if type(node) is ForNode:
            lists["sequence"] = named(node.sequence)
        elif type(node) is WithNode:
            lists["extra_context"] = {key: named(one) for key, one in node.extra_context.items()}
        return _like(node, **lists) if lists else node


def _quicker(node: Node) -> Node | None:
    """Return a node that shows the same the short way, None where there is none."""
    if type(node) is VariableNode:
        return Shown(node.filter_expression)
    if type(node) is BlockTranslateNode and not (node.message_context or node.asvar):
        return Told(node)
    if type(node) is URLNode and len(node.args) == 1 and not node.kwargs:
        return Linked(node) if _constant(node.view_name) is not None else None
    if type(node) is SimpleNode:
        words = [named(one) for one in node.args]
        return _like(node, args=words, kwargs={k: named(v) for k, v in node.kwargs.items()})
    return None


def _like(node: Node, **changed: Any) -> Node:
    found = copy.copy(node)
    for name, value in changed.items():
        setattr(found, name, value)
    return found


def _extends(template: Template) -> ExtendsNode | None:
    first = next((n for n in template.nodelist if not isinstance(n, TextNode)), None)
    return first if isinstance(first, ExtendsNode) else None


def _asks_super(template: Template) -> bool:
    return "block.super" in str(template.source)


def _constant(told: Any) -> str | None:
    """Return what an expression without variables and filters says, None for any other."""
    if told.filters:
        return None
    if not told.is_var:
        return str(told.var)
    literal = told.var.literal if isinstance(told.var, Variable) else None
    return literal if isinstance(literal, str) else None


def _is_constant(node: Node) -> bool:
    """Say whether a node depends on the language alone."""
    if isinstance(node, TextNode | FrozenNode | Constant):
        return True
    if type(node) is TranslateNode:
        plain = not (node.asvar or node.message_context)
        return plain and _constant(node.filter_expression) is not None
    if type(node) is URLNode:
        plain = not (node.args or node.kwargs or node.asvar)
        return plain and _constant(node.view_name) is not None
    if type(node) is SimpleNode and node.func in (icon, address):
        plain = not (node.target_var or node.kwargs)
        return plain and all(_constant(one) is not None for one in node.args)
    return False


def _is_tidy(node: Node) -> bool:
    """Say whether a node leaves the context as it was, whatever is inside it."""
    if isinstance(node, Scoped) or _is_constant(node):
        return True
    if isinstance(node, TranslateNode | BlockTranslateNode | URLNode):
        return not node.asvar
    if isinstance(node, SimpleNode | InclusionNode):
        return not (node.takes_context or getattr(node, "target_var", None))
    if isinstance(node, IfNode):
        return all(_all_tidy(nodes) for _condition, nodes in node.conditions_nodelists)
    return isinstance(node, _TIDY)


def _all_tidy(nodes: Iterable[Node]) -> bool:
    return all(_is_tidy(node) for node in nodes)


def _united(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes, neighbours that depend on the language alone as one."""
    row: list[Node] = []
    for node in nodes:
        if _is_constant(node):
            row.append(node)
            continue
        yield from _one(row)
        row = []
        yield node
    yield from _one(row)


def _one(row: list[Node]) -> Iterator[Node]:
    if all(type(node) is TextNode for node in row):
        if row:
            yield TextNode("".join(node.s for node in row))  # type: ignore[attr-defined]
        return
    yield Constant(
        part for node in row for part in (node.nodes if isinstance(node, Constant) else [node])
    )
