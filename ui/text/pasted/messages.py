"""Messages of errors -> their key and their numbers. A table of patterns, each linear."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import Any

from ui.text.pasted.found import Message

_N = r"(-?\d{1,12})"
_LIST = r"[\[(]([\d, x-]{1,80})[\])]"
# key, pattern, the names of its groups
_PATTERNS: Sequence[tuple[str, re.Pattern[str], tuple[str, ...]]] = tuple(
    (key, re.compile(pattern, re.IGNORECASE), names)
    for key, pattern, names in (
        (
            "features",
            rf"mat1 and mat2 shapes cannot be multiplied \({_N}x{_N} and {_N}x{_N}\)",
            ("rows", "found", "wanted", "made"),
        ),
        (
            "features",
            rf"size mismatch, m1: \[{_N} x {_N}\], m2: \[{_N} x {_N}\]",
            ("rows", "found", "wanted", "made"),
        ),
        (
            "channels",
            rf"Given groups={_N}, weight of size {_LIST}, expected input{_LIST} to have {_N} channels, "
            rf"but got {_N} channels",
            ("groups", "weight", "input", "wanted", "found"),
        ),
        (
            "channels_transposed",
            rf"Given transposed={_N}, weight of size {_LIST}, expected input{_LIST} to have {_N} channels, "
            rf"but got {_N} channels",
            ("transposed", "weight", "input", "wanted", "found"),
        ),
        (
            "too_small",
            rf"Given input size: {_LIST}\. Calculated output size: {_LIST}\. Output size is too small",
            ("input", "output"),
        ),
        ("too_small_plain", r"Output size is too small", ()),
        (
            "pad_half",
            rf"pad should be at most half of effective kernel size, but got pad={_N}, kernel_size={_N} "
            rf"and dilation={_N}",
            ("pad", "kernel_size", "dilation"),
        ),
        (
            "pad_half_old",
            rf"pad should be (?:at most|smaller than(?: or equal to)?) half of (?:effective )?kernel size, but got "
            rf"(?:pad={_N}, kernel_size={_N}|padW ?= ?{_N}, padH ?= ?{_N}, kW ?= ?{_N}, kH ?= ?{_N})",
            ("pad", "kernel_size", "pad_w", "pad_h", "kernel_w", "kernel_h"),
        ),
        ("pad_half_plain", r"pad should be (?:at most|smaller than) half", ()),
        ("norm", rf"running_mean should contain {_N} elements not {_N}", ("found", "wanted")),
        (
            "kernel_large",
            rf"Calculated padded input size per channel: {_LIST}\. Kernel size: {_LIST}\. "
            r"Kernel size can'?t be greater",
            ("input", "kernel"),
        ),
        (
            "cat",
            rf"Sizes of tensors must match except in dimension {_N}\. "
            rf"(?:Expected size|Got) {_N} (?:but got size|and) {_N}(?: for tensor number {_N})?",
            ("dim", "wanted", "found", "number"),
        ),
        (
            "add",
            rf"The size of tensor a \({_N}\) must match the size of tensor b \({_N}\) at non-singleton dimension {_N}",
            ("found", "wanted", "dim"),
        ),
        (
            "dims",
            rf"Expected ([\w ()]{{2,40}}?) input to conv{_N}d, but got input of size: {_LIST}",
            ("kind", "rank", "input"),
        ),
        ("view", rf"shape '{_LIST}' is invalid for input of size {_N}", ("shape", "found")),
        (
            "reflect",
            rf"Padding size should be less than the corresponding input dimension, but got: padding \({_N}, {_N}\)"
            rf" at dimension {_N} of input {_LIST}",
            ("before", "after", "dim", "input"),
        ),
        (
            "one_value",
            rf"Expected more than 1 value per channel when training, got input size (?:torch\.Size\()?{_LIST}",
            ("input",),
        ),
        (
            "keras_negative",
            rf"Negative dimension size caused by subtracting {_N} from {_N}",
            ("kernel_size", "size"),
        ),
        (
            "keras_rank",
            rf"expected (min_)?ndim={_N}, found ndim={_N}",
            ("least", "wanted", "found"),
        ),
    )
)
MOST = 4


def find_messages(lines: Sequence[str]) -> list[Message]:
    """The errors that a text names, the last first; a message may be broken over lines."""
    stripped = [line.strip() for line in lines]
    flat, starts = " ".join(stripped), [0, *accumulate(len(line) + 1 for line in stripped)]
    found: dict[int, Message] = {}
    for key, pattern, names in _PATTERNS:
        for match in islice(pattern.finditer(flat), MOST):
            at = bisect_right(starts, match.start())
            numbers = {
                name: _number(said) for name, said in zip(names, match.groups(), strict=True) if said is not None
            }
            found.setdefault(at, Message(key, numbers, at))
    return [found[at] for at in sorted(found, reverse=True)][:MOST]


def _number(said: str) -> Any:
    if re.fullmatch(r"-?\d{1,12}", said):
        return int(said)
    if re.fullmatch(r"[\d, x-]{1,80}", said):
        return tuple(int(each) for each in re.findall(r"-?\d{1,12}", said))
    return said


_ERROR = re.compile(r"\s{0,40}(?:[A-Za-z_][\w.]{0,60})?(?:Error|Exception|Warning)\b:?")
_FRAME = re.compile(r'\s{0,40}(?:File "|Traceback \(most recent)')


def without_tracebacks(lines: Sequence[str]) -> list[str]:
    """The lines with those of a traceback emptied, so that the lines of code in it are not read for a program."""
    kept, inside = [], False
    for line in lines:
        if _FRAME.match(line):
            inside = True
        elif inside and line[:1] not in ("", " "):
            inside = False
            if _ERROR.match(line):
                kept.append("")
                continue
        elif _ERROR.match(line):
            kept.append("")
            continue
        kept.append("" if inside else line)
    return kept
