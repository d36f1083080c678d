// Width of a text in em, near enough for tabular digits in a sans-serif.

import { clamp, el, say } from "./dom.js"

export function emWidth(text) {
  let width = 0
  for (const char of text) width += /[.,\-+−/]/.test(char) ? 0.36 : char >= "\u2e80" ? 1 : 0.53
  return width
}

const WORD = 12 // size of a word beside a row or above a column

// One grid of cells with its rulers and its sliding outline: input, output and every further grid.
// `follows` says what its cells are: places of the input ("window"), outputs ("output"), or written by them ("cells").

export class Board {
  constructor(kind, follows) {
    Object.assign(this, { kind, follows, id: kind })
    this.cells = []
    this.shape = ""
    this.size = 0
    this.marked = new Map()
    this.hidden = []
    this.caption = el("div", { class: "caption" })
    this.top = el("div", { class: "ruler top", "aria-hidden": "true" })
    this.left = el("div", { class: "ruler left", "aria-hidden": "true" })
    this.edge = el("div", { class: "edge" })
    this.outline = el("div", { class: "outline", "data-testid": `${kind}-outline`, hidden: "" })
    this.ghost = el("div", { class: "outline ghost", hidden: "" })
    const readonly = kind === "input" ? null : "true"
    const grid = { class: "plane", role: "grid", "aria-readonly": readonly, "data-testid": `${kind}-grid` }
    this.plane = el("div", grid, this.edge, this.ghost, this.outline)
    this.layer = el("div", { class: "layer", "aria-hidden": "true" })
    this.board = el("div", { class: `board ${kind}` }, this.top, this.left, this.plane, this.layer)
    this.scroll = el("div", { class: "scroll" }, this.board)
    this.figure = el("div", { class: "figure" }, this.caption, this.scroll)
    this.arrowText = el("span", { class: "arrow-text" })
    this.arrow = el("div", { class: "arrow blank" }, this.arrowText, el("span", { class: "shaft", "aria-hidden": "true" }))
    this.link = el("div", { class: "link" }, this.arrow, this.figure)
  }

  name({ title, grid, arrow, words }) {
    this.title = title
    this.ruler(this.top, this.cols, this.frame[1], grid.column_labels)
    this.ruler(this.left, this.rows, this.frame[0], grid.row_labels)
    this.wordSizes = [grid.column_labels, grid.row_labels].map((labels) => WORD * Math.max(0, ...(labels ?? []).map(emWidth)))
    this.plane.setAttribute("aria-label", title)
    this.caption.textContent = `${title} ${say(words, "size", grid)}`
    this.arrowText.textContent = arrow ?? ""
    this.arrow.classList.toggle("blank", !arrow)
  }

  // Returns true when the cells had to be made anew; otherwise they stay, and focus with them.
  reshape(rows, cols, frame) {
    const [top, left, bottom, right] = frame
    const shape = [rows, cols, ...frame].join(" ")
    if (shape === this.shape) return false
    Object.assign(this, { shape, rows, cols, frame })
    this.height = top + rows + bottom
    this.width = left + cols + right
    this.cells = []
    this.marked.clear()
    // Only the rows are replaced: the outlines slide on, and an open editor keeps its focus.
    for (const line of this.plane.querySelectorAll("[role=row]")) line.remove()
    for (let r = -top; r < rows + bottom; r++) {
      const line = el("div", { role: "row" })
      for (let c = -left; c < cols + right; c++) {
        const real = r >= 0 && r < rows && c >= 0 && c < cols
        const cell = el("div", {
          class: "cell",
          "data-testid": real ? `${this.kind}-cell` : "frame-cell",
          "data-r": r,
          "data-c": c,
          role: real ? "gridcell" : null,
          tabindex: real ? -1 : null,
          "aria-hidden": real ? null : "true",
        }, el("span", { class: "value" }))
        line.append(cell)
        this.cells.push(cell)
      }
      this.plane.append(line)
    }
    return true
  }

  // Words, where they come as data, or numbers.
  ruler(node, count, offset, words) {
    node.classList.toggle("worded", Boolean(words))
    node.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const label = el("span")
      label.textContent = words?.[i] ?? i
      label.style.setProperty("--at", i + offset)
      return label
    }))
  }

  // What words need beyond the room of numbers: beside the rows, and above the columns, aslant where cells are narrow.
  get wordsLeft() {
    return Math.max(0, this.wordSizes[1] - 12)
  }

  wordsTop(size) {
    return this.wordSizes[0] > size - 2 ? this.wordSizes[0] * 0.6 : 0
  }

  resize(size) {
    this.size = size
    this.top.classList.toggle("aslant", this.wordsTop(size) > 0)
    this.figure.style.setProperty("--words-left", `${this.wordsLeft}px`)
    this.figure.style.setProperty("--words-top", `${this.wordsTop(size)}px`)
    this.board.style.setProperty("--cell", `${size}px`)
    this.board.style.setProperty("--rows", this.height)
    this.board.style.setProperty("--cols", this.width)
    this.board.classList.toggle("small", size < 24)
    this.box(this.edge, [0, this.rows], [0, this.cols])
  }

  at(r, c) {
    const [top, left] = this.frame
    const y = r + top
    const x = c + left
    return y >= 0 && y < this.height && x >= 0 && x < this.width ? this.cells[y * this.width + x] : null
  }

  isReal(r, c) {
    return r >= 0 && r < this.rows && c >= 0 && c < this.cols
  }

  write(cell, text, heat) {
    const value = cell.firstChild
    if (value.textContent !== text) value.textContent = text
    // Text has to stay legible on the strongest colour, so heat ends at 45 %.
    if (heat === null || heat === undefined) cell.style.removeProperty("--heat")
    else cell.style.setProperty("--heat", `${(5 + 40 * clamp(heat, 0, 1)).toFixed(1)}%`)
    this.scale(cell)
  }

  // One size of digits for the whole board; only the widest few texts are set smaller than the rest.
  fitText(texts) {
    const widths = texts.map(emWidth).sort((a, b) => a - b)
    this.common = Math.max(1.5, widths[Math.floor(0.9 * (widths.length - 1))] ?? 0)
    for (const cell of this.cells) this.scale(cell)
  }

  scale(cell) {
    const width = Math.max(this.common ?? 1.5, emWidth(cell.firstChild.textContent))
    cell.style.setProperty("--em", width.toFixed(2))
    // Digits smaller than print are left to the note line: hovering shows the exact value there.
    cell.classList.toggle("tiny", (this.size - 4) / width < 6.5)
  }

  markPlaces(name, places) {
    this.mark(name, places.map(([r, c]) => this.at(r, c)))
  }

  mark(name, cells) {
    for (const cell of this.marked.get(name) ?? []) cell.classList.remove(name)
    const kept = cells.filter(Boolean)
    for (const cell of kept) cell.classList.add(name)
    this.marked.set(name, kept)
  }

  // Half-open spans in cell coordinates.
  box(node, rowSpan, colSpan) {
    const [top, left] = this.frame
    node.style.transform = `translate(${(colSpan[0] + left) * this.size}px, ${(rowSpan[0] + top) * this.size}px)`
    node.style.width = `${(colSpan[1] - colSpan[0]) * this.size}px`
    node.style.height = `${(rowSpan[1] - rowSpan[0]) * this.size}px`
  }

  place(node, spans) {
    if (spans?.some(([start, stop]) => stop <= start)) spans = null // a window that holds nothing has no outline
    // An outline that appears must not fly in from its old place.
    const appears = node.hidden && spans
    if (appears) node.style.transition = "none"
    node.hidden = !spans
    if (spans) this.box(node, spans[0], spans[1])
    if (appears) {
      node.getBoundingClientRect()
      node.style.transition = ""
    }
  }

  // A board wider than its box scrolls inside it, so that what is looked at can be seen.
  reveal([start, stop]) {
    const box = this.scroll
    if (box.scrollWidth <= box.clientWidth) return
    const zero = this.plane.offsetLeft + this.frame[1] * this.size
    if (zero + start * this.size < box.scrollLeft) box.scrollLeft = zero + (start - 1) * this.size
    const end = zero + (stop + 1) * this.size
    if (end - this.size > box.scrollLeft + box.clientWidth) box.scrollLeft = end - box.clientWidth
  }

  setTabStop(r, c) {
    this.tabStop?.setAttribute("tabindex", -1)
    this.tabStop = this.at(r, c)
    this.tabStop?.setAttribute("tabindex", 0)
  }
}
