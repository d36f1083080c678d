"""Poolscope: the router. `make run`, or `streamlit run app.py`."""

import gc
from pathlib import Path

import streamlit as st

from ui import oracle
from ui.content import words
from ui.router import navigate


def keep_what_is_loaded() -> None:
    """Each full collection would walk through all of PyTorch, which stays, and stop every session meanwhile."""
    gc.collect()
    gc.freeze()


oracle.once_loaded = keep_what_is_loaded
UI = Path(__file__).with_name("ui")

st.set_page_config(page_title=words("common")["app"]["name"], page_icon=str(UI / "icon.png"), layout="wide")
page = navigate()
st.html(UI / "app.css")
page.run()
