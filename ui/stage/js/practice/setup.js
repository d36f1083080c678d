// What a series is made of, behind a fold: the code, the topics with what is known of each, and the way to clear it.

import { el, say } from "../dom.js"
import { codeOf } from "./kept.js"

export class Setup {
  // `actions`: use(code), renew(), choose(topics), clear()
  constructor(actions) {
    this.actions = actions
    this.onElsewhere = (event) => event.composedPath().includes(this.node) || (this.node.open = false)
    this.summary = el("summary", { "data-testid": "setup" })
    this.label = el("span")
    this.field = el("input", { type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 8, "data-testid": "code-field" })
    this.use = el("button", { type: "submit", "data-testid": "use-code" })
    this.renew = el("button", { type: "button", "data-testid": "new-code" })
    this.help = el("p", { class: "help" })
    this.form = el("form", {}, el("label", {}, this.label, this.field), this.use, this.renew)
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      const code = codeOf(this.field.value)
      if (code) this.close(() => actions.use(code))
      else this.field.focus()
    })
    // A letter on the page may be a command of Streamlit's.
    this.form.addEventListener("keydown", (event) => event.stopPropagation())
    this.renew.addEventListener("click", () => this.close(() => actions.renew()))
    this.legend = el("legend")
    this.boxes = el("fieldset", { "data-testid": "topics" }, this.legend)
    this.keptNote = el("p", { class: "help" })
    this.clear = el("button", { type: "button", "data-testid": "clear" })
    this.clear.addEventListener("click", () => this.close(() => actions.clear()))
    const sheet = el("div", { class: "sheet" }, this.form, this.help, this.boxes, this.keptNote, this.clear)
    this.node = el("details", { class: "setup" }, this.summary, sheet)
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close(() => this.summary.focus()))
    // A click elsewhere folds it.
    this.node.addEventListener("toggle", () => {
      const listen = this.node.open ? addEventListener : removeEventListener
      listen("pointerdown", this.onElsewhere)
    })
  }

  close(act) {
    this.node.open = false
    this.field.value = ""
    act()
  }

  name(words, { topics }) {
    this.words = words
    this.summary.textContent = say(words, "setup")
    this.label.textContent = say(words, "code")
    this.help.textContent = say(words, "code_help")
    this.use.textContent = say(words, "use")
    this.renew.textContent = say(words, "new")
    this.legend.textContent = say(words, "choose")
    this.keptNote.textContent = say(words, "kept")
    this.clear.textContent = say(words, "clear")
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
    if (topics.length) this.actions.choose(topics)
    else box.checked = true
  }

  show({ topics }, progress) {
    for (const { name, box, known, bar } of this.lines) {
      const one = progress[name]
      box.checked = topics.includes(name)
      known.textContent = one ? say(this.words, "known", one) : say(this.words, "unknown")
      ;[...bar.children].forEach((part, k) => part.classList.toggle("full", Boolean(one) && k < one.level))
    }
  }
}
