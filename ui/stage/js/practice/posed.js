// The picture of a lesson with one question about it. Its state is held fast and writes no address: the page around it
// has its own.

import { Lesson } from "../lesson.js"
import { fetched, Store } from "../store.js"

const HIDDEN = "tools,examples,controls,tensors,panels,transport"
const HELD = "all,predict"

// The store of a state that nobody turns.
class Held extends Store {
  constructor(lesson, view) {
    super(lesson)
    this.view = view
    this.fields = new Set()
    this.foreign = []
  }

  writeAddress() {}
}

export class Posed extends Lesson {
  // `exercise` says lesson, state, question and at; `around` what every page of a lesson brings: meanings and language.
  // `routes` are those of any lesson. One that is `isFresh` is asked anew, whatever was answered to it before.
  constructor(root, { lesson, state, question, at }, routes, around, isFresh) {
    super(root)
    this.isFresh = isFresh
    this.exercise = { lesson, state, at: at?.split(",").map(Number) }
    this.around = { ...around, languages: {}, routes: Object.fromEntries(Object.entries(routes).map(([name, path]) => [name, `${path}/${lesson}`])) }
    this.posed = { predict: question, ask: at ?? "", hide: HIDDEN, lock: HELD }
  }

  // Resolves once the picture stands; rejects where it cannot be had.
  async show(isFocused) {
    const { lesson, state } = this.exercise
    const { routes, language } = this.around
    const ask = fetched(routes.picture, () => language.name)
    const payload = await ask(new URLSearchParams(state).toString(), null)
    if (!this.root.isConnected) return
    this.isAwaited = isFocused
    this.stage.frame.watch()
    this.hold(new Held(lesson, this.posed), { ...this.around, ...payload })
    this.store.open(payload, null)
    this.draw(payload)
  }

  // What is asked is known a moment after the picture; then whoever came by the keys goes on by them.
  redraw() {
    const { predict, stage } = this
    const { game } = predict
    const { at } = this.exercise
    const isFirst = game && !this.isAsked
    if (isFirst && this.isFresh) game.again()
    // Until now there were no outputs to look at.
    if (isFirst && at && game.truth.board !== "gradient") stage.player.cursor = at
    super.redraw()
    this.root.classList.toggle("answered", Boolean(game?.isDone))
    // Where a value lands is sought among all cells; what is marked is the output it comes from.
    const isPlace = game?.truth.board === "unpooled" && predict.isOpen
    stage.view.output.markPlaces("sought", at && isPlace ? [at] : [])
    if (!isFirst) return
    this.isAsked = true
    if (this.isAwaited) this.focus()
  }

  // The cell that is typed on; else the strip that asks.
  focus() {
    const { predict, stage } = this
    const { at } = this.exercise
    if (at && predict.game.kind === "value" && predict.isOpen) stage.focusCell(predict.board, ...at)
    else predict.strip.focus()
  }
}
