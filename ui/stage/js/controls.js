// The parameters on the stage: native form controls made from data. Each tells which field it writes, and what.

import { action } from "./actions.js"
import { clamp, el, say } from "./dom.js"
import { lines, mend, menu } from "./lines_control.js"

let numbered = 0

// A list of controls in a box; those that stay keep their focus.
export class Parameters {
  constructor(node, turn) {
    Object.assign(this, { node, turn })
    this.shown = new Map()
  }

  show(controls, words) {
    const kept = new Map()
    for (const control of controls) {
      const id = `${control.key}:${control.kind}`
      const one = this.shown.get(id) ?? make(control, this.turn)
      kept.set(id, one)
      one.show(control, words)
    }
    for (const [id, { node }] of this.shown) if (!kept.has(id)) node.remove()
    ;[...kept.values()].forEach(({ node }, at) => {
      if (this.node.children[at] !== node) this.node.insertBefore(node, this.node.children[at] ?? null)
    })
    this.shown = kept
    this.node.hidden = !controls.length
  }
}

function make(control, turn) {
  const one = MAKERS[control.kind]((value) => {
    if (control.kind === "action" || control.kind === "menu") return turn(value, null)
    const more = one.control.changes?.[value] ?? one.control.changes?.["*"] ?? {}
    turn({ [one.control.key]: value, ...more }, one.control.key)
  })
  const { show } = one
  one.show = (control, words) => {
    one.control = control
    one.node.dataset.key = control.key
    show(control, words)
  }
  return one
}

const MAKERS = {
  int: stepper, flag: toggle, choice: segments, list, text, lines, ladder, action, menu,
}

// A name above, the native control below, and what it means as a hint.
function labelled(kind, input, ...around) {
  const id = `field${++numbered}`
  input.id = id
  const label = el("label", { for: id, class: "name" })
  const node = el("div", { class: `param ${kind}` }, label, ...(around.length ? around : [input]))
  const name = ({ label: said, plain, help }) => {
    // The everyday word beside the API's name, which alone is the field's name.
    const everyday = plain ? [el("span", { class: "plain", "aria-hidden": "true" }, `${plain} `)] : []
    label.replaceChildren(...everyday, said)
    label.title = help ?? ""
    if (help) input.setAttribute("aria-description", help)
  }
  return { node, name }
}

function button(face, act) {
  const node = el("button", { type: "button", tabindex: -1 })
  node.textContent = face
  node.addEventListener("click", act)
  return node
}

function stepper(turn) {
  const field = el("input", { type: "number", step: 1, inputmode: "numeric", autocomplete: "off" })
  let now = null
  let isCut = false // to the nearest that may be: then the field says which may
  const value = () => (field.value === "" ? now.means ?? null : Number(field.value))
  const step = (by) => {
    const from = value()
    const to = from === null ? Math.max(now.low, 1) : clamp(from + by, now.low, now.high)
    isCut = false
    if (String(to) !== now.value || field.value !== now.value) {
      field.value = to
      delete field.dataset.typed
      turn(String(to))
    }
  }
  const minus = button("−", () => step(-1))
  const plus = button("+", () => step(1))
  const { node, name } = labelled("int", field, el("div", { class: "stepper" }, minus, field, plus))
  const hint = el("div", { class: "hint" })
  node.append(hint)
  field.addEventListener("blur", () => delete field.dataset.typed)
  field.addEventListener("input", () => {
    isCut = false
    field.dataset.typed = "" // what is typed is the browser's to undo; steps are ours
    const number = Number(field.value)
    const isEmpty = field.value === "" && !field.validity.badInput
    if (isEmpty ? now.empty !== undefined : Number.isInteger(number) && number >= now.low && number <= now.high && !field.validity.badInput) {
      if (field.value !== now.value) turn(field.value)
    }
  })
  // A number beyond the bounds becomes the nearest when the field is left.
  field.addEventListener("change", () => {
    if (field.value === "" && !field.validity.badInput && now.empty !== undefined) return
    const near = field.validity.badInput || field.value === "" ? now.value : String(clamp(Math.trunc(Number(field.value)), now.low, now.high))
    isCut = field.value !== near || field.validity.badInput
    if (isCut) field.value = near
    if (near !== now.value) turn(near)
    else one.show(now, one.words)
  })
  field.addEventListener("keydown", (event) => {
    event.stopPropagation() // Streamlit listens for single letters on the page
    if (event.ctrlKey || event.metaKey) return
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault()
      step(event.key === "ArrowUp" ? 1 : -1)
    }
  })
  const one = {
    node,
    show: (control, words) => {
      now = control
      one.words = words
      name(control)
      field.min = control.low
      field.max = control.high
      field.placeholder = control.means ?? control.empty ?? ""
      if (field.value !== control.value || field.validity.badInput) field.value = control.value
      const at = control.value === "" ? control.means ?? null : Number(control.value)
      minus.disabled = at !== null && at <= control.low
      plus.disabled = at !== null && at >= control.high
      minus.setAttribute("aria-label", say(words, "less", { name: control.label }))
      plus.setAttribute("aria-label", say(words, "more", { name: control.label }))
      const follows = control.value === "" && control.means !== undefined ? control.empty ?? "" : ""
      hint.textContent = isCut ? say(words, "bounds", { low: control.low, high: control.high }) : follows
    },
  }
  return one
}

function toggle(turn) {
  const field = el("input", { type: "checkbox", role: "switch" })
  const name = el("span", { class: "name" })
  const node = el("label", { class: "param flag" }, field, name)
  field.addEventListener("change", () => turn(String(field.checked)))
  return {
    node,
    show: ({ label, value, help }) => {
      name.textContent = label
      node.title = help ?? ""
      if (help) field.setAttribute("aria-description", help)
      field.checked = value === "true"
    },
  }
}

function segments(turn) {
  const legend = el("legend", { class: "name" })
  const row = el("div", { class: "segments" })
  const node = el("fieldset", { class: "param choice" }, legend, row)
  const group = `group${++numbered}`
  let said = ""
  return {
    node,
    show: ({ label, options, value, help }) => {
      legend.textContent = label
      node.title = help ?? ""
      if (said !== JSON.stringify(options)) {
        said = JSON.stringify(options)
        row.replaceChildren(...options.map((option) => {
          const field = el("input", { type: "radio", name: group, value: option.value })
          field.addEventListener("change", () => turn(option.value))
          const face = el("span")
          face.textContent = option.label
          return el("label", {}, field, face)
        }))
      }
      for (const field of row.querySelectorAll("input")) field.checked = field.value === value
    },
  }
}

function list(turn) {
  const field = el("select")
  const { node, name } = labelled("list", field)
  let said = ""
  field.addEventListener("change", () => turn(field.value))
  return {
    node,
    show: (control) => {
      name(control)
      if (said !== JSON.stringify(control.options)) {
        said = JSON.stringify(control.options)
        field.replaceChildren(...control.options.map(({ value, label }) => {
          const option = el("option", { value })
          option.textContent = label
          return option
        }))
      }
      field.value = control.value
    },
  }
}

function text(turn) {
  const field = el("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" })
  const { node, name } = labelled("text", field)
  let now = ""
  const commit = () => field.value !== now && turn(field.value)
  field.addEventListener("change", commit)
  field.addEventListener("keydown", (event) => {
    event.stopPropagation()
    if (event.key === "Enter") commit()
  })
  return {
    node,
    show: (control) => {
      name(control)
      if (control.longest) field.maxLength = control.longest
      field.placeholder = control.empty ?? ""
      mend(field, control.problem)
      // What is being typed is not overwritten by an answer to something else.
      if (field.value === now || !field.matches(":focus")) field.value = control.value
      now = control.value
    },
  }
}

// A slider over a ladder of numbers; the picture moves under the hand. Where any other number may be, it can be typed.
function ladder(turn) {
  const field = el("input", { type: "range", min: 0, step: 1 })
  const shown = el("output", { class: "rung" })
  const typed = el("input", { type: "text", class: "rung", inputmode: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" })
  const { node, name } = labelled("ladder", field, el("div", { class: "slider" }, field, shown, typed))
  let options = []
  let now = ""
  const commit = () => typed.value.trim() !== now && turn(typed.value.trim())
  field.addEventListener("input", () => {
    const { value, label } = options[Number(field.value)]
    shown.textContent = label
    typed.value = value
    field.setAttribute("aria-valuetext", label)
    turn(value)
  })
  typed.addEventListener("change", commit)
  typed.addEventListener("keydown", (event) => {
    event.stopPropagation() // Streamlit listens for single letters on the page
    if (event.key === "Enter") commit()
  })
  return {
    node,
    show: (control) => {
      name(control)
      options = control.options
      const at = options.findIndex(({ value }) => value === control.value)
      field.max = options.length - 1
      if (Number(field.value) !== at) field.value = at
      const isFree = Boolean(control.any)
      shown.hidden = isFree
      typed.hidden = !isFree
      shown.textContent = options[at]?.label ?? control.value
      field.setAttribute("aria-valuetext", shown.textContent)
      if (!isFree) return
      typed.maxLength = control.longest
      typed.title = control.help ?? ""
      typed.setAttribute("aria-label", control.any)
      if (typed.value === now || !typed.matches(":focus")) typed.value = control.value
      now = control.value
    },
  }
}
