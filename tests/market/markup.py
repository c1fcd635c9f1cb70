"""A checker of HTML: what a browser would mend in silence and a reader would stumble over."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
PHRASING_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "strong", "em", "small",
                 "label", "button", "summary", "legend", "dt", "pre"}  # fmt: skip
# Inside a summary or dt headings are allowed too.
FLOW = {"div", "p", "ul", "ol", "dl", "section", "article", "nav", "header", "footer", "main",
        "form", "table", "fieldset", "figure", "details", "blockquote", "hr",
        "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
ONLY_IN = {"li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"},
           "option": {"select", "optgroup", "datalist"}, "tr": {"table", "thead", "tbody", "tfoot"},
           "td": {"tr"}, "th": {"tr"}, "legend": {"fieldset"}, "summary": {"details"},
           "source": {"picture", "video", "audio"}, "caption": {"table"}}  # fmt: skip
ONLY_HOLDS = {"ul": {"li", "script", "template"}, "ol": {"li"}, "dl": {"dt", "dd", "div"},
              "select": {"option", "optgroup"}}  # fmt: skip
NOT_NESTED = {"a", "button", "form", "label"}
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class _Reader(HTMLParser):
    """Walk a page and note what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[str] = []
        self.ids: Counter[str] = Counter()
        self.referred: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.tags: Counter[str] = Counter()
        self.title = ""

    def say(self, text: str) -> None:
        self.found.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        twice = [name for name, n in Counter(name for name, _ in attrs).items() if n > 1]
        if twice:
            self.say(f"<{tag}> has {twice} twice")
        self._place(tag)
        if told.get("id") is not None:
            self.ids[str(told["id"])] += 1
        for name in REFERRING:
            self.referred += [(name, one) for one in (told.get(name) or "").split()]
        if tag == "a" and (told.get("href") or "").startswith("#"):
            self.referred.append(("href", str(told["href"])[1:]))
        if tag == "img" and not {"alt", "width", "height"} <= set(told):
            self.say("<img> without alt, width or height")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if "svg" not in self.open:
                self.say(f"<{tag}/> is not closed by its own slash")
            self.open.pop()

    def _place(self, tag: str) -> None:
        """Say what may not stand where it stands."""
        parent = self.open[-1] if self.open else ""
        if tag in ONLY_IN and parent not in ONLY_IN[tag]:
            self.say(f"<{tag}> in <{parent}>")
        if parent in ONLY_HOLDS and tag not in ONLY_HOLDS[parent]:
            self.say(f"<{tag}> in <{parent}>")
        if tag in NOT_NESTED and tag in self.open:
            self.say(f"<{tag}> in <{tag}>")
        if tag in {"a", "button", "input", "select"} and {"a", "button"} & set(self.open):
            self.say(f"<{tag}> in a link or button")
        if tag in FLOW:
            inside = PHRASING_ONLY & set(self.open)
            if tag.startswith("h") and len(tag) == 2:
                inside -= {"summary", "legend"}
            if inside:
                self.say(f"<{tag}> in <{'>, <'.join(sorted(inside))}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.say(f"</{tag}>")
        elif not self.open or self.open[-1] != tag:
            self.say(f"</{tag}> closes <{self.open[-1] if self.open else ''}>")
            if tag in self.open:
                while self.open and self.open.pop() != tag:
                    pass
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data.strip()


def flaws(page: str) -> list[str]:
    """Return what is wrong with a whole page; empty when all is well."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    found = reader.found
    found += [f"<{tag}> stays open" for tag in reader.open]
    found += [f"id {name!r} {n} times" for name, n in reader.ids.items() if n > 1]
    found += [
        f"{name} names no id: {one!r}"
        for name, one in reader.referred
        if one and one not in reader.ids
    ]
    if reader.headings.count(1) != 1:
        found.append(f"{reader.headings.count(1)} times h1")
    for before, after in zip(reader.headings, reader.headings[1:], strict=False):
        if after > before + 1:
            found.append(f"h{after} after h{before}")
    if reader.tags["main"] != 1 or not reader.title:
        found.append("no main or no title")
    return found
