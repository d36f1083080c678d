// The stage as a Streamlit component: a lesson where the payload brings its routes, else a picture alone.

import { el } from "./dom.js"
import { read } from "./language.js"
import { Lesson } from "./lesson.js"
import { PICTURES } from "./pictures.js"
import { Stage } from "./stage.js"

const SHEETS = [
  "stage.css", "bins.css", "controls.css", "compared.css", "marks.css", "flow.css", "pictured.css",
  "volume/volume.css", "predict/predict.css", "tailored.css", "everyone.css",
]
const sheets = await Promise.all(SHEETS.map((name) => styles(name)))
const held = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const payload = read(data)
  let entry = held.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    parentElement.append(root)
    if (payload.fills) root.classList.add("full", "first")
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

// A sheet of styles beside a module; once loaded, every root may wear it.
async function styles(name) {
  const sheet = new CSSStyleSheet()
  return sheet.replace(await (await fetch(new URL(name, import.meta.url))).text())
}

function wear(node, ...sheets) {
  const root = node.getRootNode()
  const missing = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet))
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing]
}
