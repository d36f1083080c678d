"""The smallest app with the same parts: a number in the sidebar, a text, and a component that draws and edits it."""

import streamlit as st

_component = st.components.v2.component(
    "minimal_stage",
    js="""
export default function ({ data, parentElement, setTriggerValue }) {
  let stage = parentElement.querySelector("section")
  if (!stage) {
    stage = document.createElement("section")
    const cell = document.createElement("input")
    stage.dataset.testid = "stage"
    cell.dataset.testid = "editor"
    cell.onkeydown = (event) => event.key === "Enter" && setTriggerValue("edit", cell.value)
    stage.append(cell)
    parentElement.append(stage)
  }
  stage.firstChild.value = stage.dataset.revision = data.number
}
""",
)


def write() -> None:
    """What was typed on the stage becomes the number."""
    st.session_state.number = int(st.session_state.stage.edit)


number = st.sidebar.number_input("number", value=0, step=1, key="number")
st.write(f"The number is {number}.")
_component(key="stage", data={"number": number}, on_edit_change=write)
