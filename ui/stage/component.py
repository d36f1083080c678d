"""Mounts a picture on a page: a line of script imports the module that draws, payloads travel as bytes of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from ui.stage.modules import PATH, VERSION
from ui.words import current, words

# Streamlit mounts before the module is there, and may unmount before it came.
_SCRIPT = """
const module = import(new URL("{address}", location.origin))
export default (mounted) => {{
  let end = null
  let isGone = false
  module.then(({{ default: mount }}) => isGone || (end = mount(mounted)))
  return () => {{ isGone = true; end?.() }}
}}
"""


def address(path: str) -> str:
    """A path of the server, below the base that it is served at."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path


@cache
def _component(module: str) -> Any:
    script = _SCRIPT.format(address=address(f"{PATH}/{VERSION}/{module}"))
    return st.components.v2.component(f"poolscope_{module.partition('.')[0].replace('/', '_')}", js=script)


def mount(module: str, payload: Mapping[str, Any], *, key: str, **on_change: Callable[[], None]) -> Any:
    """Draw ``payload`` by a module; what the browser sends back calls ``on_<name>_change``, returned under its name."""
    payload = {**payload, "language": {"name": current(), "tag": words("common")["app"]["tag"]}}
    # Bytes go through as they are. A dict would be searched for data frames, and pandas imported for that.
    data = json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    return _component(module)(key=key, data=data, **on_change)
