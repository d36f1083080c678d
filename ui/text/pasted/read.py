"""The one way in: a pasted text -> what was read of it. Bounded before anything is parsed; nothing is run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pooling_core.stacks.layers import Layer
from ui.text.pasted import lines as text_lines
from ui.text.pasted.assumed import input_of
from ui.text.pasted.found import Message, Note, Program
from ui.text.pasted.keras import IS_KERAS
from ui.text.pasted.messages import find_messages, without_tracebacks
from ui.text.pasted.printed import is_printed, read_printed
from ui.text.pasted.program import read_program
from ui.text.pasted.resolved import resolve
from ui.text.pasted.sentences import with_words

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Pasted:
    """What was read of a text.

    Attributes:
        layers: in running order; none where there is no layer in the text.
        lines: of the text, one for each layer.
        input_shape: ``(batch, channels, *spatial)`` that the layers are put on.
        messages: errors that the text names, the last first.
        notes: one sentence each on what could not be read or was assumed.
        refused: number of the first layer that does not fit, from 1, or ``None``.
        shapes: after each layer; ``None`` behind one that does not fit.
    """

    layers: tuple[Layer, ...] = ()
    lines: tuple[int, ...] = ()
    input_shape: Shape = ()
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()
    refused: int | None = None
    shapes: tuple[Shape | None, ...] = ()


def read(text: str) -> Pasted:
    """What a text says.

    Raises:
        PastedTextError: for nothing, and for more, deeper or longer than is read.
    """
    plain = text_lines.plain(text)
    physical = text_lines.physical(plain)
    messages = tuple(find_messages(physical))
    rest = without_tracebacks(physical)
    program = with_words(_program(rest))
    if not program.pieces:
        # Where an error is named, other lines are not what was meant.
        return Pasted(messages=messages)
    is_printed_model = any(note.key == "printed_order" for note in program.notes)
    is_keras = program.channels_last or IS_KERAS.search(plain) is not None
    shape, said = input_of(program, is_keras, is_printed_model, messages)
    made = resolve(program.pieces, shape, is_printed_model)
    notes = [*said, *([Note("keras")] if is_keras else []), *program.notes, *made.notes]
    if messages:  # around an error stands much that is no code
        notes = [note for note in notes if note.key != "unread"]
    if program.ordered:
        notes.append(Note("in_order"))
    return Pasted(
        tuple(made.layers), tuple(made.lines), shape, messages, tuple(notes), made.refused, tuple(made.shapes[1:])
    )


def _program(lines: list[str]) -> Program:
    """A printed model, or else a program; of both the program where it says every layer."""
    if not is_printed("\n".join(lines)):
        return read_program(text_lines.logical(lines))
    program, others = read_printed(lines)
    code = read_program(text_lines.logical(others))
    if code.pieces and not any(piece.made.name == "unknown" for piece in code.pieces):
        return code
    return replace(program, shape=code.shape or program.shape, notes=(*program.notes, *code.notes))
