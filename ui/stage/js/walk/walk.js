// A walk over the lessons, twenty minutes long: which step is on this stage, what of it is done, and where it goes on. The
// stage stays as it is anywhere; the address says the step (`walk=3`), this browser keeps the rest.

import { isDone, measure } from "./recognise.js"
import { keep, progress } from "./progress.js"
import { Strip } from "./strip.js"
import { addressOf, follow } from "./ways.js"

export class Walk {
  constructor(lesson) {
    this.lesson = lesson
    this.onKey = (event) => this.key(event)
    lesson.root.addEventListener("poolscope:predicted", ({ detail }) => this.predicted(detail))
  }

  // The state that an address opens which names a step and says nothing of it: as it was left, or as it begins.
  enter(payload, said) {
    const { store, root } = this.lesson
    if (payload.walk) this.brought = payload.walk
    const steps = this.brought?.steps ?? []
    const at = steps.findIndex(({ lesson }, k) => store.view.walk === String(k + 1) && lesson === store.lesson)
    this.step = steps[at] ?? null
    root.classList.toggle("walking", Boolean(this.step))
    if (!this.step) {
      root.classList.remove("asking")
      this.strip?.hide()
      const { walk, ...view } = store.view
      store.view = view
      return null
    }
    this.at = at
    this.walked = progress(steps.map(({ id }) => id))
    this.walked.at = this.step.id
    this.kept = this.walked.steps[this.step.id]
    this.phase = this.kept.done ? "keep" : this.kept.guess ? "do" : "predict"
    this.isNew = true
    this.first = null
    this.lookAt()
    keep(this.walked)
    if (Object.keys(said).length) return null
    return (this.phase === "predict" ? null : this.kept.state) ?? this.step.state
  }

  // While something is predicted the address says so, and nothing else can be turned.
  lookAt() {
    const { store } = this.lesson
    const { predict, at } = this.step
    const { predict: _, ask, lock, ...view } = store.view
    const asked = this.phase === "predict" && predict.stage ? { predict: predict.stage, lock: "all", ...(at && { ask: at, at }) } : {}
    store.view = { ...view, ...asked }
  }

  // What was covered is seen.
  uncover() {
    this.lesson.store.look({ predict: "", ask: "", lock: "" })
    this.lesson.redraw()
  }

  // To where the answer is given.
  toAnswer() {
    const { stage, predict } = this.lesson
    const { game, strip } = predict
    if (!this.step.predict.stage) this.strip.number.focus()
    else if (game && !game.isSized) strip.focus()
    else if (game) stage.focusCell(game.kind === "value" ? predict.board : stage.view.input, ...(game.kind === "value" ? game.at : [0, 0]))
  }

  // A picture has come.
  drawn(payload, question) {
    if (!this.step) return
    this.payload = payload
    if (question?.edit && payload.input) this.walked.matrix = payload.input.exact
    if (this.phase !== "predict") this.kept.state = payload.link
    this.judge()
    keep(this.walked)
    this.show()
  }

  judge() {
    if (this.phase !== "do" || !isDone(this.step.goal, this.payload)) return
    this.kept.done = Date.now()
    this.phase = "keep"
  }

  show() {
    const { lesson, step, at, phase, kept, walked, brought } = this
    const { steps, words, page } = brought
    if (!this.strip) {
      this.strip = new Strip(words, {
        toAnswer: () => this.toAnswer(),
        unknown: () => this.unknown(),
        answer: (text) => this.guessed(text.trim() === String(measure(this.step.predict, this.payload)) ? "right" : "wrong"),
        goOn: () => this.goOn(),
        show: () => this.solve(),
        move: (event) => this.move(event),
      })
      lesson.predict.strip.node.before(this.strip.node)
    }
    const link = (number) => steps[number - 1] && addressOf(steps[number - 1], number)
    const asksHere = !step.predict.stage
    lesson.root.classList.toggle("asking", phase === "predict" && asksHere)
    this.strip.show({
      steps, at, phase, asksHere,
      guess: kept.guess,
      dones: new Set(steps.filter(({ id }) => walked.steps[id].done).map(({ id }) => id)),
      links: { back: link(at), next: link(at + 2) ?? `${page}?card=true`, leave: page },
    })
    if (!this.isNew) return
    this.isNew = false
    if (asksHere) this.strip.ask(this.payload.stack, step.predict.at)
    this.strip.focus()
  }

  // ---- from phase to phase ----

  // The first answer counts, and the right one, or being told, leads on.
  predicted({ right, shown, done }) {
    if (!this.step || this.phase !== "predict") return
    this.first ??= shown ? "none" : right ? "right" : "wrong"
    if (done) this.guessed(this.first)
  }

  guessed(guess) {
    this.kept.guess = guess
    this.kept.state = this.payload.link
    this.phase = "see"
    this.goes()
  }

  unknown() {
    this.uncover()
    this.guessed("none")
  }

  goOn() {
    this.phase = "do"
    this.uncover()
    this.judge()
    this.goes()
  }

  // Shown is not done by oneself, and is kept as such.
  solve() {
    this.kept.isShown = true
    const { store } = this.lesson
    const { solved } = this.step
    // What it changes is said, where nothing else has to be taken back.
    const isFree = Object.keys(store.state).every((key) => key in solved)
    this.lesson.leave(() => (isFree ? store.change(solved) : store.replace(solved)))
    this.strip.focus() // the button goes with what it shows
  }

  goes() {
    keep(this.walked)
    this.show()
    setTimeout(() => this.strip.focus()) // who was typing is done with it first
  }

  // To a step of the same lesson the page stays; the browser's Back knows of it all the same.
  move(event) {
    const { pathname, search } = event.currentTarget
    if (pathname !== location.pathname) return follow(event)
    event.preventDefault()
    const { lang } = this.lesson.store.view
    history.pushState(history.state, "", lang ? `${search}&${new URLSearchParams({ lang })}` : search)
    this.lesson.moved(this.lesson.payload)
  }

  // ---- keys: Ctrl+Enter leads on from anywhere but a text of several lines ----

  listen() {
    addEventListener("keydown", this.onKey, true)
  }

  key(event) {
    if (!this.step || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    if (event.composedPath()[0].matches?.("textarea")) return
    this.lesson.stage.editor.settle()
    if (!this.strip.act()) return
    event.preventDefault()
    event.stopPropagation()
  }

  rest() {
    removeEventListener("keydown", this.onKey, true)
  }
}
