// A walk over the lessons, twenty minutes long: which step is on this stage, what of it is done, and where it goes on. The
// stage stays as it is anywhere; the address says the step (`walk=3`), this browser keeps the rest.

import { isDone, measure } from "./recognise.js"
import { ownOf } from "./own.js"
import { keep, progress, unasked } from "./progress.js"
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
      root.classList.remove("walk-asks")
      this.strip?.hide()
      const { walk, ...view } = store.view
      store.view = view
      return null
    }
    this.at = at
    this.walked = progress(steps.map(({ id }) => id))
    this.walked.at = this.step.id
    this.kept = this.walked.steps[this.step.id]
    // What was being done again goes on after a reload; from the list a done step opens as it was done.
    if (!Object.keys(said).length) this.kept.again = null
    this.phase = this.kept.again ?? (this.kept.done ? "keep" : this.kept.guess ? "do" : "predict")
    this.isNew = true
    this.wrong = null
    this.lookAt()
    keep(this.walked)
    if (Object.keys(said).length) return null
    return (this.phase === "predict" ? null : this.kept.state) ?? this.step.state
  }

  // While something is predicted the address says so, and nothing else can be turned.
  lookAt() {
    const { store } = this.lesson
    const { predict, at, hide } = this.step
    const { predict: _, ask, lock, ...view } = store.view
    const asked = this.phase === "predict" && predict.stage ? { predict: predict.stage, lock: "all", ...(at && { ask: at, at }) } : {}
    store.view = { ...view, ...asked, ...(hide && { hide }) }
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
    if (question?.edit) this.walked.own = ownOf(this.step, this.brought.own, payload) ?? this.walked.own
    // What is done again is left as it was until it is done.
    if (this.phase !== "predict" && !this.kept.again) this.kept.state = payload.link
    this.judge()
    keep(this.walked)
    this.show()
  }

  judge() {
    if (this.phase !== "do" || !isDone(this.step.goal, this.payload)) return
    this.kept.done ??= Date.now()
    if (this.kept.again && !this.wasShown) this.kept.isShown = false
    Object.assign(this.kept, { again: null, state: this.payload.link })
    this.phase = "keep"
  }

  show() {
    const { lesson, step, at, phase, walked, brought } = this
    const { steps, words, page } = brought
    if (!this.strip) {
      this.strip = new Strip(words, {
        toAnswer: () => this.toAnswer(),
        unknown: () => this.unknown(),
        answer: (text) => this.answered(text.trim()),
        goOn: () => this.goOn(),
        show: () => this.solve(),
        again: () => this.again(),
        move: (event) => this.move(event),
      })
      lesson.predict.strip.node.before(this.strip.node)
    }
    const link = (number) => steps[number - 1] && addressOf(steps[number - 1], number)
    const asksHere = !step.predict.stage
    lesson.root.classList.toggle("walk-asks", phase === "predict" && asksHere)
    this.strip.show({
      steps, at, phase, asksHere,
      isRight: this.isRight,
      wrong: this.wrong,
      dones: new Set(steps.filter(({ id }) => walked.steps[id].done).map(({ id }) => id)),
      links: { back: link(at), next: link(at + 2) ?? `${page}?card=true`, leave: page },
    })
    if (!this.isNew) return
    this.isNew = false
    if (asksHere) this.strip.ask(this.payload.stack, step.predict)
    this.strip.focus()
  }

  // ---- from phase to phase ----

  // The first answer counts, even if one leaves after it; the right one, or being told, leads on.
  predicted({ right, shown, done }) {
    if (!this.step || this.phase !== "predict") return
    this.kept.first ??= shown ? "none" : right ? "right" : "wrong"
    keep(this.walked)
    if (done) this.guessed(Boolean(right))
  }

  // What the strip itself asks for, and which wrong rule is behind an answer.
  answered(text) {
    const isRight = text === String(measure(this.step.predict, this.payload))
    this.wrong = isRight ? null : (this.step.predict.wrong?.find(({ answer }) => String(answer) === text)?.says ?? this.brought.words.hint)
    this.predicted({ right: isRight, done: isRight })
    if (isRight) return
    this.show()
    this.strip.number.select()
  }

  guessed(isRight) {
    Object.assign(this, { isRight, wrong: null })
    this.kept.guess ??= this.kept.first
    if (!this.kept.again) this.kept.state = this.payload.link
    this.phase = "see"
    this.goes()
  }

  unknown() {
    this.uncover()
    this.kept.first ??= "none"
    this.guessed(false)
  }

  // To practise: all of the step from its beginning; what the card says of the first time stays.
  again() {
    const { lesson, step } = this
    unasked(lesson.store.lesson)
    Object.assign(this, { phase: "predict", isNew: true, wasShown: false, wrong: null })
    this.kept.again = "predict"
    this.lookAt()
    lesson.restoreView()
    lesson.leave(() => lesson.store.load(step.state))
  }

  goOn() {
    this.phase = "do"
    if (this.kept.again) this.kept.again = "do"
    this.uncover()
    this.judge()
    this.goes()
  }

  // Shown is not done by oneself, and is kept as such.
  solve() {
    this.wasShown = true
    if (!this.kept.again) this.kept.isShown = true
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
