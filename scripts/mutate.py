"""Make the mutants of one module: copies of its syntax tree with one small fault each."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
PAIRS = (
    ("min", "max"), ("minimum", "maximum"), ("fmin", "fmax"), ("argmin", "argmax"), ("sin", "cos"),
    ("any", "all"), ("ones", "zeros"), ("floor", "ceil"),
)  # fmt: skip
RENAMED = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
# Calls whose first two arguments may change places without a change of the result.
SYMMETRIC = {"min", "max", "minimum", "maximum", "fmin", "fmax", "hypot", "allclose", "isclose", "outer"}


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is in the tree, the function it is in, and the change in words."""

    place: int
    variant: int
    function: str
    line: int
    change: str

    @property
    def key(self) -> str:
        """Name without line number, so that it outlives edits elsewhere in the file."""
        return f"{self.function}: {self.change}"


def list_mutants(source: str) -> list[Mutant]:
    """List every mutant of a module, in the order of its lines.

    Parameters
    ----------
    source : str
        Text of the module.

    Returns
    -------
    list of Mutant
    """
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    seen: Counter[tuple[str, str]] = Counter()
    mutants = []
    for place, (node, function) in enumerate(_places(tree)):
        for variant, replacement in enumerate(_variants(node)):
            change = _words(node, replacement, parents[node])
            seen[function, change] += 1
            if seen[function, change] > 1:
                change += f" #{seen[function, change]}"
            mutants.append(Mutant(place, variant, function, node.lineno, change))
    return mutants


def mutated(source: str, mutant: Mutant | None) -> ast.Module:
    """Return the tree of a module with one fault, or with none."""
    tree = ast.parse(source)
    if mutant is not None:
        target = list(_places(tree))[mutant.place][0]
        _Replace(target, _variants(target)[mutant.variant]).visit(tree)
    return ast.fix_missing_locations(tree)


def _words(node: ast.AST, replacement: ast.AST, parent: ast.AST) -> str:
    """The change in words; that of a number with the expression it stands in."""
    if isinstance(node, ast.If) and isinstance(replacement, ast.If):
        return f"if {_short(ast.unparse(node.test))} -> if not"
    if isinstance(node, ast.Constant | ast.UnaryOp) and isinstance(
        parent, ast.expr | ast.Assign | ast.keyword
    ):
        before = ast.unparse(parent)
        _Replace(node, replacement).visit(parent)
        after = ast.unparse(parent)
        _Replace(replacement, node).visit(parent)
        return _difference(before, after)
    return _difference(ast.unparse(node), ast.unparse(replacement))


def _difference(before: str, after: str) -> str:
    """Both texts, cut to the neighbourhood of what differs."""
    first = next((k for k, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, first - 40) if len(before) > 90 else 0
    return f"{_short(before[start:])} -> {_short(after[start:])}"


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self._target, self._replacement = target, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        return self._replacement if node is self._target else self.generic_visit(node)


def _places(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """Walk over what may be changed: no annotations, decorators, docstrings, imports or assertions."""
    for statement in tree.body:
        yield from _within(statement, "module")


def _within(node: ast.AST, function: str) -> Iterator[tuple[ast.stmt | ast.expr, str]]:  # noqa: C901 - one branch a kind of fault
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.JoinedStr | ast.FormattedValue):
        # Numbers shown in a message may be wrong, its words and formats are for its readers to judge.
        if isinstance(node, ast.JoinedStr | ast.FormattedValue):
            for value in ast.iter_child_nodes(node):
                if isinstance(value, ast.FormattedValue):
                    yield from _within(value.value, function)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.stmt | ast.expr):
        yield node, function
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = node.name if function == "module" else f"{function}.{node.name}"
        children: list[ast.AST] = list(node.body)
        if isinstance(node, ast.FunctionDef):
            children = [*node.args.defaults, *(one for one in node.args.kw_defaults if one), *children]
    elif isinstance(node, ast.AnnAssign):
        children = [node.value] if node.value else []
    elif isinstance(node, ast.arguments):
        children = [*node.defaults, *(one for one in node.kw_defaults if one)]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TypeVar":
        children = []
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _within(child, function)


def _variants(node: ast.stmt | ast.expr) -> list[ast.AST]:  # noqa: C901 - one branch a kind of fault
    """Return what a node may be replaced by."""
    changed: list[ast.AST] = []

    def put(**fields: object) -> None:
        other = copy.copy(node)
        for name, value in fields.items():
            setattr(other, name, value)
        changed.append(other)

    match node:
        case ast.BinOp(op=ast.MatMult()):
            put(left=node.right, right=node.left)
        case ast.BinOp() if type(node.op) in BINARY and not _is_text(node.left):
            put(op=BINARY[type(node.op)]())
        case ast.Compare(ops=[*ops]):
            for number, operator in enumerate(ops):
                for other in COMPARED[type(operator)]:
                    put(ops=[*ops[:number], other(), *ops[number + 1 :]])
        case ast.BoolOp():
            put(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            changed.append(node.operand)
        case ast.Constant(value=bool() as value):
            put(value=not value)
        case ast.Constant(value=int() as value):
            put(value=value + 1)
        case ast.Constant(value=float() as value):
            put(value=2.0 * value if value else 1.0)
        case ast.Constant(value=str() as value) if " " not in value:  # sentences are for readers to judge
            put(value=f"{value}?")
        case ast.Call():
            changed += _calls(node)
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()):
            put(elts=[second, first, *rest])
        case ast.IfExp():
            put(body=node.orelse, orelse=node.body)
        case ast.If():
            put(test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Break() | ast.Continue():
            changed.append(ast.Pass())
        case ast.AugAssign():
            changed.append(ast.Pass())
            if type(node.op) in BINARY:
                put(op=BINARY[type(node.op)]())
        case ast.Expr() | ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            changed.append(ast.Pass())
        case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple()):
            pass  # the swapped tuple is a mutant of the value
    return [one for one in changed if ast.unparse(one) != ast.unparse(node)]


def _calls(node: ast.Call) -> list[ast.AST]:
    changed: list[ast.AST] = []
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in RENAMED:
        other = copy.copy(node)
        other.func = copy.copy(node.func)
        setattr(other.func, "attr" if isinstance(node.func, ast.Attribute) else "id", RENAMED[name])
        changed.append(other)
    if name not in SYMMETRIC:
        for place in range(len(node.args) - 1):
            first, second = node.args[place : place + 2]
            if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
                other = copy.copy(node)
                other.args = [*node.args[:place], second, first, *node.args[place + 2 :]]
                changed.append(other)
    return changed


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:88]} ..."
