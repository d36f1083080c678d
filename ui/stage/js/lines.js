// One axis under several conventions, a number line for each: its cells, what lies before and after them, and its windows
// with a dot for each cell that they read.

import { emWidth } from "./board.js"
import { clamp, el } from "./dom.js"
import { patterns, rect, svg, swatch, words } from "./svg.js"

const ID = "lines"
const SIDE = 8
const WIDEST = 110 // px of a cell
const LANE = 20

export class Lines {
  constructor({ plot, legend, say }) {
    Object.assign(this, { plot, legend, say })
  }

  show(data) {
    const said = JSON.stringify(data)
    if (said === this.said) return
    Object.assign(this, { data, said, drawn: null })
    this.legend.replaceChildren(...this.signs())
    this.say("")
  }

  draw(width, height) {
    const size = `${width},${height}`
    if (this.drawn === size) return
    this.drawn = size
    const { cells, rows, taps, words: said } = this.data
    const reach = taps.at(-1) + 1
    const low = Math.min(0, ...rows.map(({ before }) => -before))
    const high = Math.max(cells, ...rows.flatMap(({ after, starts }) => [cells + after, ...starts.map((start) => start + reach)]))
    this.cell = Math.min(WIDEST, (width - 2 * SIDE) / (high - low))
    this.x = (at) => SIDE + (at - low) * this.cell
    const part = height / rows.length
    this.font = clamp(Math.round(part / 8), 13, 17)
    // What does not fit beside a name stands below it.
    this.isBroken = rows.some((row) => emWidth(`${row.name}   ${row.said}`) * this.font > width - 2 * SIDE)
    this.svg = svg("svg", { width, height, role: "img", "aria-label": [said.label, ...rows.map(({ name, said: text }) => `${name}: ${text}`)].join(". ") }, patterns(ID))
    rows.forEach((row, at) => this.svg.append(this.row(row, at * part, part)))
    this.plot.replaceChildren(this.svg)
  }

  row(row, top, part) {
    const { font, isBroken } = this
    const tall = clamp(part * 0.3, 18, 44)
    const y = top + font + 8 + (isBroken ? font + 4 : 0)
    const node = svg("g", { class: "line", "data-name": row.name, "font-size": font })
    node.append(svg("text", { class: "heading", x: SIDE, y: top + font + 1 }, svg("tspan", { class: "name" }, row.name), svg("tspan", { class: row.allowed ? "row-said" : "row-said refused", ...(isBroken ? { x: SIDE, dy: font + 4 } : { dx: 12 }) }, row.said)))
    const { cells } = this.data
    const boxes = (name, from, to, fill) => {
      for (let at = from; at < to; at++) node.append(rect(`box ${name}`, this.x(at), y, this.cell, tall, { fill: fill && `url(#${ID}-${fill})` }))
    }
    boxes("padding", -row.before, 0, "padding")
    boxes("read", 0, cells - row.unread)
    boxes("unread", cells - row.unread, cells)
    boxes("padding", cells, cells + row.after, "padding")
    boxes("overhang", cells + row.after, cells + row.after + row.overhang, "overhang")
    if (this.cell >= 18) {
      for (let at = 0; at < cells; at++) node.append(words("number", at, this.x(at + 0.5), y + tall / 2, { "text-anchor": "middle", dy: "0.35em", "font-size": Math.min(font, this.cell * 0.6) }))
    }
    node.append(...this.windows(row, y + tall, top + part - 4))
    return node
  }

  // Windows do not touch: each takes the first lane that is free.
  windows({ starts, windows }, top, bottom) {
    const { taps } = this.data
    const reach = taps.at(-1) + 1
    const free = []
    const lanes = starts.map((start) => {
      const found = free.findIndex((until) => until <= start)
      const lane = found < 0 ? free.length : found
      free[lane] = start + reach
      return lane
    })
    const step = Math.min((bottom - top) / Math.max(free.length, 1), LANE)
    const dot = clamp(Math.min(step * 0.3, this.cell * 0.3), 1, 5.5)
    return starts.map((start, i) => {
      const y = top + (lanes[i] + 0.55) * step
      const node = svg("g", { class: "sweep", "data-testid": "line-window" },
        rect("hit", this.x(start), y - step / 2, reach * this.cell, step),
        svg("path", { d: `M${this.x(start + 0.5)} ${y}H${this.x(start + reach - 0.5)}` }),
        ...taps.map((tap) => svg("circle", { cx: this.x(start + tap + 0.5), cy: y, r: dot })))
      node.addEventListener("pointerenter", () => this.look(node, windows[i]))
      node.addEventListener("pointerleave", () => this.look(null, ""))
      return node
    })
  }

  look(node, text) {
    this.svg.querySelector(".seen")?.classList.remove("seen")
    node?.classList.add("seen")
    this.say(text)
  }

  signs() {
    const { rows, words: said } = this.data
    const some = (name) => rows.some((row) => row[name])
    const items = [["read"], ...(some("unread") ? [["unread"]] : []), ...(some("before") || some("after") ? [["padding", "padding"]] : []), ...(some("overhang") ? [["overhang", "overhang"]] : [])]
    return [
      ...items.map(([name, fill]) => el("li", {}, swatch(ID, name, fill), el("span", {}, said[name]))),
      el("li", {}, svg("svg", { class: "sign", viewBox: "0 0 26 14", width: 26, height: 14, "aria-hidden": "true" },
        svg("g", { class: "sweep" }, svg("path", { d: "M4 7H22" }), ...[4, 13, 22].map((cx) => svg("circle", { cx, cy: 7, r: 3.5 })))), el("span", {}, said.window)),
    ]
  }
}
