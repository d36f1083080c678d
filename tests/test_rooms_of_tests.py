"""The rooms of the tests: what is shared stands in files that are no tests, and one conftest belongs to one folder."""

from pathlib import Path

import pytest

from tests.support.imports import ROOT, imports, modules, reaches, within

# What a helper may import of the tests, its own room apart; tests may import any helper.
ROOMS = {
    "differential": "",
    "support": "",
    "core": "",
    "ui": "support",
    "pages": "support",
    "browser": "support",
    "deploy": "support",
    "examples": "",
    "benchmarks": "support",
    "questions": "support",
}
# The shared helpers of the core know no page.
WITHOUT_UI = ("tests.differential", "tests.core")
BESIDE = ("benchmarks", "examples", "deploy", "pooling_core", "ui", "pages", "app")


def is_test(name: str) -> bool:
    return name.rsplit(".", 1)[-1].startswith("test_")


def room_of(name: str) -> str:
    return name.split(".")[1] if name.count(".") > 1 else ""


def faults(root: Path) -> list[str]:
    """Every import that a test should not be asked for, one line each."""
    known = modules(root, ("tests", *BESIDE))
    found = {name: list(imports(name, file, known)) for name, file in known.items()}
    graph = {name: {item.target for item in items} & known.keys() for name, items in found.items()}
    lines = []
    for name, items in found.items():
        for item in items:
            place, target = f"{name}:{item.line} imports {item.target}", item.target
            if not within(target, "tests"):
                continue
            if is_test(target):
                lines.append(f"{place}: a test is run, not imported")
            if target.rsplit(".", 1)[-1] == "conftest":
                lines.append(f"{place}: pytest alone reads a conftest")
            here, there = room_of(name), room_of(target)
            shared = within(name, "tests") and not is_test(name) and here and there and here != there
            if shared and there not in ROOMS.get(here, "").split():
                lines.append(f"{place}: a helper of another room")
        if name in reaches(name, graph):
            lines.append(f"{name} imports itself in a circle")
        if any(within(name, room) for room in WITHOUT_UI):
            lines += [f"{name} needs {item.target}" for item in items if within(item.target, "ui")]
    return lines


def test_no_test_and_no_conftest_is_imported():
    assert faults(ROOT) == []


def test_every_folder_of_tests_is_a_room_and_has_at_most_its_own_conftest():
    folders = {file.parent.name for file in (ROOT / "tests").glob("*/*.py")}
    assert folders == ROOMS.keys()
    assert {file.parent.parent for file in (ROOT / "tests").rglob("conftest.py")} <= {ROOT, ROOT / "tests"}
    for room in ROOMS:
        assert (ROOT / "tests" / room / "__init__.py").is_file(), room


@pytest.mark.parametrize(
    "file, text, fault",
    [
        ("tests/ui/test_b.py", "from tests.ui.test_a import helper", "a test is run"),
        ("tests/ui/test_b.py", "from tests.ui import test_a", "a test is run"),
        ("tests/ui/test_b.py", "from . import test_a", "a test is run"),
        ("tests/ui/helper.py", "import tests.ui.test_a", "a test is run"),
        ("benchmarks/screen.py", "from tests.browser.conftest import FLAGS", "pytest alone"),
        ("tests/browser/test_b.py", "def test():\n    from tests.browser import conftest", "pytest alone"),
        ("tests/support/screens.py", "from tests.pages.badges import badges", "another room"),
        ("tests/core/cases.py", "from tests.differential.table import print_table", "another room"),
        ("tests/core/cases.py", "from ui.state.fields import Field", "tests.core.cases needs ui.state.fields"),
        ("tests/core/test_b.py", "from ui import words", "needs ui.words"),
        ("tests/core/cases.py", "from tests.core.formulas import walk", "in a circle"),
    ],
)
def test_a_broken_rule_is_found(tmp_path, file, text, fault):
    tree = {
        "benchmarks/screen.py": "from tests.browser.stage import Stage",
        "tests/browser/conftest.py": "from tests.browser.stage import Stage",
        "tests/browser/stage.py": "import playwright",
        "tests/browser/test_b.py": "from tests.browser.stage import Stage\nfrom tests.support.screens import open_page",
        "tests/core/cases.py": "import numpy",
        "tests/core/test_b.py": "from tests.core.cases import CASES",
        "tests/core/formulas.py": "from tests.core.cases import CASES",
        "tests/differential/table.py": "import numpy",
        "tests/pages/badges.py": "from tests.support.screens import open_page",
        "tests/support/screens.py": "from ui import words",
        "tests/ui/helper.py": "import numpy",
        "tests/ui/test_a.py": "from tests.ui.helper import helper\nfrom tests.pages.badges import badges",
        "tests/ui/test_b.py": "",
        "ui/words.py": "",
        "ui/state/fields.py": "",
    }
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    assert faults(tmp_path) == []
    (tmp_path / file).write_text(text)
    assert any(fault in line for line in faults(tmp_path)), faults(tmp_path)
