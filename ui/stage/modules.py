"""The stage's own files: ES modules and styles, served under a name that changes whenever one of them does."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "js"
PATH = "/stage"
FOREVER = "public, max-age=31536000, immutable"


def _version() -> str:
    """Of all files together: a module imports its neighbours under the name it was itself asked by."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(FOLDER.rglob("*.*s")):
        digest.update(path.relative_to(FOLDER).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


VERSION = _version()


class _Modules(StaticFiles):
    """Files of the folder below any version: beside a process of another one, each still answers."""

    def get_path(self, scope: Scope) -> str:
        return super().get_path(scope).partition(os.sep)[2]

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = super().get_path(scope).partition(os.sep)[0]
        response.headers["Cache-Control"] = FOREVER if asked == VERSION else "no-cache"
        return response


def modules() -> Mount:
    """The route of the files: ``/stage/<version>/stage.js``."""
    return Mount(PATH, app=_Modules(directory=FOLDER), name="stage")
