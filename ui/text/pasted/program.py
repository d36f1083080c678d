"""Code -> layers and wires: names are followed from line to line, by a table, as far as layers are concerned.

Nothing is run: of the text only names, literals, small whole numbers and known calls count, each a bounded number of
times; what else stands there has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ui.text.pasted.expressions import EnoughError, Scope
from ui.text.pasted.found import Piece, Program, rewired
from ui.text.pasted.lines import Line, blocks
from ui.text.pasted.statements import Statements
from ui.text.pasted.values import Class, Function, Listed, Own, Tensor, inner_modules


def read_program(lines: Sequence[Line]) -> Program:
    """The layers that the lines of a program say, in running order."""
    reader, top = Reader(), Own("", 0)
    scope = reader.outermost
    scope["self"] = top

    def whole() -> Any:
        reader.block(blocks(list(lines)), scope)
        return reader.result(scope, top)

    return reader.finished(whole)


class Reader(Statements):
    """A whole program, and what it comes to."""

    def __init__(self) -> None:
        super().__init__()
        self.ordered = False

    def result(self, scope: Scope, top: Own) -> Any:
        """The tensor that the text comes to: what it made at last, else its modules, in the order of the lines."""
        if self.pieces:
            return self.last
        contained = inner_modules(self.loose)
        loose = [each for each in self.loose if each not in contained]
        methods = {name: each for name, each in self.functions.items() if _is_method(each)}
        if methods:
            made = Class("", (), methods)
            top.kind = made
            if "__init__" in methods:
                self.entered(methods["__init__"], top, [], {})
            if "forward" in methods or "call" in methods:
                return self.apply(top, [Tensor(0)], {}, 0)
            loose = loose or list(top.parts)
        if not loose:
            kinds = [each for each in self.classes.values() if {"forward", "call", "__init__"} & each.methods.keys()]
            if kinds:
                loose = [self.construct(kinds[-1], [], {}, 0)]
            elif self.functions:
                return self.entered(list(self.functions.values())[-1], None, [], {})
        inner = [each for each in loose if not isinstance(each, Listed)]
        self.ordered = len(inner) > 1
        return self.run(inner, Tensor(0), 0)

    def finished(self, work: Callable[[], Any]) -> Program:
        """What was found once the work is done, or as far as it went."""
        try:
            result = work()
        except (EnoughError, RecursionError):
            self.note("too_much", 0)
            result = Tensor(len(self.pieces))
        return self.program(result)

    def program(self, result: Any) -> Program:
        """What was found, without the layers that the result does not read."""
        result = result[0] if isinstance(result, list | tuple) and result else result
        last = result.wire if isinstance(result, Tensor) else len(self.pieces)
        pieces, aside = self.kept(last)
        if aside:
            self.note("aside", 0, count=aside)
        return Program(tuple(pieces), tuple(self.notes), self.shape, self.channels_last, self.ordered)

    def kept(self, last: int) -> tuple[list[Piece], int]:
        """The layers that lead to one of them, numbered anew; and how many others do something else."""
        needed, waiting = set(), [last]
        while waiting:
            at = waiting.pop()
            if at in needed or at < 1:
                continue
            needed.add(at)
            piece = self.pieces[at - 1]
            waiting += [*(piece.takes or (at - 1,)), *([piece.indices_of] if piece.indices_of else [])]
        places = {old: new for new, old in enumerate([0, *sorted(needed)])}
        # A layer that is called once more for the size of its result has the shape of the first call.
        twins = self.twins() if len(needed) < len(self.pieces) else {}
        same = {twins[old]: places[old] for old in sorted(needed, reverse=True)} if twins else {}
        sized = {**{old: same[twin] for old, twin in twins.items() if twin in same}, **places}
        kept = []
        for old in sorted(needed):
            piece, new = self.pieces[old - 1], places[old]
            takes = tuple(places[each] for each in (piece.takes or (old - 1,)))
            whole = () if takes == (new - 1,) else takes
            kept.append(Piece(rewired(piece.made, sized), whole, piece.line, places.get(piece.indices_of or -1)))
        return kept, len(self.pieces) + 1 - len(sized)

    def twins(self) -> dict[int, int]:
        """For each layer the first that is asked for the same of the same tensors."""
        first: dict[tuple[str, tuple[int, ...]], int] = {}
        twins = {0: 0}
        for at, piece in enumerate(self.pieces, start=1):
            takes = tuple(twins[each] for each in (piece.takes or (at - 1,)))
            twins[at] = first.setdefault((repr(piece.made), takes), at)
        del twins[0]
        return twins


def _is_method(function: Function) -> bool:
    parameters = function.head.args.args
    return bool(parameters) and parameters[0].arg == "self"
