// The tensor as text: a box to paste into, its size, and dice. Behind a fold, because cells are edited in place.

import { el, say } from "./dom.js"

export class TensorBox {
  // `host`: text(tensor, text), resize(tensor, sizes), random(tensor)
  constructor(host) {
    this.host = host
    this.name = el("summary")
    this.field = el("textarea", { rows: 6, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-testid": "tensor-text" })
    this.problem = el("div", { class: "problem", role: "alert", hidden: "" })
    // Only the side that a hand has changed is told: another may show what was true a moment ago.
    for (const name of ["depth", "rows", "columns"]) {
      this[name] = side(name, (size) => this.host.resize(this.tensor, { [name]: size }))
    }
    this.dice = el("button", { type: "button", "data-testid": "random" })
    this.dice.addEventListener("click", () => this.host.random(this.tensor))
    const sizes = el("div", { class: "sizes" }, this.depth.node, this.rows.node, this.columns.node)
    this.node = el("details", { class: "tensor" }, this.name, this.field, this.problem, sizes, this.dice)
    this.field.addEventListener("change", () => this.commit())
    this.field.addEventListener("keydown", (event) => {
      event.stopPropagation()
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.commit()
    })
  }

  show(tensor, words) {
    const before = this.tensor?.text
    this.tensor = tensor
    this.name.textContent = tensor.label
    this.field.maxLength = tensor.longest
    this.field.setAttribute("aria-label", `${tensor.label}: ${tensor.form ?? say(words, "tensor_text")}`)
    this.field.title = tensor.help ?? say(words, "tensor_help")
    if (this.held && tensor.text !== this.held.beside) this.held = null
    const isTyping = this.field.matches(":focus") && this.field.value !== before && before !== undefined
    if (!isTyping && !this.held) this.field.value = tensor.text
    // What another change made wrong is told above the picture; the fold stays as it is.
    if (this.held) this.tell(this.held.message)
    else if (tensor.quiet) this.tell(tensor.problem)
    else this.refuse(tensor.problem ?? "")
    this.depth.node.hidden = tensor.depth === undefined
    this.depth.show(tensor.depths ?? say(words, "depth"), tensor.depth, tensor.deepest ?? tensor.most)
    this.rows.show(say(words, "rows"), tensor.rows, tensor.most_rows ?? tensor.most)
    this.columns.show(say(words, "columns"), tensor.columns, tensor.most)
    this.dice.textContent = say(words, "random")
  }

  // A text that cannot be read stays to be corrected, as long as the tensor is the one beside which it was refused.
  hold(text, message) {
    this.held = { message, beside: this.tensor.text }
    this.field.value = text
    this.refuse(message)
  }

  refuse(message) {
    this.tell(message)
    if (message) this.node.open = true
  }

  tell(message) {
    this.problem.textContent = message
    this.problem.hidden = !message
    this.field.toggleAttribute("aria-invalid", Boolean(message))
  }

  commit() {
    if (this.field.value !== this.tensor.text) return this.host.text(this.tensor, this.field.value)
    this.held = null
    this.tell(this.tensor.problem)
  }
}

function side(name, act) {
  const field = el("input", { type: "number", min: 1, step: 1, inputmode: "numeric", "data-testid": name })
  const label = el("span", { class: "name" })
  const node = el("label", {}, label, field)
  let now = ""
  field.addEventListener("change", () => {
    const number = Number(field.value)
    if (!Number.isInteger(number) || number < 1) field.value = now
    else act(Math.min(number, Number(field.max)))
  })
  field.addEventListener("keydown", (event) => event.stopPropagation())
  return {
    node,
    show: (said, count, most) => {
      label.textContent = said
      field.max = most
      now = count ?? ""
      if (!field.matches(":focus") || field.value === "") field.value = count ?? ""
    },
  }
}
