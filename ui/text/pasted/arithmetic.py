"""Small numbers of a pasted program: literals, and what the four operations make of them, within bounds."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from types import NoneType
from typing import Any

from ui.text.pasted.found import Derived, Size, Unread

LARGEST, LONGEST_WORD, LONGEST_LIST = 10**12, 80, 200
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Div: "//", ast.Mod: "%"}
DEEPEST = 6
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def computed(left: Any, op: ast.operator | None = None, right: Any = None) -> Any:
    """A literal, or what an operation makes of two; nothing that could grow without bound."""
    if op is None:
        return _bounded(left)
    if isinstance(op, ast.Pow) and right == 2 and isinstance(left, int):
        op, right = ast.Mult(), left
    if isinstance(left, list) and isinstance(op, ast.Add) and isinstance(right, list):
        return (left + right)[:LONGEST_LIST]
    if isinstance(left, tuple) and isinstance(op, ast.Add) and isinstance(right, tuple):
        return (left + right)[:LONGEST_LIST]
    if isinstance(left, list | tuple) and isinstance(op, ast.Mult) and isinstance(right, int):
        return left * max(0, min(right, LONGEST_LIST // max(len(left), 1)))
    if any(isinstance(each, Size | Derived) for each in (left, right)):
        return _derived(op, left, right)
    run = _OPERATIONS.get(type(op))
    if run is None or not all(isinstance(each, int | float) for each in (left, right)):
        return Unread()
    try:
        return _bounded(run(left, right))
    except (ArithmeticError, ValueError):
        return Unread()


def _derived(op: ast.operator, left: Any, right: Any) -> Any:
    """Numbers of shapes are known once the input is."""
    sign = _SIGNS.get(type(op))
    depth = 1 + max(each.depth if isinstance(each, Derived) else 0 for each in (left, right))
    fits = all(isinstance(each, int | Size | Derived) for each in (left, right))
    return Derived(sign, left, right, depth) if sign and fits and depth <= DEEPEST else Unread()


def derived(value: Any, of: Callable[[Size], int]) -> int:
    """The number that it is, once sizes are known."""
    if isinstance(value, Derived):
        left, right = derived(value.left, of), derived(value.right, of)
        if right == 0 and value.sign in ("//", "%"):
            return 0
        made = {"+": left + right, "-": left - right, "*": left * right}
        divided = {"//": left // (right or 1), "%": left % (right or 1)}
        return max(-LARGEST, min({**made, **divided}[value.sign], LARGEST))
    return of(value) if isinstance(value, Size) else int(value)


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_WORD else Unread(value[:LONGEST_WORD])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else Unread()
    return value if value is None or isinstance(value, bool) else Unread()


def negated(op: ast.unaryop, value: Any) -> Any:
    """``-value``, ``not value``; a tensor keeps its shape."""
    if isinstance(op, ast.Not):
        return Unread() if isinstance(value, Unread) else not value
    if isinstance(value, int | float) and isinstance(op, ast.USub):
        return -value
    return value


def compared(op: ast.cmpop, left: Any, right: Any) -> Any:
    """What a comparison of known values says."""
    if isinstance(op, ast.Is | ast.IsNot):
        if isinstance(left, Unread) or isinstance(right, Unread):
            return Unread()
        return (left is right) is isinstance(op, ast.Is)
    if isinstance(op, ast.Eq | ast.NotEq) and {type(left), type(right)} in ({str, int}, {str, float}, {str, NoneType}):
        return isinstance(op, ast.NotEq)
    run = _COMPARISONS.get(type(op))
    known = all(isinstance(each, int | float | str) for each in (left, right))
    if run is None or not known or isinstance(left, str) is not isinstance(right, str):
        return Unread()
    return run(left, right)
