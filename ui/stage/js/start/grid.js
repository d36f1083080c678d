// A square of cells: each as dark as its number is large, or as its change is, some of them not formed yet.

import { el } from "../dom.js"

export class Grid {
  constructor(name, most) {
    Object.assign(this, { name, most, side: 0, cells: [] })
    this.outline = el("div", { class: "outline", "data-testid": `${name}-outline` })
    this.plane = el("div", { class: "plane", "data-testid": `${name}-grid`, "aria-hidden": "true" })
    this.caption = el("div", { class: "caption" })
    this.change = el("div", { class: "change", "data-testid": `${name}-change` })
  }

  // `before`: the texts where nothing is moved, if their change is to be seen.
  write(texts, before) {
    const side = Math.sqrt(texts.length)
    if (side !== this.side) this.make(side)
    texts.forEach((text, at) => {
      const shade = before ? Math.abs(text - before[at]) : text
      if (this.shades[at] === shade) return
      this.shades[at] = shade
      this.cells[at].style.setProperty("--heat", `${((100 * shade) / this.most).toFixed(1)}%`)
    })
  }

  make(side) {
    Object.assign(this, { side, shades: [] })
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
