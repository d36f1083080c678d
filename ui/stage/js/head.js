// Above the picture: what the lesson is called, its examples, the way back and forth, and the line that says what to see.

import { emWidth } from "./board.js"
import { el, icon, say } from "./dom.js"
import { links } from "./language.js"
import { reachable } from "./reach.js"

const TOLD = 1600
const STATEMENTS = ["claim", "right", "wrong"] // their card says the rest, large
const ONE_LINE = 23 // em that a phone has room for, whatever the script

export class Head {
  // `actions`: choose(state), undo(), redo(), fix(changes), link() -> Promise, present(), kept(kind) -> address,
  // before(isHeld)
  constructor(node, actions) {
    Object.assign(this, { node, actions })
    this.title = el("h1", { class: "title" })
    this.list = el("select", { class: "examples", "data-testid": "examples" })
    this.list.addEventListener("change", () => this.choose())
    this.undo = tool("undo", "↶", () => actions.undo())
    this.redo = tool("redo", "↷", () => actions.redo())
    this.word = el("span", { class: "word" })
    this.link = tool("link", this.word, () => this.copyLink())
    this.link.append(icon("link"))
    this.languages = el("span", { class: "languages" })
    this.before = this.holder()
    this.present = tool("present", icon("present"), () => actions.present())
    this.stills = ["svg", "png", "html", "sheet"].map((kind) => {
      const opens = kind === "sheet" ? { target: "_blank", rel: "noopener" } : { download: "" }
      const node = el("a", { class: "kept", ...opens, "data-testid": `still-${kind}` })
      // Its address is that of the step shown when it is taken.
      for (const name of ["pointerdown", "focus", "mouseenter"]) node.addEventListener(name, () => (node.href = actions.kept(kind)))
      return node
    })
    this.picture = el("summary", { class: "tool", "data-testid": "picture" })
    this.menu = el("details", { class: "menu" }, this.picture, el("div", { class: "list" }, ...this.stills))
    this.tools = el("div", { class: "tools" }, this.undo, this.redo, this.languages, this.link, this.menu, this.present)
    this.asked = el("div", { class: "asked" })
    this.line = el("div", { class: "headline", tabindex: -1, "data-testid": "headline" })
    this.rest = el("button", { type: "button", class: "rest", "data-testid": "rest" })
    this.rest.addEventListener("click", () => this.unfold(!this.line.classList.contains("open")))
    this.status = el("div", { class: "status", role: "status", "data-testid": "status", hidden: "" })
    node.append(el("div", { class: "bar" }, this.title, this.asked, this.list, this.tools), this.line, this.status)
  }

  // Predicting has its button beside the examples, and its strip in place of the line.
  add({ button, strip }) {
    this.list.after(button)
    this.line.before(strip.node)
  }

  // The first payload of a page says which other languages there are.
  offer(languages) {
    this.languages.replaceChildren(...links(languages))
  }

  show(payload, store) {
    const { title, examples, headline, ui: words } = payload
    this.words = words
    this.title.textContent = title
    this.showExamples(examples)
    for (const [name, node] of [["undo", this.undo], ["redo", this.redo], ["link", this.link], ["present", this.present]]) {
      node.setAttribute("aria-label", say(words, name))
      node.title = say(words, name)
    }
    this.word.textContent = say(words, "link")
    this.picture.textContent = say(words, "picture")
    this.before.textContent = say(words, "before")
    this.menu.hidden = payload.still === false
    for (const node of this.stills) {
      const file = node.dataset.testid.split("-")[1]
      node.textContent = say(words, `still.${file}`)
      node.href = this.actions.kept(file)
    }
    this.undo.disabled = !store.past.length
    this.redo.disabled = !store.future.length
    this.showLine(headline, payload)
  }

  showExamples({ label, placeholder, list, shown }) {
    const said = JSON.stringify([label, placeholder, list])
    if (this.said !== said) {
      this.said = said
      this.states = list.map(({ state }) => state)
      const first = el("option", { value: "" })
      first.textContent = placeholder
      this.list.replaceChildren(first, ...list.map(({ title }, at) => {
        const option = el("option", { value: at })
        option.textContent = title
        return option
      }))
      this.list.setAttribute("aria-label", label)
    }
    this.list.value = shown ?? ""
    this.list.hidden = !list.length
  }

  choose() {
    const state = this.states[Number(this.list.value)]
    if (this.list.value !== "" && state) this.actions.choose(state)
  }

  // As long as it is held, the picture is the one before the last touch.
  holder() {
    const node = el("button", { type: "button", class: "before", "data-testid": "before" })
    const hold = (isHeld) => () => {
      node.setAttribute("aria-pressed", isHeld)
      this.actions.before(isHeld)
    }
    node.addEventListener("pointerdown", hold(true))
    for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) node.addEventListener(name, hold(false))
    node.addEventListener("keydown", (event) => event.key === " " && !event.repeat && hold(true)())
    node.addEventListener("keyup", (event) => event.key === " " && hold(false)())
    node.addEventListener("contextmenu", (event) => event.preventDefault()) // a long touch is no menu here
    return node
  }

  // The line has a height of its own, so that the picture below never moves; what is longer scrolls.
  showLine({ tone, title, text, lines = [], fixes, torch }, { changed, problems = [] }) {
    const said = reachable(el("div", { class: "said" }))
    const isCard = STATEMENTS.includes(tone)
    if (changed && tone === "look") said.append(part("changed", changed))
    else {
      if (title && !isCard) said.append(part("strong", title), " ")
      said.append(part("text", text))
    }
    for (const more of isCard ? [] : lines) said.append(" ", part("more", more))
    for (const problem of problems) said.append(" ", part("problem", problem))
    if (torch) said.append(" ", part("torch", torch.text))
    const buttons = (fixes ?? []).map(({ label, changes }) => {
      const node = el("button", { type: "button" })
      node.textContent = label
      node.addEventListener("click", () => {
        this.line.focus({ preventScroll: true }) // the button goes with what it mends
        this.actions.fix(changes)
      })
      return node
    })
    if (changed && tone === "look") said.append(" ", this.before)
    this.line.dataset.tone = tone
    this.line.classList.toggle("line", !isCard)
    this.line.classList.toggle("long", emWidth(said.textContent) > ONE_LINE)
    this.rest.setAttribute("aria-label", say(this.words, "rest"))
    this.unfold(false)
    this.line.replaceChildren(said, this.rest, ...(buttons.length ? [el("div", { class: "fixes" }, ...buttons)] : []))
  }

  // On a phone the line is one line; the rest of it comes over the picture.
  unfold(isOpen) {
    this.line.classList.toggle("open", isOpen)
    this.rest.textContent = isOpen ? "×" : "…"
    this.rest.setAttribute("aria-expanded", isOpen)
  }

  say(status) {
    this.status.textContent = status ? say(this.words, status) : ""
    this.status.hidden = !status
    this.status.dataset.status = status
  }

  async copyLink() {
    await this.actions.link()
    const tell = (isCopied) => {
      this.word.textContent = isCopied ? say(this.words, "copied") : say(this.words, "link")
      this.link.classList.toggle("copied", isCopied)
    }
    tell(true)
    setTimeout(() => tell(false), TOLD)
  }
}

function tool(name, face, act) {
  const node = el("button", { type: "button", class: `tool ${name}`, "data-testid": name })
  node.append(face)
  node.addEventListener("click", act)
  return node
}

function part(name, text) {
  const node = el(name === "strong" ? "strong" : "span", { class: name, "data-testid": name })
  node.textContent = text
  return node
}
