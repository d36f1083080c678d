// A box to paste into, what the server reads of it, and links to where it can be seen. What comes back is data: it is
// shown as text, and a link is taken only where it leads to a page of ours.

import { el, say } from "../dom.js"
import { followed } from "../follow.js"

const SETTLED = 500 // milliseconds without a key, after which a text is read by itself
const LONGEST = 200_000 // characters that are sent at all; the server says what is too long

// What was written is found again by Back, as long as the document lives; it is kept nowhere else.
let written = ""

export class Paste {
  constructor(root) {
    this.root = root
    this.title = el("h1", { class: "title" })
    this.lede = el("p", { class: "lede" })
    this.label = el("label", { for: "pasted", class: "name" })
    this.box = el("textarea", { id: "pasted", rows: 12, autocomplete: "off", autocapitalize: "off", spellcheck: "false", wrap: "off", "data-testid": "pasted" })
    this.read = el("button", { type: "submit", class: "main", "data-testid": "read" })
    this.clear = el("button", { type: "button", "data-testid": "clear" })
    this.trying = el("span", { class: "trying" })
    this.samples = el("span", { class: "samples" })
    this.form = el("form", {}, this.label, this.box, el("div", { class: "acts" }, this.read, this.clear, this.trying, this.samples))
    this.status = el("p", { class: "status", role: "status", "data-testid": "paste-status" })
    this.ways = el("div", { class: "ways", "data-testid": "ways" })
    this.messages = el("div", { class: "messages" })
    this.notes = el("ul", { class: "notes", "data-testid": "notes" })
    this.layers = el("div", { class: "layers-read" })
    this.found = el("div", { class: "found", hidden: "" }, this.status, this.messages, this.ways, this.notes, this.layers)
    root.append(el("header", {}, this.title, this.lede), el("div", { class: "sides" }, this.form, this.found))
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.ask()
    })
    this.box.addEventListener("input", () => this.soon())
    this.box.addEventListener("keydown", (event) => {
      event.stopPropagation() // a letter on the page may be a command of Streamlit's
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.ask()
    })
    this.clear.addEventListener("click", () => this.put(""))
  }

  open({ words, samples, route }) {
    this.words = words
    this.route = route
    for (const name of ["title", "lede", "label", "read", "clear"]) this[name].textContent = say(words, name)
    this.trying.textContent = say(words, "try")
    this.samples.replaceChildren(...samples.map(({ label, text }) => {
      const node = el("button", { type: "button", class: "sample" }, label)
      node.addEventListener("click", () => this.put(text))
      return node
    }))
    if (written && !this.box.value) this.put(written, false)
  }

  // A text in place of what stands there.
  put(text, isFocused = true) {
    this.box.value = text
    if (isFocused) this.box.focus()
    this.ask()
  }

  soon() {
    clearTimeout(this.later)
    this.later = setTimeout(() => this.ask(), SETTLED)
  }

  rest() {
    written = this.box.value
    clearTimeout(this.later)
    this.asked?.abort()
  }

  async ask() {
    clearTimeout(this.later)
    const text = (written = this.box.value)
    this.asked?.abort()
    if (!text.trim()) return void (this.found.hidden = true)
    const asked = (this.asked = new AbortController())
    this.found.hidden = false
    if (!this.status.textContent) this.status.textContent = say(this.words, "waiting")
    try {
      const answer = await fetch(`${this.route}${language()}`, { method: "POST", body: text.slice(0, LONGEST), signal: asked.signal })
      if (!answer.ok) throw new Error(answer.status)
      this.show(await answer.json())
    } catch (error) {
      if (error.name !== "AbortError") this.show({ tone: "refused", said: say(this.words, "failed"), messages: [], ways: [], notes: [], layers: [] })
    }
  }

  show({ tone, said, messages, ways, notes, layers, heading = "" }) {
    this.root.dataset.tone = tone
    this.status.textContent = said
    this.messages.replaceChildren(...messages.map(({ title, text, causes }) => el("section", { class: "message", "data-testid": "message" },
      el("h2", {}, title), el("p", {}, text), ...(causes.length ? [el("ul", {}, ...causes.map((cause) => el("li", {}, cause)))] : []))))
    this.ways.replaceChildren(...ways.filter(({ href }) => isOurs(href)).map(({ href, label, lesson }, at) =>
      followed(el("a", { href, class: at ? "way" : "way main", "data-testid": `way-${lesson}` }, label))))
    this.notes.replaceChildren(...notes.map((note) => el("li", {}, note)))
    this.layers.replaceChildren(...(layers.length ? [this.table(layers, heading)] : []))
  }

  table(layers, heading) {
    const names = ["number", "from", "layer", "shape"]
    const head = el("tr", {}, ...names.map((name) => el("th", { scope: "col", class: name }, say(this.words, `layers.${name}`))))
    const rows = layers.map(({ number, line, code, shape, tone, mark }) => el("tr", { "data-tone": tone },
      el("td", { class: "number" }, number), el("td", { class: "from" }, line),
      el("th", { scope: "row", class: "layer" }, el("code", {}, code)),
      el("td", { class: "shape" }, shape, ...(mark ? [" ", el("span", { class: "mark" }, mark)] : []))))
    return el("table", { "data-testid": "read-layers" }, el("caption", {}, heading), el("thead", {}, head), el("tbody", {}, ...rows))
  }
}

function language() {
  const said = new URLSearchParams(location.search).get("lang") ?? document.documentElement.lang.slice(0, 2)
  return said ? `?${new URLSearchParams({ lang: said })}` : ""
}

function isOurs(href) {
  return new URL(href, location.href).origin === location.origin
}
