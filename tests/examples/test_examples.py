"""Every example runs, its two columns agree, and the numbers it was written for stand in it."""

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(file.stem for file in (ROOT / "examples").glob("*.py"))

# What the core must have printed, per script and table: {label: number}.
EXPECTED: dict[str, dict[str, dict[str, str]]] = {
    "gem_by_hand": {
        "GeM of (10, 3, 4, 4), p = 6.5": {
            "shape, window (1, 4)": "(10, 3, 4, 1)",
            "shape, window (4, 4)": "(10, 3, 1, 1)",
        },
        "average of a mask, window (4, 4)": {
            "stride 4 (not given)": "0.8125",
            "stride 1, output (0, 0)": "0.8125",
            "stride 1, output (0, 1)": "0.8750",
            "stride 1, output (1, 0)": "0.8125",
            "stride 1, output (1, 1)": "0.8750",
        },
        "[-1, 2, -3, 4]": {"GeM, p = 1": "1.5000", "average": "0.5000"},
    },
    "adaptive_bins": {
        "arange(14) in 4 bins": {
            "mean of cells 0:4": "1.5000",
            "mean of cells 3:7": "4.5000",
            "mean of cells 7:11": "8.5000",
            "mean of cells 10:14": "11.5000",
        },
        "backward of [1, 2, 3, 4]": {
            f"cell {cell}": f"{value:.4f}"
            for cell, value in enumerate([0.25] * 3 + [0.75] + [0.5] * 3 + [0.75] * 3 + [1.75] + [1] * 3)
        },
        "arange(7) in 4 bins": {
            **{f"end of bin {i}": str(end) for i, end in enumerate([2, 4, 6, 7])},
            **{f"mean of bin {i}": f"{mean:.4f}" for i, mean in enumerate([0.5, 2, 4, 5.5])},
        },
        "gradient of 7 -> 5, widths [2, 2, 3, 2, 2]": {
            f"cell {cell}": f"{value:.4f}" for cell, value in enumerate([0.5, 1, 5 / 6, 1 / 3, 5 / 6, 1, 0.5])
        },
        "arange(30) as 5 x 6": {"one bin, mean of everything": "14.5000", "area interpolation, (0, 0)": "6.5000"},
    },
    "average_and_temperature": {
        "arange(432) as (1, 3, 12, 12)": {
            "shape of the average": "(1, 3, 6, 6)",
            "channel 0, mean of the first window": "6.5000",
        },
        "temperature=2.0 as an argument": {"avg_pool2d raises": "TypeError", "against nn.AvgPool2d": "TypeError"},
        "T * mean of the first window": {"T = 0.5": "3.2500", "T = 1.0": "6.5000", "T = 2.0": "13.0000"},
        "divisor_override = 2": {"first window": "13.0000", "largest difference to T = 2": "0.0000"},
    },
    "pooling_family": {
        "max_pool1d, window 3, stride 1": {"shape from (2, 2, 5)": "(2, 2, 3)"},
        "over time in a TextCNN, 20 words": {"filters of width 3": "(8, 100, 1)", "the sentence": "(8, 300)"},
        "shapes from (20, 16, 50, 32)": {
            "max, window 3, stride 2": "(20, 16, 24, 15)",
            "average, window (3, 3), stride (2, 1)": "(20, 16, 24, 30)",
            "max, window 3, stride 1, dilation 2": "(20, 16, 46, 28)",
            "adaptive max, (None, 2)": "(20, 16, 50, 2)",
            "max 3-D from (2, 4, 10, 12, 8)": "(2, 4, 4, 11, 4)",
        },
        "arange(16) as 4 x 4, first row of the result": {
            "max, window 2": "[5.0, 7.0]",
            "average, window 2": "[2.5, 4.5]",
            "adaptive average, (None, 2)": "[0.5, 2.5]",
            # (0 + 1 + 4^1.5 + 5^1.5)^(1/1.5)
            "LP, norm 1.5, window (2, 2), stride 1: 0": "7.4123",
        },
        "stochastic pooling, expected value": {"window [1, 2, 3, 4]": "3.0000", "window [0, 4, 4, 0]": "4.0000"},
        "unpooling the maxima of 4 x 4": {
            "flat positions": "[5, 7, 13, 15]",
            "row 0": "[0.0, 0.0, 0.0, 0.0]",
            "row 1": "[0.0, 5.0, 0.0, 7.0]",
        },
    },
    "sizes_and_arithmetic": {
        "windows on one axis": {
            "n=32 k=2 s=2 p=0 d=1": "16",
            "n=33 k=2 s=2 p=0 d=1 ceil_mode": "17",
            "n=5 k=3 s=3 p=1 d=1 ceil_mode": "2",
        },
        "sizes from (50, 100)": {
            "max, window (3, 2), stride (2, 1)": "(24, 99)",
            "against a convolution in 4 groups": "(24, 99)",
            "(10, 12, 8) against a 3-D convolution": "(4, 6, 4)",
        },
        "TensorFlow, 13 cells, window 6, stride 5": {
            "valid: ceil((13 - 6 + 1) / 5) = 2": "2",
            "same: ceil(13 / 5) = 3, by ceil_mode": "3",
        },
        "avg_pool1d([1, 3, 3, 4, 5, 6, 7], 3, 2)": {"window 0": "2.3333", "window 1": "4.0000", "window 2": "6.0000"},
        "1 to 16 as 4 x 4, window and stride (2, 2)": {
            "output (0, 0)": "3.5000",
            "output (0, 1)": "5.5000",
            "output (1, 0)": "11.5000",
            "output (1, 1)": "13.5000",
        },
    },
}


def tables(text: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Printed tables, parted by empty lines: {title: {label: (ours, torch's)}}. Columns stand two spaces apart."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for block in text.strip().split("\n\n"):
        rows = [re.split(r"\s{2,}", line) for line in block.splitlines()]
        assert all(len(row) == 3 for row in rows), f"not three columns apart:\n{block}"
        assert len({len(line) for line in block.splitlines()}) == 1, f"columns do not end together:\n{block}"
        title, *names = rows[0]
        assert names == ["pooling_core", "torch"], block
        found[title] = {label: (ours, theirs) for label, ours, theirs in rows[1:]}
        assert len(found[title]) == len(rows) - 1 > 0, f"a label twice, or no row:\n{block}"
    return found


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_example_prints_its_numbers(script, capsys):
    runpy.run_module(f"examples.{script}", run_name="__main__")
    printed = tables(capsys.readouterr().out)
    for title, rows in printed.items():
        for label, (ours, theirs) in rows.items():
            assert ours == theirs, f"{title}: {label}"
    for title, numbers in EXPECTED.get(script, {}).items():
        for label, number in numbers.items():
            assert printed[title][label][0] == number, f"{title}: {label}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_example_opens_with_what_it_shows_and_how_to_run_it(script):
    text = (ROOT / "examples" / f"{script}.py").read_text(encoding="utf-8")
    opening = ast.get_docstring(ast.parse(text))
    assert opening is not None
    title, line, empty, *body = opening.splitlines()
    assert line == "=" * len(title) and not empty and body
    assert body[-1] == f"Run it from the root of the checkout: ``python -m examples.{script}``"


def test_the_written_command_runs_with_warnings_as_errors():
    command = [sys.executable, "-W", "error", "-m", "examples.average_and_temperature"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and not run.stderr, run.stderr
    assert "T = 2.0" in run.stdout
