// The strip above the picture that asks, takes the size, and says how an answer was.

import { el, say } from "../dom.js"

const LARGEST = 99

export class Strip {
  // `actions`: size([rows, columns]), kind(name), show(), again()
  constructor(actions) {
    this.actions = actions
    this.question = el("span", { class: "question", "data-testid": "question" })
    this.verdict = el("span", { class: "verdict", "data-testid": "verdict" })
    this.look = el("a", { class: "look", "data-testid": "look-at" })
    this.said = el("div", { class: "said" }, this.question, " ", this.verdict, " ", this.look)
    this.sides = ["rows", "columns"].map((side) =>
      el("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 3, "data-testid": `size-${side}` }))
    this.times = el("span", { "aria-hidden": "true" })
    this.check = el("button", { type: "submit", "data-testid": "check" })
    this.form = el("form", { class: "size-form" }, this.sides[0], this.times, this.sides[1], this.check)
    this.form.addEventListener("submit", (event) => this.submit(event))
    // A letter on the page may be a command of Streamlit's.
    this.form.addEventListener("keydown", (event) => event.stopPropagation())
    this.kinds = el("div", { class: "segments", role: "radiogroup", "data-testid": "kinds" })
    this.buttons = Object.fromEntries(["show", "again"].map((name) => {
      const node = el("button", { type: "button", "data-testid": `predict-${name}` })
      node.addEventListener("click", () => actions[name]())
      return [name, node]
    }))
    this.count = el("span", { class: "count", "data-testid": "answered" })
    this.asks = el("div", { class: "asks" }, this.form, this.kinds, this.count, ...Object.values(this.buttons))
    this.node = el("div", { class: "predict-strip", "data-testid": "strip", tabindex: -1, hidden: "" }, this.said, this.asks)
    this.last = null
  }

  get heard() {
    return [this.verdict.textContent, this.question.textContent].filter(Boolean).join(" ")
  }

  focus() {
    if (!this.form.hidden && !this.asks.hidden) this.sides[0].focus({ preventScroll: true })
    else this.node.focus({ preventScroll: true })
  }

  // Until it is known what is asked nothing is said.
  wait() {
    this.say(null)
    this.question.textContent = ""
    this.asks.hidden = true
  }

  fail(text) {
    this.question.textContent = text
  }

  submit(event) {
    event.preventDefault()
    const size = this.sides.map(({ value }) => (/^\d{1,2}$/.test(value.trim()) ? Number(value) : null))
    const wrong = size.findIndex((side) => side === null || side > LARGEST)
    if (wrong >= 0) return this.sides[wrong].focus()
    this.actions.size(size)
  }

  show(game, words, payload) {
    this.words = words
    this.asks.hidden = false
    const { isSized, isDone, kind, truth } = game
    const wasForm = !this.form.hidden
    this.form.hidden = isSized
    this.times.textContent = say(words, "times")
    this.check.textContent = say(words, "check")
    this.sides.forEach((side, k) => {
      const name = say(words, ["rows", "columns"][k])
      side.setAttribute("aria-label", name)
      side.placeholder = name
    })
    if (isSized && wasForm) for (const side of this.sides) side.value = ""
    this.showKinds(game, words)
    this.count.hidden = !isSized || isDone || Boolean(game.only) || !kind
    this.count.textContent = say(words, "answered", { n: game.solved.length, total: game.places.length })
    this.buttons.show.hidden = isDone
    // One question alone is over once it is answered.
    const isSingle = Boolean(game.only) || !kind
    this.buttons.again.hidden = !isDone || isSingle
    this.buttons.again.textContent = say(words, "again")
    this.buttons.show.textContent = say(words, game.isTold ? "next" : "show")
    const [i, j] = game.at
    const question = !isSized ? "size_question" : `questions.${truth.board === "gradient" ? "gradient" : kind}`
    const told = { right: game.count("right"), helped: game.count("helped"), shown: game.count("shown") }
    const asked = game.isTold ? "" : say(words, question, { i, j, value: payload.output.short[i]?.[j] ?? "" })
    const text = !isDone ? asked : isSingle ? "" : say(words, "all_done", told)
    if (this.question.textContent !== text) this.question.textContent = text
  }

  showKinds({ asks, kind, isSized, isDone }, words) {
    const kinds = asks.filter((one) => one !== "size")
    this.kinds.hidden = !isSized || isDone || kinds.length < 2
    const said = JSON.stringify([kinds, words.choose])
    if (this.offered !== said) {
      this.offered = said
      this.kinds.setAttribute("aria-label", say(words, "choose"))
      this.kinds.replaceChildren(...kinds.map((one) => {
        const radio = el("input", { type: "radio", name: "predict-kind", value: one })
        radio.addEventListener("change", () => this.actions.kind(one))
        const face = el("span", {}, say(words, `kinds.${one}`))
        return el("label", { "data-testid": `kind-${one}` }, radio, face)
      }))
    }
    for (const radio of this.kinds.querySelectorAll("input")) radio.checked = radio.value === kind
  }

  corner() {
    this.question.textContent = say(this.words, "questions.corner")
  }

  // How an answer was: right, told, or which thought is behind it.
  say(verdict, told, game) {
    this.look.hidden = true
    this.verdict.textContent = ""
    this.node.dataset.tone = ""
    if (!verdict) return
    const { words, says } = told
    const [rows, columns] = game.truth.size
    const isSize = verdict.answer.kind === "size"
    this.node.dataset.tone = verdict.isRight ? "right" : verdict.isShown ? "shown" : "wrong"
    if (verdict.isRight) this.verdict.textContent = say(words, isSize ? "size_right" : "right", { rows, columns })
    else if (verdict.isShown) this.verdict.textContent = say(words, isSize ? "size_shown" : "shown", { rows, columns })
    else if (verdict.thought) this.explain(says[verdict.thought.name], words)
    else this.verdict.textContent = say(words, `slips.${verdict.slip}`, { text: verdict.answer.text ?? "" })
    this.node.dataset.thought = verdict.thought?.name ?? ""
  }

  explain({ says, link }, words) {
    this.verdict.textContent = says
    this.look.hidden = false
    this.look.textContent = say(words, "look")
    // Beside the page of this lesson, whatever base the app is served at.
    this.look.href = `${link.lesson}${link.query ? `?${link.query}` : ""}`
  }
}
