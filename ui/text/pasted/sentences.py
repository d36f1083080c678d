"""A program that begins with words: the embedding of a sentence becomes the input of the stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ui.text.pasted.expressions import MOST_ITEMS
from ui.text.pasted.found import Note, Piece, Program, rewired

# Words of a sentence that nothing is said of.
WORDS = 64
_MOVES = ("permute", "transpose", "unsqueeze")


def with_words(program: Program) -> Program:
    """The program without an embedding at its beginning, and the input that comes of it.

    The embedding gives words x features. Where they are turned, the features are channels of a sequence; where an axis
    is put before them, they are a picture of one channel.
    """
    if not program.pieces or program.pieces[0].made.name != "embedding":
        return program
    features = program.pieces[0].made.settings["features"]
    words = next((size for size in (program.shape or ())[1:2] if size), WORDS)
    count = 1
    while count < len(program.pieces) and _reads_before(program.pieces, count) == "same":
        count += 1
    move = _reads_before(program.pieces, count)
    is_picture = move == "unsqueeze"
    if move in _MOVES:
        count += 1
        shape = (1, 1, words, features) if is_picture else (1, features, words)
    else:
        shape = (1, words, features)
    kept = tuple(_moved(piece, count) for piece in program.pieces[count:])
    note = Note("embedding", program.pieces[0].line, {"words": words, "features": features})
    return replace(program, pieces=kept, shape=shape, notes=(*program.notes, note))


def _reads_before(pieces: Sequence[Piece], at: int) -> str:
    """The name of a piece that reads the one before it; empty for another."""
    return pieces[at].made.name if at < len(pieces) and not pieces[at].takes else ""


def _moved(piece: Piece, count: int) -> Piece:
    places = {old: max(old - count, 0) for old in range(MOST_ITEMS + 1)}
    indices_of = None if piece.indices_of is None else piece.indices_of - count
    takes = tuple(places.get(each, 0) for each in piece.takes)
    return replace(piece, made=rewired(piece.made, places), takes=takes, indices_of=indices_of)
