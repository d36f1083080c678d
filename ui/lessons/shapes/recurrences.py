"""How the field, the jump and the start of a layer follow from those before it, along one axis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pooling_core.stacks.receptive import AxisMap
from ui.formulas import Tree, lettered
from ui.lessons.shapes.work import Worked

# In place of a number that nobody can say.
UNSAID = "?"


def equation(name: str, *sides: str) -> Tree:
    """``name = general``, and on the next line what it comes to."""
    lines = sides if len(sides) < 3 else (sides[0], " = ".join(sides[1:]))
    cells = [(name if at == 0 else "", f"= {side}") for at, side in enumerate(lines)]
    return ["mtable", *(["mtr", ["mtd", lettered(left)], ["mtd", lettered(right)]] for left, right in cells)]


@dataclass(frozen=True)
class Seen:
    """What is known of one axis before or after a layer; ``None`` of what cannot be said."""

    field: int | None
    jump: Fraction | None
    start: Fraction | None


def seen(worked: Worked, number: int, axis: int) -> Seen:
    """After layer ``number``; 0 is the input, whose cells see themselves."""
    if number == 0:
        return Seen(1, Fraction(1), Fraction(0))
    row = worked.rows[number - 1]
    return Seen(row.receptive_field[axis], row.jump[axis], row.start[axis])


def recurrences(axis: AxisMap | None, before: Seen, now: Seen) -> dict[str, Tree]:
    """How field, jump and start follow from those before, where one step says it; else what they came to."""
    shown = {
        "field": equation("r", UNSAID if now.field is None else str(now.field)),
        "jump": equation("j", fraction_text(now.jump)),
        "start": equation("start", fraction_text(now.start)),
    }
    span = None if axis is None else axis.window
    if axis is None or span is None or before.field is None or before.jump is None or before.start is None:
        return shown
    first, reach = span
    middle = Fraction(first) + Fraction(reach, 2)
    if grows(span, before, now):
        filled = f"{before.field} + ({reach + 1} − 1)·{_alone(before.jump)}"
        shown["field"] = equation("r", "r′ + (w − 1)·j′", filled, str(now.field))
    if before.jump * axis.shift == now.jump:
        shown["jump"] = equation("j", "s·j′", f"{axis.shift}·{_alone(before.jump)}", fraction_text(now.jump))
    if before.start + middle * before.jump == now.start:
        filled = f"{fraction_text(before.start)} + {_alone(middle)}·{_alone(before.jump)}"
        shown["start"] = equation("start", "start′ + ((w − 1) / 2 − p)·j′", filled, fraction_text(now.start))
    return shown


def grows(span: tuple[int, int] | None, before: Seen, now: Seen) -> bool:
    """Whether the field is the one before and what the window reaches beyond it."""
    if span is None or before.field is None or before.jump is None:
        return False
    return before.field + span[1] * before.jump == now.field


def _alone(value: Fraction) -> str:
    """A factor."""
    text = fraction_text(value)
    return f"({text})" if text.startswith("-") or "/" in text else text


def fraction_text(value: Fraction | None) -> str:
    """``7``, ``2.5``, or ``7/3`` where no short decimal is exact; a sign for what cannot be said."""
    if value is None:
        return UNSAID
    decimal = f"{float(value):g}"
    return decimal if Fraction(decimal) == value else str(value)
