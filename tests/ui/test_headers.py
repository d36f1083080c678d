"""The headers of every answer."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from ui.page.headers import FRAMES, Headers
from ui.stage.modules import VERSION, modules


def answer(path=f"/stage/{VERSION}/stage.css", frames=None):
    app = Starlette(routes=[modules()], middleware=[Middleware(Headers, frames=frames)])
    return TestClient(app).get(path)


def rules(answer):
    policy = answer.headers["content-security-policy"]
    return {name: sources for name, *sources in (rule.split() for rule in policy.split("; "))}


@pytest.mark.parametrize("path", ["/stage/0/stage.css", "/nothing"])
def test_every_answer_has_them(path):
    headers = answer(path).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
    assert "content-security-policy" in headers


def test_nothing_is_loaded_from_elsewhere_and_no_foreign_script_runs():
    found = rules(answer())
    assert found["default-src"] == found["connect-src"] == ["'self'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(found["script-src"])
    # Streamlit's own page has a script in it, which runs by its hash.
    assert any(source.startswith("'sha256-") for source in found["script-src"])


def test_who_may_frame_the_app_is_settable(monkeypatch):
    assert rules(answer())["frame-ancestors"] == ["'self'"]
    monkeypatch.setenv(FRAMES, "'self' https://learn.example.org")
    assert rules(answer())["frame-ancestors"] == ["'self'", "https://learn.example.org"]
    assert rules(answer(frames="*; script-src *"))["script-src"] == rules(answer())["script-src"]
