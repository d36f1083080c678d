"""Poolscope: the app, its pages' script and its routes. `make run`, or `streamlit run app.py`."""

import streamlit as st

from ui.server import lifespan, middleware, routes

app = st.App("ui/main.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
