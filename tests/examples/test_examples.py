"""Every example runs, its two columns agree, and the numbers it was written for stand in it."""

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.expected import EXPECTED

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(file.stem for file in (ROOT / "examples").glob("*.py"))


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
    for title, numbers in EXPECTED[script].items():
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


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_example_says_in_chinese_too_what_it_shows(script):
    opening = ast.get_docstring(ast.parse((ROOT / "examples" / f"{script}.py").read_text(encoding="utf-8"))) or ""
    (line,) = (line for line in opening.splitlines() if re.search("[\u4e00-\u9fff]", line))
    assert line.endswith("。") and len(line) <= 60


def test_the_written_command_runs_with_warnings_as_errors():
    command = [sys.executable, "-W", "error", "-m", "examples.average_and_temperature"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and not run.stderr, run.stderr
    assert "T = 2.0" in run.stdout


def test_no_example_is_without_expected_numbers():
    assert set(SCRIPTS) == EXPECTED.keys()
    assert all(rows for tables in EXPECTED.values() for rows in (tables, *tables.values()))
