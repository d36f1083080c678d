// One volume as sheets of cells, one for each depth; frames of the window on them, and rails from frame to frame.

import { emWidth } from "../board.js"
import { el } from "../dom.js"
import { boxOf, onScreen, rangesOf, roomOf, sheetDistance, stepsOf } from "./camera.js"
import { CELL, Sheet } from "./sheet.js"
import { hatches, short, svgEl } from "./svg.js"

const PLAIN = [[0, 0], [0, 0], [0, 0]]
const CLOSEST_NAMES = 10 // of rows and columns
const NAME_WIDTH = 46

export class Volume {
  constructor(kind, follows = kind === "input" ? "window" : "output") {
    Object.assign(this, { kind, follows, shape: [], marked: new Map(), spans: null, sheets: new Map() })
    this.caption = el("div", { class: "caption" })
    this.svg = svgEl("svg", { class: "space", role: "group", "data-testid": `${kind}-space` })
    this.ground = el("div", { class: "ground" }, this.svg)
    this.figure = el("div", { class: "figure" }, this.caption, this.ground)
  }

  // The sheets that hold data.
  get boards() {
    return [...this.sheets.values()].filter(({ rows }) => rows)
  }

  // ---- once for a payload ----

  // True when the shape is another one. Sheets that stand in both shapes stay.
  reshape({ shape, frame = PLAIN }) {
    if (JSON.stringify([shape, frame]) === this.made) return false
    Object.assign(this, { made: JSON.stringify([shape, frame]), shape, frame, spans: null, tabStop: null })
    this.marked.clear()
    const spans = shape.map((size, axis) => [-frame[axis][0], size + frame[axis][1]])
    const [[first, stop]] = spans
    this.ranges = rangesOf(spans)
    this.distance = sheetDistance(spans)
    this.room = roomOf(spans)
    const before = this.sheets
    this.sheets = new Map()
    this.rails = new Map()
    const parts = []
    // The farthest first: what is nearer covers it.
    for (let d = stop - 1; d >= first; d--) {
      const sheet = before.get(d) ?? new Sheet(this, d)
      const isData = d >= 0 && d < shape[0]
      sheet.reshape(isData ? shape[1] : 0, isData ? shape[2] : 0)
      this.sheets.set(d, sheet)
      this.rails.set(d - 1, svgEl("path", { class: "rails" }))
      parts.push(sheet.node)
      if (d > first) parts.push(this.rails.get(d - 1))
    }
    this.names = svgEl("g", { class: "names", "aria-hidden": "true" })
    this.svg.replaceChildren(hatches(this.kind), ...parts, this.names)
    return true
  }

  name(title, words) {
    this.words = words
    this.caption.textContent = `${title} ${this.shape.join(" × ")}`
    this.svg.setAttribute("aria-label", this.caption.textContent)
    for (const { lines, d } of this.boards) lines.setAttribute("aria-label", `${title}, ${words.depth} ${d}`)
  }

  fillAround(kinds) {
    const [first, top, left] = this.frame.map(([before]) => before)
    kinds.forEach((plane, d) => this.sheets.get(d - first).fillAround(plane, top, left))
  }

  // One size of digits for the whole volume; only the widest few texts are set smaller than the rest.
  fitText(texts) {
    const widths = texts.map(emWidth).sort((a, b) => a - b)
    this.common = Math.max(1.2, widths[Math.floor(0.9 * (widths.length - 1))] ?? 0)
    this.scale()
  }

  scale() {
    for (const sheet of this.boards) sheet.fitText(this.common ?? 1.2, this.unit)
  }

  cell([d, r, c]) {
    return this.sheets.get(d)?.at(r, c) ?? null
  }

  // One cell of the whole volume is reached by Tab; from there the arrows lead.
  setTabStop(cell) {
    this.tabStop?.setAttribute("tabindex", -1)
    this.tabStop = cell
    cell?.setAttribute("tabindex", 0)
  }

  // ---- at each step ----

  mark(name, places) {
    for (const cell of this.marked.get(name) ?? []) cell.classList.remove(name)
    const cells = places.map((place) => this.cell(place)).filter(Boolean)
    for (const cell of cells) cell.classList.add(name)
    this.marked.set(name, cells)
  }

  // Half-open spans along depth, rows and columns; null for none.
  place(spans, ghost = null) {
    this.spans = spans
    for (const sheet of this.sheets.values()) {
      sheet.frame(sheet.outline, spans)
      sheet.frame(sheet.ghost, ghost)
    }
    this.drawRails()
  }

  // ---- at each turn ----

  // How much smaller than at the start cells must be for a turned volume to stay within its room.
  fit(camera, tall) {
    const box = boxOf(stepsOf(camera, this.distance), this.ranges)
    return Math.min(1, this.room.width / box.width, tall / box.height)
  }

  // Room and cells in pixels; the volume stands in the middle of its room.
  draw(camera, { width, height, unit }) {
    const steps = stepsOf(camera, this.distance)
    const box = boxOf(steps, this.ranges)
    this.unit = unit
    const { left, right, top, bottom } = this.edges
    this.wide = width + left + right
    this.svg.setAttribute("width", this.wide)
    this.svg.setAttribute("height", height + top + bottom)
    const corner = [left + (width - box.width * unit) / 2, top + (height - box.height * unit) / 2]
    this.at = (place) => {
      const [x, y] = onScreen(steps, place)
      return [corner[0] + (x - box.left) * unit, corner[1] + (y - box.top) * unit]
    }
    const [, down, across] = steps.map((step) => step.map((cells) => (cells * unit) / CELL))
    for (const [d, { node }] of this.sheets) {
      node.setAttribute("transform", `matrix(${[...across, ...down, ...this.at([d, 0, 0])].map(short).join(" ")})`)
    }
    this.scale()
    this.drawRails()
    this.drawNames(steps)
  }

  drawRails() {
    if (!this.at) return
    const { spans } = this
    for (const [d, path] of this.rails) {
      const isInside = spans && d >= spans[0][0] && d + 1 < spans[0][1]
      const corners = isInside ? spans[1].flatMap((r) => spans[2].map((c) => [r, c])) : []
      const line = ([r, c]) => [d, d + 1].map((depth) => this.at([depth, r, c]).map(short).join(" ")).join("L")
      path.setAttribute("d", corners.map((corner) => `M${line(corner)}`).join(""))
    }
  }

  // Depths above their sheets; rows and columns beside the nearest, where there is room for names.
  drawNames(steps) {
    const [depth, rows, columns] = this.shape
    const [[nearest], [top, bottom], [left, right]] = this.ranges
    const [pitch, high, wide] = steps.map((step) => Math.hypot(...step) * this.unit)
    const name = (text, place, dx, dy, anchor) => {
      const [x, y] = this.at(place)
      const node = svgEl("text", { x: short(x + dx), y: short(y + dy), "text-anchor": anchor })
      node.textContent = text
      return node
    }
    // Where numbers would run into each other the first and the last stand for all.
    const named = (size, room) =>
      Array.from({ length: size }, (_, at) => at).filter((at) => room >= CLOSEST_NAMES || at % (size - 1) === 0)
    // Sheets that cover each other have their names beside them, on the side to which they go.
    const isApart = Math.abs(steps[0][0]) > (right - left) * Math.abs(steps[2][0])
    const side = steps[0][0] > 0 ? -1 : 1
    const depthName = (d) => {
      const text = d === 0 || (isApart && pitch >= NAME_WIDTH) ? `${this.words.depth} ${d}` : d
      if (isApart) return name(text, [d, top, (left + right) / 2], 0, -8, "middle")
      return name(text, [d, top, side < 0 ? left : right], side * 6, -12, side < 0 ? "end" : "start")
    }
    const besides = () => [
      ...named(rows, high).map((r) => name(r, [nearest, r + 0.5, left], -7, 4, "end")),
      ...named(columns, wide).map((c) => name(c, [nearest, bottom, c + 0.5], 0, 14, "middle")),
      name(this.words.row, [nearest, top, left], -7, 0, "end"),
      name(this.words.column, [nearest, bottom, columns / 2], 0, 28, "middle"),
    ]
    this.names.replaceChildren(...named(depth, Infinity).map(depthName), ...(this.isNamed ? besides() : []))
  }
}
