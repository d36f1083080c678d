// The tensor as text: a box to paste into, its size, and dice. Behind a fold, because cells are edited in place.

import { el, say } from "./dom.js"

export class TensorBox {
  // `host`: text(tensor, text), resize(tensor, sizes), random(tensor)
  constructor(host) {
    this.host = host
    this.name = el("summary")
    this.field = el("textarea", { rows: 6, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-testid": "tensor-text" })
    this.problem = el("div", { class: "problem", role: "alert", hidden: "" })
    this.depth = side("depth", () => this.resize())
    this.rows = side("rows", () => this.resize())
    this.columns = side("columns", () => this.resize())
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
    if (this.field.value === before || !this.field.matches(":focus") || before === undefined) this.field.value = tensor.text
    // What another change made wrong is told above the picture; the fold stays as it is.
    if (tensor.quiet) this.tell(tensor.problem)
    else this.refuse(tensor.problem ?? "")
    this.depth.node.hidden = tensor.depth === undefined
    this.depth.show(say(words, "depth"), tensor.depth, tensor.most)
    this.rows.show(say(words, "rows"), tensor.rows, tensor.most)
    this.columns.show(say(words, "columns"), tensor.columns, tensor.most)
    this.dice.textContent = say(words, "random")
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
    if (this.field.value !== this.tensor.text) this.host.text(this.tensor, this.field.value)
  }

  // A size is taken only from fields that a hand has changed.
  resize() {
    const { depth, rows, columns } = this.tensor
    const sizes = { rows: this.rows.value(rows), columns: this.columns.value(columns) }
    this.host.resize(this.tensor, depth === undefined ? sizes : { ...sizes, depth: this.depth.value(depth) })
  }
}

function side(name, act) {
  const field = el("input", { type: "number", min: 1, step: 1, inputmode: "numeric", "data-testid": name })
  const label = el("span", { class: "name" })
  const node = el("label", {}, label, field)
  field.addEventListener("change", act)
  field.addEventListener("keydown", (event) => event.stopPropagation())
  return {
    node,
    value: (otherwise) => {
      const number = Number(field.value)
      return field.value !== "" && Number.isInteger(number) && number >= 1 ? Math.min(number, Number(field.max)) : otherwise
    },
    show: (said, count, most) => {
      label.textContent = said
      field.max = most
      if (!field.matches(":focus") || field.value === "") field.value = count ?? ""
    },
  }
}
