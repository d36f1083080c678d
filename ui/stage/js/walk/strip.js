// The strip of a walk on the stage: where one is, the one thing to do now, and the way on. One thing at a time: a question, what
// is seen, a task, the sentence to keep.

import { el, say } from "../dom.js"
import { way } from "./ways.js"

export class Strip {
  // `actions`: toAnswer(), unknown(), answer(text), goOn(), show(), again(), move(event)
  constructor(words, actions) {
    Object.assign(this, { words, actions })
    this.ticks = el("ol", { class: "ticks", "aria-hidden": "true" })
    this.where = el("span", { class: "where" })
    this.name = el("strong", { class: "name" })
    this.role = el("strong", { class: "role" })
    this.text = el("span", { class: "text" })
    // What is said anew is heard, wherever the focus is.
    this.told = el("p", { class: "task", "aria-live": "polite", "data-testid": "walk-task" }, this.role, " ", this.text)
    this.number = el("input", { type: "text", inputmode: "numeric", maxlength: 6, autocomplete: "off", "data-testid": "walk-answer" })
    this.check = button("check", () => {})
    this.check.type = "submit"
    this.maps = el("ol", { class: "maps" })
    this.form = el("form", { class: "own" }, this.maps, this.check)
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (this.number.value.trim()) actions.answer(this.number.value)
    })
    this.unknown = button("unknown", () => actions.unknown())
    this.go = button("go", () => actions.goOn())
    this.solve = button("solve", () => actions.show())
    this.again = button("again", () => actions.again())
    this.next = way("walk-next", (event) => actions.move(event))
    this.back = way("walk-back", (event) => actions.move(event))
    this.leave = way("walk-leave")
    this.keys = el("kbd", { "aria-hidden": "true" }, words.keys)
    this.acts = el("div", { class: "acts" }, this.keys, this.unknown, this.solve, this.go, this.again, this.next, this.back, this.leave)
    this.node = el("section", { class: "walk", tabindex: -1, "data-testid": "walk", hidden: "" },
      this.ticks, el("div", { class: "kicker" }, this.where, " ", this.name), this.told, this.form, this.acts)
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== this.node || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      if (!this.act() && this.node.dataset.phase === "predict") actions.toAnswer()
    })
    for (const [name, node] of [["check", this.check], ["unknown", this.unknown], ["go", this.go], ["show", this.solve], ["again", this.again]]) node.textContent = words[name]
    for (const node of [this.go, this.next]) node.setAttribute("aria-keyshortcuts", "Control+Enter")
    this.number.setAttribute("aria-label", words.answer)
    this.back.textContent = "‹"
    this.leave.textContent = "×"
    for (const [name, node] of [["back", this.back], ["leave", this.leave], ["again", this.again]]) {
      node.setAttribute("aria-label", words[name])
      node.title = words[name]
    }
  }

  // `at` counts from 0; `phase` is predict, see, do or keep; `asksHere`: whether the strip itself asks for a number;
  // `wrong`: what is said of a wrong answer to it; `links`: back, next, leave
  show({ steps, at, phase, isRight, wrong, dones, asksHere, links }) {
    const { words } = this
    const step = steps[at]
    const isLast = at === steps.length - 1
    this.node.dataset.phase = phase
    this.node.dataset.step = at + 1
    this.where.textContent = say(words, "where", { number: at + 1, total: steps.length })
    this.name.textContent = step.title
    this.node.setAttribute("aria-label", `${this.where.textContent}: ${step.title}`)
    this.ticks.replaceChildren(...steps.map(({ id }, k) => el("li", { "data-done": dones.has(id), "data-here": k === at })))
    const judged = { predict: wrong && words.judged.wrong, see: asksHere && isRight && words.judged.right }[phase]
    const role = judged || words.roles[phase]
    const text = wrong ?? step[{ predict: "ask", see: "see", do: "task", keep: "keep" }[phase]]
    if (this.role.textContent !== role) this.role.textContent = role
    if (this.text.textContent !== text) this.text.textContent = text
    this.form.hidden = !(phase === "predict" && asksHere)
    this.unknown.hidden = phase !== "predict"
    this.go.hidden = phase !== "see"
    this.solve.hidden = phase !== "do"
    this.next.hidden = this.again.hidden = phase !== "keep"
    this.keys.hidden = this.go.hidden && this.next.hidden
    this.next.textContent = isLast ? words.card : words.next
    this.back.hidden = at === 0
    for (const name of ["back", "next", "leave"]) this[name].href = links[name] ?? ""
    this.node.hidden = false
  }

  // The layers one after the other, each spelled out: of the first map its size, of the one asked for a field, of the others
  // nothing.
  ask({ columns }, { at, notes }) {
    this.number.value = ""
    this.maps.replaceChildren(...columns.map(({ name, size }, k) =>
      el("li", {}, el("span", { class: "of" }, name), ...(notes[k] ?? []).map((note) => el("span", { class: "note" }, note)), k === at ? this.number : el("span", { class: "rows" }, k ? "?" : `${size}`))))
  }

  hide() {
    this.node.hidden = true
  }

  // The one button that leads on, where there is one.
  act() {
    const node = [this.go, this.next].find((one) => !one.hidden)
    node?.click()
    return Boolean(node)
  }

  focus() {
    this.node.focus({ preventScroll: true })
  }
}

function button(name, act) {
  const node = el("button", { type: "button", class: `walk-${name}`, "data-testid": `walk-${name}` })
  node.addEventListener("click", act)
  return node
}
