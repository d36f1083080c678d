"""The README of each language: links that lead somewhere, commands that exist, code that runs, and the same figures."""

import re

import pytest

from tests.support.imports import ROOT

READMES = sorted(path.name for path in ROOT.glob("README*.md"))
each_readme = pytest.mark.parametrize("name", READMES)


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name):
    """Every block of code as (language, lines without comments)."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)
    return [(kind, re.sub(r" +#.*", "", code)) for kind, code in found]


@each_readme
def test_every_link_and_picture_is_there(name):
    places = re.findall(r"\]\(([^)]+)\)", text(name))
    assert len(places) >= 8 and [place for place in places if not (ROOT / place).exists()] == []


@each_readme
def test_the_readmes_lead_to_each_other_and_to_every_page_of_facts(name):
    wanted = {*READMES, *(f"docs/{path.name}" for path in ROOT.glob("docs/facts*.md"))} - {name}
    assert wanted <= set(re.findall(r"\]\(([^)]+)\)", text(name)))


@each_readme
def test_every_command_of_make_is_a_target(name):
    said = set(re.findall(r"(?:^|`)make ([a-z-]+)", text(name), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert {"run", "test"} <= said <= targets


@each_readme
def test_the_code_runs_and_prints_what_it_says(name, capsys):
    exec("\n".join(code for kind, code in blocks(name) if kind == "python"), {})
    equation, *refusal = capsys.readouterr().out.splitlines()
    assert equation == "(0 + 1 + 6 + 7) / 4 = 3.5" and equation in text(name)
    assert any("padding" in line for line in refusal)


@each_readme
def test_each_readme_has_the_code_and_the_figures_of_the_english_one(name):
    assert blocks(name) == blocks("README.md")
    # A single digit may be a word in one of them.
    told, figures = (set(re.findall(r"\d[\d.,/]*\d", text(each))) for each in (name, "README.md"))
    assert told == figures
