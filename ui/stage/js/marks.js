// What a lesson draws of the output that is looked at, beside the grids: one field of the payload for each mark.
// `show` takes the field, `paint` the output; `turned` is told of what a hand turns, before the answer is there.

import { Curve } from "./curve.js"
import { Draws } from "./draws.js"
import { el } from "./dom.js"

const MARKS = { curve: Curve, draws: Draws }

export class Marks {
  constructor(turn) {
    this.turn = turn
    this.node = el("div", { class: "marks", hidden: "" })
    this.made = new Map()
  }

  show(payload) {
    this.wanted = Object.keys(MARKS).filter((name) => payload[name])
    this.node.hidden = !this.wanted.length
    for (const name of this.wanted) {
      if (!this.made.has(name)) {
        const mark = new MARKS[name](this.turn)
        this.made.set(name, mark)
        this.node.append(mark.node)
      }
      this.made.get(name).show(payload[name])
    }
    for (const [name, { node }] of this.made) node.hidden = !this.wanted.includes(name)
  }

  paint([i, j]) {
    for (const name of this.wanted ?? []) this.made.get(name).paint(i, j)
  }

  turned(changes) {
    for (const name of this.wanted ?? []) this.made.get(name).turned?.(changes)
  }
}
