// What is on the page: the boards with their texts, the lines below them, and the marks of what is looked at now.

const KINDS = ["r", "p", "o", "t", "g", "h"]
const SIZES = [44, 40, 36, 32, 28, 24, 21, 18]
const NARROW = 640
const GAP = 44
const WEIGHT_SIZE = 32 // smaller cells have no room for a second line
const LISTED = 8

class View {
  constructor(root, stage, actions) {
    Object.assign(this, { root, stage })
    this.input = new Board("input")
    this.output = new Board("output")
    this.boards = el("div", { class: "boards" }, this.input.figure, this.output.figure)
    this.equation = el("div", { class: "equation", "data-testid": "equation" })
    this.note = el("div", { class: "note", "data-testid": "note" })
    this.controls = new Controls(actions)
    this.legend = el("ul", { class: "legend", "data-testid": "legend" })
    this.live = el("div", { class: "live", "aria-live": "polite", "data-testid": "live" })
    this.free = [0, 0]
    root.append(this.boards, this.equation, this.note, this.controls.node, this.legend, this.live)
  }

  get payload() {
    return this.stage.payload
  }

  // ---- once for a payload ----

  // Says which boards had to be made anew.
  reshape() {
    const { input, output } = this.payload
    return {
      input: this.input.reshape(input.rows, input.cols, input.frame),
      output: this.output.reshape(output.rows, output.cols, [0, 0, 0, 0]),
    }
  }

  draw() {
    const { input, output, words, operation, revision } = this.payload
    this.root.setAttribute("aria-label", say(words, "stage"))
    this.root.dataset.revision = revision
    for (const [board, size] of [[this.input, input], [this.output, output]]) {
      board.plane.setAttribute("aria-label", say(words, board.kind))
      board.caption.textContent = `${say(words, board.kind)} ${say(words, "size", size)}`
    }
    // Without an operation there is no result, not even an empty one.
    this.output.figure.classList.toggle("absent", !operation)
    this.overlays = drawOverlays(this.payload, this.input)
    this.fill()
    this.drawLegend()
    this.layout()
  }

  // Texts, heats and kinds of all cells; edits on their way are shown at once.
  fill() {
    const { outbox } = this.stage
    const { input, output, words } = this.payload
    const [top, left] = input.frame
    this.input.cells.forEach((cell, index) => {
      const r = Math.floor(index / this.input.width) - top
      const c = (index % this.input.width) - left
      const kind = input.kinds[r + top][c + left]
      if (cell.dataset.kind !== kind) cell.dataset.kind = kind
      if (!this.input.isReal(r, c)) return this.input.write(cell, input.fill[kind] ?? "", null)
      const sent = outbox.textAt(r, c)
      const text = sent ?? input.short[r][c]
      this.input.write(cell, text.length > 6 ? `${text.slice(0, 5)}…` : text, input.heat[r][c])
      const name = `${say(words, "input_cell", { r, c })}: ${sent ?? input.exact[r][c]}`
      cell.setAttribute("aria-label", kind === "r" ? name : `${name}, ${say(words, `kinds.${kind}`)}`)
      cell.setAttribute("aria-readonly", input.editable ? "false" : "true")
    })
    this.input.board.classList.toggle("editable", Boolean(input.editable))
    this.output.board.classList.toggle("stale", outbox.open.length > 0)
    this.hidden = []
    for (let i = 0; i < output.rows; i++) for (let j = 0; j < output.cols; j++) this.writeOutput(i, j, false)
    this.fitTexts()
    this.paint()
  }

  writeOutput(i, j, hidden) {
    const { output, words } = this.payload
    const cell = this.output.at(i, j)
    this.hidden[i * output.cols + j] = hidden
    cell.classList.toggle("unknown", hidden)
    this.output.write(cell, hidden ? "?" : output.short[i][j], hidden ? null : output.heat[i][j])
    const value = hidden ? say(words, "not_yet") : output.exact[i][j]
    cell.setAttribute("aria-label", `${say(words, "output_cell", { i, j })}: ${value}`)
  }

  fitTexts() {
    this.input.fitText(this.payload.input.short.flat())
    this.output.fitText(this.payload.output.short.flat())
  }

  drawLegend() {
    const { input, winners, words } = this.payload
    const present = new Set(input.kinds.join(""))
    const items = KINDS.filter((kind) => present.has(kind)).map((kind) => [kind, say(words, `kinds.${kind}`)])
    if (this.stage.player.count) items.push(["window", say(words, "window")])
    if (winners?.flat().some(Boolean)) items.push(["winner", say(words, "winner")])
    this.legend.replaceChildren(...items.map(([kind, word]) => {
      const swatch = el("span", { class: "swatch cell", "data-kind": kind, "aria-hidden": "true" })
      const text = el("span")
      text.textContent = word
      return el("li", { "data-kind": kind }, swatch, text)
    }))
  }

  // ---- size ----

  layout() {
    const width = this.root.clientWidth
    if (!this.payload || !width) return
    const { input, output, operation } = this.payload
    const narrow = width < NARROW
    const [roomTop, roomLeft] = this.overlays.room
    // A ring of free cells is kept around the data where padding is possible, so that nothing moves when it comes or
    // goes. A call that is refused has no operation and keeps the ring of the one before.
    if (narrow) this.free = [0, 0]
    else if (operation) this.free = /^(max|avg)_pool/.test(operation) ? [operation.endsWith("1d") ? 0 : 1, 1] : [0, 0]
    const frame = input.frame.map((cells, side) => Math.max(cells, this.free[side % 2]))
    const [top, left, bottom, right] = frame
    const cols = left + input.cols + right
    const rows = top + input.rows + bottom
    const tallest = Math.max(28, narrow ? 36 : 340 / rows)
    const pick = (room) => SIZES.find((size) => size <= Math.min(room, tallest)) ?? SIZES.at(-1)
    // The output counts as at least as wide as the input, so that the stride does not change the size of a cell.
    const beside = pick((width - GAP - 2 * 22 - roomLeft) / (cols + Math.max(output.cols, input.cols)))
    const below = pick((width - 24 - roomLeft) / Math.max(cols, output.cols))
    const stacked = narrow || (input.rows <= 4 && output.rows <= 4 && below > beside)
    const size = stacked ? below : beside
    this.boards.classList.toggle("stacked", stacked)
    this.input.resize(size)
    this.output.resize(size)
    this.fitTexts()
    this.input.board.classList.toggle("weighted", Boolean(this.payload.weights) && size >= WEIGHT_SIZE)
    this.input.figure.style.margin = frame.map((cells, side) => `${(cells - input.frame[side]) * size}px`).join(" ")
    // The first rows of both stand on one line; more than one row of padding does not push the output down.
    const drop = stacked ? 0 : Math.min(1, top) * size + roomTop
    const indent = stacked ? Math.min(left, 1) * size + roomLeft : 0
    this.output.figure.style.margin = `${drop}px 0 0 ${indent}px`
    this.stage.editor.place()
    this.paint()
  }

  // ---- at each step ----

  paint() {
    if (!this.payload || !this.input.size) return
    const { player, pin, outbox } = this.stage
    const shown = this.stage.shown()
    const output = shown?.output ?? null
    const readers = shown?.input ? this.readersOf(...shown.input) : []
    this.paintHidden(output)
    this.paintWindow(output, pin)
    this.input.mark("inspected", shown?.input ? [this.input.at(...shown.input)] : [])
    this.output.mark("lit", readers.map(([i, j]) => this.output.at(i, j)))
    this.output.mark("pinned", pin ? [this.output.at(...pin)] : [])
    this.overlays.paint(output)
    this.paintText(shown, readers)
    this.controls.show(this.payload.words, player, pin)
    if (player.count) this.output.setTabStop(...(pin ?? player.cursor))
    this.root.style.setProperty("--slide", `${Math.min(180, player.interval * 0.6)}ms`)
    Object.assign(this.root.dataset, {
      playing: player.playing,
      cursor: player.cursor.join(","),
      pinned: pin ? pin.join(",") : "",
      stale: outbox.open.length > 0,
    })
  }

  // The true inverse of the windows; they are products of the two axes, and so are their readers.
  readersOf(r, c) {
    const along = (axis, at) => this.payload.taps[axis].flatMap((taps, index) => (taps.includes(at) ? [index] : []))
    const cols = along(1, c)
    return along(0, r).flatMap((i) => cols.map((j) => [i, j]))
  }

  paintHidden(output) {
    const { player } = this.stage
    for (let index = 0; index < player.count; index++) {
      const i = Math.floor(index / player.cols)
      const j = index % player.cols
      const looked = output && output[0] === i && output[1] === j
      const hidden = player.isHidden(i, j) && !looked
      if (this.hidden[index] !== hidden) this.writeOutput(i, j, hidden)
    }
  }

  paintWindow(output, pin) {
    const { taps, spans, winners, weights } = this.payload
    const windowOf = ([i, j]) => [spans[0][i], spans[1][j]]
    for (const cell of this.input.marked.get("tap") ?? []) delete cell.dataset.weight
    if (output) {
      const [i, j] = output
      const cells = taps[0][i].flatMap((r) => taps[1][j].map((c) => this.input.at(r, c))).filter(Boolean)
      const winner = winners?.[i]?.[j]
      const weight = weights?.[i]?.[j]
      this.input.mark("tap", cells)
      this.input.mark("winner", winner ? [this.input.at(...winner)] : [])
      if (weight && this.input.size >= WEIGHT_SIZE) {
        for (const cell of cells) if (this.isCounted(cell)) cell.dataset.weight = weight
      }
      this.input.place(this.input.outline, windowOf(output))
      this.output.place(this.output.outline, [[i, i + 1], [j, j + 1]])
      this.input.reveal(spans[1][j])
      this.output.reveal([j, j + 1])
    } else {
      for (const name of ["tap", "winner"]) this.input.mark(name, [])
      for (const board of [this.input, this.output]) board.place(board.outline, null)
    }
    // While a pin is held, its window stays as a ghost beside the one being looked at.
    const ghost = pin && !(output && output[0] === pin[0] && output[1] === pin[1])
    this.input.place(this.input.ghost, ghost ? windowOf(pin) : null)
  }

  // Padding that is not counted has an empty fill, and overhang never counts.
  isCounted(cell) {
    const { kind } = cell.dataset
    return kind !== "o" && (kind !== "p" || Boolean(this.payload.input.fill.p))
  }

  paintText(shown, readers) {
    const { equations, notes } = this.payload
    let equation = ""
    let note = ""
    if (shown?.output) {
      const [i, j] = shown.output
      equation = equations[i][j]
      note = notes[i][j]
    } else if (shown?.input) {
      [equation, note] = this.inputText(shown.input, readers)
    }
    this.equation.textContent = equation
    this.equation.classList.toggle("long", equation.length > 70)
    this.note.textContent = note
  }

  inputText([r, c], readers) {
    const { input, words } = this.payload
    const kind = this.input.at(r, c)?.dataset.kind ?? "r"
    const value = this.input.isReal(r, c)
      ? `= ${this.stage.outbox.textAt(r, c) ?? input.exact[r][c]}`
      : ["·", say(words, `kinds.${kind}`), input.fill[kind]].filter(Boolean).join(" ")
    const n = readers.length
    const list = readers.slice(0, LISTED).map(([i, j]) => `(${i}, ${j})`).join(" ") + (n > LISTED ? " …" : "")
    const note = n === 0 ? say(words, `unread.${kind}`) : say(words, n === 1 ? "read_by_one" : "read_by_many", { n, list })
    return [`${say(words, "input_cell", { r, c })} ${value}`, note]
  }

  speak() {
    const parts = [this.controls.position, this.equation, this.note].map((node) => node.textContent)
    this.live.textContent = parts.filter(Boolean).join(". ")
  }
}
