"""How a drawing component reaches the browser: one line that imports its module; payloads as bytes."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from tests.support.app_pages import app_page
from ui.stage.modules import FOLDER, VERSION, modules
from ui.stage.payload import revised


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[modules()]))


@pytest.mark.parametrize("page, link", [("sliding_windows", {}), ("dimensions", {"dimensions_view": "3d"})])
def test_a_line_of_script_imports_a_module_that_is_served(client, page, link):
    app = app_page(page, **link)
    drawn = [one.proto for one in app.get("bidi_component")]
    assert drawn
    for proto in drawn:
        assert len(proto.js_content) < 400 and not proto.css_content and not proto.html_content
        (address,) = re.findall(r'new URL\("([^"]+)"', proto.js_content)
        answer = client.get(address)
        assert answer.status_code == 200 and "javascript" in answer.headers["content-type"]
        assert "immutable" in answer.headers["cache-control"]
        assert json.loads(proto.bytes)["words"]


def test_every_import_of_a_module_is_a_file_that_is_there():
    for path in FOLDER.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        beside = [path.parent / name for name in re.findall(r'(?:} from|import\() ?"([^"]+)"', text)]
        sheets = [FOLDER / name for name in re.findall(r'"([\w/]+\.css)"', text)]
        assert [each for each in (*beside, *sheets) if not each.is_file()] == [], path.name


def test_another_version_is_answered_but_not_kept(client):
    assert client.get("/stage/older/stage.js").headers["cache-control"] == "no-cache"
    assert client.get(f"/stage/{VERSION}/stage.css").headers["content-type"].startswith("text/css")
    for elsewhere in ("../modules.py", "%2e%2e/modules.py", "nothing.js"):
        assert client.get(f"/stage/{VERSION}/{elsewhere}").status_code == 404


def run_of(payload):
    def script(payload):
        from ui.stage.component import mount
        from ui.stage.payload import revised

        mount("mount.js", revised(payload), key="drawn")

    return AppTest.from_function(script, args=(payload,)).run()


def test_a_payload_is_bytes_of_json():
    (proto,) = [one.proto for one in run_of({"a": "é"}).get("bidi_component")]
    assert proto.bytes.startswith('{"a":"é"'.encode())
    language = {"name": "en", "tag": "en"}
    assert json.loads(proto.bytes) == {**revised({"a": "é"}), "language": language}


def test_a_bare_nan_is_refused():
    assert run_of({"a": float("nan")}).exception
