"""Pasted texts: what is read of each, what is said, and that no text costs much or does anything."""

import ast
import time
from pathlib import Path

import pytest

from tests.ui.text.pasted_texts import TEXTS
from ui.text.pasted import known, program
from ui.text.pasted.lines import PastedTextError
from ui.text.pasted.read import read


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_layer_by_layer(name):
    text, shape, layers, notes = TEXTS[name]
    pasted = read(text)
    assert "\n".join(map(str, pasted.layers)) == layers
    assert pasted.input_shape == (1, *shape)
    assert {note.key for note in pasted.notes} == notes


def test_a_line_is_named_where_it_stands():
    pasted = read("import torch\n\nnn.Sequential(\n    nn.Conv2d(3, 4, 1),\n\n    nn.Foo(2),\n)\n\nwhy?!\n")
    assert pasted.lines == (4, 6)
    assert {(note.key, note.line) for note in pasted.notes} == {("unread", 9), ("unknown", 6), ("input_assumed", 0)}


# Each goes wrong in its own way: too deep, too wide, too often, into itself, beyond all numbers.
HOSTILE = {
    "100 kB": "nn.ReLU(),\n" * 10_000,
    "brackets": "(" * 20_000,
    "closed brackets": ")" * 20_000,
    "brackets in turn": "[({" * 6_000,
    "signs": "-" * 19_000 + "1",
    "not": "not " * 4_900,
    "dots": "a" + ".a" * 9_900,
    "calls of calls": "a" + "()" * 9_900,
    "sums": "a" + "+a" * 9_900,
    "powers": "9" + "**9" * 6_000,
    "lambdas": "lambda:" * 2_800,
    "conditions": "a if a else " * 1_600,
    "semicolons": "a;" * 9_900,
    "apostrophes": "'" * 19_999,
    "three quotes": '"""' * 6_600,
    "formatted texts": 'f"{' * 6_600,
    "lines": "\n" * 19_000 + "x",
    "short lines": "a\n" * 9_900,
    "deep blocks": "".join(" " * depth + "if x:\n" for depth in range(190)),
    "open heads": "class A:\n" * 590,
    "stars": "nn.Sequential(" + "*[nn.ReLU()]*200," * 1_100 + ")",
    "a list in itself": "a = []\na.append(a)\nnn.Sequential(*a)\nnn.Sequential(a, a)\n",
    "a module in itself": "a = nn.Sequential()\na.append(a)\na(x)\n",
    "a list doubled": "a = [1]\n" + "a = [a, a]\n" * 500 + "nn.Conv2d(1, 1, a)\ntorch.cat(a)",
    "a module doubled": "a = nn.Sequential(nn.ReLU())\n" + "a = nn.Sequential(a, a)\n" * 500 + "a(x)",
    "a function of itself": "def f(x):\n    f(x)\n    return f(x)\n" + "f(1)\n" * 500,
    "a class of itself": "class A(nn.Module):\n  def __init__(self):\n    self.a = A()\n    self.b = A()\nA()\n",
    "loops": "for a in range(1000):\n  for b in range(1000):\n    x = nn.ReLU()(x)\n",
    "lists of lists": "[[x for x in range(1000)] for y in range(1000)]\n" * 300,
    "many layers": "nn.Sequential(" + "nn.Linear(7, 7)," * 1_100 + ")",
    "layers on no size": "nn.Sequential(" + "nn.MaxPool2d(2, 1)," * 190 + "nn.Linear(12345, 3))",
    "large numbers": "nn.AdaptiveAvgPool2d(100000000)\nnn.Conv2d(999999999, 999999999, 999999999)\n"
    "nn.ConstantPad2d(99999999999, 0)",
    "long numbers": "nn.Conv2d(" + "9" * 19_000 + ")",
    "long names": "self." + "a" * 9_000 + " = nn." + "B" * 9_000 + "()",
    "printed, many": "(a): 999 x Linear(in_features=1, out_features=1)\n" * 390,
    "printed, deep": "(0): Sequential(\n" * 1_100,
    "messages": "mat1 and mat2 shapes cannot be multiplied (" * 460,
    "messages of blanks": "Given groups=1, weight of size [" + "1, " * 6_500,
    "other alphabets": "ｎｎ.ＲｅＬＵ()；" * 1_900,  # noqa: RUF001
    "marks": "\u202e\u0301\u200b\U0001f600" * 4_900,
    "a long line often": "for a in range(100):\n  for b in range(90):\n    lambda: [" + "1," * 8_000 + "]\n",
    "a list of modules often": "a = [nn.ReLU()] * 200\nfor b in range(190):\n  for c in range(30):\n    a\n",
    "a module filled often": "a = [nn.ReLU()] * 200\nb = nn.Sequential()\nfor c in range(190):\n"
    "  for d in range(20):\n    b.extend(a)\n    b[0]\n",
    "a module cut often": "a = nn.Sequential(*[nn.ReLU()] * 200)\nb = nn.Sequential()\nfor c in range(190):\n"
    "  for d in range(20):\n    b.add(a[:])\n",
    "counts often": "a = []\nfor b in range(190):\n  for c in range(30):\n    a = [a, range(-1000, 1000)]\n",
    "a class often": "for a in range(190):\n  for b in range(90):\n    class A:\n"
    + "".join(f"      def f{at}(a): pass\n" for at in range(500)),
    "a class of many often": "class A:\n"
    + "".join(f"  a{at} = 1\n" for at in range(500))
    + "for a in range(190):\n  for b in range(90):\n    class B(A"
    + ", A" * 50
    + "): pass\n",
    "many arguments often": "def f(" + ",".join(f"a{at}" for at in range(3_000)) + "): return 1\n"
    "for a in range(190):\n  for b in range(50):\n    f()\n",
    "no text": "\x00\ud800\x1b[31m" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long_or_breaks_anything(name):
    """100 ms of a processor's time at most; here with room for a slow one that is shared."""
    took = []
    for _ in range(2):  # in one of them what earlier tests left may be cleared away
        began = time.thread_time()  # other threads may load PyTorch meanwhile
        try:
            pasted = read(HOSTILE[name])
        except PastedTextError as error:
            assert str(error).endswith(".")
        else:
            assert len(pasted.layers) <= 420 and len(pasted.notes) <= 60
        took.append(time.thread_time() - began)
    assert min(took) < 0.4


def test_nothing_of_a_text_is_run(monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("a pasted text was run")

    for name in ("eval", "exec", "compile", "__import__", "open"):
        monkeypatch.setattr(program, name, forbidden, raising=False)
        monkeypatch.setattr(known, name, forbidden, raising=False)
    text, *_ = TEXTS["code that would act"]
    assert read(text).layers
    for file in Path(program.__file__).parent.glob("*.py"):
        called = {node.func.id for node in ast.walk(ast.parse(file.read_text("utf-8"))) if is_named_call(node)}
        assert not called & {"eval", "exec", "compile", "__import__", "open", "getattr", "setattr"}, file


def is_named_call(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
