// The page that travels: the stage with the payload that lies in the page; hover, pin, play and keys, and no network.

import { el } from "./dom.js"
import { Stage } from "./stage.js"

export function travel(pictures) {
  const root = el("section", { class: "stage full", "data-testid": "stage", tabindex: -1 })
  document.getElementById("stage").append(root)
  const stage = new Stage(root, pictures)
  stage.update(JSON.parse(document.getElementById("payload").textContent))
  // A page of its own has no other use for the keys.
  addEventListener("keydown", (event) => {
    const where = { PageDown: "next", PageUp: "prev" }[event.key]
    if (!where || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    stage.step(where)
  })
}
