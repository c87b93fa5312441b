"""Refuse YAML that is built to harm before it is read."""

from __future__ import annotations

import yaml

MAX_YAML_DEPTH = 32
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


def yaml_problem(text: str) -> str | None:
    """Return why a text is not to be read as YAML, or None.

    Aliases could grow without bound, what is nested deep is read in quadratic time, and of a key given twice
    one value would be lost in silence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str or None

    Examples
    --------
    >>> yaml_problem("a: &x [1]\\nb: *x")
    'holds YAML aliases'
    >>> yaml_problem("[" * 100_000)
    'is nested deeper than 32'
    >>> yaml_problem("mb: 6.1\\nmb: 5.0")
    "gives 'mb' twice, in line 2 again"
    >>> yaml_problem("mb: 6.1")
    """
    depth = 0
    try:
        for token in yaml.scan(text):
            if isinstance(token, yaml.AliasToken):
                return "holds YAML aliases"
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > MAX_YAML_DEPTH:
                return f"is nested deeper than {MAX_YAML_DEPTH}"
        return _repeated(yaml.compose(text))
    except yaml.YAMLError as error:
        return f"cannot be read: {' '.join(str(error).split())[:200]}"


def _repeated(node: yaml.Node | None) -> str | None:
    """Find a key given twice, of which a reader would silently take the last."""
    seen = set()
    below = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    return f"gives {key.value[:40]!a} twice, in line {key.start_mark.line + 1} again"
                seen.add(key.value)
            below += [key, value]
    elif isinstance(node, yaml.SequenceNode):
        below = node.value
    return next((found for one in below if (found := _repeated(one))), None)
