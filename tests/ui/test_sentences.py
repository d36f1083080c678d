"""Words are data: no sentence for a reader stands in code, and no English one in Chinese."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.chinese import slips
from tests.support.leaves import leaves
from ui.words import content

ROOT = Path(__file__).resolve().parents[2]

# Two words side by side, the second in small letters.
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
# What has the look of a sentence and is none: code, HTML, names, and what only a fault of our own would say.
CODE = re.compile(
    r"^\s*(import |from |class |for \w+ in range|const |<|\">|'|\)\n)|x = torch\.|\n *(import|for|def|class) |=\""
)
# No reader meets them as a sentence of ours.
KNOWN = {
    "kernel_size stride padding dilation return_indices ceil_mode": "parameters of torch.nn",
    "kernel_size stride padding ceil_mode count_include_pad divisor_override": "parameters of torch.nn",
    "the plot is thin but the acting is superb": "what a reader may type instead",
    "superb acting\nbad dull\nthe plot is thin but the acting is superb": "what a reader may type instead",
    "LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition (1998)": "a paper",
    "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition (2014)": "a paper",
    "He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2015)": "a paper",
    "Kim, Convolutional Neural Networks for Sentence Classification (2014)": "a paper",
    "cat input": "a line of a stack",
    "add input": "a line of a stack",
    " imports itself by way of others": "a fault of our own",
}


def sentences(path):
    """The strings of a file that read like a sentence, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and id(node) not in told else None
        if isinstance(said, str) and SENTENCE.search(said) and not CODE.search(said) and said not in KNOWN:
            yield node.lineno, said


# What judges random calls names faults of our own.
JUDGE = ROOT / "pooling_core" / "oracle" / "random_calls"
FILES = sorted(
    path
    for room in ("ui", "pages", "pooling_core")
    for path in (ROOT / room).rglob("*.py")
    if JUDGE not in path.parents
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_in_code(path):
    assert list(sentences(path)) == []


def test_a_sentence_in_code_is_found(tmp_path):
    file = tmp_path / "a.py"
    file.write_text('"""A docstring of words."""\nx = "no output reads it"\ny = "import numpy as np"\n')
    assert list(sentences(file)) == [(2, "no output reads it")]


# Names that are said in their own language: code, people, papers.
SAID_SO = re.compile(r"`[^`]*`|\{[^}]*\}|[\w.]*[_.][\w.]*|“[A-Za-z][^”]*”")
RUN = re.compile(r"[a-z]{2,}(?: [a-z]{2,}){2,}")
OTHERS = [language for language in content.languages() if language != content.FALLBACK]


@pytest.mark.parametrize("name", content.lessons())
@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_everything(language, name):
    assert content.missing(name, language) == []


@pytest.mark.parametrize("name", content.lessons())
def test_no_run_of_english_stands_in_chinese(name):
    said = dict(leaves(content.in_language(name, "zh"), name))
    assert {path: text for path, text in said.items() if RUN.search(SAID_SO.sub(" ", text))} == {}


@pytest.mark.parametrize("name", content.lessons())
def test_chinese_is_set_one_way(name):
    said = dict(leaves(content.in_language(name, "zh"), name))
    assert {path: found for path, text in said.items() if (found := slips(re.sub(r"\{[^}]*\}", "□", text)))} == {}
