"""A strict reader of the dossier's page, for tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr", "base"}
# Everything the page is made of; anything else came in with somebody's text.
TAGS = (
    "html head meta title style body header main footer article section figure figcaption h1 h2 h3 p span b "
    "strong em a br code ul li dl dt dd div table caption thead tbody tr th td "
    "svg g path defs use clippath rect text"
)
ALLOWED = frozenset(TAGS.split())


class Page(HTMLParser):
    """Collects what tests ask about and fails on tags that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag, attrs):
        assert len(attrs) == len(dict(attrs)), f"<{tag}> repeats an attribute: {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()

    def handle_data(self, data):
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words a reader sees, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def values(self, attribute: str, tag: str | None = None) -> list[str]:
        """Every value of an attribute, in order."""
        return [
            attrs[attribute] or ""
            for name, attrs in self.elements
            if attribute in attrs and tag in (None, name)
        ]

    def count(self, tag: str) -> int:
        """How many elements of a kind there are."""
        return sum(name == tag for name, _ in self.elements)
