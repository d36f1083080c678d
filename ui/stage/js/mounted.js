// A page as a Streamlit component: made once, opened again by each run, at rest when it is left.

import { el } from "./dom.js"
import { read } from "./language.js"
import { wear } from "./sheets.js"

export function mounted(name, testId, sheets, Page) {
  const held = new WeakMap()
  return ({ data, parentElement }) => {
    const payload = read(data)
    let entry = held.get(parentElement)
    if (!entry) {
      const root = el("section", { class: name, "data-testid": testId })
      parentElement.append(root)
      wear(root, ...sheets)
      entry = { page: new Page(root, payload), calls: 0 }
      held.set(parentElement, entry)
    }
    const call = ++entry.calls
    entry.page.open?.(payload)
    // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the page.
    return () => {
      if (entry.calls === call) entry.page.rest()
    }
  }
}
