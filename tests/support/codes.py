"""Codes of classes as somebody types them, and what they say: on the server and in the browser alike."""

from ui.practice.code import Code

SAID = {
    "K7QF": Code("K7QF"),
    "k7-qf": Code("K7"),
    "K7QF-CA": Code("K7QF", ("size", "maximum")),
    "k7qf\N{EN DASH}2": Code("K7QF", held=2),
    "K7QF-L3-30": Code("K7QF", ("stacks",), 3, 30),
    "K7QF-10": Code("K7QF", count=10),
    "K7QF-A-4": Code("K7QF", ("size",), None, 4),
    "K7QF-3-10": Code("K7QF", held=3, count=10),
    "K7QF-31": Code("K7QF"),
    "K7QF-I": Code("K7QF"),
    "K7QF-AZ": Code("K7QF"),
    "<b>": Code("B"),
    "--": Code(),
    "A" * 300: Code("A" * 8),
}
