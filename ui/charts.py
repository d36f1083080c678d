"""Plotly figures are built once for what they show and then shared."""

import streamlit as st

# The figure itself is kept: a dict of it would be validated again on every run, which costs as much as building it.
kept = st.cache_resource(max_entries=64, show_spinner=False)
