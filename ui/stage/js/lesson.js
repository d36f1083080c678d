// A lesson: its state and what turns it, around one stage. The state is the address; the stage shows its picture.

import { Parameters } from "./controls.js"
import { el, say } from "./dom.js"
import { amidst, Drafts, tensorText, thrown } from "./drafts.js"
import { Handles } from "./handles.js"
import { Head } from "./head.js"
import { Letters } from "./letters.js"
import { Marks } from "./marks.js"
import { answersOf, Panels } from "./panels.js"
import { Predict } from "./predict/predict.js"
import { Pictured } from "./pictured.js"
import { PICTURES } from "./pictures.js"
import { Presenter } from "./present.js"
import { isTouch, Spoken } from "./spoken.js"
import { Stage } from "./stage.js"
import { answersTo, fetched, sameState, Store } from "./store.js"
import { Tailored } from "./tailored.js"
import { TensorBox } from "./tensors.js"
import { Undoing } from "./undoing.js"
import { Walk } from "./walk/walk.js"
import { findTool, pasteTool, Way } from "./way.js"

const SETTLED = 350 // milliseconds without a change, after which the page is told
const PREDICTED = { key: "predicted" } // a grid that is typed on, and is no tensor
const AGAIN = 1000 // milliseconds until a picture that waits for PyTorch is asked for again

export class Lesson {
  constructor(root) {
    this.root = root
    root.classList.add("full")
    this.drafts = new Drafts(() => this.payload && this.stage.view.fill())
    this.stage = new Stage(root, PICTURES, this)
    this.spoken = new Spoken()
    this.undoing = new Undoing((isRedo) => this.leave(() => (isRedo ? this.store.redo() : this.store.undo())))
    this.walk = new Walk(this)
  }

  // The first picture of a lesson, or a later run of the page's script.
  open(payload, tell) {
    this.tell = tell
    this.opened = payload.said
    this.stage.frame.watch()
    this.undoing.listen()
    this.walk.listen()
    this.pictured?.listen()
    if (!this.store) this.begin(payload)
    else if (location.search !== this.store.written) this.moved(payload)
    this.predict.listen()
  }

  // Where the state lives, and the words and routes that a page brings with the first picture.
  hold(store, { routes, language, meanings, languages }) {
    this.routes = routes
    this.language = language.name
    this.stage.frame.meanings = meanings
    this.store = store
    store.host = {
      ask: fetched(routes.picture, () => this.language),
      show: (answer, question) => this.answered(answer, question),
      refuse: (tensor, question) => this.refused(tensor, question),
      say: (status) => this.head.say(status),
    }
    this.makeParts()
    this.head.offer(languages)
  }

  begin(payload) {
    const { lesson } = payload
    const isKnown = stores.has(lesson)
    const store = stores.get(lesson) ?? new Store(lesson)
    stores.set(lesson, store)
    this.hold(store, payload)
    this.head.tools.prepend(pasteTool(payload.way.words, lesson), findTool(payload.way.words))
    this.way.open(payload.way, lesson)
    // Coming by the menu, the address still ends in what the lesson before wrote; the page's script knows better.
    const isByMenu = arrivedByMenu(isKnown)
    const search = isByMenu ? `?${payload.said}` : location.search
    const said = this.store.readAddress(payload.fields, search)
    const kept = this.store.remembered()
    const { lang, ...view } = this.store.view
    const isBare = !Object.keys(said).length && !Object.keys(view).length
    // The menu leads to a bare address: there a lesson is found as it was left. A link, Back and Reload say what they mean.
    const isReturn = isBare && kept && isByMenu
    if (isReturn) this.store.view = kept.view
    // The language that was chosen once goes with the reader from lesson to lesson.
    this.store.view = { ...this.store.view, ...(payload.chosen ? { lang: payload.chosen } : {}) }
    const left = isReturn ? kept.state : this.walk.enter(payload, said)
    this.store.open(payload, left)
    this.restoreView()
    if (left ? sameState(left, payload.link) : samePairs(payload.said, search)) this.draw(payload)
    // What the page brought is not for this address: nothing of it is shown.
    else this.store.load(left ?? said)
  }

  // Somebody else wrote the address: Back, Forward, a link on the page.
  moved(payload) {
    const said = this.store.readAddress(payload.fields)
    const left = this.walk.enter(payload, said)
    this.restoreView()
    this.store.load(left ?? said)
  }

  restoreView() {
    const place = (said) => /^\d+(,\d+)+$/.test(said ?? "") ? said.split(",").map(Number) : null
    const { at, pin, present, embed } = this.store.view
    this.presenter.set(present === "true")
    this.root.classList.toggle("embedded", embed === "true")
    this.stage.pin = place(pin)
    if (place(at)) this.stage.player.cursor = place(at)
  }

  // Where a lesson's own fields say what a link looks at; what the address says of it counts more.
  lookFirst(place) {
    const { at, pin } = this.store.view
    if (at || pin) return
    this.stage.player.cursor = place
    this.store.look({ at: place.join(",") })
  }

  makeParts() {
    const { store, stage } = this
    const { frame } = stage
    const turn = (changes, hand) => {
      stage.editor.settle()
      this.marks.turned(changes)
      store.change(changes, { hand })
    }
    this.head = new Head(frame.head, {
      choose: (state) => this.leave(() => store.replace(state)),
      undo: () => this.leave(() => store.undo()),
      redo: () => this.leave(() => store.redo()),
      fix: (changes) => turn(changes),
      link: () => navigator.clipboard?.writeText(location.href),
      present: () => this.presenter.toggle(),
      before: (isHeld) => this.showBefore(isHeld),
      kept: (kind) => this.keptAddress(kind),
    })
    this.row = new Parameters(this.head.asked, turn)
    this.main = new Parameters(el("div", { class: "chips", "data-testid": "chips" }), turn)
    this.more = new Parameters(el("div", { class: "chips" }), turn)
    this.fold = el("summary")
    this.boxes = el("div", { class: "tensors" })
    this.folded = el("details", { class: "fold" }, this.fold, this.more.node)
    this.marks = new Marks(turn)
    frame.side.append(this.marks.node, this.main.node, this.folded, this.boxes)
    this.pictured = new Pictured(this.root, stage.pictures.planes.node, { turn, load: (state) => store.load(state) })
    this.panels = new Panels(frame.below, turn)
    this.handles = new Handles(this)
    this.letters = new Letters(this.root, (letter) => this.handles.light(letter))
    this.presenter = new Presenter(this)
    this.tailored = new Tailored(this)
    this.predict = new Predict(this)
    this.head.add(this.predict)
    this.way = new Way()
    this.head.title.before(this.way.node)
    this.tensorBoxes = []
  }

  // Where the step that is shown, or all of them, can be had as a file; or the state as a sheet to fill in.
  keptAddress(kind) {
    const { stage, store, routes } = this
    if (kind === "sheet") return `${routes.sheet}?${new URLSearchParams({ state: `${store.lesson}?${store.query}`, lang: this.language })}`
    const step = (stage.shown()?.output ?? stage.player.cursor).join(",")
    return `${routes.still}.${kind}?${new URLSearchParams({ ...store.state, at: step, lang: this.language })}`
  }

  // ---- pictures ----

  get payload() {
    return this.stage.payload
  }

  answered(payload, question) {
    this.drafts.clear()
    if (isTouch(question)) this.earlier = this.told
    // PyTorch's later word on the same picture takes nothing from what was said of it.
    const isLater = !isTouch(question) && sameState(payload.link, this.told?.link ?? {})
    this.draw(isLater ? { ...payload, changed: this.told?.changed } : payload, question)
    this.way.changed(this.store.past.length)
    if (question?.edit && !payload.tensors.some(({ problem }) => problem)) this.stage.editor.forgive()
  }

  draw(payload, question = null) {
    const isFirst = !this.payload
    if (payload.look) this.lookFirst(payload.look)
    this.told = payload
    const drawn = this.tailored.handles(this.predict.shown(payload))
    this.showParts(drawn)
    this.stage.update(drawn)
    this.predict.paint()
    // What is no longer there to be looked at leaves the address too.
    if (!this.stage.player.playing) this.looked()
    this.root.dataset.query = this.store.query
    this.walk.drawn(payload, question)
    const heard = this.spoken.of(drawn, question, (edit) => this.nameOf(edit))
    if (heard) this.stage.frame.tell(heard)
    clearTimeout(this.later)
    const answers = [...answersOf(payload.oracle), ...answersOf(payload.headline.torch)]
    if (answers.some(({ tone }) => tone === "waiting")) {
      this.later = setTimeout(() => this.store.refresh(), AGAIN)
    }
    if (payload.charts && !isFirst) this.settleSoon()
  }

  // The same picture, of which more or less is covered than before.
  redraw() {
    if (!this.told) return
    const drawn = this.tailored.handles(this.predict.shown(this.told))
    this.showParts(drawn)
    this.stage.update(drawn)
  }

  answers() {
    return answersTo(this.routes.answers, this.store.query, this.language)
  }

  // The cell that was written on, with its value; of a block nothing is named.
  nameOf({ board: id, row, col, rows }) {
    const board = this.stage.view.chain.find((one) => one.id === id)
    return rows?.length === 1 && rows[0].length === 1 ? board?.at(row, col)?.getAttribute("aria-label") : null
  }

  // The picture before the last touch, for as long as somebody wants to see it; nothing else of the screen changes.
  showBefore(isHeld) {
    const { earlier, told, root } = this
    if (!earlier || isHeld === root.classList.contains("earlier")) return
    root.classList.toggle("earlier", isHeld)
    const { stage } = this
    if (isHeld) this.looking = { pin: stage.pin, cursor: stage.player.cursor }
    // What was looked at need not be there in the picture before.
    else [stage.pin, stage.player.cursor] = [this.looking.pin, this.looking.cursor]
    stage.update(isHeld ? earlier : told)
  }

  settleSoon() {
    clearTimeout(this.settling)
    this.settling = setTimeout(() => this.tell("settled", { query: this.store.query, opened: this.opened }), SETTLED)
  }

  showParts(payload) {
    const { controls, ui: words, tensors } = payload
    this.head.show(payload, this.store)
    this.row.show(controls.row, words)
    this.main.show(controls.main, words)
    this.more.show(controls.more, words)
    this.marks.show(payload)
    this.pictured.show(payload)
    this.fold.textContent = say(words, "fold")
    this.folded.hidden = !controls.more.length
    tensors.forEach((tensor, k) => {
      this.tensorBoxes[k] ??= this.makeBox()
      if (this.boxes.children[k] !== this.tensorBoxes[k].node) this.boxes.append(this.tensorBoxes[k].node)
      this.tensorBoxes[k].show(tensor, words)
    })
    for (const gone of this.tensorBoxes.splice(tensors.length)) gone.node.remove()
    this.panels.show(payload)
    this.handles.name(words)
    this.tailored.apply()
  }

  // ---- what is written ----

  makeBox() {
    return new TensorBox({
      text: (tensor, text) => this.store.change({ [tensor.key]: text }, { edit: { key: tensor.key, text, from: "box" } }),
      resize: (tensor, sizes) => this.writeTensor(tensor, this.stage.view.resized(tensor.board, sizes), { count: sizes.depth }),
      random: (tensor) => this.writeTensor(tensor, thrown(tensor)),
    })
  }

  tensorOf(board) {
    if (this.predict?.isOpen) return this.predict.takesText(board) ? PREDICTED : undefined
    const tensor = this.told?.tensors.find((one) => one.board === board.holds)
    return tensor && this.tailored.holdsTensor(tensor) ? undefined : tensor
  }

  // For another state altogether: what was written on this one is not on its way to it.
  leave(go) {
    this.drafts.clear()
    go()
  }

  // `count` is how many channels there are to be, where that is touched.
  writeTensor(tensor, texts, { edit = null, hand = null, count } = {}) {
    this.drafts.keep(tensor.board, texts)
    this.store.change({ [tensor.key]: tensorText(amidst(tensor, texts, count)) }, { edit, hand })
  }

  commit(board, edit) {
    if (this.predict.isOpen) return this.predict.typed(edit)
    const tensor = this.tensorOf(board)
    const texts = this.stage.view.written(board, edit)
    this.drafts.push({ ...edit, board: board.id })
    this.writeTensor(tensor, texts, { edit: { key: tensor.key, board: board.id, ...edit } })
  }

  // A text that cannot be read stays where it was typed, with the reason beside it.
  refused(tensor, { edit }) {
    const { stage } = this
    this.drafts.clear()
    this.showParts(this.told)
    if (edit?.from === "box") {
      const box = this.tensorBoxes.find((one) => one.tensor.key === tensor.key)
      return box.hold(edit.text, tensor.kept ?? tensor.problem)
    }
    if (!edit) return
    const board = stage.view.chain.find((one) => one.id === edit.board)
    const { row, col, rows } = edit
    if (!stage.editor.cell && board.isReal(row, col)) stage.editor.open(board, row, col, rows[0][0])
    stage.editor.refuse(row, col, tensor.problem)
    stage.look(stage.hover) // the focus came with an answer, not from the reader: a pointer goes on showing its cell
  }

  // ---- what the stage tells ----

  // The output looked at and the pin stand in the address.
  looked() {
    const { player, pin } = this.stage
    this.store.look({ at: player.index ? player.cursor.join(",") : "", pin: pin?.join(",") ?? "" })
  }

  // Of a prediction: what may be typed, where one goes on, and a cell that is the answer.
  problemOf(board, text, place) {
    return this.predict.isOpen ? this.predict.problemOf(text, place) : undefined
  }

  nextAfter(place) {
    return this.predict.isOn ? this.predict.nextAfter(place) : undefined
  }

  textOf(board, place) {
    return this.predict.isOpen ? this.predict.textOf(board, place) : undefined
  }

  picked(board, place, isPointer) {
    return this.predict.picked(board, place, isPointer)
  }

  painted(output) {
    this.predict?.looked(output)
    this.handles?.paint()
    this.marks?.paint(output)
    this.way?.looked(output, this.stage.player.count)
  }

  rest() {
    this.undoing.rest()
    this.walk.rest()
    clearTimeout(this.later)
    clearTimeout(this.settling)
    this.store?.rest()
    this.presenter?.rest()
    this.predict?.rest()
    this.way?.rest()
    this.pictured?.rest()
    this.stage.rest()
  }
}

// ---- how a lesson was come to ----

const stores = new Map() // by lesson, as long as the document lives: with them its undo
const loadedAt = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href).pathname
let isPop = false
// One that is made by a script is a link that is followed.
addEventListener("popstate", ({ isTrusted }) => (isPop = isTrusted), true)
addEventListener("click", () => (isPop = false), true)

function arrivedByMenu(isKnown) {
  const isLoad = !isKnown && loadedAt === location.pathname
  const wasPop = isPop
  isPop = false
  return !isLoad && !wasPop
}

function samePairs(one, other) {
  const sorted = (query) => JSON.stringify([...new URLSearchParams(query)].sort())
  return sorted(one) === sorted(other)
}
