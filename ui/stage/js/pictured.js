// What stands in the place of the grids where a lesson has none: one field of the payload for each picture. It is drawn at
// the size that it has, and what is pointed at is said in the line below it.

import { Card } from "./cards/card.js"
import { el } from "./dom.js"
import { Lines } from "./lines.js"
import { reachable } from "./reach.js"
import { Stack } from "./stack.js"

const PICTURES = { stack: Stack, lines: Lines, card: Card }

export class Pictured {
  // `place` is where grids would stand; `turn` changes the state, `load` goes to another that nobody turned.
  constructor(root, place, { turn, load }) {
    Object.assign(this, { root, place, turn, load })
    this.made = new Map()
    this.now = null
    this.sizes = new ResizeObserver(() => this.fit())
  }

  show(payload) {
    const name = Object.keys(PICTURES).find((each) => payload[each])
    this.root.classList.toggle("pictured", Boolean(name))
    this.root.dataset.picture = name ?? ""
    for (const [each, { node }] of this.made) if (each !== name) node.hidden = true
    this.now = name ? this.made.get(name) ?? this.make(name) : null
    if (!this.now) return
    this.now.node.hidden = false
    this.now.picture.show(payload[name], payload)
    this.listen()
    this.fit()
  }

  make(name) {
    const plot = el("div", { class: "plotted", "data-testid": name })
    const said = reachable(el("div", { class: "picture-said", "data-testid": "picture-said" }))
    const legend = el("ul", { class: "picture-legend", "data-testid": "picture-legend" })
    const { root, turn, load } = this
    const picture = new PICTURES[name]({ root, plot, legend, turn, load, say: (text) => said.textContent !== text && (said.textContent = text) })
    const beside = PICTURES[name].isWhole ? [] : [said, legend]
    const made = { picture, plot, node: el("div", { class: "picture" }, plot, ...beside) }
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

  // A picture may have keys of its own, as long as its page is shown.
  listen() {
    this.now?.picture.listen?.()
  }

  rest() {
    this.now?.picture.rest?.()
  }

  // A remote steps through what can be chosen; whether there is any.
  step(where) {
    return Boolean(this.now?.picture.step?.(where))
  }
}
