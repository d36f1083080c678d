"""Two revisions' classes: what stands beside what, and what is outside its aim."""

import json
import subprocess

import pytest

from benchmarks.classroom import beside


def a_class(one, several=None, lost=0, gap=100.0):
    found = {"one_process": {"students": one}}
    if several is not None:
        found |= {"several_processes": {"students": several}}
        found |= {"one_killed": {"edits_lost": lost, "worst_gap_milliseconds": gap}}
    return found


# As e9721eb writes it: nobody counted lost edits.
def before(one, several):
    return {"one_process": {"students": one}, "several_processes": {"students": several}, "one_killed": {"moved": 3}}


def test_medians_of_rounds_are_compared():
    base = [before(50, 100), before(60, 120)]
    ours = [a_class(160, 300), a_class(170, 360, gap=250.0)]
    found = beside.summary(base, ours)
    assert (found["one_over_base"], found["two_over_one"]) == (3.0, 2.0)
    assert found["base"] == {"one": 55, "several": 110, "several_over_one": 2.0}
    assert (found["edits_lost"], found["worst_gap_milliseconds"]) == (0, 250.0)
    assert beside.misses(found) == []


def test_what_is_outside_its_aim_is_said():
    said = "\n".join(beside.misses(beside.summary([before(50, 100)], [a_class(124, 200, lost=2)])))
    for words in ("one_over_base is 2.48", "two_over_one is 1.61", "2 edits were lost"):
        assert words in said
    assert len(beside.misses(beside.summary([before(50, 100)], [a_class(200)]))) == 1


def test_each_tree_runs_its_own_benchmark(tmp_path, monkeypatch, capsys):
    """The trees are unpacked from git; what runs in them is a stand-in that writes which tree it is."""
    revisions = []

    def unpack(revision, folder):
        revisions.append(revision)
        (folder / "benchmarks" / "results").mkdir(parents=True)
        (folder / "benchmarks" / "classroom.py").write_text(
            "import json, pathlib, sys\n"
            f"found = {a_class(10, 20) if revision == 'old' else a_class(30, 60)!r}\n"
            "assert '--students' in sys.argv\n"
            "pathlib.Path('benchmarks/results/classroom.json').write_text(json.dumps(found))\n"
        )
        return folder

    monkeypatch.setattr(beside, "unpacked", unpack)
    monkeypatch.setattr(beside, "RESULTS", tmp_path)
    assert beside.main(["old", "new", "--rounds", "2"]) == 0
    assert revisions == ["old", "new"]
    kept = json.loads((tmp_path / beside.BESIDE).read_text(encoding="utf-8"))
    assert kept["one_over_base"] == 3.0 and len(kept["rounds"]["ours"]) == 2
    order = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines() if line.startswith("=== round")]
    assert order == ["base", "ours", "ours", "base"]


def test_a_revision_is_unpacked_whole(tmp_path):
    inside = subprocess.run(["git", "rev-parse", "HEAD"], cwd=beside.ROOT, capture_output=True)
    if inside.returncode:
        pytest.skip("this is no checkout")
    tree = beside.unpacked("HEAD", tmp_path)
    assert all((tree / name).is_file() for name in ("app.py", "benchmarks/classroom/__main__.py", "deploy/serve.py"))
