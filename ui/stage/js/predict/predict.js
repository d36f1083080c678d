// Predicting: outputs are empty until the learner has said what stands there. Whether that is right is judged here, in the
// browser; what is needed for it is fetched once the picture stands.

import { covered } from "./cover.js"
import { Game, remember, remembered } from "./game.js"
import { numberOf } from "./judge.js"
import { Marking } from "./marking.js"
import { Strip } from "./strip.js"
import { el, say } from "../dom.js"

const FIELDS = "input, select, textarea, button, a, summary"
const KINDS = ["size", "value", "window", "winner", "place"]

export class Predict {
  constructor(lesson) {
    this.lesson = lesson
    this.stage = lesson.stage
    this.button = el("button", { type: "button", class: "tool predict", "data-testid": "predict", "aria-pressed": "false" })
    this.button.addEventListener("click", () => this.toggle())
    this.strip = new Strip({
      size: (size) => this.take({ kind: "size", at: null, size }),
      kind: (kind) => this.choose(kind),
      show: () => this.tell(),
      again: () => this.again(),
    })
    this.marking = new Marking(this)
    this.onKey = (event) => this.typedAnywhere(event)
  }

  listen() {
    document.addEventListener("keydown", this.onKey)
  }

  rest() {
    document.removeEventListener("keydown", this.onKey)
    document.documentElement.classList.remove("poolscope-predicts")
  }

  // ---- whether, and what ----

  get view() {
    return this.lesson.store.view
  }

  get isOn() {
    return Boolean(this.view.predict) && Boolean(this.payload?.predicts)
  }

  // Something is still asked, and so covered.
  get isOpen() {
    return this.isOn && !this.game?.isDone
  }

  get words() {
    return this.told.words
  }

  get board() {
    return this.stage.view.chain.find((board) => board.id === this.payload.predicts)
  }

  // The picture that answers are about: another state is another game.
  get picture() {
    return [this.lesson.store.query, this.view.predict, this.view.ask ?? "", this.lesson.language].join(" ")
  }

  toggle() {
    this.lesson.store.look({ predict: this.view.predict ? "" : "true", ask: "" })
    this.lesson.redraw()
    if (this.isOn) this.strip.focus()
  }

  // What is to be drawn of a payload.
  shown(payload) {
    const { root } = this.lesson
    this.payload = payload
    this.showButton(payload)
    root.classList.toggle("predicting", this.isOn)
    this.strip.node.hidden = !this.isOn
    document.documentElement.classList.toggle("poolscope-predicts", this.isOpen)
    if (!this.isOn) {
      if (this.game) this.marking.clear()
      this.game = this.told = this.asked = null
      return payload
    }
    if (this.game?.picture !== this.picture && this.asked !== this.picture) this.begin()
    return this.isOpen ? covered(payload, this.game ?? this.waiting(), this.told?.words ?? payload.words) : payload
  }

  showButton({ predicts, ui: words }) {
    this.button.hidden = !predicts || this.lesson.tailored.isLocked("predict")
    this.button.setAttribute("aria-pressed", String(this.isOn))
    this.button.textContent = say(words, "predict")
    this.button.title = say(words, "predict_help")
  }

  // Until it is known what is asked everything is covered.
  waiting() {
    const { predicts: board, output } = this.payload
    return new Game(board === "output" ? ["size"] : ["value"], { board, size: [output.rows, output.cols], places: [], pads: [0, 0] }, [])
  }

  async begin() {
    const { lesson, picture, payload } = this
    this.game = null
    this.asked = picture
    this.strip.wait()
    const told = await lesson.answers().catch(() => null)
    if (picture !== this.picture || !this.isOn) return
    this.asked = null
    if (!told) return this.strip.fail(say(payload.ui, "offline"))
    const wish = this.view.predict
    const asks = KINDS.includes(wish) ? told.asks.filter((kind) => kind === wish) : told.asks
    this.told = told
    this.game = Object.assign(new Game(asks.length ? asks : told.asks, this.truth(told), told.thoughts, this.only(told)), { picture })
    this.game.restore(remembered(lesson.store.lesson, picture))
    this.game.goOn()
    if (this.game.truth.board !== "gradient") this.stage.player.cursor = [...this.game.at]
    this.marking.meant = []
    this.redraw()
    this.stage.frame.tell(this.strip.heard)
  }

  truth({ board, leeway, places, pads, asks }) {
    const { payload } = this
    const grid = board === "gradient" ? payload.extras.find(({ id }) => id === board) : payload.output
    const { input } = payload
    const [top, left, bottom, right] = input.frame
    const room = [[-Math.min(top, pads[0]), input.rows + Math.min(bottom, pads[0])], [-Math.min(left, pads[1]), input.cols + Math.min(right, pads[1])]]
    return {
      board, leeway, places, pads, room, size: [grid.rows, grid.cols], values: grid.exact, input: input.exact,
      taps: payload.taps, winners: payload.winners, picks: asks.includes("winner"),
    }
  }

  // The one output that a link asks of.
  only({ board }) {
    const place = /^\d{1,2},\d{1,2}$/.test(this.view.ask ?? "") ? this.view.ask.split(",").map(Number) : null
    const grid = board === "gradient" ? this.payload.extras.find(({ id }) => id === board) : this.payload.output
    return place && place[0] < grid.rows && place[1] < grid.cols ? place : null
  }

  redraw() {
    this.lesson.redraw()
    this.paint()
  }

  // The strip and the marks of what is drawn.
  paint() {
    if (!this.isOn || !this.game) return
    this.stage.view.output.edit = this.isOpen ? this.words.edit : undefined
    this.strip.show(this.game, this.words, this.payload)
    this.marking.paint()
  }

  // ---- answers ----

  // Whether a board is one to type on now.
  takesText(board) {
    return Boolean(this.game?.isSized && this.game.kind === "value" && !this.game.isDone && board.id === this.payload.predicts)
  }

  // What may not be typed, in words; empty where it may.
  problemOf(text, place) {
    const { game, words } = this
    const [i, j] = game.at
    if (!game.isAsked(place)) return say(words, "other_cell", { i, j })
    return numberOf(text) === undefined ? say(words, "no_number", { text: text.slice(0, 20) }) : ""
  }

  // A digit that is typed anywhere begins the value that is asked for.
  typedAnywhere(event) {
    const { game, stage } = this
    const isFree = event.target === document.body || (event.composedPath().includes(this.lesson.root) && !event.composedPath()[0].closest?.(FIELDS))
    if (!isFree || event.ctrlKey || event.metaKey || event.altKey || !/^[-−.\d]$/.test(event.key)) return
    if (!this.isOpen || !game?.isSized || game.kind !== "value" || stage.editor.cell) return
    stage.editor.open(this.board, ...game.at)
  }

  // What a cell that is covered begins with, when it is written on.
  textOf(board, place) {
    if (!this.takesText(board) || !this.game.isOpen(place)) return undefined
    return this.game.answerAt("value", place)?.text ?? ""
  }

  typed({ row, col, rows }) {
    const [[text]] = rows
    if (!text.trim() || !this.game.isOpen([row, col]) || !this.game.isAsked([row, col])) return
    this.take({ kind: "value", at: [row, col], text: text.slice(0, 40) })
  }

  // The cell to be typed on after this one: none where its value was wrong.
  nextAfter([r, c]) {
    const { game } = this
    return game.isDone || game.isOpen([r, c]) ? null : game.at
  }

  take(answer) {
    const { game, lesson } = this
    if (answer.at) game.at = answer.at
    const verdict = { ...game.take(answer), answer }
    this.said(verdict)
    const detail = { question: answer.kind, at: answer.at, right: verdict.isRight, thought: verdict.thought?.name ?? null, done: game.isDone }
    lesson.root.dispatchEvent(new CustomEvent("poolscope:predicted", { bubbles: true, composed: true, detail }))
  }

  tell() {
    const { game } = this
    if (game.isTold) return this.goOn()
    const kind = game.isSized ? game.kind : "size"
    game.tell(kind, kind === "size" ? null : game.at)
    this.said({ isShown: true, answer: { kind, at: game.at } })
    const detail = { question: kind, at: game.at, right: false, shown: true, thought: null, done: game.isDone }
    this.lesson.root.dispatchEvent(new CustomEvent("poolscope:predicted", { bubbles: true, composed: true, detail }))
  }

  goOn() {
    this.game.goOn()
    this.game.version++
    this.strip.say(null)
    this.redraw()
    this.lookAt(this.game.at)
  }

  said(verdict) {
    const { game, lesson, told, stage } = this
    remember(lesson.store.lesson, this.picture, game)
    this.marking.meant = verdict.isRight || verdict.isShown ? [] : this.meantBy(verdict)
    this.strip.say(verdict, told, game)
    const isSolved = verdict.isRight || verdict.isShown
    // What is told of a window, a winner or a place is looked at before one goes on.
    const stays = verdict.isShown && verdict.answer.kind !== "value" && verdict.answer.kind !== "size"
    if (isSolved && game.isSized && !stays) game.goOn()
    if (game.isDone) this.marking.meant = []
    if (game.isSized && game.truth.board !== "gradient") stage.player.cursor = [...game.at]
    lesson.redraw()
    if (isSolved && game.kind !== "value" && game.isSized && !game.isDone) this.lookAt(game.at)
    this.paint()
    stage.frame.tell(this.strip.heard)
    if (verdict.answer.kind === "size" && game.isSized && game.kind === "value") stage.focusCell(this.board, ...game.at)
  }

  // Which cells a wrong rule looked at, or, where it looked rightly, the window itself.
  meantBy({ thought, answer: { kind, at } }) {
    if (!thought || !at || this.game.truth.board !== "output") return []
    const taps = thought.thought.taps ?? (kind === "value" ? this.game.truth.taps : null)
    return (taps?.[0][at[0]] ?? []).flatMap((r) => (taps[1][at[1]] ?? []).map((c) => [r, c]))
  }

  choose(kind) {
    this.stage.editor.settle()
    this.game.kind = kind
    this.game.version++
    this.game.goOn()
    this.marking.meant = []
    this.strip.say(null)
    this.redraw()
    if (kind !== "value") this.lookAt(this.game.at)
  }

  again() {
    this.game.again()
    this.marking.meant = []
    this.strip.say(null)
    remember(this.lesson.store.lesson, this.picture, this.game)
    this.redraw()
    this.strip.focus()
  }

  lookAt(place) {
    if (this.payload.predicts !== "gradient") this.stage.moveTo(this.stage.player.indexOf(place))
  }

  // The output that is looked at is the one that is asked of.
  looked(output) {
    const { game } = this
    if (!this.isOpen || !game?.isSized || !output || game.truth.board === "gradient" || !game.isAsked(output)) return
    if (game.isOpen(output) && String(game.at) !== String(output)) {
      game.at = [...output]
      this.strip.show(game, this.words, this.payload)
    }
  }

  // A cell of a board that was clicked, or Enter on it. True where it is an answer; a window is drawn by the pointer itself.
  picked(board, place, isPointer) {
    const { game } = this
    if (!this.isOpen || !game?.isSized) return false
    if (game.isTold && ["winner", "place", "window"].includes(game.kind)) this.goOn()
    if (game.kind === "winner" && board === this.stage.view.input) this.take({ kind: "winner", at: game.at, cell: place })
    else if (game.kind === "place" && board.id === "unpooled") this.take({ kind: "place", at: game.at, cell: place })
    else if (game.kind === "window" && board === this.stage.view.input) isPointer || this.marking.corner(place)
    else return false
    return true
  }
}
