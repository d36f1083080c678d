// The window as it is to pooling: its numbers, and the one that they become.

import { el } from "../dom.js"

export class Lens {
  constructor(most) {
    this.most = most
    this.seen = el("div", { class: "seen", "data-testid": "lens-window" })
    this.made = el("div", { class: "made", "data-testid": "lens-value" })
    this.node = el("div", { class: "lens", "aria-hidden": "true" }, this.seen, el("span", { class: "shaft" }), this.made)
  }

  show(texts, text) {
    this.seen.style.setProperty("--side", Math.sqrt(texts.length))
    this.seen.replaceChildren(...texts.map((one) => this.number(one)))
    this.made.replaceChildren(this.number(text))
  }

  number(text) {
    const node = el("b", { class: "value" }, text)
    node.style.setProperty("--heat", `${((100 * text) / this.most).toFixed(1)}%`)
    return node
  }
}
