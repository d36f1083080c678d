"""How a drawing component reaches the browser: its script once, as a file; payloads as bytes."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.screens import open_page
from ui.stage import stage


@pytest.mark.parametrize("page, link", [("sliding_windows", {}), ("dimensions", {"dimensions_view": "3d"})])
def test_no_script_travels_with_a_change(page, link):
    app = open_page(page, **link)
    drawn = [one.proto for one in app.get("bidi_component")]
    assert drawn
    for proto in drawn:
        assert not proto.js_content and not proto.css_content and not proto.html_content
        assert len(proto.js_source_path) < 40
        assert json.loads(proto.bytes)["words"]


def run_of(payload):
    def script(payload):
        from ui.stage.stage import stage

        stage(payload, key="drawn", on_edit=lambda: None)

    return AppTest.from_function(script, args=(payload,)).run()


def test_the_script_is_a_file_with_the_style_in_it():
    (proto,) = [one.proto for one in run_of({"a": "é"}).get("bidi_component")]
    assert proto.bytes == '{"a":"é"}'.encode()
    folder = stage._component._folder
    script = (folder / proto.js_source_path).read_text(encoding="utf-8")
    assert "class Stage" in script and "export default function" in script and ".stage" in script.split("STYLE = ")[1]


def test_a_script_that_was_cleared_away_comes_back():
    (proto,) = [one.proto for one in run_of({}).get("bidi_component")]
    script = stage._component._folder / proto.js_source_path
    script.unlink()
    script.parent.rmdir()
    run_of({})
    assert script.is_file()


def test_a_bare_nan_is_refused():
    assert run_of({"a": float("nan")}).exception
