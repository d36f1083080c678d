// The way by itself, on a page without a lesson: how much is done, what that means, and how to forget it.

import { el, say } from "./dom.js"
import { forget, watched } from "./done.js"
import { read } from "./language.js"
import { styles, wear } from "./sheets.js"
import { Way } from "./way.js"

const sheets = await Promise.all(["stage.css", "way.css"].map((name) => styles(name)))

export default function ({ data, parentElement }) {
  const payload = read(data)
  const way = new Way()
  const count = el("div", { class: "count", "data-testid": "count", role: "status" })
  const kept = el("div", { class: "kept" })
  const clear = el("button", { type: "button", "data-testid": "forget" })
  const node = el("section", { class: "stage course", "data-testid": "course" }, way.node, el("div", { class: "sum" }, count, clear), kept)
  const paint = () => {
    const done = way.paint()
    count.textContent = say(payload.words, "count", { count: done, total: payload.steps.length })
    clear.disabled = !way.links.some(({ dataset }) => dataset.mark !== "new")
  }
  parentElement.replaceChildren(node)
  wear(node, ...sheets)
  way.open(payload)
  kept.textContent = say(payload.words, "kept")
  clear.textContent = say(payload.words, "clear")
  clear.addEventListener("click", () => {
    forget()
    paint()
    way.links[0].focus() // the button can do no more
  })
  const unwatch = watched(paint)
  paint()
  return () => {
    unwatch()
    way.rest()
  }
}
