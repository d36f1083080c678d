// Further grids beside input and output, as data; each follows the window, the outputs, or the cells that these write.

import { Board } from "./board.js"
import { compare } from "./compared.js"
import { el, say } from "./dom.js"
import { boxOf, weightsOf } from "./kernel.js"
import { sumSoFar } from "./sums.js"

export class Extras {
  constructor(view) {
    this.view = view
    this.boards = []
    this.onMake = () => {}
  }

  get data() {
    return this.view.payload.extras ?? []
  }

  dataOf(board) {
    return this.data[this.boards.indexOf(board)]
  }

  // ---- once for a payload ----

  // Adds the boards whose cells are new, or gone, to `made`.
  reshape(made) {
    const { view, boards, data } = this
    while (boards.length > data.length) {
      const gone = boards.pop()
      gone.link.remove()
      made.add(gone)
    }
    data.forEach((extra, k) => {
      if (!boards[k]) {
        boards[k] = this.make(k)
        this.onMake(boards[k])
      }
      boards[k].follows = extra.follows
      boards[k].id = extra.id
      Object.assign(boards[k], { starts: Boolean(extra.starts), spare: Boolean(extra.spare) })
      if (boards[k].reshape(extra.rows, extra.cols, [0, 0, 0, 0])) made.add(boards[k])
    })
    const standing = (place) => boards.filter((_, k) => (data[k].after === "input") === (place === "input"))
    view.chain = [view.input, ...standing("input"), view.output, ...standing("output")]
    view.chain.forEach(({ link }, k) => {
      // Only what stands wrong is moved: a node that moves loses its focus.
      if (view.boards.children[k] !== link) view.boards.insertBefore(link, view.boards.children[k] ?? null)
    })
  }

  make(k) {
    const board = new Board("extra", "window")
    board.noteLine = el("div", { class: "extra-note", "data-testid": "extra-note" })
    board.figure.append(board.noteLine)
    board.figure.dataset.testid = "extra"
    board.figure.dataset.extra = k
    return board
  }

  draw() {
    const { words } = this.view.payload
    this.boards.forEach((board, k) => {
      const extra = this.data[k]
      board.name({ title: extra.title, grid: extra, arrow: extra.arrow, words })
      if (board.noteLine.textContent !== (extra.note ?? "")) board.noteLine.textContent = extra.note ?? ""
      const isEditable = Boolean(extra.editable && this.view.stage.tensorOf(board))
      board.board.classList.toggle("pick", board.follows === "output" && !isEditable)
      board.board.classList.toggle("editable", isEditable)
      board.plane.setAttribute("aria-readonly", isEditable ? "false" : "true")
      board.edit = extra.edit
      board.figure.dataset.follows = board.follows
      board.writers = board.follows === "cells" ? writersOf(extra.cells) : new Map()
      compare(board, extra)
      board.before = this.beforeOf(board, extra)
    })
  }

  fill() {
    this.boards.forEach((board) => {
      board.hidden = []
      board.waiting = []
      this.each(board, (r, c) => this.write(board, r, c, false))
      board.board.classList.toggle("stale", this.view.stage.drafts.open.length > 0)
    })
  }

  fitTexts() {
    this.boards.forEach((board, k) => board.fitText(this.data[k].short.flat()))
  }

  each(board, act) {
    for (let r = 0; r < board.rows; r++) for (let c = 0; c < board.cols; c++) act(r, c)
  }

  write(board, r, c, hidden, before = board.before) {
    const extra = this.data[this.boards.indexOf(board)]
    const sent = extra.editable ? this.view.stage.drafts.textAt(r, c, board.id) : undefined
    const shown = sent === undefined ? before : { short: sent.slice(0, 6), exact: sent, heat: extra.heat[r][c] }
    this.view.writeCell(board, extra, r, c, `${board.title} (${r}, ${c})`, hidden || sent !== undefined, shown)
    board.waiting[r * board.cols + c] = hidden ? before : undefined
  }

  // What a cell shows until an output writes it looks like a cell that none writes.
  beforeOf(board, { before, heat }) {
    if (before === undefined || before === null) return undefined
    const flat = heat.flat().find((_, at) => !this.writers(board, Math.floor(at / board.cols), at % board.cols).length)
    return { short: before, exact: before, heat: flat }
  }

  // ---- at each step ----

  paint(shown, output, related, pin) {
    this.boards.forEach((board, k) => {
      const { view } = this
      const marks = { tap: [], lit: [], inspected: [], pinned: [] }
      let box = null
      let ghost = null
      if (board.follows === "window") {
        if (output) marks.tap = view.tapsOf(output).filter(([r, c]) => board.isReal(r, c))
        if (shown?.input) marks.inspected = [shown.input]
        box = output && this.clipped(board, view.windowOf(output))
        ghost = view.isGhost(output) ? this.clipped(board, view.windowOf(pin)) : null
      } else if (board.follows === "output") {
        marks.lit = related
        if (pin) marks.pinned = [pin]
        box = output && view.cellBox(output)
      } else if (board.follows === "kernel") {
        if (output) marks.tap = weightsOf(this.data[k], output)
        box = boxOf(marks.tap)
        if (shown?.weight && shown.via === board) marks.inspected = [shown.weight]
      } else {
        const from = output ? [output] : shown?.input ? view.takenFrom(shown.input, related) : []
        marks.lit = from.flatMap(([i, j]) => this.data[k].cells[i]?.[j] ?? [])
        if (shown?.written && shown.via === board) marks.inspected = [shown.written]
      }
      for (const [name, places] of Object.entries(marks)) board.markPlaces(name, places)
      if (board.follows === "window" || board.follows === "kernel") board.placeWindow(box, marks.tap)
      else {
        board.place(board.outline, box)
        board.place(board.fill, null)
      }
      board.place(board.ghost, ghost)
      this.paintHidden(board, output)
      if (box) board.reveal(box[1], box[0])
      if (board.follows === "output" && view.stage.player.count && !view.stage.tensorOf(board)) {
        board.setTabStop(...(pin ?? view.stage.player.cursor))
      }
    })
  }

  // While playing, a value that waits for an output is not told; a window's grid has nothing that waits.
  paintHidden(board, output) {
    const extra = this.dataOf(board)
    if (extra.given) return // it was there before the play
    const waits = ([i, j]) => this.view.isHidden(i, j, output)
    this.each(board, (r, c) => {
      const writers = board.follows === "output" ? [[r, c]] : this.writers(board, r, c)
      const hidden = writers.some(waits)
      const before = hidden ? sumSoFar(extra, r, c, writers.filter((one) => !waits(one)).length) ?? board.before : undefined
      const index = r * board.cols + c
      const isSame = Boolean(board.hidden[index]) === hidden && board.waiting[index]?.exact === before?.exact
      if (!isSame) this.write(board, r, c, hidden, before)
    })
  }

  // These grids have no padding around them; an outline ends with the data.
  clipped({ rows, cols }, [[top, bottom], [left, right]]) {
    return [[Math.max(0, top), Math.min(rows, bottom)], [Math.max(0, left), Math.min(cols, right)]]
  }

  writers(board, r, c) {
    return board.writers.get(`${r},${c}`) ?? []
  }

  // What the grids that share the input's places hold at one of them, exactly.
  alongside(r, c) {
    return this.boards
      .filter((board) => board.follows === "window" && board.isReal(r, c))
      .map((board) => `${board.title} ${this.exactAt(board, r, c)}`)
  }

  exactAt(board, r, c) {
    return this.data[this.boards.indexOf(board)].exact[r][c]
  }

  // What a grid says of its own cell; not while the value is still to come.
  tellsOf(board, r, c) {
    return board.hidden[r * board.cols + c] ? undefined : this.dataOf(board)?.tells?.[r][c]
  }

  // The cell itself, for the line below: its exact value, or that it is still to come.
  told(board, r, c) {
    const { words } = this.view.payload
    const isHidden = board.hidden[r * board.cols + c]
    const extra = this.dataOf(board)
    const now = board.waiting[r * board.cols + c]?.exact ?? board.before?.exact ?? say(words, "not_yet")
    const growing = extra.sums ? say(words, "so_far", { value: now }) : now
    const value = isHidden ? growing : extra.arithmetic?.[r][c] ?? this.exactAt(board, r, c)
    return `${board.title} (${r}, ${c}) = ${value}`
  }
}

function writersOf(cells) {
  const writers = new Map()
  cells.forEach((line, i) => line.forEach((places, j) => {
    for (const [r, c] of places) writers.set(`${r},${c}`, [...(writers.get(`${r},${c}`) ?? []), [i, j]])
  }))
  return writers
}
