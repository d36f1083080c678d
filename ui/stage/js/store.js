// The one place where a lesson's state lives while its page is open: a text for each field that is not at its default,
// as in the link. It writes the address, asks for the picture of a state, and never loses a change.

const LONGEST_WAIT = 8000
const MOST_UNDONE = 200
const LONGEST_BEFORE = 8000 // of the state before; both together must fit into one question
const MERGED = 700 // changes of one hand within so many milliseconds are undone together
const VIEW = ["at", "pin", "predict", "ask", "hide", "lock", "present", "embed", "lang", "walk"] // what a link says besides fields

// A question that no hand asks. `before`: the state that the picture before was of; `steps`: those since then.
const NOTHING = { before: null, isAnother: false, keys: [], steps: [], edit: null }

export class Store {
  // `host`, set by who shows the lesson, answers: ask(query, before, signal) -> Promise of a payload,
  // show(payload, question), refuse(tensor, question), say(status)
  constructor(lesson) {
    this.lesson = lesson
    this.state = {}
    this.view = {}
    this.past = []
    this.future = []
    this.asked = 0
    this.wait = 0
    addEventListener("online", () => this.question && this.ask())
  }

  // ---- the address ----

  get query() {
    return queryOf(this.state)
  }

  // Taken from the address: fields and view are ours, the rest is left alone.
  readAddress(fields, search = location.search) {
    const pairs = [...new URLSearchParams(search)]
    this.path = location.pathname
    this.fields = new Set(fields)
    this.foreign = pairs.filter(([key]) => !this.fields.has(key) && !VIEW.includes(key))
    this.view = Object.fromEntries(pairs.filter(([key]) => VIEW.includes(key)))
    return Object.fromEntries(pairs.filter(([key]) => this.fields.has(key)))
  }

  writeAddress() {
    const pairs = [...this.foreign, ...Object.entries(this.state), ...Object.entries(this.view)]
    const query = new URLSearchParams(pairs).toString()
    this.written = query ? `?${query}` : ""
    // An answer may come when the reader has gone on to another page.
    if (this.written !== location.search && this.path === location.pathname) {
      history.replaceState(history.state, "", `${location.pathname}${this.written}${location.hash}`)
    }
    this.remember()
  }

  look(view) {
    const looked = Object.fromEntries(Object.entries({ ...this.view, ...view }).filter(([, said]) => said))
    if (sameState(looked, this.view)) return
    this.view = looked
    this.writeAddress()
  }

  get memory() {
    return `poolscope:${this.lesson}`
  }

  remember() {
    if (this.view.walk) return // by the menu one comes to a lesson as it was left, not to a step of a walk
    try {
      sessionStorage.setItem(this.memory, JSON.stringify({ state: this.state, view: this.view }))
    } catch {
      // A browser that keeps nothing still has the address.
    }
  }

  remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(this.memory) ?? "null")
    } catch {
      return null
    }
  }

  // ---- changes ----

  // `hand` names what is being turned, or is the drag that turns it; `edit` what was written on the stage.
  change(changes, { hand = null, edit = null } = {}) {
    const state = { ...this.state, ...changes }
    if (sameState(state, this.state) && !this.question) return
    this.push(hand)
    this.go(state, { keys: Object.keys(changes), edit })
  }

  // Another state altogether: what to look at in it is told, not what it changes.
  replace(state) {
    if (sameState(state, this.state) && !this.question) return
    this.push(null)
    this.go(state, { isAnother: true })
  }

  push(hand) {
    const now = performance.now()
    const isHeld = typeof hand === "object" // a drag is one touch, however long it takes
    const isSame = hand && hand === this.hand && (isHeld || now - this.turned < MERGED)
    Object.assign(this, { hand, turned: now })
    if (!isSame) this.past.push(this.state)
    if (this.past.length > MOST_UNDONE) this.past.shift()
    this.future = []
  }

  undo() {
    this.travel(this.past, this.future)
  }

  redo() {
    this.travel(this.future, this.past)
  }

  travel(from, to) {
    if (!from.length) return
    to.push(this.state)
    this.hand = null
    this.go(from.pop())
  }

  go(state, { keys = [], edit = null, isAnother = false } = {}) {
    const waiting = this.question ?? NOTHING
    const first = waiting.isAnother ? null : waiting.before
    const before = this.hand ? queryOf(this.past.at(-1)) : (first ?? this.query)
    this.question = {
      before,
      isAnother,
      keys: [...waiting.keys, ...keys],
      steps: [...waiting.steps, this.state],
      edit: edit ?? waiting.edit,
    }
    this.state = state
    this.writeAddress()
    this.ask()
  }

  // ---- question and answer ----

  ask() {
    clearTimeout(this.later)
    this.aborter?.abort()
    const aborter = (this.aborter = new AbortController())
    const number = ++this.asked
    const { question } = this
    this.host.ask(this.query, question.isAnother ? null : question.before, aborter.signal).then(
      (payload) => number === this.asked && this.answered(payload),
      (error) => number === this.asked && this.unanswered(error),
    )
    this.slow = setTimeout(() => number === this.asked && this.question && !this.wait && this.host.say("waiting"), 400)
  }

  answered(payload) {
    const { question } = this
    this.settle()
    const wrong = payload.tensors?.find(({ key, problem }) => problem && question.keys.includes(key))
    if (wrong) return this.refused(wrong, question)
    this.good = { state: payload.link, payload }
    this.state = payload.link
    // An address that somebody else wrote is left alone: a link may just lead to another state of this lesson.
    if (this.written === location.search) this.writeAddress()
    this.host.show(payload, question)
  }

  // What could not be read is not lost: it stays where it was typed. Its field is as it was before; whatever else was
  // changed in the meantime stays changed.
  refused(wrong, question) {
    const { key } = wrong
    const { before, keys, steps } = question
    const unread = this.state[key]
    const text = (steps.findLast((step) => step[key] !== unread) ?? this.good.state)[key]
    const mended = (state) => (state[key] === unread ? withText(state, key, text) : state)
    const states = [...this.past, this.state].map(mended)
    this.state = states.at(-1)
    this.past = states.filter((state, at) => at < states.length - 1 && !sameState(state, states[at + 1]))
    this.writeAddress()
    this.host.refuse(wrong, question)
    if (sameState(this.state, this.good.state)) return
    this.question = { ...NOTHING, before, keys, steps: steps.map(mended) }
    this.ask()
  }

  unanswered(error) {
    if (error.final) {
      this.settle()
      return this.host.say("failed")
    }
    clearTimeout(this.slow) // that it takes long is no news now
    this.host.say("offline")
    this.wait = Math.min(LONGEST_WAIT, (this.wait || 500) * 2)
    this.later = setTimeout(() => this.ask(), this.wait)
  }

  settle() {
    clearTimeout(this.slow)
    this.question = null
    this.wait = 0
    this.host.say("")
  }

  // The same picture again: PyTorch may have answered meanwhile.
  refresh() {
    this.question ??= NOTHING
    this.ask()
  }

  // A first picture, or the one that an address asks for that somebody else wrote.
  open(payload, state) {
    this.good = { state: payload.link, payload }
    this.settleOn(state ?? payload.link)
    this.writeAddress()
  }

  // A state that nobody turned: what stands in an address, or what is remembered.
  load(state) {
    this.settleOn(state)
    this.question = NOTHING
    this.writeAddress()
    this.ask()
  }

  // Where the lesson is found as it was left, so is what can be undone.
  settleOn(state) {
    if (!sameState(state, this.state)) Object.assign(this, { past: [], future: [] })
    this.state = state
  }

  rest() {
    clearTimeout(this.later)
    clearTimeout(this.slow)
  }
}

function queryOf(state) {
  return new URLSearchParams(state).toString()
}

function withText(state, key, text) {
  const { [key]: _, ...rest } = state
  return text === undefined ? rest : { ...rest, [key]: text }
}

export function sameState(one, other) {
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key])
}

// What is needed to judge a prediction of a state.
export async function answersTo(route, query, language) {
  const answer = await fetch(`${route}?${new URLSearchParams([...new URLSearchParams(query), ["lang", language]])}`)
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.json()
}

// The one function by which the stage asks; a page that travels brings another.
export function fetched(route, language) {
  return async (query, before, signal) => {
    const told = new URLSearchParams(query)
    if (before !== null && before.length < LONGEST_BEFORE) told.set("before", before)
    told.set("lang", language())
    const answer = await fetch(`${route}?${told}`, { signal, headers: { Accept: "application/json" } })
    if (answer.ok) return answer.json()
    // What the server cannot make of this state it will not make of it later; anything else passes.
    throw Object.assign(new Error(String(answer.status)), { final: answer.status < 500 && answer.status !== 429 })
  }
}
