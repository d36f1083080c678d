// What a series is made of, behind a fold: the code, how many exercises and at which level, the topics with what is known
// of each, and the way to clear it.

import { clamp, el, say } from "../dom.js"
import { codeOf, FEWEST, LONGEST, MOST } from "./code.js"
import { LEVELS } from "./plan.js"

export class Setup {
  // `actions`: use(series), renew(), choose(part of a series), link(), clear()
  constructor(actions) {
    this.actions = actions
    this.onElsewhere = (event) => event.composedPath().includes(this.node) || (this.node.open = false)
    this.summary = el("summary", { "data-testid": "setup" })
    this.label = el("span")
    this.field = el("input", { type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: LONGEST, "data-testid": "code-field" })
    this.use = el("button", { type: "submit", "data-testid": "use-code" })
    this.renew = this.button("new-code", () => this.close(() => actions.renew()))
    this.copy = this.button("copy-link", () => this.copied())
    this.shut = this.button("close-setup", () => this.close(() => this.summary.focus()))
    this.shut.classList.add("shut")
    this.help = el("p", { class: "help", role: "status", "data-testid": "code-help" })
    this.form = el("form", {}, el("label", {}, this.label, this.field), this.use, this.renew, this.copy, this.shut)
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.typed()
    })
    this.countName = el("span")
    this.count = el("input", { type: "number", min: FEWEST, max: MOST, "data-testid": "count" })
    this.count.addEventListener("change", () => this.counted())
    this.heldName = el("span")
    this.held = el("select", { "data-testid": "held" })
    this.held.addEventListener("change", () => actions.choose({ held: Number(this.held.value) || null }))
    const made = el("div", { class: "made" }, el("label", {}, this.countName, this.count), el("label", {}, this.heldName, this.held))
    this.legend = el("legend")
    this.boxes = el("fieldset", { "data-testid": "topics" }, this.legend)
    this.keptNote = el("p", { class: "help" })
    this.clear = this.button("clear", () => this.cleared())
    this.clear.addEventListener("blur", () => this.ask(false))
    const sheet = el("div", { class: "sheet" }, this.form, this.help, made, this.boxes, el("div", { class: "last" }, this.keptNote, this.clear))
    this.node = el("details", { class: "setup" }, this.summary, sheet)
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close(() => this.summary.focus())
      // A letter on the page may be a command of Streamlit's.
      event.stopPropagation()
    })
    // A click elsewhere folds it.
    this.node.addEventListener("toggle", () => {
      const listen = this.node.open ? addEventListener : removeEventListener
      listen("pointerdown", this.onElsewhere)
      this.copy.textContent = say(this.words, "copy")
      this.ask(false)
    })
  }

  button(name, act) {
    const node = el("button", { type: "button", "data-testid": name })
    node.addEventListener("click", act)
    return node
  }

  close(act) {
    this.node.open = false
    this.field.value = ""
    act()
  }

  typed() {
    const series = codeOf(this.field.value, this.topics)
    if (series) return this.close(() => this.actions.use(series))
    if (this.field.value) this.help.textContent = say(this.words, "code_unread")
    this.field.focus()
  }

  // Where a browser does not let us copy, the link is said.
  async copied() {
    const link = this.actions.link()
    try {
      await navigator.clipboard.writeText(link)
      this.copy.textContent = say(this.words, "copied")
    } catch {
      this.help.textContent = link
    }
  }

  counted() {
    const count = clamp(Math.round(this.count.valueAsNumber) || FEWEST, FEWEST, MOST)
    this.actions.choose({ count })
  }

  // Asked once: what is cleared is gone.
  cleared() {
    if (this.isSure) this.close(() => this.actions.clear())
    else this.ask(true)
  }

  ask(isSure) {
    this.isSure = isSure
    this.clear.textContent = say(this.words, isSure ? "sure" : "clear")
  }

  name(words, { topics }) {
    this.words = words
    this.topics = topics
    this.summary.textContent = say(words, "setup")
    this.label.textContent = say(words, "code")
    this.use.textContent = say(words, "use")
    this.renew.textContent = say(words, "new")
    this.copy.textContent = say(words, "copy")
    this.shut.textContent = say(words, "close")
    this.countName.textContent = say(words, "count")
    this.heldName.textContent = say(words, "held")
    const levels = Array.from({ length: LEVELS }, (_, k) => el("option", { value: k + 1 }, say(words, "level", { level: k + 1 })))
    this.held.replaceChildren(el("option", { value: "" }, say(words, "rises")), ...levels)
    this.legend.textContent = say(words, "choose")
    this.keptNote.textContent = say(words, "kept")
    this.ask(false)
    this.lines = topics.map(({ name, title }) => {
      const box = el("input", { type: "checkbox", value: name })
      const known = el("span", { class: "known" })
      const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("i"), el("i"), el("i"))
      box.addEventListener("change", () => this.chosen(box))
      return { name, box, known, bar, node: el("label", { "data-testid": `topic-${name}` }, box, el("span", {}, title), bar, known) }
    })
    this.boxes.replaceChildren(this.legend, ...this.lines.map(({ node }) => node))
  }

  // A series has one topic at least.
  chosen(box) {
    const topics = this.lines.filter((line) => line.box.checked).map(({ name }) => name)
    if (topics.length) this.actions.choose({ topics })
    else box.checked = true
  }

  show({ topics, held, count }, progress) {
    this.help.textContent = say(this.words, held ? "code_held" : "code_rises")
    this.count.value = count
    this.held.value = held ?? ""
    for (const { name, box, known, bar } of this.lines) {
      const one = progress[name]
      box.checked = topics.includes(name)
      known.textContent = one ? say(this.words, "known", one) : say(this.words, "unknown")
      ;[...bar.children].forEach((part, k) => part.classList.toggle("full", Boolean(one) && k < one.level))
    }
  }
}
