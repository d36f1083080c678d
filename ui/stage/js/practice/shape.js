// A stack of layers and the shape that comes out of it. It has no grid, so it is typed and judged here: against the
// answer and against those of wrong rules, which come as data.

import { el, say } from "../dom.js"

const LONGEST = 40

// The numbers of a shape; null where the text is none.
export function shapeOf(text) {
  const said = text.trim().toLowerCase()
  return /^\(?\s*\d{1,6}(?:\s*[x×*,，\s]\s*\d{1,6}){0,3}\s*\)?$/.test(said) ? said.match(/\d+/g).map(Number) : null
}

export function isShape(text, answer) {
  const [said, truth] = [shapeOf(text), shapeOf(answer)]
  return Boolean(said) && said.length === truth.length && said.every((side, k) => side === truth[k])
}

// {isRight, thought}: the wrong rule whose answer it is, if it is one's.
export function judged(text, { answer, wrong }) {
  if (isShape(text, answer)) return { isRight: true, thought: null }
  return { isRight: false, thought: wrong.find((one) => isShape(text, one.answer)) ?? null }
}

export class Shape {
  constructor(root, exercise, words) {
    Object.assign(this, { root, exercise, words, isDone: false })
    const { call, ask } = exercise
    const [given, ...layers] = call.split("\n")
    const first = el("p", { class: "given" }, given)
    const list = el("ol", { class: "layers" }, ...layers.map((layer) => el("li", {}, el("code", {}, layer))))
    this.question = el("span", { class: "question", "data-testid": "question" }, ask)
    this.verdict = el("span", { class: "verdict", "data-testid": "verdict" })
    this.field = el("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: LONGEST, "aria-label": say(words, "field"), placeholder: say(words, "field"), "data-testid": "shape" })
    this.check = el("button", { type: "submit", class: "main", "data-testid": "check" }, say(words, "check"))
    this.tell = el("button", { type: "button", "data-testid": "predict-show" }, say(words, "show"))
    this.form = el("form", {}, this.field, this.check, this.tell)
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.take()
    })
    // A letter on the page may be a command of Streamlit's.
    this.form.addEventListener("keydown", (event) => event.stopPropagation())
    this.tell.addEventListener("click", () => this.reveal())
    const said = el("p", { class: "said", "aria-live": "polite" }, this.question, " ", this.verdict)
    this.node = el("div", { class: "shape" }, said, this.form, first, list)
    root.append(this.node)
  }

  show(isFocused) {
    if (isFocused) this.field.focus({ preventScroll: true })
  }

  take() {
    const { words, field } = this
    if (this.isDone || !field.value.trim()) return
    if (!shapeOf(field.value)) return this.say("wrong", say(words, "unread"))
    const { isRight, thought } = judged(field.value, this.exercise)
    this.say(isRight ? "right" : "wrong", isRight ? say(words, "right") : thought?.says ?? say(words, "wrong"))
    if (isRight) this.end()
    this.dispatch({ right: isRight, thought: thought?.name ?? null })
  }

  reveal() {
    this.field.value = this.exercise.answer
    this.say("shown", say(this.words, "shown"))
    this.end()
    this.dispatch({ right: false, shown: true, thought: null })
  }

  end() {
    this.isDone = true
    this.field.readOnly = true
    this.check.hidden = this.tell.hidden = true
  }

  say(tone, text) {
    this.node.dataset.tone = tone
    this.verdict.textContent = text
  }

  dispatch(detail) {
    const told = { question: "shape", at: null, done: this.isDone, ...detail }
    this.root.dispatchEvent(new CustomEvent("poolscope:predicted", { bubbles: true, composed: true, detail: told }))
  }

  rest() {}
}
