// How often each cell of a window was drawn, beside its probability; a slider goes from one draw to a thousand.

import { el, say } from "./dom.js"

const MOST_NAMED = 16 // more cells are bars without their numbers

export class Draws {
  constructor() {
    this.title = el("div", { class: "mark-title", "data-testid": "draws-title" })
    this.bars = el("div", { class: "bars", role: "img", "data-testid": "draws" })
    this.said = el("div", { class: "mark-said", "data-testid": "draws-said" })
    this.slider = el("input", { type: "range", min: 0, step: 1, "data-testid": "draws-count" })
    this.key = el("div", { class: "key", "aria-hidden": "true" })
    this.node = el("figure", { class: "mark draws" }, this.title, this.bars, this.key, this.slider, this.said)
    this.slider.addEventListener("input", () => {
      this.count = Number(this.slider.value)
      this.paint(...this.place)
    })
  }

  show(data) {
    this.data = data
    this.count ??= data.counts.length - 1
    this.slider.max = data.counts.length - 1
    this.slider.value = this.count
    this.slider.setAttribute("aria-label", data.slider)
    this.key.replaceChildren(...["drawn", "probability"].map((name) => {
      const text = el("span", { class: name })
      text.textContent = data[name]
      return text
    }))
  }

  paint(i, j) {
    const window = this.data.windows[i]?.[j]
    this.place = [i, j]
    if (!window) return this.clear()
    const count = this.data.counts[this.count]
    const hits = window.hits[this.count]
    this.title.textContent = say(this.data, "title", { row: i, column: j })
    const values = { count, mean: window.means[this.count], expected: window.expected }
    this.said.textContent = say(this.data, "said", values)
    this.slider.setAttribute("aria-valuetext", String(count))
    this.bars.setAttribute("aria-label", `${this.title.textContent}. ${this.said.textContent}`)
    this.bars.classList.toggle("many", window.cells.length > MOST_NAMED)
    while (this.bars.children.length > window.cells.length) this.bars.lastChild.remove()
    while (this.bars.children.length < window.cells.length) this.bars.append(el("div", { class: "tally" }, el("i"), el("b"), el("span")))
    window.cells.forEach((cell, k) => {
      const bar = this.bars.children[k]
      bar.style.setProperty("--drawn", hits[k] / count)
      bar.style.setProperty("--share", window.share[k])
      bar.lastChild.textContent = cell
      bar.dataset.hits = hits[k]
    })
  }

  clear() {
    for (const node of [this.title, this.said, this.bars]) node.replaceChildren()
    this.bars.removeAttribute("aria-label")
  }
}
