"""What the numbers of "mat1 and mat2 shapes cannot be multiplied" say beyond two features that differ."""

from __future__ import annotations

from dataclasses import replace
from math import isqrt

from ui.text.pasted.found import Message

# Channels of a picture; those of a map are more.
_PICTURE, _MAP = (1, 3), 8


def explained(message: Message) -> Message:
    """The message with the key of its cause, where rows times columns of what came in are the features wanted.

    Without a flatten each row of a map is one of its own: batch x channels x height rows of as many numbers as the map
    is wide. Without a batch ``nn.Flatten`` makes each channel a row.

    Example:
        >>> numbers = {"rows": 1792, "found": 28, "wanted": 784, "made": 256}
        >>> found = explained(Message("features", numbers))
        >>> found.key, found.numbers["batch"], found.numbers["channels"], found.numbers["side"]
        ('features_flatten', 64, 1, 28)
        >>> explained(Message("features", {"rows": 10, "found": 49, "wanted": 490, "made": 10})).key
        'features_batch'
    """
    rows, found, wanted = (message.numbers.get(name, 0) for name in ("rows", "found", "wanted"))
    if min(rows, found, wanted) < 1 or wanted % found or wanted == found:
        return message
    of_one = wanted // found  # rows that belong together
    batch, rest = divmod(rows, of_one)
    if rest or not batch:
        return message
    channels, rest = divmod(of_one, found)
    side = isqrt(found)
    plausible = channels >= _MAP or (channels in _PICTURE and found >= _MAP)
    if not rest and plausible:
        return _of("features_flatten", message, batch=batch, channels=channels, side=found)
    if batch == 1 and side > 1 and side * side == found:
        return _of("features_batch", message, channels=of_one, side=side)
    return message


def _of(key: str, message: Message, **more: int) -> Message:
    return replace(message, key=key, numbers={**message.numbers, **more})
