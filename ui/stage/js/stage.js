// The stage: one picture, what is looked at, pinned and focused on it, and its actions. Python computed every number;
// nothing here does. Whoever holds the stage may be told of what is looked at, and take what is written.

import { whole } from "./bare.js"
import { clamp, say } from "./dom.js"
import { Editor } from "./editor.js"
import { Frame } from "./frame.js"
import { Gestures } from "./gestures.js"
import { Player } from "./player.js"

const NO_DRAFTS = { open: [], textAt: () => undefined, clear: () => {} }

export class Stage {
  // `pictures` are the kinds of picture that a payload may ask for, by name.
  // `host` may answer: tensorOf(board), commit(board, edit), problemOf(board, text, place), nextAfter(place), picked(board, place, isPointer), textOf(board, place),
  // drafts, looked(), painted(output)
  constructor(root, pictures, host = {}) {
    Object.assign(this, { root, host })
    this.payload = null
    this.pin = this.hover = this.focused = null
    this.drafts = host.drafts ?? NO_DRAFTS
    this.player = new Player(() => this.view.paint(), () => this.frame.speak())
    this.frame = new Frame(root, {
      step: (where) => this.step(where),
      toggle: () => this.toggle(),
      scrub: (index) => this.moveTo(index),
      speed: (factor) => {
        this.player.setFactor(factor)
        this.view.paint()
      },
    }, () => this.view.layout())
    this.pictures = Object.fromEntries(Object.entries(pictures).map(([kind, Picture]) => [kind, new Picture(this.frame, this)]))
    this.view = Object.values(this.pictures)[0]
    this.editor = new Editor(this.view.input, root, {
      input: () => this.payload.input,
      words: () => this.payload.words,
      textOf: (board, r, c) => this.host.textOf?.(board, [r, c]) ?? this.drafts.textAt(r, c, board.id) ?? this.view.gridOf(board).exact[r][c],
      nameOf: (board, r, c) => say({ edit: board.edit ?? this.payload.words.edit }, "edit", { r, c, place: board.placeOf(r, c).join(", ") }),
      problemOf: (...typed) => this.host.problemOf?.(...typed),
      nextAfter: (place) => this.host.nextAfter?.(place),
      commit: (board, edit) => this.host.commit?.(board, edit),
      focusCell: (board, r, c) => this.focusCell(board, r, c),
      changed: () => this.look(null),
    })
    this.gestures = new Gestures(this, Object.values(this.pictures))
  }

  // The tensor that a board shows, or undefined where it is not to be written on.
  tensorOf(board) {
    return this.host.tensorOf?.(board)
  }

  // Whether a cell that was chosen is an answer to what is asked.
  isTaken(board, place, isPointer = false) {
    return Boolean(this.host.picked?.(board, place, isPointer))
  }

  // ---- a new payload ----

  update(payload) {
    this.frame.watch()
    const before = this.payload
    this.payload = whole(payload)
    if (payload.revision !== before?.revision) this.rebuild()
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (!before && payload.autoplay && !still) this.player.play()
    else if (this.player.playing) this.player.schedule()
  }

  rebuild() {
    const { player, editor, payload } = this
    const board = this.focusedBoard()
    const place = board && [Number(this.active().dataset.r), Number(this.active().dataset.c)]
    const view = (this.view = this.pictures[payload.kind ?? "planes"])
    const isKept = (one) => view.chain.includes(one)
    const made = view.reshape()
    this.frame.hold(view)
    player.rate = payload.speed || 1
    const isOther = player.cursor.length > 0 && player.cursor.length !== view.shape.length
    player.fit(view.shape)
    if (this.pin && !this.isOutput(this.pin)) this.pin = null
    if (isOther) this.keepLook()
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
  lookOf(board, [r, c]) {
    if (board.follows === "kernel") return this.player.count ? { output: this.pin ?? this.player.cursor, weight: [r, c], via: board } : null
    return { [{ window: "input", output: "output", cells: "written" }[board.follows]]: board.placeOf(r, c), via: board }
  }

  isOutput(place) {
    const { shape } = this.player
    return place.length === shape.length && place.every((at, axis) => at < shape[axis])
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
    const wasPlaying = this.player.playing
    if (wasPlaying) this.player.pause()
    else {
      this.hover = this.pin = null
      this.player.play()
    }
    this.view.paint()
    if (wasPlaying) this.frame.speak()
  }

  moveTo(index) {
    this.player.pause()
    this.pin = this.hover = null
    this.player.goTo(index)
    this.view.paint()
    this.frame.speak()
    this.keepLook()
  }

  keepLook() {
    this.host.looked?.()
  }

  step(where) {
    const here = this.player.indexOf(this.pin ?? this.player.cursor)
    this.moveTo({ first: 0, prev: here - 1, next: here + 1, last: this.player.count - 1 }[where])
  }

  setPin(...place) {
    const again = this.pin?.join() === place.join()
    this.player.pause()
    this.pin = again ? null : place
    this.view.paint()
    this.frame.speak()
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
    if (active?.dataset?.r === undefined) return null
    return this.view.chain.find((board) => board.plane.contains(active)) ?? null
  }

  focusCell(board, r, c) {
    board.setTabStop(r, c)
    board.at(r, c)?.focus()
  }

  // Timers stop when the page takes the stage away; a later call brings it back.
  rest() {
    this.player.pause()
    this.frame.unwatch()
  }
}
