// The stage: its state (what is looked at, pinned, focused) and its actions. Python computed every number; nothing
// here does.

import { whole } from "./bare.js"
import { Parameters } from "./controls.js"
import { clamp, el, read, say, styles, wear } from "./dom.js"
import { Drafts, resized, tensorText, thrown, written } from "./drafts.js"
import { Editor, Outbox } from "./editor.js"
import { Gestures } from "./gestures.js"
import { Handles } from "./handles.js"
import { Head } from "./head.js"
import { Marks } from "./marks.js"
import { answersOf, Panels } from "./panels.js"
import { Pictured } from "./pictured.js"
import { Player } from "./player.js"
import { Presenter } from "./present.js"
import { fetched, Store } from "./store.js"
import { TensorBox } from "./tensors.js"
import { View } from "./view.js"

const SETTLED = 350 // milliseconds without a change, after which the page is told
const AGAIN = 1000 // milliseconds until a picture that waits for PyTorch is asked for again

class Stage {
  constructor(root) {
    this.root = root
    this.payload = null
    this.pin = this.hover = this.focused = null
    this.player = new Player(() => this.view.paint())
    this.outbox = new Outbox(() => this.payload && this.view.fill())
    this.view = new View(root, this, {
      step: (where) => this.step(where),
      toggle: () => this.toggle(),
      scrub: (index) => this.moveTo(index),
      speed: (factor) => {
        this.player.setFactor(factor)
        this.view.paint()
      },
    })
    this.editor = new Editor(this.view.input, root, {
      input: () => this.payload.input,
      refused: () => this.payload.refused,
      words: () => this.payload.words,
      textOf: (board, r, c) => this.outbox.textAt(r, c, board.id) ?? this.view.gridOf(board).exact[r][c],
      commit: (board, edit) => this.commit(board, edit),
      focusCell: (board, r, c) => this.focusCell(board, r, c),
      changed: () => this.look(null),
    })
    this.gestures = new Gestures(this)
  }

  // ---- a lesson's own state ----

  // The first picture of a lesson, or a later run of the page's script.
  open(payload, tell) {
    this.tell = tell
    this.view.watch()
    if (!this.lesson) this.begin(payload)
    else if (location.search !== this.store.written) this.moved(payload)
  }

  begin(payload) {
    const { lesson, routes } = payload
    this.routes = routes
    this.lesson = lesson
    this.root.classList.add("full")
    const host = {
      ask: fetched(routes.picture),
      show: (answer, question) => this.answered(answer, question),
      refuse: (tensor, question) => this.refusedText(tensor, question),
      say: (status) => this.head.say(status),
    }
    const isKnown = stores.has(lesson)
    this.store = stores.get(lesson) ?? new Store(lesson, host)
    this.store.host = host
    stores.set(lesson, this.store)
    this.makeParts()
    const said = this.store.readAddress(payload.fields)
    const kept = this.store.remembered()
    const isBare = !Object.keys(said).length && !Object.keys(this.store.view).length
    // The menu leads to a bare address: there a lesson is found as it was left. A link, Back and Reload say what they mean.
    const isReturn = isBare && kept && arrivedByMenu(isKnown)
    if (isReturn) this.store.view = kept.view
    this.outbox = new Drafts(() => this.payload && this.view.fill())
    this.payload = payload
    this.store.open(payload, isReturn ? kept.state : null)
    this.restoreView()
    if (!isReturn && samePairs(payload.said, location.search)) this.draw(payload)
    else if (isReturn && !Object.keys(kept.state).length) this.draw(payload)
    else {
      // What the page brought is not for this address: nothing of it is shown.
      this.payload = null
      this.store.state = isReturn ? kept.state : said
      this.store.writeAddress()
      this.store.question = { before: null, keys: [], edit: null }
      this.store.ask()
    }
  }

  // Somebody else wrote the address: Back, Forward, a link on the page.
  moved(payload) {
    const said = this.store.readAddress(payload.fields)
    this.store.past = []
    this.store.future = []
    this.restoreView()
    this.store.state = said
    this.store.written = location.search
    this.store.question = { before: null, keys: [], edit: null }
    this.store.ask()
  }

  restoreView() {
    const place = (said) => /^\d+,\d+$/.test(said ?? "") ? said.split(",").map(Number) : null
    const { at, pin, present, embed } = this.store.view
    this.presenter.set(present === "true")
    this.root.classList.toggle("embedded", embed === "true")
    this.pin = place(pin)
    if (place(at)) this.player.cursor = place(at)
  }

  // Where a lesson's own fields say what a link looks at; what the address says of it counts more.
  lookFirst(place) {
    const { at, pin } = this.store.view
    if (at || pin) return
    this.player.cursor = place
    this.store.look({ at: place.join(",") })
  }

  makeParts() {
    const { store, view } = this
    const turn = (changes, hand) => {
      this.editor.settle()
      this.marks.turned(changes)
      store.change(changes, { hand })
    }
    this.head = new Head(view.head, {
      choose: (state) => store.replace(state),
      undo: () => store.undo(),
      redo: () => store.redo(),
      fix: (changes) => turn(changes),
      link: () => navigator.clipboard?.writeText(location.href),
      present: () => this.presenter.toggle(),
      still: (kind) => this.stillAddress(kind),
    })
    this.row = new Parameters(this.head.asked, turn)
    this.main = new Parameters(el("div", { class: "chips", "data-testid": "chips" }), turn)
    this.more = new Parameters(el("div", { class: "chips" }), turn)
    this.fold = el("summary")
    this.boxes = el("div", { class: "tensors" })
    this.folded = el("details", { class: "fold" }, this.fold, this.more.node)
    this.marks = new Marks(turn)
    view.side.append(this.marks.node, this.main.node, this.folded, this.boxes)
    this.pictured = new Pictured(view, turn)
    this.panels = new Panels(view.below)
    this.handles = new Handles(this)
    this.presenter = new Presenter(this)
    this.tensorBoxes = []
  }

  // Where the step that is shown can be had as a picture.
  stillAddress(kind) {
    const step = (this.shown()?.output ?? this.player.cursor).join(",")
    return `${this.routes.still}.${kind}?${new URLSearchParams({ ...this.store.state, at: step })}`
  }

  answered(payload, question) {
    this.outbox.clear()
    this.draw(payload)
    if (question?.edit && !payload.tensors.some(({ problem }) => problem)) this.editor.forgive()
  }

  draw(payload) {
    const isFirst = !this.drawn
    this.drawn = true
    this.payload = whole(payload)
    if (payload.look) this.lookFirst(payload.look)
    this.showParts(payload)
    this.rebuild()
    this.root.dataset.query = this.store.query
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (isFirst && payload.autoplay && !still) this.player.play()
    else if (this.player.playing) this.player.schedule()
    if (payload.changed) this.view.tell(payload.changed)
    clearTimeout(this.later)
    const answers = [...answersOf(payload.oracle), ...answersOf(payload.headline.torch)]
    if (answers.some(({ tone }) => tone === "waiting")) {
      this.later = setTimeout(() => this.store.refresh(), AGAIN)
    }
    if (payload.charts && !isFirst) this.settleSoon()
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
      this.tensorBoxes[k] ??= new TensorBox({
        text: (one, text) => this.store.change({ [one.key]: text }, { edit: { key: one.key, text, from: "box" } }),
        resize: (one, rows, columns) => this.writeTensor(one, resized(this.textsOf(one.board), rows, columns)),
        random: (one) => this.writeTensor(one, thrown(one.rows, one.columns)),
      })
      if (this.boxes.children[k] !== this.tensorBoxes[k].node) this.boxes.append(this.tensorBoxes[k].node)
      this.tensorBoxes[k].show(tensor, words)
    })
    for (const gone of this.tensorBoxes.splice(tensors.length)) gone.node.remove()
    this.panels.show(payload)
    this.handles.name(words)
  }

  // ---- edits ----

  // The tensor that a board shows, or undefined where it is not to be written on.
  tensorOf(board) {
    if (!this.lesson) return board === this.view.input && this.payload.input.editable ? {} : undefined
    return this.payload.tensors.find((tensor) => tensor.board === board.id)
  }

  textsOf(name) {
    const board = this.view.chain.find((one) => one.id === name)
    return this.view.gridOf(board).exact.map((line, r) => line.map((text, c) => this.outbox.textAt(r, c, name) ?? text))
  }

  writeTensor(tensor, texts, edit = null, hand = null) {
    this.store.change({ [tensor.key]: tensorText(texts) }, { edit, hand })
  }

  commit(board, edit) {
    if (!this.lesson) return this.outbox.push(edit)
    const tensor = this.tensorOf(board)
    const texts = written(this.textsOf(board.id), edit)
    this.outbox.push({ ...edit, board: board.id })
    this.writeTensor(tensor, texts, { key: tensor.key, board: board.id, ...edit })
  }

  refusedText(tensor, { edit }) {
    this.outbox.clear()
    this.showParts({ ...this.payload, link: this.store.state })
    if (edit?.from === "box") {
      const box = this.tensorBoxes.find((one) => one.tensor.key === tensor.key)
      box.field.value = edit.text
      return box.refuse(tensor.kept)
    }
    if (!edit) return
    const board = this.view.chain.find((one) => one.id === edit.board)
    const { row, col, rows } = edit
    if (!this.editor.cell && board.isReal(row, col)) this.editor.open(board, row, col, rows[0][0])
    this.editor.refuse(row, col, tensor.problem)
    this.look(this.hover)
  }

  // ---- a new payload of a page without a state of its own ----

  update(payload, send) {
    this.outbox.send = send
    this.view.watch()
    const before = this.payload
    this.payload = payload
    if (payload.fills) this.root.classList.add("full", "first")
    if (payload.revision !== before?.revision) this.rebuild()
    // Python counts the edits it has seen. Without the count any payload is taken for the answer.
    const isAnswer = payload.answered === undefined || payload.answered !== before?.answered
    if (isAnswer) this.outbox.answered()
    const refused = JSON.stringify([payload.refused ?? null, payload.answered])
    if (payload.refused && refused !== this.refusedBefore) this.showRefused(payload.refused)
    this.refusedBefore = refused
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (!before && payload.autoplay && !still) this.player.play()
    else if (this.player.playing) this.player.schedule()
  }

  rebuild() {
    const { view, player, editor, payload } = this
    const board = this.focusedBoard()
    const isKept = (one) => view.chain.includes(one)
    const place = board && [Number(this.active().dataset.r), Number(this.active().dataset.c)]
    const made = view.reshape()
    player.rate = payload.speed || 1
    player.fit(payload.output.rows, payload.output.cols)
    if (this.pin && !view.output.isReal(...this.pin)) this.pin = null
    if (made.size) this.hover = null
    if (this.focused && !isKept(this.focused.board)) this.focused = null
    if (editor.cell && !(isKept(editor.board) && editor.board.isReal(...editor.cell))) editor.close()
    view.draw()
    for (const one of made) if (one !== board && isKept(one)) one.setTabStop(0, 0)
    // Cells made anew lost the focus; it goes back to the same place.
    if (board && made.has(board) && isKept(board) && board.cells.length) {
      this.focusCell(board, clamp(place[0], 0, board.rows - 1), clamp(place[1], 0, board.cols - 1))
    }
  }

  showRefused({ row, col, text, message }) {
    const { editor, view, payload, hover } = this
    if (!editor.cell && view.input.isReal(row, col) && payload.input.editable) editor.open(view.input, row, col, text)
    editor.refuse(row, col, message)
    this.look(hover) // the focus came with an answer, not from the reader: a pointer goes on showing its cell
  }

  // ---- what is looked at ----

  // {output: [i, j]}, {input: [r, c]}, {written: [r, c], via: its board} or null.
  shown() {
    const { player, hover, editor, focused, pin } = this
    if (player.playing) return { output: player.cursor }
    const looked = hover ?? (editor.cell ? this.lookOf(editor.board, editor.cell) : focused && this.lookOf(focused.board, focused.place))
    if (looked) return looked
    return player.count ? { output: pin ?? player.cursor } : null
  }

  // What a cell of a board stands for.
  lookOf(board, place) {
    if (board.follows === "kernel") return this.player.count ? { output: this.pin ?? this.player.cursor, weight: place, via: board } : null
    return { [{ window: "input", output: "output", cells: "written" }[board.follows]]: place, via: board }
  }

  look(at) {
    this.hover = at
    this.view.paint()
  }

  focusOn(board, place) {
    this.focused = board && { board, place }
    this.look(null) // the latest way of looking wins over a pointer that rests
  }

  // ---- actions ----

  pause() {
    if (!this.player.playing) return
    this.player.pause()
    this.view.paint()
  }

  toggle() {
    if (this.player.playing) this.player.pause()
    else {
      this.hover = this.pin = null
      this.player.play()
    }
    this.view.paint()
  }

  moveTo(index) {
    this.player.pause()
    this.pin = this.hover = null
    this.player.goTo(index)
    this.view.paint()
    this.view.speak()
    this.keepLook()
  }

  // The output looked at and the pin stand in the address.
  keepLook() {
    if (!this.lesson) return
    const { cursor, index } = this.player
    this.store.look({ at: index ? cursor.join(",") : "", pin: this.pin?.join(",") ?? "" })
  }

  step(where) {
    if (this.pictured?.step(where)) return
    const [i, j] = this.pin ?? this.player.cursor
    const here = i * this.player.cols + j
    this.moveTo({ first: 0, prev: here - 1, next: here + 1, last: this.player.count - 1 }[where])
  }

  setPin(i, j) {
    const again = this.pin && this.pin[0] === i && this.pin[1] === j
    this.player.pause()
    this.pin = again ? null : [i, j]
    this.view.paint()
    this.view.speak()
    this.keepLook()
  }

  letGo() {
    this.pin = null
    this.keepLook()
    this.player.pause()
    this.editor.forgive()
    this.view.paint()
  }

  // ---- focus ----

  active() {
    return this.root.getRootNode().activeElement
  }

  focusedBoard() {
    const active = this.active()
    if (!active?.classList.contains("cell")) return null
    return this.view.chain.find((board) => board.plane.contains(active)) ?? null
  }

  focusCell(board, r, c) {
    board.setTabStop(r, c)
    board.at(r, c)?.focus()
  }

  // Timers stop when the page takes the stage away; a later call of the component brings it back.
  rest() {
    this.player.pause()
    clearTimeout(this.later)
    clearTimeout(this.settling)
    this.store?.rest()
    this.presenter?.rest()
    this.outbox.rest?.()
    this.view.unwatch()
  }
}

// ---- how a lesson was come to ----

const stores = new Map() // by lesson, as long as the document lives: with them its undo
const loadedAt = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href).pathname
let isPop = false
addEventListener("popstate", () => (isPop = true), true)
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

const SHEETS = ["stage.css", "bins.css", "controls.css", "compared.css", "marks.css", "pictured.css"]
const sheets = await Promise.all(SHEETS.map((name) => styles(name, import.meta.url)))
const stages = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let entry = stages.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    parentElement.append(root)
    wear(root, ...sheets)
    entry = { stage: new Stage(root), calls: 0 }
    stages.set(parentElement, entry)
  }
  const call = ++entry.calls
  const payload = read(data)
  entry.stage.opened = payload.said
  if (payload.routes) entry.stage.open(payload, setTriggerValue)
  else entry.stage.update(payload, (edit) => setTriggerValue("edit", edit))
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the stage.
  return () => {
    if (entry.calls === call) entry.stage.rest()
  }
}
