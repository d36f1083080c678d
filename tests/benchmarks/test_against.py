"""Two trees side by side: a revision beside itself, and made-up trees whose differences must be seen."""

import json
import shutil

import pytest

from benchmarks import against
from benchmarks.rows import ROWS
from benchmarks.tree import ROOT, Tree

SMALL = next(number for number, row in enumerate(ROWS) if row.title == "max 3/2/1 (1, 1, 7, 7)")
LAYER = "def max_pool2d(x, **_):\n    return x + {more}\n"

in_a_repository = pytest.mark.skipif(
    not ((ROOT / ".git").exists() and shutil.which("git")), reason="a downloaded archive has no revisions"
)


@pytest.fixture
def tree(tmp_path):
    """Starts the process of a tree whose core is a few lines."""

    def start(name, functional=LAYER, more=0):
        core = tmp_path / name / "pooling_core"
        core.mkdir(parents=True)
        (core / "__init__.py").touch()
        (core / "extensions.py").touch()
        (core / "gradients.py").write_text("pullback = None\n")
        (core / "functional.py").write_text(functional.format(more=more))
        return Tree(core.parent)

    return start


@in_a_repository
def test_head_beside_head(tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert against.main(["HEAD", "HEAD", "--quick", "--only", "(1, 1, 7, 7)", "--json", str(file)]) == 0
    figures, printed = json.loads(file.read_text()), capsys.readouterr().out
    assert [row["label"] for row in figures["rows"]] == ["max 3/2/1", "avg 3/2/1"]
    assert all(row["same_result"] and row["rounds"] == 5 for row in figures["rows"])
    low, high = sorted(row["ratio"] for row in figures["rows"])
    assert 0 < figures["lowest"]["ratio"] == low <= figures["geometric_mean"] <= high
    assert figures["lowest"]["title"] in printed and f"geometric mean {figures['geometric_mean']:.3f}" in printed


@in_a_repository
def test_a_revision_is_checked_out_while_it_is_needed():
    with against.checked_out("HEAD") as folder:
        assert [file.name for file in folder.iterdir()] == ["pooling_core"] and folder != ROOT
    assert not folder.exists()
    with against.checked_out(None) as folder:
        assert folder == ROOT


class MadeUp:
    """A tree that says how long it took: a number a round, the last of them again and again."""

    def __init__(self, asked, *rounds, digest=""):
        self.asked, self.rounds, self.digest = asked, list(rounds), digest

    def ready(self, row):
        return {"seconds": 0.001, "digest": self.digest}

    def seconds(self, repeats):
        self.asked.append(self)
        return self.rounds.pop(0) if len(self.rounds) > 1 else self.rounds[0]


def test_the_ratio_is_that_of_the_middle_round_and_neither_tree_is_always_first():
    asked = []
    # One round in which the machine was busy, for the base alone.
    base, ours = MadeUp(asked, 3.0, 9.0, 2.0), MadeUp(asked, 1.0, digest="other")
    seen = against.compare(base, ours, SMALL, 7, 1.0)
    assert (seen["ratio"], seen["ratio_of_fastest"], seen["rounds"]) == (2.0, 2.0, 7)
    assert against.compare(ours, base, SMALL, 7, 1.0)["ratio"] == 0.5
    assert not seen["same_result"] and against.summary([seen])["other_results"] == [against.title(seen)]
    assert [each is base for each in asked[:6]] == [False, True, True, False, False, True]


def test_another_result_is_seen(tree):
    with tree("base") as base, tree("same") as same, tree("other", more=1) as other:
        assert against.compare(base, same, SMALL, 5, 0.1)["same_result"]
        assert not against.compare(base, other, SMALL, 5, 0.1)["same_result"]


def test_a_row_that_one_tree_does_not_have_is_left_out(tree, capsys):
    with tree("whole") as whole, tree("none", "") as none:
        rows = [against.compare(none, whole, SMALL, 5, 0.1), against.compare(whole, whole, SMALL, 5, 0.1)]
    assert rows[0]["error"].startswith("base: AttributeError")
    against.print_row(rows[0])
    assert "AttributeError" in capsys.readouterr().out
    assert against.summary(rows)["geometric_mean"] == rows[1]["ratio"]
    assert against.summary(rows[:1]) == {}


def test_a_tree_whose_process_ends_is_no_figure(tree, tmp_path):
    with pytest.raises(RuntimeError, match="ended with 7"):
        tree("ending", "raise SystemExit(7)")
    with pytest.raises(RuntimeError, match="found"):
        Tree(tmp_path)  # there is no core: it would run ours


@pytest.mark.parametrize("words, said", [(["no-such-revision"], "not a valid"), (["HEAD", "--only", "none"], "no row")])
@in_a_repository
def test_what_cannot_be_compared_is_refused(words, said, capsys):
    with pytest.raises(SystemExit):
        against.main(words)
    assert said in capsys.readouterr().err
