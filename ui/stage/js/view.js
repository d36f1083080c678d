// What is on the page: the boards with their texts, the lines below them, and the marks of what is looked at now.

import { Bare } from "./bare.js"
import { Board } from "./board.js"
import { el, say } from "./dom.js"
import { Extras } from "./extras.js"
import { multiplied } from "./kernel.js"
import { layOut } from "./layout.js"
import { drawOverlays } from "./overlays.js"
import { Controls } from "./player.js"
import { fillRoom } from "./room.js"

const KINDS = ["r", "p", "o", "t", "g", "h"]
const LISTED = 8
const NARROW = 640 // of the stage: parameters below the transport, which takes two lines
const SIDED = 840 // room for parameters beside the picture
const BROAD = 1100 // room for the words beside the transport
const MARGIN = 8 // below the stage, where it fills the first screen

export class View {
  constructor(root, stage, actions) {
    Object.assign(this, { root, stage })
    this.input = new Board("input", "window")
    this.output = new Board("output", "output")
    this.extras = new Extras(this)
    this.chain = [this.input, this.output]
    this.boards = el("div", { class: "boards" }, this.input.link, this.output.link)
    this.equation = el("div", { class: "equation", "data-testid": "equation" })
    this.note = el("div", { class: "note", "data-testid": "note" })
    this.controls = new Controls(actions)
    this.told = el("div", { class: "told" }, this.equation, this.note)
    this.dock = el("div", { class: "dock" }, this.told, this.controls.node)
    this.legend = el("ul", { class: "legend", "data-testid": "legend" })
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    this.head = el("div", { class: "head" })
    this.side = el("div", { class: "side" })
    this.below = el("div", { class: "below" })
    this.bare = new Bare(root)
    this.frame = el("div", { class: "room" }, this.boards, this.bare.node)
    this.main = el("div", { class: "main" }, this.frame, this.side)
    this.screen = el("div", { class: "screen" }, this.head, this.main, this.dock, this.legend)
    this.free = [0, 0]
    this.largest = 88 // a cell where the stage fills the screen
    root.append(this.screen, this.below, this.live)
    this.sizes = new ResizeObserver((entries) => this.measured(entries))
    this.onResize = () => this.measureTop()
  }

  // ---- the room: told by the observer, never asked for in the middle of a redraw ----

  // The class `full` on the root: head, picture, words and transport take the first screen, the rest comes after it.
  get isFull() {
    return this.root.classList.contains("full")
  }

  watch() {
    if (this.scroller) return
    this.scroller = scrollerOf(this.root)
    this.measureTop()
    for (const node of [this.root, this.frame, this.scroller.firstElementChild]) if (node) this.sizes.observe(node)
    addEventListener("resize", this.onResize)
  }

  unwatch() {
    this.scroller = null
    this.sizes.disconnect()
    removeEventListener("resize", this.onResize)
  }

  // How far down the page the stage begins, wherever the page is scrolled to.
  measureTop() {
    if (!this.scroller) return
    const { scroller, root } = this
    const inPage = scroller === document.documentElement ? 0 : Math.max(0, scroller.getBoundingClientRect().top)
    const top = Math.round(root.getBoundingClientRect().top + scroller.scrollTop)
    if (this.top === top) return
    this.top = top
    root.style.setProperty("--tall", `calc(100dvh - ${Math.max(top, inPage) + MARGIN}px)`)
  }

  measured(entries) {
    for (const { target, contentRect, borderBoxSize } of entries) {
      if (target === this.frame) this.room = [Math.floor(contentRect.width), Math.floor(contentRect.height)]
      else if (target === this.root) this.wide = Math.round(borderBoxSize[0].inlineSize)
      // What stands above the stage may have grown; written later, since it makes the page lay out once more.
      else requestAnimationFrame(() => this.measureTop())
    }
    const { isFull, wide, room } = this
    if (isFull) this.root.classList.toggle("narrow", wide < NARROW)
    this.root.classList.toggle("sided", wide >= SIDED)
    this.root.classList.toggle("broad", wide >= BROAD)
    const seen = [isFull, wide, ...(isFull ? room ?? [] : [])].join(" ")
    if (this.seen === seen) return
    this.seen = seen
    this.layout()
  }

  // The grids that are left out rather than make all others small.
  get spares() {
    return this.chain.filter((board) => board.spare)
  }

  get payload() {
    return this.stage.payload
  }

  // The grid that a board shows.
  gridOf(board) {
    return this.extras.dataOf(board) ?? this.payload[board.kind]
  }

  tell(text) {
    this.live.textContent = text
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
    this.root.setAttribute("aria-label", say(words, "stage"))
    this.root.dataset.revision = revision
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
    const { outbox } = this.stage
    const { input, output, words } = this.payload
    const [top, left] = input.frame
    this.input.cells.forEach((cell, index) => {
      const r = Math.floor(index / this.input.width) - top
      const c = (index % this.input.width) - left
      const kind = input.kinds[r + top][c + left]
      if (cell.kind !== kind) cell.dataset.kind = cell.kind = kind
      if (!this.input.isReal(r, c)) return this.input.write(cell, input.fill[kind] ?? "", null)
      const sent = outbox.textAt(r, c)
      const text = sent ?? input.short[r][c]
      this.input.write(cell, text.length > 6 ? `${text.slice(0, 5)}…` : text, input.heat[r][c])
      const name = `${say(words, "input_cell", { r, c })}: ${sent ?? input.exact[r][c]}`
      this.input.label(cell, kind === "r" ? name : `${name}, ${say(words, `kinds.${kind}`)}`)
      const readonly = input.editable ? "false" : "true"
      if (cell.readonly !== readonly) cell.setAttribute("aria-readonly", (cell.readonly = readonly))
    })
    this.input.board.classList.toggle("editable", Boolean(input.editable))
    this.output.board.classList.toggle("stale", outbox.open.length > 0)
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
    const listed = JSON.stringify([items, isMarked])
    if (this.listed === listed) return
    this.listed = listed
    this.legend.classList.toggle("weighted", isMarked)
    this.legend.replaceChildren(...items.map(([kind, word]) => {
      const swatch = el("span", { class: "swatch cell", "data-kind": kind, "aria-hidden": "true" })
      const text = el("span")
      text.textContent = word
      return el("li", { "data-kind": kind }, swatch, text)
    }))
  }

  layout() {
    const { isFull, wide, room } = this
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
    const { player, pin, outbox } = this.stage
    const shown = this.stage.shown()
    const output = shown?.output ?? null
    const related = this.relatedTo(shown)
    this.paintHidden(output)
    this.paintWindow(output, pin)
    this.input.markPlaces("inspected", shown?.input ? [shown.input] : shown?.weight ? multiplied(this, shown) : [])
    this.output.markPlaces("lit", related)
    this.input.markPlaces("lit", shown?.written ? this.wonBy(related) : [])
    this.output.markPlaces("pinned", pin ? [pin] : [])
    this.extras.paint(shown, output, related, pin)
    this.overlays.paint(output)
    this.stage.handles?.paint()
    this.paintText(shown, related)
    this.stage.marks?.paint(output ?? pin ?? player.cursor)
    this.controls.show(this.payload.words, player, pin)
    if (player.count) this.output.setTabStop(...(pin ?? player.cursor))
    this.record({
      playing: player.playing,
      cursor: player.cursor.join(","),
      pinned: pin ? pin.join(",") : "",
      stale: outbox.open.length > 0,
    })
    if (this.played && !player.playing) this.fetchFocus()
    this.played = player.playing
    const slide = `${Math.min(180, player.interval * 0.6)}ms`
    if (this.slide !== slide) this.root.style.setProperty("--slide", (this.slide = slide))
  }

  // The focus was left where the play began; it comes to where the play stopped.
  fetchFocus() {
    const board = this.stage.focusedBoard()
    if (board?.follows === "output") board.at(...this.stage.player.cursor)?.focus({ preventScroll: true })
  }

  record(state) {
    const { dataset } = this.root
    for (const [name, value] of Object.entries(state)) if (dataset[name] !== String(value)) dataset[name] = value
  }

  // The outputs that read an input cell, or that write a cell of a further grid.
  relatedTo(shown) {
    if (shown?.input) return this.readersOf(...shown.input)
    return shown?.written ? this.extras.writers(shown.via, ...shown.written) : []
  }

  // Windows are products of the two axes, and so are their readers. Where not every window that holds a cell has to do
  // with it, those that have are told cell by cell.
  readersOf(r, c) {
    const { fed, readers, input } = this.payload
    if (fed) return fed[r]?.[c] ?? []
    const cols = readers[1][c + input.frame[1]] ?? []
    return (readers[0][r + input.frame[0]] ?? []).flatMap((i) => cols.map((j) => [i, j]))
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
    this.output.place(this.output.outline, output && this.cellBox(output))
    this.input.place(this.input.ghost, this.isGhost(output) ? this.windowOf(pin) : null)
    if (!output) return
    this.input.reveal(box[1], box[0])
    const [row, column] = this.cellBox(output)
    this.output.reveal(column, row)
  }

  paintText(shown, related) {
    const { equations, notes } = this.payload
    let equation = ""
    let note = ""
    if (shown?.output) {
      const [i, j] = shown.output
      equation = equations[i][j]
      const isExtra = this.extras.boards.includes(shown.via)
      note = [isExtra && this.extras.told(shown.via, ...(shown.weight ?? [i, j])), notes[i][j]].filter(Boolean).join(" · ")
    } else if (shown?.input) {
      [equation, note] = this.inputText(shown.input, related)
    } else if (shown?.written) {
      equation = this.extras.told(shown.via, ...shown.written)
      note = this.extras.tellsOf(shown.via, ...shown.written) ?? this.counted(related, "unwritten", "written_by")
    }
    if (this.equation.textContent !== equation) this.equation.textContent = equation
    this.equation.classList.toggle("long", equation.length > 70)
    if (this.note.textContent !== note) this.note.textContent = note
  }

  inputText([r, c], readers) {
    const { input, words } = this.payload
    const kind = this.input.at(r, c)?.dataset.kind ?? "r"
    const isReal = this.input.isReal(r, c)
    const value = isReal
      ? `= ${this.stage.outbox.textAt(r, c) ?? input.exact[r][c]}`
      : ["·", say(words, `kinds.${kind}`), input.fill[kind]].filter(Boolean).join(" ")
    const texts = [`${say(words, "input_cell", { r, c })} ${value}`, ...this.extras.alongside(r, c)]
    return [texts.join(" · "), this.counted(readers, `unread.${kind}`, "read_by")]
  }

  counted(places, none, some) {
    const n = places.length
    const list = places.slice(0, LISTED).map(([i, j]) => `(${i}, ${j})`).join(" ") + (n > LISTED ? " …" : "")
    const { words } = this.payload
    return n === 0 ? say(words, none) : say(words, n === 1 ? `${some}_one` : `${some}_many`, { n, list })
  }

  speak() {
    const parts = [this.controls.position, this.equation, this.note].map((node) => node.textContent)
    this.live.textContent = parts.filter(Boolean).join(". ")
  }
}

// What scrolls the page that a node stands on, through the roots of shadows.
function scrollerOf(node) {
  for (let at = node.parentNode; at; at = at.parentNode ?? at.host) {
    if (at instanceof Element && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return document.documentElement
}
