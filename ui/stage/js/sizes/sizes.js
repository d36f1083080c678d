// The page that finds a size: the question in a line, the layers below it, and the way back. The address is the question;
// the server answers each anew, and a newer question drops an older answer.

import { el, say } from "../dom.js"
import { groupOf, linksOf } from "./groups.js"

const TOLD = 1600
const PAUSE = 150 // milliseconds after a key
const AGAIN = 2000
const CLASSES = { swap: "swap-sizes", link: "copy-link" }

export class Sizes {
  constructor(root, payload) {
    this.root = root
    this.payload = payload
    const { page: words, title, kinds, usual, bounds, said } = payload
    this.words = words
    this.fields = {
      from: el("input", { type: "text", inputmode: "text", autocomplete: "off", maxlength: bounds.text, "data-testid": "size-from" }),
      to: el("input", { type: "text", inputmode: "text", autocomplete: "off", maxlength: bounds.text, "data-testid": "size-to" }),
      layer: el("select", { "data-testid": "size-layer" }, ...kinds.map(({ name, label }) => el("option", { value: name }, label))),
      most: el("input", { type: "number", min: 1, max: bounds.most, title: say(words, "most_help"), "data-testid": "size-most" }),
    }
    this.back = {}
    for (const name of ["kernel_size", "stride", "padding", "dilation", "output_padding"]) {
      this.back[name] = el("input", { type: "number", min: name.includes("padding") ? 0 : 1, max: bounds.number, "data-testid": `back-${name}` })
    }
    this.back.ceil_mode = el("input", { type: "checkbox", "data-testid": "back-ceil_mode" })
    const query = new URLSearchParams(said)
    for (const [name, field] of this.all) {
      const value = query.get(name) ?? String(usual[name])
      if (field.type === "checkbox") field.checked = value === "true"
      else field.value = value
    }
    if (!this.fields.layer.value) this.fields.layer.value = usual.layer
    const swap = this.button("swap", () => this.swap(), "⇄")
    this.link = this.button("link", () => this.copy())
    const { from, to, layer, most } = this.fields
    const form = el("form", { class: "size-question" }, this.label("layer", layer), this.label("from", from), swap, this.label("to", to), this.label("most", most), this.link)
    this.answer = el("div", { class: "layers-found" })
    this.heard = el("p", { class: "only-heard", role: "status" })
    this.problem = el("p", { class: "unread", role: "alert", hidden: "" })
    this.backCall = el("code")
    this.backSays = el("p", { class: "way-back-says", role: "status", "data-testid": "back-says" })
    this.backLinks = el("p", { class: "opens" })
    const numbers = el("form", { class: "size-question" }, ...Object.entries(this.back).map(([name, field]) => this.label(`numbers.${name}`, field)))
    this.backNode = el("section", { class: "found-group way-back", "data-testid": "back" }, el("h2", {}, say(words, "back.title")), numbers, this.backCall, this.backSays, this.backLinks)
    root.append(el("header", {}, el("h1", { class: "page-title" }, title), el("p", {}, say(words, "lede"))), form, this.problem, this.heard, this.answer, this.backNode)
    for (const one of [form, numbers]) {
      one.addEventListener("submit", (event) => event.preventDefault())
      one.addEventListener("input", () => this.soon())
    }
    this.ask()
  }

  get all() {
    return [...Object.entries(this.fields), ...Object.entries(this.back)]
  }

  button(name, act, face = say(this.words, name)) {
    const node = el("button", { type: "button", class: CLASSES[name], title: say(this.words, name), "aria-label": say(this.words, name), "data-testid": `size-${name}` }, face)
    node.addEventListener("click", act)
    return node
  }

  label(name, field) {
    return el("label", {}, el("span", {}, say(this.words, name)), field)
  }

  // ---- the question ----

  get pairs() {
    const { usual } = this.payload
    const said = this.all.map(([name, field]) => [name, field.type === "checkbox" ? String(field.checked) : field.value.trim()])
    return said.filter(([name, value]) => value !== String(usual[name]))
  }

  soon() {
    clearTimeout(this.later)
    this.later = setTimeout(() => this.ask(), PAUSE)
  }

  swap() {
    const { from, to } = this.fields
    ;[from.value, to.value] = [to.value, from.value]
    this.ask()
  }

  async copy() {
    await navigator.clipboard?.writeText(location.href)
    this.link.textContent = say(this.words, "copied")
    setTimeout(() => (this.link.textContent = say(this.words, "link")), TOLD)
  }

  // What is not ours is left alone in the address.
  writeAddress() {
    const ours = this.all.map(([name]) => name)
    const others = [...new URLSearchParams(location.search)].filter(([name]) => !ours.includes(name))
    const search = new URLSearchParams([...this.pairs, ...others]).toString()
    history.replaceState(history.state, "", `${location.pathname}${search ? `?${search}` : ""}${location.hash}`)
  }

  async ask() {
    clearTimeout(this.later)
    this.writeAddress()
    this.layBack()
    this.stopper?.abort()
    const { signal } = (this.stopper = new AbortController())
    const { route, language } = this.payload
    try {
      const answer = await fetch(`${route}?${new URLSearchParams([...this.pairs, ["lang", language.name]])}`, { signal })
      if (!answer.ok) throw new Error(String(answer.status))
      const found = await answer.json()
      if (!signal.aborted) this.show(found)
    } catch {
      if (signal.aborted) return
      this.complain(say(this.words, "offline"))
      this.later = setTimeout(() => this.ask(), AGAIN)
    }
  }

  // A kind of layer has some of the numbers.
  layBack() {
    const { takes } = this.payload.kinds.find(({ name }) => name === this.fields.layer.value)
    for (const [name, field] of Object.entries(this.back)) field.parentNode.hidden = !takes.includes(name)
  }

  // ---- the answer ----

  show({ problem, groups, back }) {
    this.complain(problem)
    this.root.dataset.answered = new URLSearchParams(this.pairs).toString()
    if (problem) return
    const { words, fields } = this
    const language = new URLSearchParams(location.search).get("lang")
    const options = {
      words,
      language,
      lessons: this.payload.lessons,
      most: fields.most.value,
      isLarger: fields.layer.value !== "conv_transpose" && Number.parseInt(fields.to.value, 10) > Number.parseInt(fields.from.value, 10),
      ask: (to) => {
        fields.to.value = to
        fields.to.focus()
        this.ask()
      },
    }
    this.answer.replaceChildren(...groups.map((group) => groupOf(group, options)))
    const [{ title, count }] = groups
    this.heard.textContent = `${title}. ${say(words, "count", { count })}`
    this.backCall.textContent = back.call
    this.backSays.textContent = back.says
    this.backLinks.replaceChildren(...linksOf(back, options))
  }

  complain(problem) {
    this.problem.textContent = problem ?? ""
    this.problem.hidden = !problem
    this.answer.classList.toggle("outdated", Boolean(problem))
    this.backNode.classList.toggle("outdated", Boolean(problem))
  }

  rest() {
    clearTimeout(this.later)
    this.stopper?.abort()
  }
}
