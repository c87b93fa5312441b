"""Front doors that open on demand: a name of a package loads its module when somebody asks for it (PEP 562).

Importing everything that a room offers costs seconds (matplotlib, ObsPy, SciPy), and one command or one call
needs a few names of it. A front door keeps its plain imports, which type checkers, linters and people read,
below one line::

    if TYPE_CHECKING or eager(__name__):
        from testban.room.module import name
"""

from __future__ import annotations

import ast
import os
import sys
from importlib import import_module
from types import ModuleType

# Set, and not empty: load everything at once, to find an import that fails only when it is needed.
SWITCH = "TESTBAN_EAGER_IMPORT"


def eager(package: str) -> bool:
    """Whether a package must import its names now; where not, it does so as each is asked for.

    The names and their modules are read from the package's own text, from the imports below the call. Where
    there is no text (a package of compiled files only) the imports are made as they stand.

    Parameters
    ----------
    package : str
        The ``__name__`` of the package that calls.

    Returns
    -------
    bool

    Examples
    --------
    >>> import testban.model
    >>> "Finding" in dir(testban.model)
    True
    """
    module = sys.modules[package]
    source = None if os.environ.get(SWITCH) else _source(module)
    if source is None:
        return True
    homes = _homes(source)

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home, original = homes[name]
        value = getattr(import_module(home), original)
        setattr(module, name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(module), *homes})

    vars(module).update(__getattr__=load, __dir__=names)
    return False


def callable_as_verb(room: str) -> None:
    """Let a room be called where a verb of `testban` has its name: `testban.cases()`.

    Importing the room makes it an attribute of the package, where the verb of that name would stand.

    Parameters
    ----------
    room : str
        The ``__name__`` of the room.

    Examples
    --------
    >>> import testban
    >>> "dprk-2017" in testban.cases(), "dprk-2017" in testban.cases.case_ids()
    (True, True)
    """
    sys.modules[room].__class__ = _CallableRoom


class _CallableRoom(ModuleType):
    """A room that is also a verb of `testban.api`."""

    def __call__(self, *arguments: object, **named: object) -> object:
        verb = getattr(import_module("testban.api"), self.__name__.rpartition(".")[2])
        return verb(*arguments, **named)


def _source(module: ModuleType) -> str | None:
    spec = module.__spec__
    get_source = getattr(spec.loader if spec else None, "get_source", None)
    text = get_source(module.__name__) if get_source else None
    return text if isinstance(text, str) else None


def _homes(source: str) -> dict[str, tuple[str, str]]:
    """Module and name there of each name that the branch of the call would import."""
    return {
        alias.asname or alias.name: (statement.module or "", alias.name)
        for branch in ast.parse(source).body
        if isinstance(branch, ast.If) and "eager(" in ast.unparse(branch.test)
        for statement in branch.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
