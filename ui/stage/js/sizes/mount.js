// The page that finds a size as a Streamlit component.

import { el } from "../dom.js"
import { read } from "../language.js"
import { STAGE, styles, wear } from "../sheets.js"
import { Sizes } from "./sizes.js"

const sheets = await Promise.all([...STAGE, "sizes/sizes.css"].map(styles))
const held = new WeakMap()

export default function ({ data, parentElement }) {
  const payload = read(data)
  let entry = held.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "finder", "data-testid": "sizes" })
    parentElement.append(root)
    wear(root, ...sheets)
    entry = { shown: new Sizes(root, payload), calls: 0 }
    held.set(parentElement, entry)
  }
  const call = ++entry.calls
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the page.
  return () => {
    if (entry.calls === call) entry.shown.rest()
  }
}
