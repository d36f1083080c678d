// One statement at a time, as a card in the place of the grids: a guess, both sides to look at, and only then what holds.
// The state is the address; what was guessed on other cards is kept in this browser.

import { el, say } from "../dom.js"
import { scrollerOf } from "../frame.js"
import { Bar } from "./bar.js"
import { clear, guessesOf, keep } from "./guesses.js"
import { link, Score } from "./score.js"
import { sides } from "./sides.js"

const ANSWERS = { t: "true", 1: "true", f: "false", 2: "false" }
// What has other uses for them.
const OWN_KEYS = "input, textarea, select, pre, details, [contenteditable=true], [role=menu], [role=dialog], [aria-expanded=true]"
const WAYS = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" }
const SCORE = Symbol("the score")
const HIDDEN = 60 // pixels: what is above stands under the menu
const OPEN = { guess: "undecided", told: "false", score: "false" }

export class Card {
  static isWhole = true // it says itself what there is to say

  // `load` goes to a state that nobody turned.
  constructor({ root, plot, turn, load }) {
    Object.assign(this, { root, turn, load, later: [] })
    this.bar = new Bar((id) => this.go(id))
    this.prev = this.button("card-prev", () => this.step("prev"), "card-way")
    this.next = this.button("card-next", () => this.step("next"), "card-way")
    this.toScore = this.button("to-score", () => this.step("score"), "card-way so-far")
    this.says = el("h2", { class: "says", tabindex: -1, "data-testid": "says" })
    this.heard = el("p", { class: "heard" })
    this.answers = Object.fromEntries(["true", "false"].map((answer) => [answer, this.button(`answer-${answer}`, () => this.guess(answer), "answer")]))
    this.guessed = el("span", { class: "guessed", "aria-hidden": "true" }) // the group has the name
    this.choice = el("div", { class: "answers", role: "group" }, this.guessed, ...Object.values(this.answers))
    this.keys = el("p", { class: "keys" })
    this.verdict = el("p", { class: "judged", "data-testid": "judged" })
    this.holds = el("p", { class: "holds", "data-testid": "holds" })
    this.both = el("div", { class: "sides", "data-testid": "sides" })
    this.differ = el("p", { class: "differ", "data-testid": "differ" })
    this.tell = this.button("tell", () => this.explain(), "main-act")
    this.tellKeys = el("span", { class: "keys" })
    this.onward = this.button("onward", () => this.step("next"), "main-act")
    this.retry = this.button("retry", () => this.turn(OPEN))
    this.seen = el("span", { class: "seen-in" })
    this.outcome = el("div", { class: "outcome" }, this.verdict, this.holds, this.both, this.differ, el("div", { class: "acts" }, this.tell, this.tellKeys, this.onward, this.retry, this.seen))
    this.score = new Score({ go: (id) => this.go(id), clear: () => (clear(), this.paint()) })
    this.card = el("article", { class: "card" }, this.says, this.heard, this.choice, this.keys, this.outcome)
    this.node = el("div", { class: "deck" }, el("nav", { class: "ways" }, this.prev, this.bar.node, this.toScore, this.next), this.card, this.score.node)
    plot.append(this.node)
    this.onKey = (event) => this.key(event)
  }

  button(name, act, kind = "") {
    const node = el("button", { type: "button", class: kind, "data-testid": name })
    node.addEventListener("click", act)
    return node
  }

  // The window is told, so that no focus is needed; the same listener is added once.
  listen() {
    addEventListener("keydown", this.onKey, true)
  }

  rest() {
    removeEventListener("keydown", this.onKey, true)
  }

  get ids() {
    return this.data.cards.map(({ id }) => id)
  }

  get isOpen() {
    return this.data.guess === "undecided" && !this.data.topics
  }

  // A wrong guess that is being looked at, and not yet told.
  get isLook() {
    const { guess, right, told, topics } = this.data
    return guess !== "undecided" && !right && !told && !topics
  }

  // ---- what is shown ----

  draw() {}

  show(data, payload) {
    const before = this.data
    this.data = data
    this.answered = this.going = this.telling = null
    this.note(before)
    if (!before && !Object.keys(payload.link).length && this.resume()) return
    this.paint()
    if (before) this.begin(before)
    while (this.later.length && !this.telling) this.step(this.later.shift())
  }

  // What begins is seen from its top, wherever the page was scrolled to: a card, the score; and what was just told.
  begin(before) {
    const { id, guess, told, topics } = this.data
    const isNew = id !== before.id || Boolean(topics) !== Boolean(before.topics) || (guess === "undecided" && before.guess !== guess)
    if (isNew) scrollerOf(this.root).scrollTo(0, 0)
    else if (told && !before.told && this.verdict.getBoundingClientRect().top < HIDDEN) this.verdict.scrollIntoView({ block: "start" })
  }

  // A guess that was made here, or taken back, is kept; what a link says is not the reader's own.
  note(before) {
    const { id, guess, right, told, topics } = this.data
    if (topics) return // of the score nobody guesses
    const isMade = before?.id === id && before.guess !== guess
    const isKept = guessesOf(this.ids).get(id)?.guess === guess
    if (guess === "undecided" ? isMade : isMade || isKept) {
      keep(this.ids, id, guess === "undecided" ? null : { guess, right: Boolean(right), told })
    }
  }

  // A bare address goes on where the reader left off.
  resume() {
    const guesses = guessesOf(this.ids)
    if (!guesses.has(this.data.id)) return false
    const open = this.ids.find((id) => !guesses.has(id))
    this.load(open ? { claim: open } : { claim: this.ids.at(-1), score: "true" })
    return true
  }

  paint() {
    const active = this.root.getRootNode().activeElement
    this.write()
    // What was pressed may be gone: the focus goes to what comes next.
    if (!this.node.contains(active) || (active.checkVisibility() && !active.disabled)) return
    const here = [this.tell, this.onward, this.score.total].find((node) => node.checkVisibility()) ?? this.says
    here.focus({ preventScroll: true })
  }

  write() {
    const { data } = this
    const { cards, words, topics, guess } = data
    const guesses = guessesOf(this.ids)
    const isScore = Boolean(topics)
    this.bar.show(cards, guesses, isScore ? null : data.id, words)
    this.prev.disabled = !isScore && data.id === cards[0].id
    this.next.disabled = isScore
    const isLast = data.id === cards.at(-1).id
    face(this.prev, "‹", say(words, "previous"))
    face(this.next, "›", say(words, this.isLook ? "why" : isLast ? "score" : "next"), true)
    this.paintScore(guesses, isScore)
    this.card.hidden = isScore
    this.score.node.hidden = !isScore
    if (isScore) return this.score.show(data, guesses, address)
    this.card.dataset.state = this.isOpen ? "open" : data.right ? "right" : data.told ? "told" : "look"
    this.says.textContent = data.says
    this.heard.textContent = data.heard
    this.guessed.textContent = say(words, "guessed")
    this.choice.setAttribute("aria-label", say(words, this.isOpen ? "guess" : "guessed"))
    for (const [answer, node] of Object.entries(this.answers)) {
      node.textContent = say(words, `answers.${answer}`)
      node.setAttribute("aria-pressed", guess === answer)
      if (this.isOpen) node.removeAttribute("aria-disabled")
      else node.setAttribute("aria-disabled", "true")
    }
    this.keys.textContent = say(words, "keys")
    this.keys.hidden = this.outcome.hidden = false
    if (this.isOpen) this.outcome.hidden = true
    else this.paintOutcome(words, isLast)
  }

  paintScore(guesses, isScore) {
    const { words } = this.data
    const right = [...guesses.values()].filter((one) => one.right).length
    const word = say(words, "score")
    this.toScore.replaceChildren(el("span", { class: "word-of" }, word), ...(guesses.size ? [el("span", { class: "count" }, `${right}/${guesses.size}`)] : []))
    const said = guesses.size ? say(words, "so_far", { right, guessed: guesses.size }) : word
    this.toScore.setAttribute("aria-label", said)
    this.toScore.title = said
    if (isScore) this.toScore.setAttribute("aria-current", "page")
    else this.toScore.removeAttribute("aria-current")
  }

  paintOutcome(words, isLast) {
    const { right, told, verdict, holds, differ, seen } = this.data
    const isTold = right || told
    this.keys.hidden = true
    this.tellKeys.textContent = say(words, "tell_keys")
    this.tellKeys.hidden = isTold
    this.verdict.textContent = verdict
    this.holds.textContent = holds ?? ""
    this.holds.hidden = !isTold
    this.differ.textContent = differ
    this.both.replaceChildren(...sides(this.data.sides))
    this.tell.textContent = say(words, "tell")
    this.tell.hidden = isTold
    this.onward.textContent = say(words, isLast ? "score" : "next")
    this.retry.textContent = say(words, "retry")
    this.onward.hidden = this.retry.hidden = !isTold
    this.seen.replaceChildren(...(seen ? [link(seen, address)] : []))
  }

  // ---- what a hand does ----

  guess(answer) {
    if (!this.isOpen || this.answered || this.going) return
    this.answered = answer
    this.answers[answer].setAttribute("aria-pressed", "true")
    this.turn({ claim: this.data.id, guess: answer })
  }

  // To a card as it was left.
  go(id) {
    const said = guessesOf(this.ids).get(id)
    this.going = id
    this.turn({ ...OPEN, claim: id, ...(said ? { guess: said.guess, told: String(!said.right && said.told) } : {}) })
  }

  explain() {
    this.telling = true
    this.turn({ told: "true" })
  }

  // From where the last step leads, though its card may still be on its way; what is to come of a guess is waited for.
  // No step leads past a wrong guess that was not told, and from the score one goes back to the card one came from.
  step(where) {
    const { ids, data } = this
    if (this.answered || this.telling) return void this.later.push(where)
    const at = this.going ?? (data.topics ? SCORE : data.id)
    if (where === "next" && this.isLook && at === data.id) return this.explain()
    const here = at === SCORE ? ids.indexOf(data.id) + 1 : ids.indexOf(at)
    const to = where === "score" || (where === "next" && at === SCORE) ? ids.length : here + { prev: -1, next: 1 }[where]
    if (ids[to]) this.go(ids[to])
    else if (to === ids.length && at !== SCORE) {
      this.going = SCORE
      this.turn({ score: "true" })
    }
  }

  key(event) {
    const [at] = event.composedPath()
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || at.closest?.(OWN_KEYS)) return
    const { key } = event
    const answer = ANSWERS[key.toLowerCase()]
    // Of a button Enter is its own; one that was guessed with has nothing more to do.
    const isFree = !at.closest?.("button, a") || at.closest(".answer")
    if (answer && this.isOpen && !event.repeat) this.guess(answer)
    else if (WAYS[key]) this.step(WAYS[key])
    else if (key === "Enter" && this.isLook && isFree && !event.repeat) this.explain()
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
}

function face(node, arrow, word, isAfter = false) {
  const sign = el("span", { "aria-hidden": "true" }, arrow)
  const text = el("span", { class: "word-of" }, word)
  node.setAttribute("aria-label", word)
  node.replaceChildren(...(isAfter ? [text, sign] : [sign, text]))
}

// A link within the app keeps the language that the address names.
function address(to) {
  const lang = new URLSearchParams(location.search).get("lang")
  return lang ? `${to}${to.includes("?") ? "&" : "?"}lang=${encodeURIComponent(lang)}` : to
}
