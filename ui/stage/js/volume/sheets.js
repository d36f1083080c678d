// One volume as sheets of cells, one for each depth; frames of the window on them, and rails from frame to frame.

import { emWidth } from "../board.js"
import { clamp, el } from "../dom.js"
import { boxOf, camera, onScreen, rangesOf, roomOf, sheetDistance, stepsOf } from "./camera.js"

const CELL = 40 // units of a sheet's own drawing
const PLAIN = [[0, 0], [0, 0], [0, 0]]
export const ROOM = { left: 30, right: 8, top: 24, bottom: 34 } // for the names of depths, rows and columns
const SMALLEST_DIGITS = 7
const CLOSEST_NAMES = 10 // of rows and columns
const NAME_WIDTH = 46
// What is no plain data has a mark of its own, so that colour never speaks alone.
const MARKS = {
  t: `M0 ${CELL}L${CELL} 0`,
  g: `M7 7H${CELL - 7}V${CELL - 7}H7Z`,
  h: "M5 5h6v6h-6z",
}

function svgEl(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

export class Volume {
  constructor(kind) {
    Object.assign(this, { kind, shape: [], marked: new Map(), spans: null })
    this.caption = el("div", { class: "caption" })
    this.svg = svgEl("svg", { class: "space", role: "img", "data-testid": `${kind}-space` })
    this.figure = el("div", { class: "figure" }, this.caption, this.svg)
  }

  // ---- once for a payload ----

  reshape({ shape, frame = PLAIN }) {
    if (JSON.stringify([shape, frame]) === this.made) return
    Object.assign(this, { made: JSON.stringify([shape, frame]), shape, frame, cells: new Map(), spans: null })
    this.marked.clear()
    const spans = shape.map((size, axis) => [-frame[axis][0], size + frame[axis][1]])
    const [depths] = spans
    this.ranges = rangesOf(spans)
    this.distance = sheetDistance(spans)
    this.room = roomOf(spans)
    this.sheets = new Map()
    this.rails = new Map()
    const parts = []
    // The farthest first: what is nearer covers it.
    for (let d = depths[1] - 1; d >= depths[0]; d--) {
      this.sheets.set(d, this.sheet(d))
      this.rails.set(d - 1, svgEl("path", { class: "rails" }))
      parts.push(this.sheets.get(d).node)
      if (d > depths[0]) parts.push(this.rails.get(d - 1))
    }
    this.names = svgEl("g", { class: "names", "aria-hidden": "true" })
    this.svg.replaceChildren(hatches(this.kind), ...parts, this.names)
  }

  sheet(d) {
    const [depth, rows, columns] = this.shape
    const sheet = { frames: new Map(), outline: svgEl("rect", { class: "window" }) }
    for (const kind of ["p", "o"]) {
      const path = svgEl("path", { class: "around", "data-kind": kind, fill: `url(#${this.kind}-${kind})` })
      sheet.frames.set(kind, path)
    }
    const cells = []
    for (let r = 0; r < rows && d >= 0 && d < depth; r++) {
      for (let c = 0; c < columns; c++) {
        const cell = svgEl("g", { class: "voxel", "data-testid": `${this.kind}-voxel`, "data-at": [d, r, c].join(",") },
          svgEl("rect", { x: c * CELL, y: r * CELL, width: CELL, height: CELL }), svgEl("path", { class: "mark" }),
          svgEl("rect", { class: "rim", x: c * CELL + 2, y: r * CELL + 2, width: CELL - 4, height: CELL - 4 }),
          svgEl("circle", { class: "ring", cx: (c + 0.5) * CELL, cy: (r + 0.5) * CELL, r: 0.42 * CELL }),
          svgEl("text", { x: (c + 0.5) * CELL, y: (r + 0.52) * CELL }))
        cell.children[1].setAttribute("transform", `translate(${c * CELL} ${r * CELL})`)
        this.cells.set([d, r, c].join(), cell)
        cells.push(cell)
      }
    }
    sheet.node = svgEl("g", { class: "sheet", "data-d": d }, ...sheet.frames.values(), ...cells, sheet.outline)
    return sheet
  }

  name(title, words) {
    this.caption.textContent = `${title} ${this.shape.join(" × ")}`
    this.svg.setAttribute("aria-label", this.caption.textContent)
    this.words = words
  }

  // Padding and overhang around the data, by sheets, as they are: no numbers, one path for each kind.
  fillAround(kinds) {
    const [first, top, left] = this.frame.map(([before]) => before)
    kinds.forEach((plane, d) => {
      const sheet = this.sheets.get(d - first)
      for (const [kind, path] of sheet.frames) {
        const square = (r, c) => `M${(c - left) * CELL} ${(r - top) * CELL}h${CELL}v${CELL}h${-CELL}z`
        const found = plane.flatMap((line, r) => [...line].map((one, c) => (one === kind ? square(r, c) : "")))
        path.setAttribute("d", found.join(""))
      }
    })
  }

  write(place, text, heat, kind = "r") {
    const cell = this.cells.get(place.join())
    cell.lastChild.textContent = text
    cell.dataset.kind = kind
    cell.classList.toggle("unknown", text === "?")
    cell.children[1].setAttribute("d", MARKS[kind] ?? "")
    if (heat === null || heat === undefined) cell.style.removeProperty("--heat")
    else cell.style.setProperty("--heat", `${(5 + 40 * clamp(heat, 0, 1)).toFixed(1)}%`)
    this.scale(cell)
  }

  // One size of digits for the whole volume; only the widest few texts are set smaller than the rest.
  fitText(texts) {
    const widths = texts.map(emWidth).sort((a, b) => a - b)
    this.common = Math.max(1.2, widths[Math.floor(0.9 * (widths.length - 1))] ?? 0)
    for (const cell of this.cells.values()) this.scale(cell)
  }

  scale(cell) {
    const width = Math.max(this.common ?? 1.2, emWidth(cell.lastChild.textContent))
    const size = Math.min(0.58 * CELL, (CELL - 4) / width)
    cell.style.setProperty("--size", `${size.toFixed(1)}px`)
    // Digits that nobody can read are left to the line below: hovering shows the exact value there.
    cell.classList.toggle("tiny", size * this.unit < SMALLEST_DIGITS * CELL)
  }

  // ---- at each step ----

  mark(name, places) {
    for (const cell of this.marked.get(name) ?? []) cell.classList.remove(name)
    const cells = places.map((place) => this.cells.get(place.join())).filter(Boolean)
    for (const cell of cells) cell.classList.add(name)
    this.marked.set(name, cells)
  }

  // Half-open spans along depth, rows and columns; null for none.
  place(spans) {
    this.spans = spans
    for (const [d, { outline }] of this.sheets) {
      const isInside = spans && d >= spans[0][0] && d < spans[0][1]
      outline.toggleAttribute("hidden", !isInside)
      if (!isInside) continue
      const [, [top, bottom], [left, right]] = spans
      const box = { x: left, y: top, width: right - left, height: bottom - top }
      for (const [name, cells] of Object.entries(box)) outline.setAttribute(name, cells * CELL)
    }
    this.drawRails()
  }

  // ---- at each turn ----

  // How much smaller than at the start cells must be for a turned volume to stay within its room.
  fit(camera, tall) {
    const box = boxOf(stepsOf(camera, this.distance), this.ranges)
    return Math.min(1, this.room.width / box.width, tall / box.height)
  }

  // Room and cells in pixels; the volume hangs from the top of its room.
  draw(camera, { width, height, unit }) {
    const steps = stepsOf(camera, this.distance)
    const box = boxOf(steps, this.ranges)
    this.unit = unit
    this.svg.setAttribute("width", width + ROOM.left + ROOM.right)
    this.svg.setAttribute("height", height + ROOM.top + ROOM.bottom)
    const corner = [ROOM.left + (width - box.width * unit) / 2, ROOM.top]
    this.at = (place) => {
      const [x, y] = onScreen(steps, place)
      return [corner[0] + (x - box.left) * unit, corner[1] + (y - box.top) * unit]
    }
    const [, down, across] = steps.map((step) => step.map((cells) => (cells * unit) / CELL))
    for (const [d, { node }] of this.sheets) {
      node.setAttribute("transform", `matrix(${[...across, ...down, ...this.at([d, 0, 0])].map(short).join(" ")})`)
    }
    for (const cell of this.cells.values()) this.scale(cell)
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

  // Depths above their sheets; rows and columns beside the nearest.
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
    this.names.replaceChildren(
      ...named(depth, Infinity).map(depthName),
      ...named(rows, high).map((r) => name(r, [nearest, r + 0.5, left], -7, 4, "end")),
      ...named(columns, wide).map((c) => name(c, [nearest, bottom, c + 0.5], 0, 14, "middle")),
      name(this.words.row, [nearest, top, left], -7, 0, "end"),
      name(this.words.column, [nearest, bottom, columns / 2], 0, 28, "middle"),
    )
  }
}

// The same hatches as on the grid.
function hatches(name) {
  const line = (d) => svgEl("path", { d })
  const tile = { class: "hatch", width: 10, height: 10, patternUnits: "userSpaceOnUse" }
  const pattern = (kind, ...lines) => svgEl("pattern", { ...tile, id: `${name}-${kind}` }, ...lines)
  return svgEl("defs", {}, pattern("p", line("M0 10L10 0")), pattern("o", line("M0 10L10 0"), line("M0 0L10 10")))
}

export function short(number) {
  return Number(number.toFixed(3))
}
