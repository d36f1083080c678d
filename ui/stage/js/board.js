// One grid of cells with its rulers, its sliding outline and what fills the window under it.

import { clamp, el, say } from "./dom.js"

// Width of a text in em, near enough for tabular digits in a sans-serif.
export function emWidth(text) {
  let width = 0
  for (const char of text) width += /[.,\-+−/]/.test(char) ? 0.36 : char >= "\u2e80" ? 1 : 0.53
  return width
}

const TINY = 6.5 // digits smaller than print are left to the note line: hovering shows the exact value there

// Input, output and every further grid. `follows` says what its cells are: places of the input ("window"), outputs ("output"), or written by them ("cells").

export class Board {
  constructor(kind, follows) {
    Object.assign(this, { kind, follows, id: kind })
    this.cells = []
    this.shape = ""
    this.size = 0
    this.wordSize = 12 // of a word beside a row or above a column
    this.scrolls = false // whether a part of it is out of its box: known to the layout, so that nobody asks the page
    this.marked = new Map()
    this.lines = new Map()
    this.hidden = []
    this.caption = el("div", { class: "caption" })
    this.top = el("div", { class: "ruler top", "aria-hidden": "true" })
    this.left = el("div", { class: "ruler left", "aria-hidden": "true" })
    this.edge = el("div", { class: "edge" })
    this.outline = el("div", { class: "outline", "data-testid": `${kind}-outline`, hidden: "" })
    this.ghost = el("div", { class: "outline ghost", hidden: "" })
    // The taps' colour is one thing that slides with the outline, above the ground of the cells and below their digits.
    this.fill = el("div", { class: "fill", hidden: "" })
    const readonly = kind === "input" ? null : "true"
    const grid = { class: "plane", role: "grid", "aria-readonly": readonly, "data-testid": `${kind}-grid` }
    this.plane = el("div", grid, this.edge, this.ghost, this.outline, this.fill)
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
    this.words = [grid.column_labels, grid.row_labels].map((labels) => Math.max(0, ...(labels ?? []).map(emWidth)))
    const caption = `${title} ${say(words, "size", grid)}`
    if (this.plane.ariaLabel !== title) this.plane.setAttribute("aria-label", title)
    if (this.caption.textContent !== caption) this.caption.textContent = caption
    if (this.arrowText.textContent !== (arrow ?? "")) this.arrowText.textContent = arrow ?? ""
    this.arrow.classList.toggle("blank", !arrow)
  }

  // Returns true when the shape is another one. Cells that stand in both shapes stay, and focus with them.
  reshape(rows, cols, frame) {
    const [top, left, bottom, right] = frame
    const shape = [rows, cols, ...frame].join(" ")
    if (shape === this.shape) return false
    Object.assign(this, { shape, rows, cols, frame })
    this.height = top + rows + bottom
    this.width = left + cols + right
    this.cells = []
    for (const name of this.marked.keys()) this.mark(name, [])
    const before = this.lines
    this.lines = new Map()
    for (let r = -top; r < rows + bottom; r++) {
      const { row, cells } = before.get(r) ?? { row: el("div", { role: "row" }), cells: new Map() }
      before.delete(r)
      const line = new Map()
      for (let c = -left; c < cols + right; c++) {
        const real = this.isReal(r, c)
        const known = cells.get(c)
        line.set(c, known?.isReal === real ? known : this.blank(r, c, real))
      }
      const fresh = [...line.values()]
      for (const cell of cells.values()) if (!fresh.includes(cell)) cell.remove()
      arrange(row, fresh)
      if (r < 0 || r >= rows) row.setAttribute("aria-hidden", "true") // padding alone: nothing of the tensor
      else row.removeAttribute("aria-hidden")
      this.cells.push(...fresh)
      this.lines.set(r, { row, cells: line })
    }
    for (const { row } of before.values()) row.remove()
    arrange(this.plane, [...this.lines.values()].map(({ row }) => row), this.outline.nextSibling)
    return true
  }

  blank(r, c, isReal) {
    const kind = isReal ? "real" : "around"
    this.blanks ??= {}
    this.blanks[kind] ??= el("div", {
      class: "cell",
      "data-testid": isReal ? `${this.kind}-cell` : "frame-cell",
      role: isReal ? "gridcell" : null,
      tabindex: isReal ? -1 : null,
      "aria-hidden": isReal ? null : "true",
    }, el("span", { class: "value" }))
    const cell = this.blanks[kind].cloneNode(true)
    cell.dataset.r = r
    cell.dataset.c = c
    // What a cell shows is kept beside it: what has not changed is not written again.
    return Object.assign(cell, { isReal, said: "", em: 0 })
  }

  // Words, where they come as data, or numbers.
  ruler(node, count, offset, words) {
    const said = JSON.stringify([count, offset, words])
    if (node.said === said) return
    node.said = said
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
    return Math.max(0, this.words[1] * this.wordSize - 12)
  }

  wordsTop(size) {
    const wide = this.words[0] * this.wordSize
    return wide > size - 2 ? wide * 0.6 : 0
  }

  resize(size) {
    const sized = [size, this.wordsLeft, this.wordsTop(size), this.shape].join(" ")
    if (this.sized === sized) return
    this.sized = sized
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

  // ---- what the stage and the editor ask of a board ----

  // The tensor whose cells these are.
  get holds() {
    return this.id
  }

  // Where an editor is put, and where in there a cell is; `room` is how wide the editor may be.
  get ground() {
    return this.board // in a grid stand rows alone
  }

  boxOf(r, c) {
    const { size, frame, width } = this
    return { left: (c + frame[1]) * size, top: (r + frame[0]) * size, wide: size, tall: size, room: width * size }
  }

  placeOf(r, c) {
    return [r, c]
  }

  isReal(r, c) {
    return r >= 0 && r < this.rows && c >= 0 && c < this.cols
  }

  write(cell, text, heat = null) {
    if (cell.said !== text) {
      cell.firstChild.textContent = cell.said = text
      cell.em = emWidth(text)
    }
    if (cell.heat === heat) return
    cell.heat = heat
    // Text has to stay legible on the strongest colour, so heat ends at 45 %.
    if (heat === null) cell.style.removeProperty("--heat")
    else cell.style.setProperty("--heat", `${(5 + 40 * clamp(heat, 0, 1)).toFixed(1)}%`)
  }

  label(cell, text) {
    if (cell.label !== text) cell.setAttribute("aria-label", (cell.label = text))
  }

  // One size of digits for the whole board; only the widest few texts are set smaller than the rest.
  fitText(texts) {
    const widths = texts.map(emWidth).sort((a, b) => a - b)
    const common = Math.max(1.5, widths[Math.floor(0.9 * (widths.length - 1))] ?? 0)
    if (this.common !== common) this.board.style.setProperty("--em", (this.common = common).toFixed(2))
    for (const cell of this.cells) {
      const own = cell.em > common ? cell.em.toFixed(2) : ""
      if ((cell.own ?? "") !== own) {
        cell.own = own
        if (own) cell.style.setProperty("--em", own)
        else cell.style.removeProperty("--em")
      }
      const isTiny = Math.min(0.4 * this.size, (this.size - 4) / Math.max(common, cell.em)) < TINY
      if (Boolean(cell.isTiny) !== isTiny) cell.classList.toggle("tiny", (cell.isTiny = isTiny))
    }
  }

  markPlaces(name, places) {
    this.mark(name, places.map(([r, c]) => this.at(r, c)))
  }

  mark(name, cells) {
    const before = this.marked.get(name) ?? []
    const now = new Set(cells.filter(Boolean))
    for (const cell of before) if (!now.has(cell)) cell.classList.remove(name)
    for (const cell of now) cell.classList.add(name)
    this.marked.set(name, now)
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
    const ground = [this.size, this.frame[0], this.frame[1]].join(" ")
    // What appears must not fly in from its old place, and when the cells move the outline is already with them.
    const jumps = node.hidden || node.ground !== ground
    if (node.hidden === Boolean(spans)) node.hidden = !spans
    if (!spans) return
    node.ground = ground
    const placed = [ground, ...spans].join(" ")
    if (node.placed === placed && !jumps) return
    node.placed = placed
    node.style.transition = jumps ? "none" : ""
    this.box(node, spans[0], spans[1])
  }

  // The window that is looked at: its outline, and the taps that fill it, as one.
  placeWindow(spans, taps) {
    this.place(this.outline, spans)
    this.place(this.fill, spans)
    if (!spans) return
    const inside = taps.map(([r, c]) => [r - spans[0][0], c - spans[1][0]])
    const said = inside.join(" ")
    if (this.fill.said === said) return
    this.fill.said = said
    this.fill.replaceChildren(...inside.map(([r, c]) => {
      const node = el("i")
      node.style.setProperty("--r", r)
      node.style.setProperty("--c", c)
      return node
    }))
  }

  // A board larger than its box scrolls inside it, so that what is looked at can be seen.
  reveal(columns, rows) {
    if (!this.scrolls) return
    const box = this.scroll
    const [top, left] = this.frame
    if (box.scrollWidth > box.clientWidth) {
      box.scrollLeft = shifted(box.scrollLeft, box.clientWidth, this.plane.offsetLeft + left * this.size, columns, this.size)
    }
    if (rows && box.scrollHeight > box.clientHeight) {
      box.scrollTop = shifted(box.scrollTop, box.clientHeight, this.plane.offsetTop + top * this.size, rows, this.size)
    }
  }

  setTabStop(r, c) {
    this.tabStop?.setAttribute("tabindex", -1)
    this.tabStop = this.at(r, c)
    this.tabStop?.setAttribute("tabindex", 0)
  }
}

// Nodes in their order before `next`; only what stands wrong is moved, since a node that moves loses its focus.
function arrange(parent, nodes, next = null) {
  for (const node of nodes.toReversed()) {
    if (node.parentNode !== parent || node.nextSibling !== next) parent.insertBefore(node, next)
    next = node
  }
}

// How far a box is to be scrolled so that a span of cells, and one more on either side, is in it.
function shifted(before, room, zero, [start, stop], size) {
  let after = before
  if (zero + start * size < after) after = zero + (start - 1) * size
  const end = zero + (stop + 1) * size
  if (end - size > after + room) after = end - room
  return after
}
