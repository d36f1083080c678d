// A square of cells: each as dark as its number is large, some of them not formed yet, some marked as changed.

import { el } from "../dom.js"

export class Grid {
  constructor(name, most) {
    Object.assign(this, { name, most, side: 0, cells: [] })
    this.outline = el("div", { class: "outline", "data-testid": `${name}-outline` })
    this.plane = el("div", { class: "plane", "data-testid": `${name}-grid`, "aria-hidden": "true" })
    this.caption = el("div", { class: "caption" })
    this.count = el("div", { class: "count", "data-testid": `${name}-changed` })
  }

  // `before`: the texts where nothing is moved.
  write(texts, before) {
    const side = Math.sqrt(texts.length)
    if (side !== this.side) this.make(side)
    texts.forEach((text, at) => {
      const cell = this.cells[at]
      if (this.texts?.[at] !== text) cell.style.setProperty("--heat", `${((100 * text) / this.most).toFixed(1)}%`)
      cell.classList.toggle("changed", text !== before[at])
    })
    this.texts = texts
  }

  make(side) {
    Object.assign(this, { side, texts: null })
    this.plane.style.setProperty("--cols", side)
    this.cells = Array.from({ length: side * side }, (_, at) => {
      const place = { "data-r": Math.floor(at / side), "data-c": at % side }
      return el("i", { class: "cell", "data-testid": `${this.name}-cell`, ...place })
    })
    this.plane.replaceChildren(...this.cells, this.outline)
  }

  form(isFormed) {
    this.cells.forEach((cell, at) => cell.classList.toggle("open", !isFormed[at]))
  }

  // The window, in cells.
  place(r, c, size) {
    const { style } = this.outline
    style.setProperty("--size", size)
    style.transform = `translate(calc(${c} * var(--cell)), calc(${r} * var(--cell)))`
  }
}
