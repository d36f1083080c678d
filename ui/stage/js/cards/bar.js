// The bar of progress: one line with a button for each card, by levels that have a name, with a sign where it was guessed.
// One tab stop; the card shown has it, and is in sight where the line is longer than its room.

import { el, say } from "../dom.js"

const SIGNS = { right: "✓", wrong: "✗" }

export class Bar {
  constructor(go) {
    this.go = go
    this.node = el("div", { class: "progress", role: "group", "data-testid": "progress" })
    this.steps = new Map()
    this.levels = new Map()
    this.node.addEventListener("scroll", () => this.edge(), { passive: true })
    new ResizeObserver(() => this.sight()).observe(this.node)
  }

  show(cards, guesses, now, words) {
    this.node.setAttribute("aria-label", say(words, "progress"))
    const before = this.now
    cards.forEach(({ id, says, level }, at) => {
      const step = this.steps.get(id) ?? this.make(id, at, level)
      const said = guesses.get(id)
      const state = said ? (said.right ? "right" : "wrong") : "open"
      step.dataset.state = state
      step.lastChild.textContent = SIGNS[state] ?? ""
      step.setAttribute("aria-label", say(words, "card", { n: at + 1, state: say(words, state) }))
      step.title = says
      step.tabIndex = id === (now ?? cards[0].id) ? 0 : -1
      if (id === now) step.setAttribute("aria-current", "true")
      else step.removeAttribute("aria-current")
    })
    for (const [level, node] of this.levels) {
      const of = cards.flatMap((card, at) => (card.level === level ? [at + 1] : []))
      node.firstChild.textContent = level
      node.title = say(words, "level", { level, first: of[0], last: of.at(-1) })
      node.setAttribute("aria-label", node.title)
    }
    this.now = now
    if (now !== before) this.sight()
    // The focus goes along from card to card.
    const active = this.node.getRootNode().activeElement
    if (now && now !== before && this.node.contains(active)) this.steps.get(now)?.focus({ preventScroll: true })
  }

  make(id, at, level) {
    const step = el("button", { type: "button", class: "step", "data-card": id }, el("span", { class: "number" }, String(at + 1)), el("span", { class: "sign" }))
    step.addEventListener("click", () => this.go(id))
    this.steps.set(id, step)
    this.level(level).append(step)
    return step
  }

  level(name) {
    if (!this.levels.has(name)) {
      const node = el("div", { class: "level", role: "group" }, el("span", { class: "level-name", "aria-hidden": "true" }))
      this.levels.set(name, node)
      this.node.append(node)
    }
    return this.levels.get(name)
  }

  // The card shown stands in the middle of a line that is too long; the page itself does not move.
  sight() {
    const step = this.steps.get(this.now)
    if (!step) return
    const [box, its] = [this.node, step].map((one) => one.getBoundingClientRect())
    this.node.scrollLeft += its.left + its.width / 2 - box.left - box.width / 2
    this.edge()
  }

  // Where there is more to see, the line fades.
  edge() {
    const { scrollLeft, scrollWidth, clientWidth } = this.node
    this.node.classList.toggle("more-before", scrollLeft > 1)
    this.node.classList.toggle("more-after", scrollLeft < scrollWidth - clientWidth - 1)
  }
}
