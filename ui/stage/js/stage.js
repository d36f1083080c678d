// The stage: its state (what is looked at, pinned, focused) and its actions. Python computed every number; nothing
// here does.

import { clamp, el, read, styles, wear } from "./dom.js"
import { Editor, Outbox } from "./editor.js"
import { Gestures } from "./gestures.js"
import { Player } from "./player.js"
import { View } from "./view.js"

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
      textOf: (r, c) => this.outbox.textAt(r, c) ?? this.payload.input.exact[r][c],
      commit: (edit) => this.outbox.push(edit),
      focusCell: (r, c) => this.focusCell(this.view.input, r, c),
      changed: () => this.look(null),
    })
    this.gestures = new Gestures(this)
  }

  // ---- a new payload ----

  update(payload, send) {
    this.outbox.send = send
    this.view.watch()
    const before = this.payload
    this.payload = payload
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
    if (editor.cell && !view.input.isReal(...editor.cell)) editor.close()
    view.draw()
    for (const one of made) if (one !== board && isKept(one)) one.setTabStop(0, 0)
    // Cells made anew lost the focus; it goes back to the same place.
    if (board && made.has(board) && isKept(board) && board.cells.length) {
      this.focusCell(board, clamp(place[0], 0, board.rows - 1), clamp(place[1], 0, board.cols - 1))
    }
  }

  showRefused({ row, col, text, message }) {
    const { editor, view, payload, hover } = this
    if (!editor.cell && view.input.isReal(row, col) && payload.input.editable) editor.open(row, col, text)
    editor.refuse(row, col, message)
    this.look(hover) // the focus came with an answer, not from the reader: a pointer goes on showing its cell
  }

  // ---- what is looked at ----

  // {output: [i, j]}, {input: [r, c]}, {written: [r, c], via: its board} or null.
  shown() {
    const { player, hover, editor, focused, pin } = this
    if (player.playing) return { output: player.cursor }
    const looked = hover ?? (editor.cell ? { input: editor.cell } : focused && this.lookOf(focused.board, focused.place))
    if (looked) return looked
    return player.count ? { output: pin ?? player.cursor } : null
  }

  // What a cell of a board stands for.
  lookOf(board, place) {
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
  }

  step(where) {
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
  }

  letGo() {
    this.pin = null
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
    this.outbox.rest()
    this.view.unwatch()
  }
}

const sheet = await styles("stage.css", import.meta.url)
const stages = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  let entry = stages.get(parentElement)
  if (!entry) {
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    parentElement.append(root)
    wear(root, sheet)
    entry = { stage: new Stage(root), calls: 0 }
    stages.set(parentElement, entry)
  }
  const call = ++entry.calls
  entry.stage.update(read(data), (edit) => setTriggerValue("edit", edit))
  // Streamlit also calls the cleanup of a run that a newer one overtook; only the newest may stop the stage.
  return () => {
    if (entry.calls === call) entry.stage.rest()
  }
}
