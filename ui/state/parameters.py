"""Fields <-> parameters: what a state gives a call, and the changes of state that follow a fix of an error.

Each field names the parameter that it holds; two fields of one parameter are its height and its width, and a third is
its depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pooling_core import PoolingError
from ui.errors import PageError
from ui.state.fields import Field, State

Fields = Mapping[str, Field]
Changes = dict[str, Any]
# Beyond this a float is written with its exponent, not as hundreds of digits.
LARGEST_WHOLE = 1e6
# The axis of a field that stands for all axes until they are taken apart.
HEIGHT = -2
# Nearest where a field does not say it.
SOME_NUMBER = 2


def holders(fields: Fields, parameter: str) -> list[str]:
    """The fields that hold a parameter: one for all axes, or the height and then the width, with the depth before."""
    found = [key for key, field in fields.items() if parameter in field.names]
    return sorted(found, key=lambda key: fields[key].axis or HEIGHT)


# ---- a state -> the arguments of a call ----


def arguments(fields: Fields, state: State, names: Iterable[str], *, apart: bool = False) -> dict[str, Any]:
    """What a state gives to parameters; nothing to those that no field holds.

    Args:
        names: of the parameters, as the call has them.
        apart: whether height and width are two numbers, where there are two fields.

    Raises:
        PoolingError: for a text that is no number.
    """
    return {name: _argument(fields, state, name, apart) for name in names if holders(fields, name)}


def _argument(fields: Fields, state: State, name: str, apart: bool) -> Any:
    values = _values(fields, state, name)
    if not apart or len(values) == 1:
        shared = _shared(fields, name)
        return _value(fields[shared], state[shared], name)
    if all(value is None for value in values):
        return None
    if name == "stride" and None in values:
        # torch has no half-given stride; an empty one means the kernel's side, as for both.
        sides = _values(fields, state, "kernel_size")
        return tuple(side if value is None else value for value, side in zip(values, sides, strict=True))
    return tuple(values)


def _shared(fields: Fields, name: str) -> str:
    """The field that stands for all axes."""
    keys = holders(fields, name)
    return next((key for key in keys if not fields[key].switch), keys[0])


def _values(fields: Fields, state: State, name: str) -> list[Any]:
    return [_value(fields[key], state[key], name) for key in holders(fields, name)]


def _value(field: Field, said: Any, name: str) -> Any:
    if field.values:
        return field.values[field.options.index(said)]
    return said if field.nearest is None else number(said, name, field.nearest)


def number(text: str, parameter: str, nearest: float = SOME_NUMBER) -> float:
    """A number typed as text, an int where it is whole and written without a point.

    Raises:
        PoolingError: for any other text.
    """
    try:
        value = float(text.strip().replace("∞", "inf").replace("−", "-"))
    except ValueError:
        raise PageError("number-or-inf", parameter, text, {parameter: nearest}) from None
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE and "." not in text else value


# ---- a fix of an error -> the changes of state ----


def changes(fields: Fields, state: State, fix: Mapping[str, Any]) -> Changes:
    """The changes of state that give parameters these values; none for those that no field holds."""
    made: Changes = {}
    opened: set[str] = set()
    for parameter, value in fix.items():
        keys = holders(fields, parameter)
        several = isinstance(value, tuple) and len(value) > 1
        value = value[0] if isinstance(value, tuple) and not several else value
        if len(keys) == 1:
            # One number for all axes must suit the smallest.
            sides = [min(value) if several else value]
        else:
            ends = value if several and len(value) == len(keys) else (value[0], value[-1]) if several else ()
            sides = [*ends] or [value] * len(keys)
        for key, side in zip(keys, sides, strict=False):
            if side is not None or fields[key].optional:
                made[key] = _said(fields[key], side)
        opened |= {fields[key].switch for key in keys if several and not state.get(fields[key].switch, True)}
    for switch in opened:
        # What was linked stays equal on both axes when they are taken apart.
        made = {**_linked(fields, state, switch), **made, switch: True}
    return made


def _linked(fields: Fields, state: State, switch: str) -> Changes:
    """The width, and the depth, of every parameter that a switch takes apart, as its height is."""
    others = [key for key, field in fields.items() if field.switch == switch]
    return {key: state[_shared(fields, fields[key].parameter)] for key in others}


def _said(field: Field, value: Any) -> Any:
    """A value as its field holds it."""
    if field.values:
        return field.options[field.values.index(value)]
    if field.kind == "choice" and field.nearest is not None:
        # Where no option is the number itself, the one beside it.
        return min(field.options, key=lambda option: (float(option) != value, abs(float(option) - value)))
    if field.kind != "text":
        return value
    return str(value) if len(str(value)) <= field.longest else f"{value:g}"


def mends(error: PoolingError, change: Callable[[PoolingError], Changes]) -> list[Changes]:
    """The changes of state for each choice that an error names; where it names none, what mends it all the same."""
    return [change(error.with_fixes(fix)) for fix in error.fixes] or [change(error)]
