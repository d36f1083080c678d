"""The headers of every answer: what a browser may load, guess and tell, and who may show the app in a frame."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Origins whose pages may hold the app in a frame, as CSP writes them: "'self' https://learn.example.org".
FRAMES = "POOLSCOPE_FRAME_ANCESTORS"
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


def _inline_scripts() -> list[str]:
    """The scripts that stand in Streamlit's own page, by their hashes, so that no other inline script runs."""
    page = INDEX.read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in found]


def policy(frames: str) -> str:
    """The Content-Security-Policy; ``frames`` are the origins that may hold the app in a frame."""
    rules = {
        "default-src": ["'self'"],
        # Streamlit loads a component's script from a blob and checks its messages with WebAssembly.
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *_inline_scripts()],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": [frames],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


class Headers:
    """Adds them to each HTTP answer; one that an answer brings itself stays."""

    def __init__(self, app: ASGIApp, frames: str | None = None) -> None:
        self.app = app
        frames = re.sub(r"[^\w :/.*'-]", "", frames or os.environ.get(FRAMES) or "'self'")
        self.added = {
            "Content-Security-Policy": policy(frames),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)
