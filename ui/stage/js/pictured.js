// What stands in the place of the grids where a lesson has none: one field of the payload for each picture. It is drawn at
// the size that it has, and what is pointed at is said in the line below it.

import { el } from "./dom.js"
import { Lines } from "./lines.js"
import { reachable } from "./reach.js"
import { Stack } from "./stack.js"

const PICTURES = { stack: Stack, lines: Lines }

export class Pictured {
  // `place` is where grids would stand.
  constructor(root, place, turn) {
    Object.assign(this, { root, place, turn })
    this.made = new Map()
    this.now = null
    this.sizes = new ResizeObserver(() => this.fit())
  }

  show(payload) {
    const name = Object.keys(PICTURES).find((each) => payload[each])
    this.root.classList.toggle("pictured", Boolean(name))
    for (const [each, { node }] of this.made) if (each !== name) node.hidden = true
    this.now = name ? this.made.get(name) ?? this.make(name) : null
    if (!this.now) return
    this.now.node.hidden = false
    this.now.picture.show(payload[name])
    this.fit()
  }

  make(name) {
    const plot = el("div", { class: "plotted", "data-testid": name })
    const said = reachable(el("div", { class: "picture-said", "data-testid": "picture-said" }))
    const legend = el("ul", { class: "picture-legend", "data-testid": "picture-legend" })
    const picture = new PICTURES[name]({ plot, legend, turn: this.turn, say: (text) => said.textContent !== text && (said.textContent = text) })
    const made = { picture, plot, node: el("div", { class: "picture" }, plot, said, legend) }
    this.made.set(name, made)
    this.place.append(made.node)
    this.sizes.observe(plot)
    return made
  }

  fit() {
    if (!this.now) return
    const { plot, picture } = this.now
    if (plot.clientWidth && plot.clientHeight) picture.draw(plot.clientWidth, plot.clientHeight)
  }

  // A remote steps through what can be chosen; whether there is any.
  step(where) {
    return Boolean(this.now?.picture.step?.(where))
  }
}
