"""The page that travels is one small file made of the stage's own modules, and asks nobody for anything."""

import json
import re

import numpy as np
import pytest

from benchmarks.screen.screens import tensor_text
from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from tests.support.lessons import LESSONS
from ui.figures.film import ENTRIES, animation, bundle
from ui.page.stills import film
from ui.stage.modules import FOLDER
from ui.state import codec

LARGEST = 150_000
PLANE = np.arange(16.0, dtype=np.float32).reshape(4, 4)
WIDE = codec.query_of([("operation", "avg"), ("stride", "1"), ("padding", "1"), ("input", tensor_text(16))])
WITH_PICTURE = [name for name in LESSONS if name not in ("shapes", "true_or_false")]


def payload_of(page):
    (data,) = re.findall(r'<script type="application/json" id="payload">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_every_lesson_with_a_picture_travels_in_a_small_file(name):
    page = film(name, "")
    assert len(page.encode()) <= LARGEST
    drawn = payload_of(page)
    assert drawn["output"] and drawn["equations"] and "controls" not in drawn and "examples" not in drawn


def test_the_largest_plane_travels_in_a_small_file():
    assert len(film("sliding_windows", WIDE).encode()) <= LARGEST


def test_a_volume_travels_as_well():
    assert payload_of(film("dimensions", "dimensions_view=3d"))["kind"] == "volume"


def test_what_is_refused_travels_without_a_result_and_a_screen_without_a_picture_not_at_all():
    assert payload_of(film("sliding_windows", "padding=2"))["equations"] == []
    assert film("true_or_false", "") is None


def test_it_asks_nobody_for_anything():
    page = animation(trace(PoolSpec.of("avg_pool2d", kernel_size=2), PLANE)).html
    assert not re.search(r"""(?:src|href)\s*=|https?://(?!www\.w3\.org)|@import|fetch\(|import\(""", page)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")


def test_hostile_text_stays_text():
    hostile = '</script><img src=x onerror=alert(1)>"'
    page = animation(trace(PoolSpec.of("max_pool2d", kernel_size=2), PLANE), hostile).html
    assert "<img" not in page and "&lt;/script&gt;" in page


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_script_needs_what_stands_before_it(kind):
    made = re.findall(r"^const (m\d+) = ", bundle(FOLDER / ENTRIES[kind]), re.MULTILINE)
    assert made == [f"m{k}" for k in range(len(made))] and len(made) > 10
    for name, uses in re.findall(
        r"^const (m\d+) = \(\(\) => \{\n((?:const \{[^}]*\} = m\d+\n)*)", bundle(FOLDER / ENTRIES[kind]), re.M
    ):
        assert all(int(used) < int(name[1:]) for used in re.findall(r"= m(\d+)", uses))


def test_modules_in_a_circle_are_refused(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js"\nexport const a = b\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js"\nexport const b = a\n')
    with pytest.raises(ValueError, match="imports itself"):
        bundle(tmp_path / "a.js")


def test_a_notebook_shows_it_in_a_frame_of_its_own():
    shown = animation(trace(PoolSpec.of("max_pool2d", kernel_size=2), PLANE))._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;') and "<script" not in shown
