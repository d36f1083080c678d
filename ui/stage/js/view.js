// Grids: the boards with their texts, the words to what is looked at now, and its marks. A picture of the stage, as
// volumes are one: the stage asks it to reshape, draw, write, paint and lay itself out, and for the boards of its cells.

import { Bare } from "./bare.js"
import { Board } from "./board.js"
import { Carry } from "./carry.js"
import { el, say } from "./dom.js"
import { resized, written } from "./drafts.js"
import { Extras } from "./extras.js"
import { Flow } from "./flow.js"
import { multiplied } from "./kernel.js"
import { layOut } from "./layout.js"
import { drawOverlays } from "./overlays.js"
import { readersOf } from "./readers.js"
import { fillRoom } from "./room.js"

const KINDS = ["r", "p", "o", "t", "g", "h"]
const LISTED = 8

export class View {
  constructor(frame, stage) {
    Object.assign(this, { frame, stage }, frame.parts)
    this.input = new Board("input", "window")
    this.output = new Board("output", "output")
    this.extras = new Extras(this)
    this.chain = [this.input, this.output]
    this.boards = el("div", { class: "boards" }, this.input.link, this.output.link)
    this.flow = new Flow(this)
    this.carry = new Carry(this, this.flow.travellers)
    this.bare = new Bare(frame.root)
    this.node = el("div", { class: "held" }, this.boards, this.bare.node)
    this.free = [0, 0]
  }

  // The grids that are left out rather than make all others small.
  get spares() {
    return this.chain.filter((board) => board.spare)
  }

  get payload() {
    return this.stage.payload
  }

  // Width of the stage, and width and height of what it leaves for the picture where it fills the screen.
  get wide() {
    return this.frame.wide
  }

  get room() {
    return this.frame.room
  }

  get largest() {
    return this.frame.largest
  }

  get shape() {
    return [this.payload.output.rows, this.payload.output.cols]
  }

  // Told of every board that is there or comes.
  onBoard(act) {
    for (const board of this.chain) act(board)
    this.extras.onMake = act
  }

  // ---- what a picture answers of its boards ----

  // The board and the cell of a place, beside a cell of this board.
  cellOf(board, [r, c]) {
    return [board, r, c]
  }

  // Grids have no depth, and are not turned.
  beside() {
    return null
  }

  turnBy() {
    return false
  }

  textsOf(name) {
    const board = this.chain.find((one) => one.id === name)
    const { drafts } = this.stage
    return drafts.whole.get(name) ?? this.gridOf(board).exact.map((line, r) => line.map((text, c) => drafts.textAt(r, c, name) ?? text))
  }

  written(board, edit) {
    return written(this.textsOf(board.id), edit)
  }

  resized(name, { rows, columns }) {
    return resized(this.textsOf(name), rows, columns)
  }

  // The grid that a board shows.
  gridOf(board) {
    return this.extras.dataOf(board) ?? this.payload[board.kind]
  }

  // ---- once for a payload ----

  // The boards that have another shape.
  reshape() {
    const { input, output } = this.payload
    const made = new Set()
    this.isDrawn = false // a cell that goes takes the focus along, and that paints
    if (this.input.reshape(input.rows, input.cols, input.frame)) made.add(this.input)
    if (this.output.reshape(output.rows, output.cols, [0, 0, 0, 0])) made.add(this.output)
    this.extras.reshape(made)
    return made
  }

  draw() {
    const { input, output, words, operation, revision, titles } = this.payload
    this.frame.name(say(words, "stage"), revision)
    for (const [board, grid] of [[this.input, input], [this.output, output]]) {
      board.name({ title: titles?.[board.kind] ?? say(words, board.kind), grid, arrow: grid.arrow, words })
    }
    this.extras.draw()
    this.bare.show(this.payload)
    // Without an operation there is no result, not even an empty one.
    this.output.link.classList.toggle("absent", !operation)
    this.overlays = drawOverlays(this.payload, this.input, this.overlays, this.chain)
    this.write()
    this.drawLegend()
    this.isDrawn = true
    this.layout()
  }

  // Edits on their way are shown at once.
  fill() {
    this.write()
    this.fitTexts()
    this.paint()
  }

  // Texts, heats and kinds of all cells.
  write() {
    const { drafts } = this.stage
    const { input, output, words } = this.payload
    const [top, left] = input.frame
    this.input.cells.forEach((cell, index) => {
      const r = Math.floor(index / this.input.width) - top
      const c = (index % this.input.width) - left
      const kind = input.kinds[r + top][c + left]
      if (cell.kind !== kind) cell.dataset.kind = cell.kind = kind
      if (!this.input.isReal(r, c)) return this.input.write(cell, input.fill[kind] ?? "", null)
      const sent = drafts.textAt(r, c)
      const text = sent ?? input.short[r][c]
      this.input.write(cell, text.length > 6 ? `${text.slice(0, 5)}…` : text, input.heat[r][c])
      const name = `${say(words, "input_cell", { r, c })}: ${sent ?? input.exact[r][c]}`
      this.input.label(cell, kind === "r" ? name : `${name}, ${say(words, `kinds.${kind}`)}`)
      const readonly = input.editable ? "false" : "true"
      if (cell.readonly !== readonly) cell.setAttribute("aria-readonly", (cell.readonly = readonly))
    })
    this.input.board.classList.toggle("editable", Boolean(input.editable))
    this.output.board.classList.toggle("stale", drafts.open.length > 0)
    this.output.hidden = []
    for (let i = 0; i < output.rows; i++) for (let j = 0; j < output.cols; j++) this.writeOutput(i, j, false)
    this.extras.fill()
  }

  writeOutput(i, j, hidden) {
    const { output, words } = this.payload
    this.writeCell(this.output, output, i, j, say(words, "output_cell", { i, j }), hidden)
  }

  // A value that is still to come is "?", or what stands there until then.
  writeCell(board, grid, r, c, name, hidden, before = { short: "?", exact: say(this.payload.words, "not_yet") }) {
    const cell = board.at(r, c)
    const now = hidden ? before : { short: grid.short[r][c], exact: grid.exact[r][c], heat: grid.heat[r][c] }
    const index = r * board.cols + c
    // A value that the play has just made comes when the frame has arrived.
    const arrives = !hidden && board.hidden[index] === true
    board.hidden[index] = hidden
    if (Boolean(cell.arrives) !== arrives) cell.classList.toggle("arriving", (cell.arrives = arrives))
    const isUnknown = now.short === "?"
    if (Boolean(cell.isUnknown) !== isUnknown) cell.classList.toggle("unknown", (cell.isUnknown = isUnknown))
    board.write(cell, now.short, now.heat)
    board.label(cell, `${name}: ${now.exact}`)
  }

  fitTexts() {
    this.input.fitText(this.payload.input.short.flat())
    this.output.fitText(this.payload.output.short.flat())
    this.extras.fitTexts()
  }

  drawLegend() {
    const { input, winners, weights, weight_fill: fills, indices, words } = this.payload
    const present = new Set(input.kinds.join(""))
    const items = KINDS.filter((kind) => present.has(kind)).map((kind) => [kind, say(words, `kinds.${kind}`)])
    if (this.stage.player.count) items.push(["window", say(words, "window")])
    if (winners?.flat().some(Boolean)) items.push(["winner", say(words, "winner")])
    if (fills) items.push(["share", say(words, "share")])
    const isMarked = Boolean(weights || indices) // no ring around what has a second number
    if (indices) items.push(["index", say(words, "index")])
    this.legend.classList.toggle("weighted", isMarked)
    this.frame.explain(items)
  }

  layout() {
    const { isFull, wide, room } = this.frame
    if (this.payload?.isBare) return
    if (!this.isDrawn || !wide || (isFull && !room?.[0])) return
    if (isFull) fillRoom(this)
    else layOut(this)
    this.fitTexts()
    this.stage.editor.place()
    this.paint()
  }

  // ---- at each step ----

  paint() {
    if (!this.isDrawn || !this.input.size) return
    const { player, pin, drafts } = this.stage
    const shown = this.stage.shown()
    const output = shown?.output ?? null
    const related = this.relatedTo(shown)
    const seen = output && !this.isVeiled(output) ? output : null
    this.paintHidden(output)
    this.paintWindow(seen, pin)
    this.output.place(this.output.outline, output && this.cellBox(output))
    this.input.markPlaces("inspected", shown?.input ? [shown.input] : shown?.weight ? multiplied(this, shown) : [])
    this.output.markPlaces("lit", related)
    this.input.markPlaces("lit", shown?.written ? this.wonBy(related) : [])
    if (shown?.written) this.paintOwnWindow(shown)
    this.output.markPlaces("pinned", pin ? [pin] : [])
    this.extras.paint(shown, seen, related, pin)
    this.overlays.paint(seen)
    this.flow.paint(shown)
    this.paintText(shown, related)
    this.stage.host.painted?.(output ?? pin ?? player.cursor)
    if (player.count) this.output.setTabStop(...(pin ?? player.cursor))
    this.frame.step(this.payload.words, player, pin)
    this.frame.note({
      playing: player.playing,
      cursor: player.cursor.join(","),
      pinned: pin ? pin.join(",") : "",
      stale: drafts.open.length > 0,
    })
    if (this.played && !player.playing) this.fetchFocus()
    this.played = player.playing
  }

  // The focus was left where the play began; it comes to where the play stopped.
  fetchFocus() {
    const board = this.stage.focusedBoard()
    if (board?.follows === "output") board.at(...this.stage.player.cursor)?.focus({ preventScroll: true })
  }

  // The outputs that read an input cell, or that write a cell of a further grid.
  relatedTo(shown) {
    if (shown?.input) return this.readersOf(...shown.input).filter((output) => !this.isVeiled(output))
    return shown?.written ? this.extras.writers(shown.via, ...shown.written) : []
  }

  readersOf(r, c) {
    return readersOf(this.payload, r, c)
  }

  // The cells that the values of these outputs came from.
  wonBy(outputs) {
    return outputs.map(([i, j]) => this.payload.winners?.[i]?.[j]).filter(Boolean)
  }

  // Of the outputs that read an input cell, those that took their value from it.
  takenFrom([r, c], outputs) {
    return outputs.filter((one) => this.wonBy([one]).some((cell) => cell[0] === r && cell[1] === c))
  }

  tapsOf([i, j]) {
    const { taps } = this.payload
    return taps[0][i].flatMap((r) => taps[1][j].map((c) => [r, c]))
  }

  windowOf([i, j]) {
    const { spans } = this.payload
    return [spans[0][i], spans[1][j]]
  }

  cellBox([i, j]) {
    return [[i, i + 1], [j, j + 1]]
  }

  // While a pin is held, its window stays as a ghost beside the one being looked at.
  isGhost(output) {
    const { pin } = this.stage
    return Boolean(pin) && !(output && output[0] === pin[0] && output[1] === pin[1])
  }

  // Whether it is not to be seen where an output looks.
  isVeiled([i, j]) {
    return Boolean(this.payload.veiled?.[i]?.[j])
  }

  isHidden(i, j, output) {
    return this.stage.player.isHidden(i, j) && !(output && output[0] === i && output[1] === j)
  }

  paintHidden(output) {
    const { count, cols } = this.stage.player
    for (let index = 0; index < count; index++) {
      const [i, j] = [Math.floor(index / cols), index % cols]
      const hidden = this.isHidden(i, j, output)
      if (this.output.hidden[index] !== hidden) this.writeOutput(i, j, hidden)
    }
  }

  paintWindow(output, pin) {
    const winner = output && this.payload.winners?.[output[0]]?.[output[1]]
    const box = output && this.windowOf(output)
    const taps = output ? this.tapsOf(output) : []
    this.input.markPlaces("tap", taps)
    this.input.markPlaces("winner", winner ? [winner] : [])
    this.input.placeWindow(box, taps)
    if (!this.payload.flow) this.carry.paint(output, winner)
    this.input.place(this.input.ghost, this.isGhost(output) && !this.isVeiled(pin) ? this.windowOf(pin) : null)
    if (!output) return
    this.input.reveal(box[1], box[0])
    const [row, column] = this.cellBox(output)
    this.output.reveal(column, row)
  }

  // A further grid may have windows of its own on the input: those of the cell that is looked at.
  paintOwnWindow({ via, written: [i, j] }) {
    const { taps, spans, winners } = this.extras.dataOf(via) ?? {}
    if (!taps?.[0][i] || !taps[1][j]) return
    const read = taps[0][i].flatMap((r) => taps[1][j].map((c) => [r, c]))
    const box = [spans[0][i], spans[1][j]]
    this.input.markPlaces("lit", [])
    this.input.markPlaces("tap", read)
    this.input.markPlaces("winner", winners ? [winners[i][j]] : [])
    this.input.placeWindow(box, read)
    this.input.reveal(box[1], box[0])
  }

  paintText(shown, related) {
    const { equations, notes } = this.payload
    let equation = ""
    let note = ""
    let coloured = null
    if (shown?.output) {
      const [i, j] = shown.output
      equation = equations[i][j]
      coloured = equation ? this.termsOf(i, j) : null
      const isExtra = this.extras.boards.includes(shown.via)
      note = [isExtra && this.extras.told(shown.via, ...(shown.weight ?? [i, j])), notes[i][j]].filter(Boolean).join(" · ")
    } else if (shown?.input) {
      [equation, note] = this.inputText(shown.input, related)
    } else if (shown?.written) {
      equation = this.extras.told(shown.via, ...shown.written)
      const { words: own } = this.extras.dataOf(shown.via)
      note = this.extras.tellsOf(shown.via, ...shown.written) ?? this.counted(related, "unwritten", "written_by", own)
    }
    // Who reads a cell, and who does not, tells where windows stand.
    this.frame.say(equation, shown?.output || !this.payload.isCovered ? note : "", coloured)
  }

  // The cells whose numbers stand in an output's equation, in reading order, and the output's own.
  termsOf(i, j) {
    const { input, output } = this.payload
    const [top, left] = input.frame
    const cells = this.tapsOf([i, j]).flatMap(([r, c]) => {
      if (this.input.isReal(r, c)) return [{ text: input.exact[r][c], heat: input.heat[r][c] }]
      const fill = input.fill[input.kinds[r + top]?.[c + left]]
      return fill ? [{ text: fill, heat: null }] : []
    })
    return [cells, { text: output.exact[i][j], heat: output.heat[i][j] }]
  }

  inputText([r, c], readers) {
    const { input, words } = this.payload
    const kind = this.input.at(r, c)?.dataset.kind ?? "r"
    const isReal = this.input.isReal(r, c)
    const value = isReal
      ? `= ${this.stage.drafts.textAt(r, c) ?? input.exact[r][c]}`
      : ["·", say(words, `kinds.${kind}`), input.fill[kind]].filter(Boolean).join(" ")
    const texts = [`${say(words, "input_cell", { r, c })} ${value}`, ...this.extras.alongside(r, c)]
    return [texts.join(" · "), this.counted(readers, `unread.${kind}`, "read_by")]
  }

  counted(places, none, some, words = this.payload.words) {
    const n = places.length
    const list = places.slice(0, LISTED).map(([i, j]) => `(${i}, ${j})`).join(" ") + (n > LISTED ? " …" : "")
    return n === 0 ? say(words, none) : say(words, n === 1 ? `${some}_one` : `${some}_many`, { n, list })
  }
}
