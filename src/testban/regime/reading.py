"""Read a YAML file that somebody else wrote: plain data only, no surprises, errors with line and column."""

from __future__ import annotations

from collections.abc import Hashable
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from testban.regime.errors import RegisterError

# A file of the register is a few kilobytes; a megabyte is a mistake or an attack.
LARGEST_BYTES = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases and repeated keys; dates stay text for the models to check."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key.value!r} appears twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path | Traversable) -> dict[str, object]:
    """Read one YAML file that holds a mapping.

    Parameters
    ----------
    path : Path or Traversable
        The file.

    Returns
    -------
    dict
        Its content; dates stay text.

    Raises
    ------
    RegisterError
        File absent, larger than 1 MB, not UTF-8, not YAML, with aliases or repeated keys, or not a mapping.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RegisterError(f"{path.name}: cannot be read: {error.strerror}") from None
    if len(raw) > LARGEST_BYTES:
        raise RegisterError(
            f"{path.name}: {len(raw)} bytes; a file of the register has at most {LARGEST_BYTES}"
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RegisterError(f"{path.name}: byte {error.start} is not UTF-8") from None
    try:
        content = yaml.load(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise RegisterError(f"{path.name}:{place}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RegisterError(f"{path.name}: not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(content, dict):
        raise RegisterError(f"{path.name}: holds a {type(content).__name__}, not a mapping")
    return content
