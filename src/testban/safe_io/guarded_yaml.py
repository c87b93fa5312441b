"""Read YAML that somebody else wrote: plain data only, bounded work, errors with line and column."""

from __future__ import annotations

from collections.abc import Hashable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import yaml

from testban.safe_io.errors import ForeignFileError
from testban.safe_io.limits import MAX_YAML_BYTES, MAX_YAML_DEPTH
from testban.safe_io.names import file_name
from testban.safe_io.read_file import read_bytes

Scalars = Literal["plain", "dates", "text"]


class _Refused(yaml.MarkedYAMLError):
    """What YAML allows and we do not."""


class _GuardedLoader(yaml.SafeLoader):
    """Safe YAML of bounded depth, without aliases (which grow without bound) and keys given twice."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # PyYAML
            raise _Refused(None, None, "holds YAML aliases", mark)
        if self.depth >= MAX_YAML_DEPTH and self.check_event(yaml.CollectionStartEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # PyYAML
            raise _Refused(None, None, f"is nested deeper than {MAX_YAML_DEPTH}", mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in keys:
                message = f"gives {key.value[:40]!a} twice"
                raise _Refused(None, None, message, key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _PlainLoader(_GuardedLoader):
    """Dates stay text for the models to check."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _TextLoader(_GuardedLoader):
    """Every scalar stays text, so that 41.30 keeps its last digit."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


_LOADERS: dict[Scalars, type[_GuardedLoader]] = {
    "plain": _PlainLoader,
    "dates": _GuardedLoader,
    "text": _TextLoader,
}


def load_yaml(text: str, name: str, *, scalars: Scalars = "plain") -> Any:
    """Build the content of one YAML document from its text.

    Aliases could grow without bound, what is nested deep is read in quadratic time, and of a key given twice
    one value would be lost in silence: each is refused where it stands, before what follows is read.

    Parameters
    ----------
    text : str
        The whole document.
    name : str
        Of the file, for messages.
    scalars : {"plain", "dates", "text"}
        What becomes of ``2017-09-03`` and ``41.30``: "plain" makes numbers and leaves dates text, "dates"
        makes both, "text" neither.

    Returns
    -------
    object
        Of dict, list, str, int, float, bool and None (and date or datetime with "dates").

    Raises
    ------
    ForeignFileError
        Not YAML, more than one document, with tags that are no plain data, aliases or keys given twice, or
        nested deeper than 32; with line and column where there are any.

    Examples
    --------
    >>> load_yaml("mb: 6.10", "a.yaml"), load_yaml("mb: 6.10", "a.yaml", scalars="text")
    ({'mb': 6.1}, {'mb': '6.10'})
    >>> load_yaml("mb: 6.1\\nmb: 5.0", "a.yaml")
    Traceback (most recent call last):
    ...
    testban.safe_io.errors.ForeignFileError: a.yaml line 2, column 1: gives 'mb' twice
    """
    try:
        return yaml.load(text, Loader=_LOADERS[scalars])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        message = " ".join(f"{error.context or ''} {error.problem or ''}".split())[:200]
        message = message if isinstance(error, _Refused) else f"cannot be read as YAML: {message}"
        raise ForeignFileError(name, message, **at) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        # A date or number that YAML knows and Python does not is a ValueError, an unhashable key a TypeError.
        message = " ".join(str(error).split())[:200]
        raise ForeignFileError(name, f"cannot be read as YAML: {message}") from None


def read_yaml(path: Path | Traversable, *, scalars: Scalars = "plain") -> dict[str, Any]:
    """Read one YAML file that holds a mapping.

    Parameters
    ----------
    path : Path or Traversable
        The file.
    scalars : {"plain", "dates", "text"}
        As for `load_yaml`.

    Returns
    -------
    dict
        Its content.

    Raises
    ------
    ForeignFileError
        File absent, not a plain file, larger than 1 MB, not UTF-8, not a mapping, or refused by
        `load_yaml`.
    """
    name = file_name(path.name)
    raw = read_bytes(path, limit=MAX_YAML_BYTES) if isinstance(path, Path) else path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ForeignFileError(name, f"byte {error.start} is not UTF-8") from None
    content = load_yaml(text, name, scalars=scalars)
    if not isinstance(content, dict):
        raise ForeignFileError(name, f"holds a {type(content).__name__}, not a mapping")
    return content
