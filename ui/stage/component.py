"""A component that draws: its script travels once, as a file, and each payload as bytes of JSON."""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_PROJECT = "poolscope"
_announcing = threading.Lock()


class Component:
    """Mounts a component made of the given scripts, which share one scope and find the styles in ``STYLE``.

    A script that is given as text would travel again with every change, so the server is shown a file.
    """

    def __init__(self, name: str, scripts: Sequence[Path], styles: Sequence[Path]) -> None:
        self._name = name
        script, style = ("\n".join(part.read_text(encoding="utf-8") for part in parts) for parts in (scripts, styles))
        self._script = f"{script}\nconst STYLE = {json.dumps(style)}\n"
        # Named by its content, so that no browser shows an older one.
        self._file = f"{hashlib.blake2b(self._script.encode(), digest_size=8).hexdigest()}.js"

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PROJECT}-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder

    @cached_property
    def _mount(self) -> Any:
        return st.components.v2.component(f"{_PROJECT}.{self._name}", js=self._file)

    def __call__(self, payload: Mapping[str, Any], *, key: str, **on_change: Callable[[], None]) -> Any:
        """Draw ``payload``; what the browser sends back calls ``on_<name>_change`` and is returned under its name."""
        self._announce()
        # Bytes go through as they are. A dict would be searched for data frames, and pandas imported for that.
        data = json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        return self._mount(key=key, data=data, **on_change)

    def _announce(self) -> None:
        """Tell the running server where the script is, as the manifest of an installed package would."""
        manager = get_bidi_component_manager()
        with _announcing:
            script = self._folder / self._file
            # Systems clear old temporary files away under a server that runs for weeks.
            if not script.exists():
                self._folder.mkdir(exist_ok=True)
                script.write_text(self._script, encoding="utf-8")
            if manager.get_component_asset_root(f"{_PROJECT}.{self._name}") is None:
                manifest = ComponentManifest(_PROJECT, "", [ComponentConfig(self._name, ".")])
                manager.register_from_manifest(manifest, self._folder)
