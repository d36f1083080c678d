// The score, to be seen at any time: how many of those guessed were right, by topic, with the page that shows it; what was missed; and a way to begin anew.

import { el, say } from "../dom.js"

export class Score {
  constructor({ go, clear }) {
    Object.assign(this, { go, clear })
    this.total = el("p", { class: "total", role: "status", tabindex: -1, "data-testid": "total" })
    this.topics = el("ul", { class: "topics" })
    this.title = el("h2")
    this.list = el("ul", { class: "missed" })
    this.missed = el("section", { "data-testid": "missed" }, this.title, this.list)
    this.on = el("button", { type: "button", class: "main-act", "data-testid": "go-on" })
    this.on.addEventListener("click", () => this.go(this.first))
    this.anew = el("button", { type: "button", "data-testid": "clear" })
    this.anew.addEventListener("click", () => this.press())
    this.anew.addEventListener("blur", () => this.ask(false))
    this.kept = el("p", { class: "kept-here" })
    this.node = el("div", { class: "score", "data-testid": "score" }, this.total, el("div", { class: "acts" }, this.on, this.anew), this.topics, this.missed, this.kept)
  }

  // `address` makes of a link one that keeps the language.
  show({ cards, topics, words }, guesses, address) {
    this.words = words
    const total = told("total", cards, guesses, words)
    if (this.total.textContent !== total) this.total.textContent = total
    this.first = cards.find(({ id }) => !guesses.has(id))?.id
    this.on.hidden = !this.first
    this.on.textContent = say(words, "go_on", { n: cards.findIndex(({ id }) => id === this.first) + 1 })
    this.anew.hidden = !guesses.size
    this.ask(false)
    this.kept.textContent = say(words, "kept")
    this.topics.replaceChildren(...topics.map((topic) => line(topic, guesses, words, address)))
    const wrong = topics.flatMap((topic) => topic.cards.map((card) => ({ ...card, page: topic.page }))).filter(({ id }) => guesses.get(id)?.right === false)
    const at = (id) => cards.findIndex((card) => card.id === id)
    this.missed.hidden = !wrong.length
    this.title.textContent = say(words, "missed")
    this.list.replaceChildren(...wrong.sort((one, other) => at(one.id) - at(other.id)).map(({ id, seen, page }) => {
      const card = el("button", { type: "button", class: "as-link" }, `${at(id) + 1} · ${cards[at(id)].says}`)
      card.addEventListener("click", () => this.go(id))
      return el("li", {}, card, link(seen ?? page, address))
    }))
  }

  // What is gone is gone: it is pressed twice.
  press() {
    if (!this.isSure) return this.ask(true)
    this.ask(false)
    this.clear()
  }

  ask(isSure) {
    this.isSure = isSure
    this.anew.textContent = say(this.words, isSure ? "clear_sure" : "clear")
  }
}

function counted(cards, guesses) {
  const own = cards.map(({ id }) => guesses.get(id))
  const right = own.filter((one) => one?.right).length
  const open = own.filter((one) => !one).length
  return { right, open, guessed: cards.length - open, count: cards.length }
}

// Of those guessed; none and all have sentences of their own.
function told(what, cards, guesses, words) {
  const counts = counted(cards, guesses)
  return say(words, !counts.guessed ? `${what}_none` : counts.open ? `${what}_open` : what, counts)
}

function line({ says, page, cards }, guesses, words, address) {
  const { right, open } = counted(cards, guesses)
  const parts = el("span", { class: "share-of", "aria-hidden": "true" }, ...Object.entries({ right, wrong: cards.length - right - open, open }).filter(([, size]) => size).map(([state, size]) => {
    const part = el("i", { "data-state": state })
    part.style.flexGrow = size
    return part
  }))
  return el("li", { "data-testid": "topic" }, el("strong", {}, says), el("span", { class: "told-of" }, told("topic", cards, guesses, words)), parts, link(page, address))
}

export function link({ to, label }, address) {
  return el("a", { href: address(to) }, label)
}
