"""Poolscope: the app and its routes. `make run`, or `streamlit run app.py`."""

import gc

import streamlit as st
from starlette.middleware import Middleware

from ui import oracle
from ui.page.headers import Headers
from ui.page.routes import pictures
from ui.page.stills import stills
from ui.stage.modules import modules


def keep_what_is_loaded() -> None:
    """Each full collection would walk through all of PyTorch, which stays, and stop every session meanwhile."""
    gc.collect()
    gc.freeze()


oracle.once_loaded = keep_what_is_loaded
app = st.App("ui/main.py", routes=[pictures(), stills(), modules()], middleware=[Middleware(Headers)])
