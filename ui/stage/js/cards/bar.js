// The bar of progress: a button for each card, with a sign where it was guessed. One tab stop; the card shown has it.

import { el, say } from "../dom.js"

const SIGNS = { right: "✓", wrong: "✗" }

export class Bar {
  constructor(go) {
    this.go = go
    this.node = el("div", { class: "progress", role: "group", "data-testid": "progress" })
    this.steps = new Map()
  }

  show(cards, guesses, now, words) {
    this.node.setAttribute("aria-label", say(words, "progress"))
    const before = this.now
    cards.forEach(({ id, says, begins }, at) => {
      const step = this.steps.get(id) ?? this.make(id, at)
      const said = guesses.get(id)
      const state = said ? (said.right ? "right" : "wrong") : "open"
      step.dataset.state = state
      step.classList.toggle("begins", begins && at > 0)
      step.lastChild.textContent = SIGNS[state] ?? ""
      step.setAttribute("aria-label", say(words, "card", { n: at + 1, state: say(words, state) }))
      step.title = says
      step.tabIndex = id === (now ?? cards[0].id) ? 0 : -1
      if (id === now) step.setAttribute("aria-current", "true")
      else step.removeAttribute("aria-current")
    })
    this.now = now
    // The focus goes along from card to card.
    const active = this.node.getRootNode().activeElement
    if (now && now !== before && this.node.contains(active)) this.steps.get(now)?.focus({ preventScroll: true })
  }

  make(id, at) {
    const step = el("button", { type: "button", class: "step", "data-card": id }, el("span", { class: "number" }, String(at + 1)), el("span", { class: "sign" }))
    step.addEventListener("click", () => this.go(id))
    this.steps.set(id, step)
    this.node.append(step)
    return step
  }
}
