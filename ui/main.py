"""What runs for each session: the navigation, and the page asked for."""

import json
from pathlib import Path

import streamlit as st

from ui.course import LESSONS
from ui.page import ending
from ui.router import navigate, switch, title
from ui.words import words
from ui.words.choice import KEY, of_session
from ui.words.language import speak

UI = Path(__file__).parent

speak(of_session(st.query_params.get(KEY), st.context.locale, st.session_state))
page = navigate()
st.set_page_config(page_title=title(page), page_icon=str(UI / "icon.png"), layout="wide")
st.html(UI / "app.css")
# Words beside Streamlit's own, for the styles.
said = {name: json.dumps(words("common")["app"][name], ensure_ascii=False) for name in ("lessons", "skip")}
st.html(f"<style>:root {{ {'; '.join(f'--{name}: {word}' for name, word in said.items())} }}</style>")
if st.context.is_embedded:
    st.html(UI / "embed.css")
elif page.url_path not in LESSONS:
    st.html(switch())
page.run()
if page.url_path in LESSONS and not st.context.is_embedded:
    ending.show(page.url_path)
