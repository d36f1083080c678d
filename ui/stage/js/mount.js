// The stage as a Streamlit component: a lesson where the payload brings its routes, else a picture alone.

import { el } from "./dom.js"
import { read } from "./language.js"
import { Lesson } from "./lesson.js"
import { PICTURES } from "./pictures.js"
import { STAGE, styles, wear } from "./sheets.js"
import { Stage } from "./stage.js"

const sheets = await Promise.all(STAGE.map(styles))
const held = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const payload = read(data)
  let entry = held.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    parentElement.append(root)
    wear(root, ...sheets)
    entry = { shown: payload.routes ? new Lesson(root) : new Stage(root, PICTURES), calls: 0 }
    held.set(parentElement, entry)
  }
  const call = ++entry.calls
  if (payload.routes) entry.shown.open(payload, setTriggerValue)
  else entry.shown.update(payload)
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the stage.
  return () => {
    if (entry.calls === call) entry.shown.rest()
  }
}
