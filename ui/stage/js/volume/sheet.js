// One depth of a volume: a grid of cells in space, which the stage and the editor take for a board like any other.

import { emWidth } from "../board.js"
import { clamp } from "../dom.js"
import { svgEl } from "./svg.js"

export const CELL = 40 // units of a sheet's own drawing
const SMALLEST_DIGITS = 7
const SMALLEST_EDITOR = 30
// What is no plain data has a mark of its own, so that colour never speaks alone.
const MARKS = {
  t: `M0 ${CELL}L${CELL} 0`,
  g: `M7 7H${CELL - 7}V${CELL - 7}H7Z`,
  h: "M5 5h6v6h-6z",
}

export class Sheet {
  constructor(volume, d) {
    const { kind } = volume
    Object.assign(this, { volume, kind, d, id: `${kind} ${d}`, holds: kind, cells: [], hidden: [] })
    this.follows = volume.follows
    this.around = new Map(["p", "o"].map((one) => {
      return [one, svgEl("path", { class: "around", "data-kind": one, fill: `url(#${kind}-${one})` })]
    }))
    this.ghost = svgEl("rect", { class: "window ghost" })
    this.outline = svgEl("rect", { class: "window" })
    this.lines = svgEl("g")
    this.node = svgEl("g", { class: "sheet", "data-d": d }, ...this.around.values(), this.lines, this.ghost, this.outline)
    this.plane = this.node
  }

  // Sheets of padding hold no cells.
  reshape(rows, cols) {
    Object.assign(this, { rows, cols, cells: [] })
    for (const one of [this.ghost, this.outline]) one.toggleAttribute("hidden", true)
    if (rows) this.lines.setAttribute("role", "grid")
    else this.lines.removeAttribute("role")
    this.lines.replaceChildren(...Array.from({ length: rows }, (_, r) => {
      const line = Array.from({ length: cols }, (_, c) => this.voxel(r, c))
      this.cells.push(...line)
      return svgEl("g", { role: "row" }, ...line)
    }))
  }

  voxel(r, c) {
    const at = [this.d, r, c].join(",")
    const names = { "data-testid": `${this.kind}-voxel`, "data-at": at, "data-r": r, "data-c": c }
    const mark = svgEl("path", { class: "mark", transform: `translate(${c * CELL} ${r * CELL})` })
    return svgEl("g", { class: "voxel", role: "gridcell", tabindex: -1, ...names },
      svgEl("rect", { x: c * CELL, y: r * CELL, width: CELL, height: CELL }), mark,
      svgEl("rect", { class: "rim", x: c * CELL + 2, y: r * CELL + 2, width: CELL - 4, height: CELL - 4 }),
      svgEl("circle", { class: "ring", cx: (c + 0.5) * CELL, cy: (r + 0.5) * CELL, r: 0.42 * CELL }),
      svgEl("circle", { class: "pin", cx: (c + 0.86) * CELL, cy: (r + 0.14) * CELL, r: 0.1 * CELL }),
      svgEl("text", { x: (c + 0.5) * CELL, y: (r + 0.52) * CELL, "aria-hidden": "true" }))
  }

  // ---- what the stage and the editor ask of a board ----

  at(r, c) {
    return this.isReal(r, c) ? this.cells[r * this.cols + c] : null
  }

  isReal(r, c) {
    return r >= 0 && r < this.rows && c >= 0 && c < this.cols
  }

  placeOf(r, c) {
    return [this.d, r, c]
  }

  setTabStop(r, c) {
    this.volume.setTabStop(this.at(r, c))
  }

  get ground() {
    return this.volume.ground
  }

  boxOf(r, c) {
    const [x, y] = this.volume.at([this.d, r + 0.5, c + 0.5])
    const side = Math.max(SMALLEST_EDITOR, this.volume.unit)
    return { left: x - side / 2, top: y - side / 2, wide: side, tall: side, room: this.volume.wide }
  }

  // Nothing of a volume is ever out of sight.
  reveal() {}

  // ---- what is written on it ----

  write(r, c, text, heat, kind = "r") {
    const cell = this.at(r, c)
    cell.lastChild.textContent = text
    cell.dataset.kind = kind
    cell.classList.toggle("unknown", text === "?")
    cell.children[1].setAttribute("d", MARKS[kind] ?? "")
    if (heat === null || heat === undefined) cell.style.removeProperty("--heat")
    else cell.style.setProperty("--heat", `${(5 + 40 * clamp(heat, 0, 1)).toFixed(1)}%`)
    return cell
  }

  fitText(common, unit) {
    for (const cell of this.cells) {
      const width = Math.max(common, emWidth(cell.lastChild.textContent))
      const size = Math.min(0.58 * CELL, (CELL - 4) / width)
      cell.style.setProperty("--size", `${size.toFixed(1)}px`)
      // Digits that nobody can read are left to the line below: hovering shows the exact value there.
      cell.classList.toggle("tiny", size * unit < SMALLEST_DIGITS * CELL)
    }
  }

  // Padding and overhang around the data, as they are: no numbers, one path for each kind.
  fillAround(lines, top, left) {
    for (const [kind, path] of this.around) {
      const square = (r, c) => `M${(c - left) * CELL} ${(r - top) * CELL}h${CELL}v${CELL}h${-CELL}z`
      const found = lines.flatMap((line, r) => [...line].map((one, c) => (one === kind ? square(r, c) : "")))
      path.setAttribute("d", found.join(""))
    }
  }

  // A window where it crosses this sheet; half-open spans along depth, rows and columns, or null.
  frame(node, spans) {
    const isInside = spans && this.d >= spans[0][0] && this.d < spans[0][1]
    node.toggleAttribute("hidden", !isInside)
    if (!isInside) return
    const [, [top, bottom], [left, right]] = spans
    const box = { x: left, y: top, width: right - left, height: bottom - top }
    for (const [name, cells] of Object.entries(box)) node.setAttribute(name, cells * CELL)
  }
}
