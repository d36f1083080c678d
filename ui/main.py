"""What runs for each session: the navigation, and the page asked for."""

import json
from pathlib import Path

import streamlit as st

from ui.content import words
from ui.router import navigate, title

UI = Path(__file__).parent

page = navigate()
st.set_page_config(page_title=title(page), page_icon=str(UI / "icon.png"), layout="wide")
st.html(UI / "app.css")
st.html(f"<style>:root {{ --lessons: {json.dumps(words('common')['app']['lessons'])} }}</style>")
if st.context.is_embedded:
    st.html(UI / "embed.css")
page.run()
