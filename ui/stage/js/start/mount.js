// The first screen as a Streamlit component.

import { el } from "../dom.js"
import { read } from "../language.js"
import { styles, wear } from "../sheets.js"
import { Screen } from "./screen.js"

const sheets = await Promise.all(["stage.css", "controls.css", "everyone.css", "start/start.css"].map(styles))
const held = new WeakMap()

export default function ({ data, parentElement }) {
  const payload = read(data)
  let entry = held.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage start", "data-testid": "stage" })
    parentElement.append(root)
    wear(root, ...sheets)
    entry = { screen: new Screen(root), calls: 0 }
    held.set(parentElement, entry)
    // What the lessons are made of is there when somebody goes on to one.
    const later = window.requestIdleCallback ?? setTimeout
    later(() => import("../mount.js"))
  }
  const call = ++entry.calls
  entry.screen.show(payload)
  // Streamlit also calls the cleanup of a run that a newer one overtook.
  return () => {
    if (entry.calls === call) entry.screen.rest()
  }
}
