"""A line of arithmetic, read back: its kind, its terms, its result."""

import re

import numpy as np


def number(text: str, dtype: np.dtype):
    return dtype.type(text.replace("∞", "inf"))


def summands(text: str) -> list[str]:
    """`8 + 6 − 3` -> 8, 6, -3."""
    first, *others = re.split(r" ([+−]) ", text)
    signs, terms = others[::2], others[1::2]
    return [first, *(("-" if sign == "−" else "") + term for sign, term in zip(signs, terms, strict=True))]


def read_line(line: str, dtype: np.dtype) -> tuple[str, list[str], dict[str, str], str]:
    """Kind of formula, its terms, its other numbers and the result."""
    formula, _, result = line.rpartition(" = ")
    for kind, pattern in {
        "extreme": r"(?P<name>max|min)\((?P<terms>.*)\)",
        "cut mean": r"trunc\((?P<mean>\((?P<terms>[^()]*)\) / (?P<divisor>-?\d+))\) = trunc\((?P<uncut>[-.\de]+)\)",
        "mean": r"\((?P<terms>[^()]*)\) / (?P<divisor>-?\d+)",
        "cut power": r"\((?P<full>\d+)/(?P<divisor>\d+) · \((?P<terms>.*)\)\)\^\(1/(?P<root>[-.\d]+)\)",
        "power": r"\((?P<terms>.*)\)\^\(1/(?P<root>[-.\d]+)\)",
    }.items():
        if found := re.fullmatch(pattern, formula):
            rest = found.groupdict()
            terms = rest.pop("terms")
            return kind, terms.split(", ") if kind == "extreme" else summands(terms), rest, result
    raise AssertionError(f"not a formula: {line}")
