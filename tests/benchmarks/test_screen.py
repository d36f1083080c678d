"""The benchmark on the screen: its arithmetic, its minimal app, and the limits that need no clock."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.screen import report
from benchmarks.screen.browser import Block, Opening
from benchmarks.screen.screens import CHANGED, LARGE, MINIMAL, MINIMAL_APP, SMALL, aims_of, sliding
from tests.support.app_pages import checked
from ui.page.pictures import answer, encoded

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [screen for screen in CHANGED if not screen.minimal]
each_lesson = pytest.mark.parametrize("screen", LESSONS, ids=lambda screen: screen.name)


def block(*milliseconds, cpu=1.0):
    return Block(list(milliseconds), [1500] * len(milliseconds), [200] * len(milliseconds), cpu)


def test_one_in_twenty_is_above_p95():
    assert report.p95(range(101)) == 95
    assert report.p95([7]) == 7


def test_changes_are_compared_round_by_round():
    ours = [block(20, 30, 40, cpu=5), block(60, 60, 90, cpu=7), block(300, 300, 300, cpu=6)]
    theirs = [block(10, 10, 10), block(20, 20, 20), block(50, 50, 50)]
    screen = sliding(7)
    row = report.changed(screen, "parameter", ours, theirs)
    assert (row["screen"], row["aims"]) == (
        screen.name,
        {"ratio": SMALL["parameter"], "cpu_milliseconds": SMALL["cpu"]},
    )
    assert row["ratio"] == 3  # of 3, 3 and 6; the medians of all would give 60 / 20
    assert report.changed(screen, "parameter", ours[1:], theirs[1:])["ratio"] == 4.5
    assert report.changed(MINIMAL, "parameter", ours, theirs)["aims"] is None
    assert (row["milliseconds"], row["changes"], row["cpu_milliseconds"]) == (60, 9, 6)
    assert (row["kilobytes"], row["most_kilobytes"], row["kilobytes_sent"]) == (1.5, 1.5, 0.2)


def test_openings_are_compared_round_by_round():
    ours = [Opening(1.0, 3.0, False), Opening(1.2, 4.0, True)]
    theirs = [Opening(1.0, 2.0, False), Opening(1.0, 4.0, False)]
    row = report.opened("a", ours, theirs)
    assert (row["seconds"], row["longest"], row["ratio"], row["torch_by_then"]) == (3.5, 4, 1.25, True)


def test_a_frame_is_late_when_another_would_have_fitted_before_it():
    assert report.late([16.7, 17.5, 24.9, 25.1, 33.3, 16.6]) == 2
    row = report.played("a", [16.7, 50.04], [16.7], 0)
    assert (row["frames"], row["late"], row["longest"], row["idle_late"]) == (2, 1, 50, 0)


def test_what_is_outside_its_aim_is_said():
    good = {
        "opened": [report.opened("a", [Opening(1, 2, False)] * 2, [Opening(1, 2, False)] * 2)],
        "changed": [report.changed(sliding(7), "cell", [block(10)] * 2, [block(10)] * 2)],
        "played": [report.played("a", [16.7], [16.7], 0)],
    }
    assert report.misses(good) == []
    bad = {
        "opened": [{**good["opened"][0], "ratio": 1.31, "torch_by_then": True}],
        "changed": [{**good["changed"][0], "cpu_milliseconds": 12.1, "most_kilobytes": 60.1, "ratio": 1.51}],
        "played": [{**good["played"][0], "messages": 1, "late": 1}],
    }
    said = "\n".join(report.misses(bad))
    for words in ("1.31", "torch", "12.1 ms of CPU", "60.1 kB", "1.51 times", "1 messages", "1 frames late"):
        assert words in said


def test_the_report_reads_back(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "RESULTS", tmp_path / "app.json")
    rows = {"date": "today", "opened": [{"screen": "a"}, {"screen": "b"}], "played": []}
    report.write(rows)
    text = report.RESULTS.read_text(encoding="utf-8")
    assert json.loads(text) == rows
    assert text.count("\n") == 8


def test_the_minimal_app_draws_its_number():
    app = checked(AppTest.from_file(ROOT / MINIMAL_APP).run())
    assert json.loads(app.get("bidi_component")[0].proto.json) == {"number": 0}
    checked(app.number_input(key="number").set_value(7).run())
    assert json.loads(app.get("bidi_component")[0].proto.json) == {"number": 7}
    assert app.markdown[0].value == "The number is 7."


def test_a_large_input_has_aims_of_its_own():
    assert [aims_of(side) for side in (6, 7, 8, 16)] == [SMALL, SMALL, LARGE, LARGE]


def pictures(screen):
    """What the app answers each value of the number that is changed, from the screen's own link on."""
    page, _, query = screen.path.partition("?")
    pairs = dict(parse_qsl(query))
    return [answer(page, urlencode({**pairs, screen.key: value})) for value in screen.values]


@each_lesson
def test_a_screen_opens_where_its_first_change_is_a_change(screen):
    page, _, query = screen.path.partition("?")
    opened, found = answer(page, query), pictures(screen)
    assert opened["problems"] == [] and opened["headline"]["tone"] != "refusal"
    assert opened["revision"] == found[0]["revision"]
    assert len({each["revision"] for each in found}) == len(screen.values)
    # The keys that turn it go to a number that stands beside the picture.
    (control,) = [each for each in opened["controls"]["main"] if each["key"] == screen.key]
    assert (control["kind"], control["value"]) == ("int", str(screen.values[0]))


@each_lesson
def test_a_change_is_small(torch_loaded, screen):
    sizes = [len(gzip.compress(encoded(each))) for each in pictures(screen)]
    assert min(sizes) > 2e3 and max(sizes) <= 1e3 * report.AIMS["kilobytes"]


LOADED = """
import sys
from streamlit.testing.v1 import AppTest
def roots():
    return {name.split(".")[0] for name in set(sys.modules) - before} & {"torch", "plotly", "pandas", "pyarrow"}
app = AppTest.from_file(sys.argv[1] + "/benchmarks/screen/minimal.py", default_timeout=60).run()
before = set(sys.modules)
app = AppTest.from_file(sys.argv[1] + "/ui/main.py", default_timeout=60).run()
found = [roots()]
for page in ("sliding_windows", "fractional"):
    app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    found.append(roots())
print(*("+".join(sorted(each)) or "nothing" for each in found))
"""


def test_the_first_picture_needs_neither_torch_nor_figures_nor_data_frames():
    command = [sys.executable, "-c", LOADED, str(ROOT)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    # The start page, sliding windows, and a page with a chart: there the import is seen.
    assert ended.stdout.split() == ["nothing", "nothing", "plotly"]
